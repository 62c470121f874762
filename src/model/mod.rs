//! What the program is about: feeds, articles, discussions, comments, and what the reader says of them.
//!
//! Pure data and rules. Imports nothing else of ours, so every other room may import it.

pub mod address;
pub mod article;
pub mod change;
pub mod comment;
pub mod discussion;
pub mod enclosure;
pub mod feed;
pub mod feed_change;
pub mod folder;
pub mod id;
pub mod info;
pub mod library;
pub mod river;
pub mod safe;
pub mod skips;
pub mod thread;
pub mod tree;
pub mod update;
