//! How often a host is asked for comments in one day (section 11.11 of the design).

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use jiff::Timestamp;
use url::Url;

use crate::net::address::is_loopback;
use crate::net::client::NetError;

/// Requests for comments to one host in one day.
const A_DAY: u32 = 600;

/// What was asked of each host on the day that was asked last. It does not outlive the program.
#[derive(Debug, Default)]
pub(in crate::engine) struct Budget(Mutex<HashMap<String, (i64, u32)>>);

impl Budget {
    /// Takes one request to `url`'s host from the day's budget. The machine itself has no limit.
    pub(super) fn spend(&self, url: &Url, now: Timestamp) -> Result<(), NetError> {
        let host = url.host_str().unwrap_or_default();
        if is_loopback(url) {
            return Ok(());
        }
        let today = now.as_second().div_euclid(24 * 60 * 60);
        let mut hosts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let spent = hosts.entry(host.to_owned()).or_insert((today, 0));
        if spent.0 != today {
            *spent = (today, 0);
        }
        if spent.1 >= A_DAY {
            return Err(NetError::Enough {
                host: host.to_owned(),
            });
        }
        spent.1 += 1;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use jiff::SignedDuration;

    use super::*;

    #[test]
    fn a_host_is_asked_so_often_in_a_day_and_again_the_next() {
        let budget = Budget::default();
        let now: Timestamp = "2026-11-25T12:00:00Z".parse().unwrap();
        let spend = |url: &str, now| budget.spend(&url.parse().unwrap(), now).is_ok();
        for _ in 0..A_DAY {
            assert!(spend("https://blog.example.org/a", now));
        }
        assert!(!spend("https://blog.example.org/b", now));
        assert!(spend("https://other.example.org/", now));
        assert!(spend(
            "https://blog.example.org/b",
            now + SignedDuration::from_hours(12)
        ));
    }
}
