//! What a subscription list of another reader holds, whatever its form.

use std::collections::HashMap;

use url::Url;

use crate::model::folder::{FolderPath, Folders};
use crate::model::safe::SafeText;

/// Subscriptions of one list; the longest lists in circulation have a few thousand.
pub(super) const MAX_FEEDS: usize = 20_000;

/// A feed in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subscription {
    /// Its address, http or https.
    pub url: Url,
    /// Its title, as the list gives it.
    pub title: Option<SafeText>,
    /// The site's page for people.
    pub site: Option<Url>,
    /// Where it lies.
    pub folder: Option<Folders>,
}

/// What a list holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct List {
    /// The list's own title.
    pub title: Option<SafeText>,
    /// Its feeds, each address once, in the list's order.
    pub feeds: Vec<Subscription>,
    /// What is named in it as a feed and is none that an import may bring.
    pub refused: Vec<Refused>,
    /// Searches of the other reader that are kept as they are.
    pub queries: Vec<SavedQuery>,
    /// Feeds that were named again.
    pub doubles: usize,
    /// Feeds that the other reader hides in its list.
    pub hidden: usize,
    /// Whether there is more to the list than was read.
    pub end: End,
}

/// How a list ended.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum End {
    /// With its last line.
    #[default]
    Whole,
    /// In the middle: the file was cut off.
    CutOff,
    /// Behind as many feeds as a list may have; the rest was not read.
    TooLong,
}

/// An entry of a list that an import does not bring.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// Its address; its title where it has none.
    pub name: SafeText,
    /// Why not.
    pub why: Why,
}

/// Why an entry of a list is not brought in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// It states no address of a feed: a link, a list that is included, a slip.
    NoAddress,
    /// A program prints it.
    Program,
    /// A program changes it on its way.
    Filter,
    /// It is a file of this machine.
    File,
    /// Its address is none of the web.
    Scheme,
}

/// A search of another reader, in its own language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SavedQuery {
    /// What it is called.
    pub name: SafeText,
    /// What it looks for.
    pub query: SafeText,
}

/// Puts a list together: each address once, whatever names it again.
#[derive(Default)]
pub(super) struct ListMaker {
    pub(super) list: List,
    /// Addresses in the list with their places.
    places: HashMap<String, usize>,
    refused: HashMap<String, usize>,
}

impl ListMaker {
    /// Takes a feed; one that is there already gets into the further folders. False where the list is full.
    pub(super) fn feed(
        &mut self,
        feed: Subscription,
        folders: impl IntoIterator<Item = FolderPath>,
    ) -> bool {
        let place = match self.places.get(feed.url.as_str()) {
            Some(&place) => {
                self.list.doubles += 1;
                place
            }
            None if self.list.feeds.len() >= MAX_FEEDS => {
                self.list.end = End::TooLong;
                return false;
            }
            None => {
                let place = self.list.feeds.len();
                self.places.insert(feed.url.as_str().to_owned(), place);
                self.list.feeds.push(feed);
                place
            }
        };
        let feed = &mut self.list.feeds[place];
        for path in folders {
            match &mut feed.folder {
                Some(folders) => folders.add(path),
                None => feed.folder = Folders::of([path]),
            }
        }
        true
    }

    /// Takes note of an entry that is not brought in, each once.
    pub(super) fn refuse(&mut self, name: &str, why: Why) {
        if self.refused.len() >= MAX_FEEDS {
            return;
        }
        let name = SafeText::new(name);
        let count = self.refused.entry(name.to_string()).or_default();
        *count += 1;
        if *count == 1 {
            self.list.refused.push(Refused { name, why });
        }
    }
}

/// The address of a feed of the web; `feed:` is an old way to say that an address is one.
///
/// # Errors
///
/// Fails with the reason where it is the address of something else.
pub(super) fn feed_address(address: &str) -> Result<Url, Why> {
    let address = address.trim();
    let address = match address.strip_prefix("feed:") {
        Some(rest) if rest.starts_with("//") => format!("http:{rest}"),
        Some(rest) => rest.to_owned(),
        None => address.to_owned(),
    };
    let scheme = address.split(':').next().unwrap_or_default();
    let why = match scheme.to_ascii_lowercase().as_str() {
        "exec" => Why::Program,
        "filter" => Why::Filter,
        "file" => Why::File,
        _ if address.starts_with('|') => Why::Program,
        _ if address.starts_with('/') => Why::File,
        _ => Why::Scheme,
    };
    Url::parse(&address)
        .ok()
        .filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host())
        .ok_or(why)
}
