//! The program as a whole, without a screen: which room imports which, configurations as files, the
//! command line, and the engine against a server that plays its part.

mod cli;
mod cli_feeds;
mod cli_import;
mod cli_refresh;
mod cli_thread;
mod configs;
mod engine;
mod layering;
mod reading;
mod welcome;
