//! Every setting, with its default. What a value may be is in `rules.rs`.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use url::Url;

use super::feeds::FeedSettings;
use super::programs::{Browser, OpenWith, Pipe, program_for};

/// Every setting.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Config {
    /// How reading goes on.
    pub reading: Reading,
    /// What the screen looks like.
    pub screen: Screen,
    /// What of the screen comes back at the next start.
    pub session: Session,
    /// When feeds are asked.
    pub polling: Polling,
    /// How they are asked.
    pub network: Network,
    /// What addresses are opened in.
    pub browser: Browser,
    /// What texts are handed to.
    pub pipe: Pipe,
    /// Who is asked where else an article is discussed.
    pub elsewhere: Elsewhere,
    /// The reader's own keys: pane (or [`Config::ALL_PANES`]), then key, then command. Names of keys and
    /// commands belong to the screen, which checks them by [`Loaded::check_keys`](super::Loaded::check_keys).
    #[serde(skip)]
    pub keys: BTreeMap<String, BTreeMap<String, String>>,
    /// Addresses that stand in for services' hosts: `[services]`, by host in lower case.
    #[serde(skip)]
    pub services: BTreeMap<String, Url>,
    /// What is set for single feeds: `[[feed]]`.
    #[serde(skip)]
    pub feeds: Vec<FeedSettings>,
    /// What some addresses are opened with: `[[open-with]]`.
    #[serde(skip)]
    pub open_with: Vec<OpenWith>,
}

impl Config {
    /// What is set for the feed at this address.
    pub fn feed(&self, url: &Url) -> Option<&FeedSettings> {
        self.feeds.iter().find(|feed| feed.url == *url)
    }

    /// The reader's program for an address; none for the system's own browser.
    pub fn program_for(&self, url: &Url) -> Option<&Browser> {
        program_for(&self.open_with, &self.browser, url)
    }

    /// The name under which [`Config::keys`] holds the keys that mean the same in every pane.
    pub const ALL_PANES: &'static str = "all";

    /// The panes that can have keys of their own.
    pub const PANES: &'static [&'static str] = &["articles", "body", "comments"];
}

/// How reading goes on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Reading {
    /// Where `Space` stops once before it goes to the next article.
    pub stop: Stop,
    /// The widest a line of text gets, in columns (40 to 120).
    pub text_width: u16,
    /// Whether `Space` passes over comments that are only a quotation or under four words.
    pub skip_short: bool,
    /// Whether chains of single replies stay in one column.
    pub straighten: bool,
    /// Whether a line stands in the place of longer quotations in comments.
    pub hide_quotes: bool,
    /// Whether the same story in several feeds stands in one row of the list.
    pub fold_stories: bool,
    /// Into which groups the list puts its articles.
    pub group: Grouping,
    /// The names under which the reader writes comments, which are marked "you".
    pub own_names: Vec<String>,
}

impl Default for Reading {
    fn default() -> Self {
        Self {
            stop: Stop::Thread,
            text_width: 72,
            skip_short: false,
            straighten: false,
            hide_quotes: false,
            fold_stories: false,
            group: Grouping::None,
            own_names: Vec::new(),
        }
    }
}

/// Where `Space` stops once before it goes on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Stop {
    /// At the end of every thread.
    #[default]
    Thread,
    /// Only before an article of another feed.
    Feed,
    /// Nowhere.
    Never,
}

/// Into which groups the list puts its articles.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Grouping {
    /// Into none.
    #[default]
    None,
    /// Those of each feed.
    Feed,
    /// Those of each feed, and the feeds of each folder.
    Folder,
}

/// What the screen looks like.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Screen {
    /// Which glyphs guides, marks and borders are drawn with.
    pub glyphs: GlyphSet,
    /// Whether the mouse works in the panes (the terminal's own selection then needs Shift).
    pub mouse: bool,
    /// Whether colours are used.
    pub colour: bool,
    /// Whether a wide comment pane has a map of the thread at its edge.
    pub map: bool,
    /// Which program's keys the default ones are like.
    pub habits: Habits,
}

impl Default for Screen {
    fn default() -> Self {
        Self {
            glyphs: GlyphSet::Unicode,
            mouse: true,
            colour: true,
            map: true,
            habits: Habits::Vim,
        }
    }
}

/// Which program's keys the default ones are like.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Habits {
    /// Vim's and those of programs that are like it.
    #[default]
    Vim,
    /// A pager's.
    Less,
    /// A newsreader's, as slrn.
    Newsreader,
    /// Those of the Reddit Enhancement Suite.
    Res,
}

