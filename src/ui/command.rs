//! Every action, once: its name, its sentence, its default keys, where it applies.
//!
//! Keys, the `?` list and the `:` palette are made from [`COMMANDS`]; names are public interface.

use super::pane::PaneName;

mod table;

pub use table::COMMANDS;

/// An action.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs, reason = "the table has a sentence for each")]
pub enum Command {
    GoOn,
    PageBack,
    Next,
    Previous,
    Less,
    More,
    NextSibling,
    PreviousSibling,
    NextBig,
    PreviousBig,
    NextOfKind,
    PreviousOfKind,
    First,
    Last,
    HalfPageDown,
    HalfPageUp,
    Parent,
    Peek,
    NextUnread,
    PreviousUnread,
    NextArticle,
    PreviousArticle,
    Back,
    NextPane,
    PreviousPane,
    Act,
    FoldAll,
    UnfoldAll,
    Depth(u8),
    FoldRead,
    WhatIsNew,
    LightUp,
    KeepLit,
    NextOrder,
    PreviousOrder,
    ByTime,
    ToggleRead,
    DoneWithThis,
    Mute,
    MuteAuthor,
    Mutes,
    CatchUp,
    CatchUpAll,
    Undo,
    Redo,
    Star,
    Watch,
    Watched,
    Kept,
    Pipe,
    LinkHints,
    CopyHints,
    Info,
    CopyLink,
    CopyQuote,
    Export,
    OpenInBrowser,
    OpenDiscussion,
    Refresh,
    RefreshAll,
    Zoom,
    NextLayout,
    NextDiscussion,
    Elsewhere,
    Views,
    Search,
    Limit,
    LoadMore,
    Branch,
    Straighten,
    Quotes,
    FoldStories,
    Group,
    Add,
    Feeds,
    Older,
    Keys,
    Palette,
    Cancel,
    Close,
    Quit,
    Suspend,
    Redraw,
}

/// One line of [`COMMANDS`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The action.
    pub command: Command,
    /// Its name in the palette and in the configuration file.
    pub name: &'static str,
    /// The keys that it has unless the reader binds others.
    pub keys: &'static [&'static str],
    /// What it is about.
    pub group: Group,
    /// What it does, and where.
    pub meaning: Meaning,
}

/// What an action is about: the headings of the `?` list, in this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Group {
    /// Moving about.
    Go,
    /// What is shown and what is folded away.
    Fold,
    /// What is read.
    Read,
    /// What leaves byline: links, the browser.
    TakeAway,
    /// The screen itself.
    Screen,
}

impl Group {
    /// All of them, in the order of the `?` list.
    pub const ALL: [Self; 5] = [
        Self::Go,
        Self::Fold,
        Self::Read,
        Self::TakeAway,
        Self::Screen,
    ];

    /// The heading.
    pub fn title(self) -> &'static str {
        match self {
            Self::Go => "Go",
            Self::Fold => "Fold",
            Self::Read => "Read",
            Self::TakeAway => "Take away",
            Self::Screen => "Screen",
        }
    }
}

/// What an action does: one key does the same thing to whatever the pane holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Meaning {
    /// The same in every pane.
    Everywhere(&'static str),
    /// What it does to each pane's content; empty where it does nothing.
    Here {
        /// In the article list.
        articles: &'static str,
        /// In the body.
        body: &'static str,
        /// In the comments.
        comments: &'static str,
    },
}

impl Meaning {
    /// The sentence for one pane; nothing where the action does nothing.
    pub fn within(self, pane: PaneName) -> Option<&'static str> {
        let sentence = match (self, pane) {
            (Self::Everywhere(sentence), _) => sentence,
            (Self::Here { articles, .. }, PaneName::Articles) => articles,
            (Self::Here { body, .. }, PaneName::Body) => body,
            (Self::Here { comments, .. }, PaneName::Comments) => comments,
        };
        (!sentence.is_empty()).then_some(sentence)
    }
}

impl Command {
    /// Its line of the table.
    pub fn entry(self) -> &'static Entry {
        COMMANDS
            .iter()
            .find(|entry| entry.command == self)
            .expect("every command is in the table, as a test of it proves")
    }

    /// Its name in the palette and in the configuration file.
    pub fn name(self) -> &'static str {
        self.entry().name
    }

    /// The command of this name.
    pub fn named(name: &str) -> Option<Self> {
        COMMANDS
            .iter()
            .find(|entry| entry.name == name)
            .map(|entry| entry.command)
    }
}
