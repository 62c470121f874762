//! Key strings to screens.

mod conversation;
mod feeds;
mod fixtures;
mod journeys;
mod snapshots;
mod watching;
