//! What the engine is asked to do, and what it says in return: plain data, to be compared and logged.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::Arc;

use jiff::Timestamp;
use url::Url;

use crate::feed::FeedLink;
use crate::model::article::Article;
use crate::model::change::{Change, Deed, Direction, OlderDeed};
use crate::model::discussion::Discussion;
use crate::model::feed::Feed;
use crate::model::id::{ArticleId, CommentId, DeedId, DiscussionId, FeedId};
use crate::model::info::Info;
use crate::model::library::NewSince;
use crate::model::river::{Mutes, River, RiverComment, WatchedBranch};
use crate::model::safe::SafeText;
use crate::model::thread::{Sorted, Sorting, Thread};
use crate::model::update::Update;
use crate::text::layout::{Glyphs, Prose};

/// Something that the screen or the command line wants done.
#[derive(Clone, Debug, PartialEq)]
pub enum Request {
    /// The whole library, for the first screen: answered by [`Report::Library`].
    Start,
    /// An article is opened: answered by [`Report::Opened`] and [`Report::Threads`] from the store at
    /// once; its discussions are then looked for and loaded where they never were or are stale.
    Open(ArticleId),
    /// This article is likely to be opened next: its comments are loaded if they are likely to be there and
    /// are not here already. Only the newest counts, and opening another article ends it.
    Prefetch(ArticleId),
    /// An article's body for this width: answered by [`Report::LaidOut`]. Only the newest counts.
    LayOut {
        /// Which article.
        article: ArticleId,
        /// Columns.
        width: u16,
        /// Which glyphs may be used.
        glyphs: Glyphs,
    },
    /// The comments of a discussion with these words in their text or their author's name, folded away
    /// or not: answered by [`Report::FoundInComments`].
    FindInComments {
        /// Which discussion.
        discussion: DiscussionId,
        /// The words, to be found in any case of their letters.
        words: String,
    },
    /// Take an article or comments along: answered by [`Report::Exported`].
    Export(Export),
    /// Run a command line that the reader typed, with this as its input: answered by [`Report::Info`] or,
    /// if it needs the terminal, by [`Report::HandOver`].
    Pipe {
        /// What it is given to read.
        what: Piped,
        /// The command line.
        command: String,
    },
    /// Keep how the screen is, in its own words, for the next start.
    KeepScreen(String),
    /// The reader left the article: its discussions' visit ends now.
    Leave(ArticleId),
    /// The reader did something; answered by [`Report::Done`] once it is on disk.
    Do(Deed),
    /// Take the last deed of this session back; answered by [`Report::Done`] or, if it has none, by
    /// [`Report::Older`].
    Undo,
    /// Do again what was taken back last in this session; answered as [`Request::Undo`].
    Redo,
    /// Take this deed of the journal back, or do it again, whoever did it; answered by [`Report::Done`].
    Replay(Direction, DeedId),
    /// Poll now, whatever the schedule says.
    Refresh(Refresh),
    /// Subscribe to the feed at, or found at, this address.
    Subscribe(String),
    /// End a subscription; its articles go with it. Undo brings both back.
    Unsubscribe(FeedId),
    /// The latest comments over all articles, those before a moment if one is given: answered by
    /// [`Report::River`].
    River {
        /// Written before this; none for the latest.
        before: Option<Timestamp>,
    },
    /// When the latest comment on each article was written: answered by [`Report::LatestComments`].
    LatestComments,
    /// How many comments of each article are new in this sense: answered by [`Report::NewComments`].
    NewComments(NewSince),
    /// How an article's text begins: answered by [`Report::Summary`].
    Summary(ArticleId),
    /// What is known of an article: answered by [`Report::Info`].
    ArticleInfo(ArticleId),
    /// What is known of a comment: answered by [`Report::Info`].
    CommentInfo(DiscussionId, CommentId),
    /// What is muted: answered by [`Report::Mutes`].
    Mutes,
    /// The branches that are watched: answered by [`Report::Watched`].
    Watched,
    /// The comments that are kept: answered by [`Report::Kept`].
    Kept,
    /// Ask these services (by their names in the configuration) where else an article is discussed.
    Elsewhere {
        /// The article.
        article: ArticleId,
        /// Who is asked.
        services: Vec<String>,
    },
    /// The reader looks at this one of an article's discussions; one that is not here yet is loaded.
    Look(DiscussionId),
    /// Work out what a refresh makes of the discussions shown: answered by [`Report::WorkedOut`].
    WorkOut(Box<Update>),
    /// Put the comments of a discussion in another order: answered by [`Report::Sorted`].
    Sort(DiscussionId, Sorting),
    /// Let go of threads that are no longer shown, which takes longer than a frame may.
    LetGo(Vec<Arc<Thread>>),
    /// Load what was left out of a discussion; answered by [`Report::MoreLoaded`].
    LoadMore(DiscussionId),
    /// Fetch the next page of a feed's older articles, where its publisher offers them.
    Older(FeedId),
}

