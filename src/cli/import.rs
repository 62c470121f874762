//! `byline import`: subscriptions from other readers, and what newsboat knows of the articles.

use std::io::{self, Read};
use std::path::{Path, PathBuf};

use super::failure::{Failure, FailureKind};
use super::output::Output;
use super::session::{Session, storage};
use crate::engine::{Cached, ImportError, Imported};
use crate::feed::list::{End, List, Refused, Subscription, Why};
use crate::feed::{newsboat, opml};
use crate::store::{CacheError, NewsboatCache};
use crate::text::count::counted;

/// Bytes of a list; one of ten thousand feeds has two million.
const MAX_FILE_BYTES: u64 = 32 << 20;
/// Entries named of each kind that is not brought in.
const MAX_NAMED: usize = 20;

/// What is to be imported, and how.
#[derive(Debug)]
pub(super) struct Wish<'a> {
    /// The list.
    pub(super) file: &'a Path,
    /// Newsboat's cache; none for the one beside its list.
    pub(super) cache: Option<&'a Path>,
    /// Whether nothing is to be done but said.
    pub(super) dry_run: bool,
}

/// Subscribes to the feeds of a file, or says to which it would.
pub(super) fn run(session: &Session, wish: &Wish<'_>, out: &mut Output<'_>) -> Result<(), Failure> {
    let read = read(&bytes(wish.file)?)?;
    let (cache, unreadable) = match cache(wish, read.is_newsboat) {
        Ok(cache) => (cache, None),
        Err((path, error)) if wish.cache.is_some() => return Err(no_cache(&path, error)),
        Err((path, error)) => (None, Some(no_cache(&path, error))),
    };
    let list = read.list;
    let (last, refused) = (list.feeds.last().cloned(), list.refused.clone());
    let (doubles, hidden, end) = (list.doubles, list.hidden, list.end);
    let imported = session.with_engine(async |engine| {
        let imported = engine.import(list, cache, wish.dry_run).await;
        imported.map_err(|error| match error {
            ImportError::Store(error) => storage(error),
            error => Failure::new(FailureKind::Some, error),
        })
    })?;
    if wish.dry_run {
        for (mark, feeds) in [("+", &imported.new), ("=", &imported.known)] {
            for feed in feeds {
                out.line(&line(mark, feed))?;
            }
        }
    }
    for query in &imported.queries {
        out.line(&format!(
            "? kept for later, not shown yet: {}: {}",
            query.name, query.query
        ))?;
    }
    for line in not_taken(&refused) {
        out.line(&line)?;
    }
    if hidden > 0 {
        let feeds = counted(hidden, "feed is", "feeds are");
        out.line(&format!(
            "{feeds} hidden in newsboat; byline shows {}",
            if hidden == 1 { "it" } else { "them" }
        ))?;
    }
    if let Some(line) = of_cache(&imported.cached, wish.dry_run) {
        out.line(&line)?;
    }
    out.line(&summary(&imported, refused.len(), doubles, wish.dry_run))?;
    ended(end, last.as_ref(), out)?;
    match unreadable {
        Some(failure) => Err(failure.hint("The list was imported without it.")),
        None if end != End::Whole => Err(Failure::told(FailureKind::Some)),
        None => Ok(()),
    }
}

/// Says where a list has ended before its end.
fn ended(end: End, last: Option<&Subscription>, out: &mut Output<'_>) -> io::Result<()> {
    let how = match end {
        End::Whole => return Ok(()),
        End::CutOff => "The list ends in the middle",
        End::TooLong => "The list is too long: the rest was not read",
    };
    let behind = match last {
        Some(last) => format!("; the last feed read is {}", called(last)),
        None => "; no feed was read".to_owned(),
    };
    out.line(&format!("! {how}{behind}"))
}

fn called(feed: &Subscription) -> String {
    match &feed.title {
        Some(title) => format!("\u{201c}{title}\u{201d} ({})", feed.url),
        None => feed.url.to_string(),
    }
}

fn no_cache(path: &Path, error: CacheError) -> Failure {
    let error = anyhow::Error::new(error);
    let what = format!("{}, newsboat's cache", path.display());
    Failure::new(FailureKind::Some, error.context(what))
}

/// Newsboat's cache: the one named, or the one that lies where newsboat puts it for this list.
fn cache(
    wish: &Wish<'_>,
    is_newsboat: bool,
) -> Result<Option<NewsboatCache>, (PathBuf, CacheError)> {
    let found = || {
        let places = places_of_cache(wish.file).into_iter();
        places.filter(|_| is_newsboat).find(|path| path.is_file())
    };
    match wish.cache.map(Path::to_owned).or_else(found) {
        Some(path) => NewsboatCache::open(&path)
            .map(Some)
            .map_err(|error| (path, error)),
        None => Ok(None),
    }
}

