//! The terminal: entering and leaving it, the one loop, and what leaves byline through it.

mod backend;
pub mod browser;
pub mod capability;
mod child;
pub mod clipboard;
pub mod input;
pub mod run;
pub mod session;