/// What is to be taken along.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Export {
    /// The article.
    pub article: ArticleId,
    /// What of it.
    pub what: ExportWhat,
    /// In which form.
    pub form: ExportForm,
    /// Where to.
    pub to: ExportTo,
}

/// What of an article is taken along.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ExportWhat {
    /// Its text, and all comments that are here.
    Article,
    /// One of its discussions.
    Thread(DiscussionId),
    /// A comment of a discussion and what is below it.
    Branch(DiscussionId, CommentId),
}

/// In which form things are taken along.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExportForm {
    /// Markdown, answers as quotations in quotations.
    Markdown,
    /// Plain text, answers indented.
    Text,
    /// A page.
    Html,
    /// Data.
    Json,
}

/// What a program of the reader's is given to read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piped {
    /// An article's text.
    Article(ArticleId),
    /// Comments.
    Comments(Export),
}

/// A program that is to have the terminal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HandOver {
    /// What the reader calls it.
    pub name: SafeText,
    /// The program and its arguments.
    pub words: Vec<String>,
    /// What it is given to read; where that is nothing, it reads the terminal.
    pub input: Vec<u8>,
    /// What it finds in its environment.
    pub variables: Vec<(String, String)>,
    /// Whether its error output is a pipe on the way to the terminal, so that its last line can be told;
    /// editors and pagers (vim, more) read keys from there and need the terminal itself.
    pub is_listened_to: bool,
    /// Whether the reader is to see the end of what it printed before the screen comes back.
    pub waits_for_enter: bool,
}

/// Where to take things.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExportTo {
    /// Into a new file in the folder for exports.
    File,
    /// To the clipboard.
    Clipboard,
}

/// Where things were taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Exported {
    /// Into this file.
    File(PathBuf),
    /// Nowhere yet: this is the text for the clipboard.
    Text(String),
}

/// What is to be polled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refresh {
    /// Every feed.
    All,
    /// One feed.
    Feed(FeedId),
    /// The discussions of one article, and its feed.
    Article(ArticleId),
}

