//! One document from the network without a library, for looking into it.

use url::Url;

use super::poll::ACCEPT_FEED;
use super::settings;
use crate::config::Config;
use crate::net::address::Owner;
use crate::net::answer::Answer;
use crate::net::client::{Client, Fetch, NetError, SetupError};

/// Why there is no document.
#[derive(Debug, thiserror::Error)]
pub enum FetchError {
    /// The client cannot be set up.
    #[error(transparent)]
    Setup(#[from] SetupError),
    /// There is no answer.
    #[error(transparent)]
    Net(#[from] NetError),
}

/// Asks for one document as a poll would, as something that the reader typed. Every status is an answer.
///
/// # Errors
///
/// Fails with one sentence if there is no answer.
pub async fn fetch(config: &Config, url: Url) -> Result<Answer, FetchError> {
    let limit_bytes = (config.network.max_feed_mib as usize) << 20;
    let request = Fetch {
        owner: Some(Owner::address(&url)),
        ..Fetch::get(url, ACCEPT_FEED, limit_bytes)
    };
    Ok(Client::new(&settings(config))?.fetch(request).await?)
}
