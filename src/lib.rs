//! byline: a terminal news reader for articles and the conversation under them.
//!
//! The rooms, lowest first; a room may import those above it in this list, within the table that
//! `tests/it/layering.rs` checks.

pub mod cli;
pub mod comments;
pub mod config;
pub mod engine;
pub mod feed;
pub mod model;
pub mod net;
pub mod store;
pub mod terminal;
pub mod text;
pub mod ui;
