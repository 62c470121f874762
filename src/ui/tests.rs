//! Key strings to screens.

mod feeds;
mod fixtures;
mod journeys;
mod snapshots;
