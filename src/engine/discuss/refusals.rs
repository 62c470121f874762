//! Ways to comments that a host has shut, which are left alone for a while (section 11.8 of the design).

use jiff::SignedDuration;

use super::Why;
use crate::comments::{self, Reply};
use crate::engine::Engine;
use crate::model::discussion::ThreadRef;
use crate::model::safe::SafeText;
use crate::store::{Refusal, StoreError};

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
    /// What an answer shuts, if anything.
    pub(super) fn by(reply: &Reply) -> Option<Self> {
        let (is_of_thread, wait) = match reply.status {
            404 | 410 => (true, FOR_A_DAY),
            403 if is_of_firewall(reply) => (false, FOR_A_WEEK),
            401 | 403 | 451 => (false, FOR_A_DAY),
            _ => return None,
        };
        Some(Self {
            host: reply.ask.url.host_str()?.to_owned(),
            is_of_thread,
            wait,
        })
    }
}

/// Whether a firewall answered in the server's place, as it says itself.
fn is_of_firewall(reply: &Reply) -> bool {
    let headers = &reply.headers;
    headers.contains_key("cf-mitigated") || headers.contains_key("x-sucuri-block")
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
    asks.first()?.url.host_str().map(str::to_owned)
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
