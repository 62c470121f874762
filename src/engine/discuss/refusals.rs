//! Ways to comments that a host has shut, which are left alone for a while (section 11.8 of the design).

use jiff::SignedDuration;
use url::Url;

use super::Why;
use crate::comments::{self, CommentSource, Reply};
use crate::engine::Engine;
use crate::model::discussion::ThreadRef;
use crate::model::safe::SafeText;
use crate::store::{Refusal, StoreError};

/// For a post whose answer fails: it may be mended soon.
const FOR_AN_HOUR: SignedDuration = SignedDuration::from_hours(1);
/// For an answer that says no.
const FOR_A_DAY: SignedDuration = SignedDuration::from_hours(24);
/// For a firewall's, which has judged the program and will not change its mind soon.
const FOR_A_WEEK: SignedDuration = SignedDuration::from_hours(7 * 24);

/// An answer that shuts a way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Shut {
    host: String,
    /// Whether only this thread is not there; otherwise the source is shut on this host.
    is_of_thread: bool,
    wait: SignedDuration,
}

impl Shut {
    /// What these answers of a source shut, if anything. A refusal belongs to what was asked, the thread,
    /// and to the source's whole host only where the answer proves it.
    pub(super) fn by(source: &dyn CommentSource, replies: &[Reply]) -> Option<Self> {
        replies.iter().rev().find_map(|reply| {
            let (is_of_thread, wait) = match reply.status {
                _ if source.is_shut_everywhere(reply) => (false, FOR_A_DAY),
                403 | 406 | 429 | 503 if is_of_firewall(reply) => (false, FOR_A_WEEK),
                401 | 403 | 404 | 406 | 410 | 451 => (true, FOR_A_DAY),
                // The host of a 503 is left alone as a whole, for as long as it says.
                500..=599 if reply.status != 503 => (true, FOR_AN_HOUR),
                _ => return None,
            };
            Some(Self {
                host: authority(&reply.ask.url)?,
                is_of_thread,
                wait,
            })
        })
    }

    /// That a way to a thread has no more of it than is here.
    pub(super) fn no_fuller(thread: &ThreadRef) -> Option<Self> {
        Some(Self {
            host: host(thread)?,
            is_of_thread: true,
            wait: FOR_A_DAY,
        })
    }
}

/// Headers by which firewalls name themselves when they answer in a server's place.
const FIREWALLS: [&str; 4] = [
    "cf-mitigated",
    "x-sucuri-block",
    "x-datadome",
    "x-amzn-waf-action",
];

/// Whether a firewall answered in the server's place, as it says itself.
fn is_of_firewall(reply: &Reply) -> bool {
    FIREWALLS
        .iter()
        .any(|name| reply.headers.contains_key(*name))
}

/// The name under which a refusal of a source, or of one thread of it, is kept.
fn key(thread: &ThreadRef, is_of_thread: bool) -> String {
    match is_of_thread {
        true => format!("{} {}", thread.source, thread.scope),
        false => thread.source.clone(),
    }
}

/// The host that a thread is asked of first.
fn host(thread: &ThreadRef) -> Option<String> {
    let asks = comments::source(&thread.source)?.first(thread).ok()?;
    authority(&asks.first()?.url)
}

/// A host as refusals are kept for it: with its port where that is not the scheme's own.
fn authority(url: &Url) -> Option<String> {
    let host = url.host_str()?;
    Some(match url.port() {
        Some(port) => format!("{host}:{port}"),
        None => host.to_owned(),
    })
}

impl Engine {
    /// Why a thread is not to be asked for now. A reader who asks by hand is not kept from it.
    pub(super) async fn refused(
        &self,
        thread: &ThreadRef,
        why: Why,
    ) -> Result<Option<SafeText>, StoreError> {
        let Some(host) = host(thread) else {
            return Ok(None);
        };
        if why == Why::Asked {
            let forgotten =
                move |writer: &mut crate::store::Writer<'_>| writer.forget_refusals(&host);
            self.store().write(forgotten).await?;
            return Ok(None);
        }
        let (of_source, of_thread) = (key(thread, false), key(thread, true));
        let now = self.now();
        let refusal = self.store().read(move |reader| {
            Ok(match reader.refusal(&host, &of_source, now)? {
                Some(refusal) => Some(refusal),
                None => reader.refusal(&host, &of_thread, now)?,
            })
        });
        Ok(refusal.await?.map(|refusal| refusal.reason))
    }

    /// Leaves a way alone that was shut.
    pub(super) async fn heed(
        &self,
        thread: &ThreadRef,
        shut: Shut,
        reason: &str,
    ) -> Result<(), StoreError> {
        let now = self.now();
        let refusal = Refusal {
            source: key(thread, shut.is_of_thread),
            host: shut.host,
            until: now.saturating_add(shut.wait).unwrap_or(now),
            reason: SafeText::new(reason),
        };
        self.store()
            .write(move |writer| writer.remember_refusal(&refusal, now))
            .await
    }
}
