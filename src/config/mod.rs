//! Settings: what there is, where the files lie, and how a file is read and checked.
//!
//! `config.example.toml` lists every setting with its default and a sentence; a test holds it against
//! [`Config::default`]. A mistake in the reader's file costs that one setting, never the program: it
//! becomes a [`Problem`] with the line and the nearest right name.

mod feeds;
mod nearest;
pub mod paths;
mod programs;
mod read;
mod rules;
mod schema;

pub use feeds::{FeedSettings, Secret};
pub use nearest::nearest;
pub use paths::Paths;
pub use programs::{Browser, OpenWith, Pipe, with_address};
pub use read::{ConfigError, Loaded, Problem, load, read};
pub use schema::{
    Config, Elsewhere, GlyphSet, Grouping, Habits, Network, Polling, Reading, Remembered, Screen,
    Session, Start, Stop,
};
