//! What newsboat keeps: its `urls` file, an address a line with tags and a title behind it, and its cache.
//!
//! <https://newsboat.org/releases/2.36/docs/newsboat.html#_first_steps>

mod cached;

use url::Url;

pub use self::cached::CachedItem;
use super::list::{End, List, ListMaker, SavedQuery, Subscription, feed_address};
use crate::model::folder::FolderPath;
use crate::model::safe::SafeText;

/// Lines that are read; more is another kind of file.
const MAX_LINES: usize = 50_000;

/// Reads the file. `"~Title"` is the reader's own title; the other words are tags, each of which becomes a
/// folder, the first the one that the feed is shown in. A tag that begins with `!` hides the feed in
/// newsboat's list, which byline does not know; what stands behind the mark is a tag. Searches (`query:`)
/// are kept, commands and files are named as refused.
pub fn read(text: &str) -> List {
    let mut made = ListMaker::default();
    let mut lines = text.lines();
    for line in lines.by_ref().take(MAX_LINES) {
        let mut words = words(line).into_iter();
        let Some(address) = words.next() else {
            continue;
        };
        let tags = Tags::of(words);
        if let Some(query) = address.strip_prefix("query:") {
            made.list.queries.extend(saved_query(query, tags.title));
            continue;
        }
        let url = match feed_address(&address) {
            Ok(url) => url,
            Err(why) => {
                made.refuse(&address, why);
                continue;
            }
        };
        made.list.hidden += usize::from(tags.is_hidden);
        let feed = Subscription {
            url,
            title: tags.title,
            site: None,
            folder: None,
        };
        if !made.feed(feed, tags.folders) {
            break;
        }
    }
    if lines.next().is_some() {
        made.list.end = End::TooLong;
    }
    made.list
}

/// The words behind an address.
#[derive(Default)]
struct Tags {
    title: Option<SafeText>,
    folders: Vec<FolderPath>,
    is_hidden: bool,
}

impl Tags {
    fn of(words: impl Iterator<Item = String>) -> Self {
        let mut tags = Self::default();
        for word in words {
            let tag = match (word.strip_prefix('~'), word.strip_prefix('!')) {
                (Some(title), _) => {
                    tags.title = SafeText::non_empty(title);
                    continue;
                }
                (None, Some(tag)) => {
                    tags.is_hidden = true;
                    tag
                }
                (None, None) => &word,
            };
            tags.folders.extend(FolderPath::of([tag]));
        }
        tags
    }
}

/// `Name:what it looks for`.
fn saved_query(text: &str, title: Option<SafeText>) -> Option<SavedQuery> {
    let (name, query) = text.split_once(':')?;
    Some(SavedQuery {
        name: title.or_else(|| SafeText::non_empty(name))?,
        query: SafeText::non_empty(query)?,
    })
}

/// The address of a feed of the web as the file and the cache write it.
pub fn address(written: &str) -> Option<Url> {
    feed_address(written).ok()
}

/// Whether a text is such a file rather than a document of markup.
pub fn is_likely(text: &str) -> bool {
    text.lines()
        .map(|line| line.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}'))
        .find(|line| !line.is_empty() && !line.starts_with('#'))
        .is_some_and(|line| !line.starts_with('<'))
}

/// The words of a line: parted by blanks, or in quotes, in which a backslash takes the next character as
/// it is, or means white space (`\n`, `\t`). `#` begins a comment outside of quotes and words.
fn words(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut letters = line.trim_start_matches('\u{feff}').chars().peekable();
    loop {
        while letters.next_if(|c| c.is_whitespace()).is_some() {}
        let mut word = String::new();
        match letters.peek() {
            None | Some('#') => return words,
            Some('"') => {
                letters.next();
                while let Some(letter) = letters.next() {
                    match letter {
                        '"' => break,
                        '\\' => word.extend(letters.next().map(escape)),
                        letter => word.push(letter),
                    }
                }
            }
            Some(_) => {
                while let Some(letter) = letters.next_if(|c| !c.is_whitespace()) {
                    word.push(letter);
                }
            }
        }
        words.push(word);
    }
}

/// What a character means behind a backslash.
fn escape(letter: char) -> char {
    match letter {
        'n' | 'r' | 't' => ' ',
        letter => letter,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::feed::list::Why;
    use crate::model::folder::Folders;

    fn told(list: &List) -> Vec<String> {
        let feeds = list.feeds.iter();
        feeds
            .map(|feed| {
                let title = feed.title.clone().unwrap_or_default();
                let folders = feed.folder.as_ref().map(Folders::written);
                format!("{} | {title} | {}", feed.url, folders.unwrap_or_default())
            })
            .collect()
    }

    #[test]
    fn addresses_tags_and_titles_are_read_in_their_order_and_nothing_is_run() {
        let list = read(
            "\u{feff}# my feeds\n\
             https://z.example/feed tech \"long tag\" \"~A \\\"great\\\" blog\" # daily\n\n\
             \"https://b.example/#fragment\" \"!out of sight\" ! a/b,c\n\
             https://z.example/feed again tech\n\
             exec:~/bin/feed.sh\n\
             \"filter:~/bin/f:https://c.example/feed\"\n\
             file:///home/me/feed.xml\n\
             gopher://old.example/\n",
        );
        assert_eq!(
            told(&list),
            [
                "https://z.example/feed | A \"great\" blog | tech,long tag,again",
                r"https://b.example/#fragment |  | out of sight,a\/b\,c",
            ]
        );
        assert_eq!((list.doubles, list.hidden), (1, 1));
        let refused: Vec<Why> = list.refused.iter().map(|it| it.why).collect();
        assert_eq!(refused, [Why::Program, Why::Filter, Why::File, Why::Scheme]);
        assert_eq!(list.refused[0].name.as_str(), "exec:~/bin/feed.sh");
    }

    #[test]
    fn searches_keep_their_names_and_words() {
        let list = read(
            "\"query:Unread:unread = \\\"yes\\\" and age between 0:7\" \"~What is new\"\n\
             \"query:Tech:tags # \\\"tech\\\"\" !\n\
             query:broken\n",
        );
        let queries = list.queries.iter();
        let queries: Vec<_> = queries
            .map(|it| (it.name.as_str(), it.query.as_str()))
            .collect();
        assert_eq!(
            queries,
            [
                ("What is new", "unread = \"yes\" and age between 0:7"),
                ("Tech", "tags # \"tech\""),
            ]
        );
        assert_eq!(told(&list), Vec::<String>::new());
    }

    #[test]
    fn escapes_and_quotes_without_an_end_are_read_as_newsboat_reads_them() {
        let list = read(
            "https://a.example/ \"~tab\\there\" \"back\\\\slash\"\n\
             https://b.example/ \"open quote\n\
             https://c.example/#not-a-comment x#y # comment \"z\n",
        );
        assert_eq!(
            told(&list),
            [
                r"https://a.example/ | tab here | back\\slash",
                "https://b.example/ |  | open quote",
                "https://c.example/#not-a-comment |  | x#y",
            ]
        );
    }

    #[test]
    fn the_file_is_told_from_a_document() {
        assert!(is_likely("# feeds\nhttps://a.example/"));
        assert!(is_likely("\u{feff}https://a.example/"));
        assert!(!is_likely("\n <?xml version=\"1.0\"?><opml/>"));
        assert!(!is_likely("\u{feff}<opml/>"));
        assert!(!is_likely(""));
    }
}
