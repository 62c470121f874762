//! The network: one client with its limits, manners towards every host, and the check of addresses.
//!
//! Knows nothing of feeds, comments or the screen. What to ask and when is the engine's business.

pub mod address;
pub mod answer;
mod body;
pub mod client;
mod cookies;
pub mod politeness;
mod trouble;