/// Something that the engine tells.
#[derive(Clone, Debug, PartialEq)]
pub enum Report {
    /// Everything that the list shows; replaces what was there.
    Library {
        /// Subscriptions, by title.
        feeds: Vec<Feed>,
        /// Articles, newest first.
        articles: Vec<Article>,
    },
    /// These feeds are new or have changed.
    Feeds(Vec<Feed>),
    /// This feed and its articles are gone.
    FeedGone(FeedId),
    /// These articles are new or have changed.
    Articles(Vec<Article>),
    /// An article as it was opened.
    Opened(Box<Opened>),
    /// How many comments of each article that has some are new.
    NewComments {
        /// In which sense.
        since: NewSince,
        /// How many.
        counts: HashMap<ArticleId, u32>,
    },
    /// How an article's text begins.
    Summary(Box<Summary>),
    /// A body, laid out.
    LaidOut {
        /// Which article.
        article: ArticleId,
        /// The width that it was laid out for.
        width: u16,
        /// The lines.
        prose: Box<Prose>,
    },
    /// The article's discussions as they are in the store now; replaces those shown, merged by id.
    Threads {
        /// Which article.
        article: ArticleId,
        /// Its discussions, the article's own first.
        threads: Vec<(Discussion, Thread)>,
    },
    /// What a refresh makes of the discussions shown.
    WorkedOut(Box<Update>),
    /// The comments of a discussion in another order.
    Sorted(DiscussionId, Sorted),
    /// Where words were found.
    FoundInComments {
        /// In which discussion.
        discussion: DiscussionId,
        /// Which words.
        words: String,
        /// The comments that have them, in no order.
        comments: Vec<CommentId>,
    },
    /// An article or comments were taken along.
    Exported {
        /// Whether an article's text is among it.
        article: bool,
        /// How many comments.
        comments: u32,
        /// Where to.
        to: Exported,
    },
    /// The latest comments over all articles.
    River {
        /// What was asked for.
        before: Option<Timestamp>,
        /// The comments.
        river: River,
    },
    /// When the latest comment on each article that has one was written.
    LatestComments(HashMap<ArticleId, Timestamp>),
    /// What is muted.
    Mutes(Mutes),
    /// Mutes whose time is over have ended: this has changed.
    MutesEnded(Vec<Change>),
    /// What is known of what was asked for.
    Info(Info),
    /// A program is to have the terminal.
    HandOver(Box<HandOver>),
    /// The branches that are watched.
    Watched(Vec<WatchedBranch>),
    /// The comments that are kept, the latest first.
    Kept(Vec<RiverComment>),
    /// What was left out of a discussion has come, or has not.
    MoreLoaded {
        /// Which discussion.
        discussion: DiscussionId,
        /// What came of it, in one sentence.
        said: Said,
    },
    /// How looking for and loading an article's discussions goes.
    Comments {
        /// Which article.
        article: ArticleId,
        /// How it goes.
        state: CommentsState,
    },
    /// A poll of several feeds goes on; `done == total` when it has ended.
    Progress {
        /// Feeds finished.
        done: usize,
        /// Feeds begun.
        total: usize,
    },
    /// A poll has ended.
    Refreshed(Refreshed),
    /// A deed is on disk.
    Done {
        /// What was done: the deed's label.
        label: String,
        /// Whether it was done, taken back, or done again.
        how: How,
        /// What changed, in the direction it changed now; empty if nothing had to.
        changes: Vec<Change>,
    },
    /// There was nothing to take back or do again.
    NothingTo(How),
    /// This session has nothing to take back or do again; this deed of another one would be the next.
    Older(Direction, OlderDeed),
    /// A site names several feeds: the reader chooses one, which is sent as a new `Subscribe`.
    Choice {
        /// What the reader typed.
        address: String,
        /// The feeds found.
        feeds: Vec<FeedLink>,
    },
    /// A subscription is on disk.
    Subscribed {
        /// Which.
        feed: FeedId,
        /// Articles that came with it.
        articles: usize,
        /// Whether it was there before.
        was_known: bool,
    },
    /// A sentence for the status line.
    Say(Said),
}

/// An article's text and what is known about it.
#[derive(Clone, Debug, PartialEq)]
pub struct Opened {
    /// Which article.
    pub article: ArticleId,
    /// Words in the body.
    pub words: u32,
    /// The links that the feed gave with it, enclosures among them.
    pub enclosures: Vec<Url>,
}

/// How an article's text begins, and how much there is of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Summary {
    /// Which article.
    pub article: ArticleId,
    /// Its first paragraphs; none where the feed sent no text, or where it was pruned.
    pub paragraphs: Vec<SafeText>,
    /// Whether the text goes on behind them.
    pub goes_on: bool,
    /// Words in all of it.
    pub words: u32,
    /// Addresses that it links to.
    pub links: u32,
}

/// How looking for an article's discussions goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CommentsState {
    /// Requests are under way.
    Loading,
    /// They are loaded and current.
    Current,
    /// The article has none that byline can find; the sentence says what was tried.
    None(SafeText),
    /// It went wrong; what is stored is still shown.
    Failed(SafeText),
}

/// In which direction a deed was carried out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum How {
    /// Done.
    Done,
    /// Taken back.
    Undone,
    /// Done again.
    Redone,
}

/// What became of a poll, in all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Refreshed {
    /// How many feeds were asked.
    pub asked: usize,
    /// Articles that are new.
    pub new: usize,
    /// Feeds that could not be read.
    pub failed: usize,
    /// Why, where one feed alone was asked.
    pub only_error: Option<SafeText>,
    /// Whether this machine has no network.
    pub is_offline: bool,
    /// Whether the reader asked for it.
    pub by_hand: bool,
}

/// A sentence for the status line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// The sentence.
    pub text: SafeText,
    /// Whether something went wrong.
    pub is_error: bool,
}
