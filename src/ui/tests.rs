//! Key strings to screens.

mod conversation;
mod discussions;
mod feeds;
mod fixtures;
mod journeys;
mod list;
mod powers;
mod sessions;
mod snapshots;
mod stories;
mod storyboard;
mod watching;
