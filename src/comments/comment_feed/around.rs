//! What a comment feed says around the comments that entries of articles do not have: how many there
//! are, where the next part is, authors' pages, and what was removed.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use crate::text::charset;

/// Elements that are looked at; a feed of eight megabytes has fewer.
const MAX_EVENTS: usize = 2_000_000;

/// What stands around the comments.
#[derive(Debug, Default)]
pub(super) struct Around {
    /// How many comments there are in all.
    pub(super) total: Option<u32>,
    /// The page of the feed's author, who is the article's: Blogger states it.
    pub(super) owner: Option<String>,
    /// The next part, as written (RFC 5005 section 3).
    pub(super) next: Option<String>,
    /// One for each entry, in order.
    pub(super) entries: Vec<Extra>,
}

/// What is said of one entry.
#[derive(Debug, Default)]
pub(super) struct Extra {
    /// The author's page.
    pub(super) uri: Option<String>,
    /// Whether the comment was taken away (Blogger).
    pub(super) is_removed: bool,
}

/// Reads what it can: an error ends it without harm, since the comments come from the feed's parser.
pub(super) fn around(bytes: &[u8], content_type: Option<&str>) -> Around {
    let decoded = charset::decode(bytes, content_type);
    let mut reader = Reader::from_str(&decoded.text);
    reader.config_mut().check_end_names = false;
    let mut walk = Walk::default();
    for _ in 0..MAX_EVENTS {
        match reader.read_event() {
            Ok(Event::Start(tag)) => walk.start(&tag, false),
            Ok(Event::Empty(tag)) => walk.start(&tag, true),
            Ok(Event::End(_)) => walk.end(),
            Ok(Event::Text(text)) => {
                if walk.wants_text() {
                    walk.text(&text);
                }
            }
            Ok(Event::Eof) | Err(_) => break,
            Ok(_) => {}
        }
    }
    walk.around
}

#[derive(Default)]
struct Walk {
    around: Around,
    depth: usize,
    /// Depth of the entry that is open.
    entry: Option<usize>,
    /// Depth of the author that is open in it.
    author: Option<usize>,
    /// The number or address that is open.
    open: Option<Wanted>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Wanted {
    Total,
    Uri,
}

impl Walk {
    fn start(&mut self, tag: &BytesStart<'_>, is_empty: bool) {
        let name = tag.local_name();
        let name = name.as_ref();
        match (self.entry, name) {
            (None, "entry" | "item") if !is_empty => {
                self.entry = Some(self.depth);
                self.around.entries.push(Extra::default());
            }
            (None, "link") => self.link(tag),
            (None, "totalResults" | "total") if !is_empty => self.open = Some(Wanted::Total),
            (None, "author") if self.depth == 1 && !is_empty => self.author = Some(self.depth),
            (Some(at), "author") if self.depth == at + 1 && !is_empty => {
                self.author = Some(self.depth);
            }
            (_, "uri") if self.author.is_some() && !is_empty => self.open = Some(Wanted::Uri),
            (Some(at), "extendedProperty") if self.depth == at + 1 => {
                let removed =
                    attribute(tag, "name").is_some_and(|name| name == "blogger.contentRemoved");
                if let Some(entry) = self.around.entries.last_mut().filter(|_| removed) {
                    entry.is_removed = true;
                }
            }
            _ => {}
        }
        self.depth += usize::from(!is_empty);
    }

    fn end(&mut self) {
        self.depth = self.depth.saturating_sub(1);
        self.open = None;
        if self.author == Some(self.depth) {
            self.author = None;
        }
        if self.entry == Some(self.depth) {
            self.entry = None;
        }
    }

    fn link(&mut self, tag: &BytesStart<'_>) {
        if attribute(tag, "rel").is_some_and(|rel| rel == "next") && self.around.next.is_none() {
            self.around.next = attribute(tag, "href");
        }
    }

    fn wants_text(&self) -> bool {
        self.open.is_some()
    }

    fn text(&mut self, text: &str) {
        let text = text.trim();
        match self.open {
            Some(Wanted::Total) => self.around.total = self.around.total.or(text.parse().ok()),
            Some(Wanted::Uri) if self.entry.is_none() => {
                let owner = (!text.is_empty()).then(|| text.to_owned());
                self.around.owner = self.around.owner.take().or(owner);
            }
            Some(Wanted::Uri) => {
                if let Some(entry) = self.around.entries.last_mut().filter(|_| !text.is_empty()) {
                    entry.uri.get_or_insert_with(|| text.to_owned());
                }
            }
            None => {}
        }
    }
}

fn attribute(tag: &BytesStart<'_>, name: &str) -> Option<String> {
    let attribute = tag.try_get_attribute(name).ok().flatten()?;
    Some(attribute.value.replace("&amp;", "&"))
}
