//! How often a host is asked for comments in one day (section 11.11 of the design).

use url::Url;

use crate::engine::Engine;
use crate::net::address::is_loopback;
use crate::net::client::NetError;

/// Requests for comments to one host in one day.
const A_DAY: u32 = 600;

impl Engine {
    /// Takes one request to `url`'s host from the day's budget, which all runs of byline share. The machine
    /// itself has no limit.
    pub(super) async fn spend(&self, url: &Url) -> Result<(), NetError> {
        let Some(host) = url.host_str().filter(|_| !is_loopback(url)) else {
            return Ok(());
        };
        let (asked, now) = (host.to_owned(), self.now());
        let has_left = self
            .store()
            .write(move |writer| writer.count_request(&asked, A_DAY, now));
        match has_left.await {
            Ok(true) => Ok(()),
            Ok(false) => Err(NetError::Enough {
                host: host.to_owned(),
            }),
            // A full disk is no reason to keep the reader from the comments.
            Err(error) => {
                tracing::warn!(%error, host, "a request could not be counted");
                Ok(())
            }
        }
    }
}
