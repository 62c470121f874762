//! Writing lists as OPML 2.0.

use std::collections::HashMap;
use std::fmt::Write as _;

use crate::feed::list::{SavedQuery, Subscription};
use crate::feed::references::push_escaped;
use crate::model::folder::{FolderPath, Folders};
use crate::model::safe::SafeText;

/// Writes a list: each feed in the folder that it stands in first, in the order given inside of each, and
/// the names of folders as they are. Where a feed is in several, `category` names all of them; a folder
/// whose name holds a slash or a comma, which mean something else there, holds the feed once more.
/// Searches stand at the end, of a type that other readers pass over.
pub fn write(title: &str, feeds: &[Subscription], queries: &[SavedQuery]) -> String {
    let mut out =
        String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<opml version=\"2.0\">\n");
    let _ = writeln!(
        out,
        "  <head>\n    <title>{}</title>\n  </head>\n  <body>",
        escaped(title)
    );
    let mut open: &[SafeText] = &[];
    for (path, feed) in in_folders(feeds) {
        let shared = open.iter().zip(path).take_while(|(a, b)| a == b).count();
        for depth in (shared..open.len()).rev() {
            let _ = writeln!(out, "{}</outline>", indent(depth));
        }
        for (depth, name) in path.iter().enumerate().skip(shared) {
            let name = escaped(name.as_str());
            let start = format!("<outline text=\"{name}\" title=\"{name}\">");
            let _ = writeln!(out, "{}{start}", indent(depth));
        }
        let _ = writeln!(out, "{}{}", indent(path.len()), outline(feed));
        open = path;
    }
    for depth in (0..open.len()).rev() {
        let _ = writeln!(out, "{}</outline>", indent(depth));
    }
    for SavedQuery { name, query } in queries {
        let (name, query) = (escaped(name.as_str()), escaped(query.as_str()));
        let line = format!("<outline type=\"query\" text=\"{name}\" query=\"{query}\"/>");
        let _ = writeln!(out, "{}{line}", indent(0));
    }
    out.push_str("  </body>\n</opml>\n");
    out
}

/// Each feed with the names of the folder that it is written in: those of one folder together, folders in
/// the order in which the feeds name them, feeds in none first.
fn in_folders(feeds: &[Subscription]) -> Vec<(&[SafeText], &Subscription)> {
    let mut placed: Vec<(&[SafeText], &Subscription)> = Vec::new();
    for feed in feeds {
        match &feed.folder {
            Some(folders) => placed.extend(outlines(folders).map(|path| (path.names(), feed))),
            None => placed.push((&[], feed)),
        }
    }
    let mut ranks: HashMap<&[SafeText], usize> = HashMap::new();
    for (path, _) in &placed {
        for depth in 1..=path.len() {
            let next = ranks.len();
            ranks.entry(&path[..depth]).or_insert(next);
        }
    }
    // Stable: inside a folder the order stays.
    placed.sort_by_cached_key(|(path, _)| {
        let outer = (1..=path.len()).map(|depth| ranks[&path[..depth]]);
        outer.collect::<Vec<_>>()
    });
    placed
}

/// The paths that a feed is written in.
fn outlines(folders: &Folders) -> impl Iterator<Item = &FolderPath> {
    let further = folders.paths().iter().skip(1);
    std::iter::once(folders.first()).chain(further.filter(|path| path.has_separators()))
}

fn outline(feed: &Subscription) -> String {
    let title = feed.title.as_ref();
    let title = escaped(title.map_or(feed.url.as_str(), SafeText::as_str));
    let mut line = format!(
        "<outline type=\"rss\" text=\"{title}\" title=\"{title}\" xmlUrl=\"{}\"",
        escaped(feed.url.as_str())
    );
    if let Some(site) = &feed.site {
        let _ = write!(line, " htmlUrl=\"{}\"", escaped(site.as_str()));
    }
    // The folders that it stands in are its first path; only a feed with more needs to name them.
    let several = feed.folder.as_ref().filter(|it| it.paths().len() > 1);
    let paths = several.iter().flat_map(|folders| folders.paths());
    let paths = paths.filter(|path| !path.has_separators());
    let category: Vec<String> = paths.map(ToString::to_string).collect();
    if !category.is_empty() {
        let _ = write!(line, " category=\"{}\"", escaped(&category.join(",")));
    }
    line + "/>"
}

fn indent(depth: usize) -> String {
    "  ".repeat(depth + 2)
}

fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    push_escaped(text, &mut escaped);
    escaped
}