/// Beside the urls file; newsboat parts them where it keeps to the XDG base directories, with the
/// configuration in `~/.config/newsboat` and the cache in `~/.local/share/newsboat`.
fn places_of_cache(urls: &Path) -> Vec<PathBuf> {
    let absolute = std::path::absolute(urls).unwrap_or_else(|_| urls.to_owned());
    let Some(folder) = absolute.parent() else {
        return Vec::new();
    };
    let mut places = vec![folder.join("cache.db")];
    if let (Some(name), Some(config)) = (folder.file_name(), folder.parent())
        && config.file_name().is_some_and(|config| config == ".config")
        && let Some(home) = config.parent()
    {
        places.push(home.join(".local/share").join(name).join("cache.db"));
    }
    places
}

fn bytes(file: &Path) -> Result<Vec<u8>, Failure> {
    let unreadable = |error: io::Error| {
        let error = anyhow::Error::new(error).context(format!("{} cannot be read", file.display()));
        Failure::new(FailureKind::Usage, error)
    };
    let mut bytes = Vec::new();
    let mut take = |from: &mut dyn Read| from.take(MAX_FILE_BYTES + 1).read_to_end(&mut bytes);
    let read = match file.as_os_str() == "-" {
        true => take(&mut io::stdin().lock()),
        false => std::fs::File::open(file).and_then(|mut file| take(&mut file)),
    };
    read.map_err(unreadable)?;
    if bytes.len() as u64 > MAX_FILE_BYTES {
        let size = format!("it is larger than {} MiB", MAX_FILE_BYTES >> 20);
        return Err(unreadable(io::Error::new(
            io::ErrorKind::FileTooLarge,
            size,
        )));
    }
    Ok(bytes)
}

/// A list, and what kind of file it came from.
#[derive(Debug)]
struct ReadList {
    list: List,
    is_newsboat: bool,
}

/// Newsboat's file has no markup; everything else is taken for OPML.
fn read(bytes: &[u8]) -> Result<ReadList, Failure> {
    let text = String::from_utf8_lossy(bytes);
    if newsboat::is_likely(&text) {
        let list = newsboat::read(&text);
        // What is neither is said of the format that everybody knows.
        let names_something = |refused: &Refused| refused.why != Why::Scheme;
        if !list.feeds.is_empty()
            || !list.queries.is_empty()
            || list.refused.iter().any(names_something)
        {
            return Ok(ReadList {
                list,
                is_newsboat: true,
            });
        }
    }
    let list = opml::read(bytes).map_err(|error| Failure::new(FailureKind::Some, error))?;
    Ok(ReadList {
        list,
        is_newsboat: false,
    })
}

/// What was named as a feed and is none that a list may bring, and what to do instead.
fn not_taken(refused: &[Refused]) -> Vec<String> {
    const KINDS: [(Why, &str, Option<&str>); 5] = [
        (Why::NoAddress, "no feed address", None),
        (
            Why::Program,
            "a program",
            Some(
                "To read what a program prints, name it in config.toml and add it: [[feed]] \
                 url = \"exec:NAME\" command = [\"PROGRAM\", \"ARGUMENT\"], then byline add exec:NAME",
            ),
        ),
        (
            Why::Filter,
            "a filter",
            Some(
                "byline filters nothing on its way; a program that fetches and filters can be a feed: \
                 [[feed]] url = \"exec:NAME\" command = [\"sh\", \"-c\", \"curl -s ADDRESS | FILTER\"], \
                 then byline add exec:NAME",
            ),
        ),
        (
            Why::File,
            "a file of this machine",
            Some(
                "To read a file, name it in config.toml and add it: [[feed]] url = \"file:///PATH\", \
                 then byline add file:///PATH",
            ),
        ),
        (Why::Scheme, "only http and https can be read", None),
    ];
    let mut lines = Vec::new();
    for (why, words, instead) in KINDS {
        let of_kind = || refused.iter().filter(|refused| refused.why == why);
        let named = of_kind().take(MAX_NAMED);
        lines.extend(named.map(|refused| format!("! not taken, {words}: {}", refused.name)));
        match of_kind().count() {
            0 => continue,
            count if count > MAX_NAMED => {
                lines.push(format!("! not taken, {words}: {} more", count - MAX_NAMED));
            }
            _ => {}
        }
        lines.extend(instead.map(|instead| format!("  {instead}")));
    }
    lines
}

fn line(mark: &str, feed: &Subscription) -> String {
    let title = feed.title.as_ref().map_or("", |title| title.as_str());
    let folder = match &feed.folder {
        Some(folder) => format!(" ({folder})"),
        None => String::new(),
    };
    format!("{mark} {}  {title}{folder}", feed.url)
}