/// Which glyphs guides, marks and borders are drawn with.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum GlyphSet {
    /// Lines and bullets of Unicode.
    #[default]
    Unicode,
    /// ASCII only.
    Ascii,
    /// Words instead of guides, one column: for screen readers.
    Plain,
}

/// What of the screen comes back at the next start.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Session {
    /// Which articles the list begins with.
    pub start: Start,
    /// What comes back as it was left.
    pub remember: Vec<Remembered>,
}

impl Default for Session {
    fn default() -> Self {
        Self {
            start: Start::Last,
            remember: Remembered::ALL.to_vec(),
        }
    }
}

/// Which articles the list begins with.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Start {
    /// Those with something unread.
    Unread,
    /// All.
    All,
    /// Those or all, as it was left.
    #[default]
    Last,
}

/// What of the screen can come back as it was left.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Remembered {
    /// The selected article.
    Selection,
    /// What the list is limited to.
    View,
    /// The order of the list.
    Sort,
    /// How the panes stand.
    Layout,
    /// Whether one pane has the screen for itself.
    Zoom,
    /// The groups of the list, and which of them are folded.
    Groups,
}

impl Remembered {
    /// All of them.
    pub const ALL: [Self; 6] = [
        Self::Selection,
        Self::View,
        Self::Sort,
        Self::Layout,
        Self::Zoom,
        Self::Groups,
    ];
}

/// When feeds are asked.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Polling {
    /// Whether feeds are polled while the screen is open.
    pub automatic: bool,
    /// Whether a feed's own rhythm sets how often it is asked.
    pub adaptive: bool,
    /// The shortest wait between two polls that a feed's rhythm can bring, in minutes.
    pub shortest_minutes: u32,
    /// The longest wait between two polls that a feed's rhythm can bring, in minutes.
    pub longest_minutes: u32,
    /// Minutes between two polls of a feed whose rhythm is not known, or where none is followed, unless
    /// the publisher asks for longer.
    pub every_minutes: u32,
    /// Requests under way at once, over all hosts.
    pub concurrency: u16,
}

impl Default for Polling {
    fn default() -> Self {
        Self {
            automatic: true,
            adaptive: true,
            shortest_minutes: 15,
            longest_minutes: 24 * 60,
            every_minutes: 30,
            concurrency: 32,
        }
    }
}

/// How feeds and comments are asked for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Network {
    /// Seconds for one request in all.
    pub timeout_seconds: u32,
    /// Largest feed in MiB, after decompression.
    pub max_feed_mib: u32,
    /// Whether the comments of the article that comes next are loaded while one is read.
    pub prefetch: bool,
    /// A name instead of byline's own as the user agent; empty for byline's own.
    pub user_agent: String,
    /// Hosts on private networks that feeds and pages may lead to.
    pub allow_private: Vec<String>,
    /// A proxy for all requests (http, https or socks5 address); empty for the environment's.
    pub proxy: String,
}

impl Default for Network {
    fn default() -> Self {
        Self {
            timeout_seconds: 30,
            max_feed_mib: 8,
            prefetch: true,
            user_agent: String::new(),
            allow_private: Vec::new(),
            proxy: String::new(),
        }
    }
}

/// Who is asked where else an article is discussed.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Elsewhere {
    /// Services that are asked whenever an article is opened; each learns what is read.
    pub services: Vec<String>,
    /// The Lemmy instance to ask; empty for none.
    pub lemmy: String,
    /// The Mastodon server to ask; empty for none.
    pub mastodon: String,
    /// Discourse forums to ask.
    pub forums: Vec<String>,
}

impl Elsewhere {
    /// Every service that can be asked: its name in the configuration, and for readers.
    pub const SERVICES: &'static [(&'static str, &'static str)] = &[
        ("hacker-news", "Hacker News"),
        ("lobsters", "Lobsters"),
        ("lemmy", "Lemmy"),
        ("mastodon", "Mastodon"),
        ("bluesky", "Bluesky"),
        ("discourse", "Discourse"),
        ("micro-blog", "Micro.blog"),
        ("webmention-io", "Webmentions"),
        ("hatena", "Hatena Bookmark"),
        ("reddit", "Reddit"),
    ];

    /// The one that allows so few requests that it is asked only by name.
    pub const SPARING: &'static str = "reddit";

    /// Whether a service can be asked: some take a server of the reader's choice.
    pub fn can_ask(&self, service: &str) -> bool {
        match service {
            "lemmy" => !self.lemmy.is_empty(),
            "mastodon" => !self.mastodon.is_empty(),
            "discourse" => !self.forums.is_empty(),
            _ => true,
        }
    }
}
