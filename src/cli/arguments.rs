//! What can be said on the command line.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

/// A terminal news reader for articles and the conversation under them.
///
/// Without a command the reader opens. The commands are for scripts and cron; they use the same library
/// and may run while the reader is open.
#[derive(Debug, Parser)]
#[command(name = "byline", version, after_help = EXIT_STATUS, disable_help_subcommand = true)]
pub struct Arguments {
    /// Where everything lies.
    #[command(flatten)]
    pub places: Places,
    /// Open the reader as for the first time, not as it was left
    #[arg(long)]
    pub fresh: bool,
    /// What to do; nothing opens the reader.
    #[command(subcommand)]
    pub verb: Option<Verb>,
}

const EXIT_STATUS: &str = "Exit status: 0 done; 1 some feeds failed, or a document was refused; 2 the \
                           command line or the configuration is wrong; 3 the library cannot be used; 4 \
                           the network failed.";

/// Where configuration and library lie.
#[derive(Args, Clone, Debug, Default)]
pub struct Places {
    /// Keep everything in this folder: config.toml, byline.db and byline.log
    #[arg(long, value_name = "DIR", env = "BYLINE_HOME", global = true)]
    pub home: Option<PathBuf>,
    /// Read this configuration file instead
    #[arg(long, value_name = "FILE", global = true)]
    pub config: Option<PathBuf>,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Verb {
    /// Subscribe to a feed, by its own address or by that of its site
    Add {
        /// The address of a feed or of a site
        url: String,
    },
    /// Poll the feeds now and print what came
    Refresh {
        /// Only this feed: its number, its address or words of its title
        feed: Option<String>,
        /// Fetch the next page of this feed's older articles, where its publisher offers them
        #[arg(long, requires = "feed")]
        older: bool,
        /// Print nothing, also of feeds that fail: the exit status tells
        #[arg(short, long, conflicts_with_all = ["json", "verbose", "older"])]
        quiet: bool,
        /// Print the titles of what is new, too
        #[arg(short, long, conflicts_with = "json")]
        verbose: bool,
        /// Print one JSON object a line
        #[arg(long)]
        json: bool,
    },
    /// Print the articles, newest first
    List(List),
    /// Print the discussions of an article, subscribed to or not
    Thread {
        /// The article's number in the list, or the address of any article
        article: String,
        /// Ask services where else it is discussed: all that can be asked, or those named, with commas
        /// between them
        #[arg(
            long,
            value_name = "SERVICES",
            num_args = 0..=1,
            require_equals = true,
            default_missing_value = "",
            conflicts_with = "offline"
        )]
        elsewhere: Option<String>,
        /// Ask for what was left out, too: the next pages, or the next way where one has only a part
        #[arg(long, conflicts_with = "offline")]
        more: bool,
        /// Print one JSON object
        #[arg(long)]
        json: bool,
        /// Show what is in the library and ask nobody
        #[arg(long)]
        offline: bool,
    },
    /// Print the subscriptions and how their polling goes, or change one
    #[command(args_conflicts_with_subcommands = true)]
    Feeds {
        /// Print one JSON object a line
        #[arg(long)]
        json: bool,
        /// What to do with one of them; nothing prints all
        #[command(subcommand)]
        deed: Option<FeedDeed>,
    },
    /// Subscribe to the feeds of a list: OPML, or newsboat's urls file
    Import {
        /// The file; - is the standard input
        file: PathBuf,
        /// Newsboat's cache, for the articles and which of them were read; the one beside the list is found
        #[arg(long, value_name = "FILE")]
        cache: Option<PathBuf>,
        /// Only print what would be subscribed to
        #[arg(long)]
        dry_run: bool,
    },
    /// Print the subscriptions as OPML
    Export,
    /// Print what byline understands of documents, without a library
    Inspect(Inspect),
}

/// What to do with one subscription.
#[derive(Clone, Debug, Subcommand)]
pub enum FeedDeed {
    /// Ask for it now, whatever the schedule says; also one that was paused or has ended
    Retry {
        /// The feed: its number, its address or words of its title
        feed: String,
    },
    /// Do not ask for it any more, and keep what there is
    Pause {
        /// The feed: its number, its address or its whole title
        feed: String,
    },
    /// Ask for it again
    Resume {
        /// The feed: its number, its address or its whole title
        feed: String,
    },
    /// Ask for it at another address from now on; a subscription that is there goes up in it
    Move {
        /// The feed: its number, its address or its whole title
        feed: String,
        /// The new address; without it, the one that its server redirects to for good
        url: Option<String>,
    },
    /// Give it a title of your own; without one, the publisher's
    Rename {
        /// The feed: its number, its address or its whole title
        feed: String,
        /// The title
        title: Option<String>,
    },
    /// Put it into folders; without one, out of all
    File {
        /// The feed: its number, its address or words of its title
        feed: String,
        /// Folders in folders with / between them, several places with commas: News/Daily,Film. A slash or
        /// a comma that belongs to a name stands behind a backslash: TV\/Film
        folder: Option<String>,
    },
    /// Unsubscribe; undo in the reader (u) brings it back
    Remove {
        /// The feed: its number, its address or its whole title
        feed: String,
    },
}

/// Which articles are printed, and how.
#[derive(Args, Clone, Debug, Default)]
pub struct List {
    /// Print one JSON object a line
    #[arg(long)]
    pub json: bool,
    /// Only of this feed: its number, its address or words of its title
    #[arg(long, value_name = "FEED")]
    pub feed: Option<String>,
    /// Only unread ones
    #[arg(long)]
    pub unread: bool,
}

/// Which documents are looked into, and as what.
#[derive(Args, Clone, Debug, Default)]
pub struct Inspect {
    /// Files or addresses; - is the standard input
    #[arg(required = true, value_name = "FILE|URL")]
    pub documents: Vec<String>,
    /// Read saved answers or pages as this kind of comment source: wordpress-rest, generic-html, hackernews …
    #[arg(long, value_name = "SOURCE")]
    pub comments: Option<String>,
    /// The address that the documents were saved from
    #[arg(long, value_name = "URL")]
    pub url: Option<String>,
    /// Print one JSON object a line
    #[arg(long)]
    pub json: bool,
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory as _;

    #[test]
    fn the_arguments_are_consistent() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn places_may_stand_before_or_behind_the_verb() {
        for line in [
            ["byline", "--home", "/x", "list"],
            ["byline", "list", "--home", "/x"],
        ] {
            let arguments = Arguments::try_parse_from(line).unwrap();
            assert_eq!(arguments.places.home, Some(PathBuf::from("/x")));
        }
    }
}