/// What newsboat's cache brought.
fn of_cache(cached: &Cached, dry_run: bool) -> Option<String> {
    if cached.articles == 0 {
        return None;
    }
    let done = if dry_run { " would come" } else { "" };
    let articles = counted(cached.articles, "article", "articles");
    let mut line = format!(
        "{articles}{done} from newsboat's cache, {} read",
        cached.read
    );
    if cached.flagged > 0 {
        line.push_str(&format!(", {} flagged and kept", cached.flagged));
    }
    Some(line)
}

fn summary(imported: &Imported, refused: usize, doubles: usize, dry_run: bool) -> String {
    let done = if dry_run { "would come" } else { "imported" };
    let mut sentence = format!("{} {done}", counted(imported.new.len(), "feed", "feeds"));
    for (count, words) in [
        (imported.known.len(), "there already"),
        (doubles, "named twice"),
        (imported.queries.len(), "searches kept"),
        (refused, "not taken"),
    ] {
        let words = match (count, words) {
            (0, _) => continue,
            (1, "searches kept") => "search kept",
            _ => words,
        };
        sentence.push_str(&format!(", {count} {words}"));
    }
    if !dry_run && !imported.new.is_empty() {
        sentence.push_str("; byline refresh asks for them");
    }
    sentence
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(text: &str) -> List {
        read(text.as_bytes()).unwrap().list
    }

    #[test]
    fn the_format_is_told_by_what_stands_in_the_file() {
        let urls = read(b"https://a.example/feed tag \"~Mine\"\n").unwrap();
        assert_eq!(urls.list.feeds[0].title, Some("Mine".into()));
        assert!(urls.is_newsboat);
        let latin = read(b"https://a.example/feed caf\xe9\n").unwrap();
        assert!(latin.is_newsboat);
        let opml = read(b"<opml><outline xmlUrl='https://b.example/'/></opml>").unwrap();
        assert_eq!((opml.list.feeds.len(), opml.is_newsboat), (1, false));
        let only_searches = read(b"\"query:New:unread = \\\"yes\\\"\"\nexec:x\n").unwrap();
        assert_eq!(only_searches.list.queries.len(), 1);
        let neither = read(b"Dear diary").unwrap_err();
        assert_eq!(neither.kind, FailureKind::Some);
        assert!(
            neither.lines()[0]
                .as_str()
                .contains("not a subscription list")
        );
    }

    #[test]
    fn what_was_done_is_one_sentence() {
        let mut imported = Imported::default();
        assert_eq!(summary(&imported, 0, 0, false), "0 feeds imported");
        let list =
            list("https://a.example/feed a b/c\nhttps://b.example/feed\n\"query:N:age < 3\"\n");
        (imported.new, imported.known) = (list.feeds[..1].to_vec(), list.feeds[1..].to_vec());
        imported.queries = list.queries;
        assert_eq!(
            summary(&imported, 2, 3, true),
            "1 feed would come, 1 there already, 3 named twice, 1 search kept, 2 not taken"
        );
        assert_eq!(
            line("+", &imported.new[0]),
            "+ https://a.example/feed   (a,b/c)"
        );
    }

    #[test]
    fn what_a_list_cannot_bring_is_named_by_its_kind_with_what_to_do_instead() {
        let refused = list(
            "https://a.example/\nexec:~/bin/x.sh\nfile:///f.xml\ngopher://g.example\n\
             filter:~/f:https://c.example/\n",
        );
        let lines = not_taken(&refused.refused);
        let starts: Vec<&str> = lines
            .iter()
            .map(|line| &line[..line.len().min(40)])
            .collect();
        assert_eq!(
            starts,
            [
                "! not taken, a program: exec:~/bin/x.sh",
                "  To read what a program prints, name it",
                "! not taken, a filter: filter:~/f:https:",
                "  byline filters nothing on its way; a p",
                "! not taken, a file of this machine: fil",
                "  To read a file, name it in config.toml",
                "! not taken, only http and https can be ",
            ]
        );
        let many: String = (0..50).map(|number| format!("exec:{number}\n")).collect();
        let lines = not_taken(&list(&many).refused);
        assert_eq!(lines.len(), MAX_NAMED + 2);
        assert_eq!(lines[MAX_NAMED], "! not taken, a program: 30 more");
    }

    #[test]
    fn the_cache_lies_beside_the_list_or_where_newsboat_puts_it_by_xdg() {
        let places = places_of_cache(Path::new("/home/me/.config/newsboat/urls"));
        assert_eq!(
            places,
            [
                Path::new("/home/me/.config/newsboat/cache.db"),
                Path::new("/home/me/.local/share/newsboat/cache.db"),
            ]
        );
        assert_eq!(
            places_of_cache(Path::new("/home/me/.newsboat/urls")),
            [Path::new("/home/me/.newsboat/cache.db")]
        );
    }
}
