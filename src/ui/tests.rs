//! Key strings to screens.

mod fixtures;
mod journeys;
mod snapshots;
