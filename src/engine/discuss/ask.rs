//! One request for comments, and its answer as sources read it.

use std::collections::BTreeMap;

use reqwest::header::{ETAG, LAST_MODIFIED};
use url::Url;

use crate::comments::{Accept, Ask, Reply};
use crate::engine::Engine;
use crate::engine::poll::{ACCEPT_FEED, freshened};
use crate::net::address::Owner;
use crate::net::answer::Answer;
use crate::net::client::{Fetch, NetError};
use crate::store::Validators;

impl Engine {
    /// Asks as a source wants it. `own` is the feed's address as the reader typed it; a `conditional`
    /// request may be answered by 304.
    pub(in crate::engine) async fn request(
        &self,
        own: Option<&Url>,
        ask: &Ask,
        conditional: bool,
    ) -> Result<Answer, NetError> {
        let (accept, limit_bytes) = wanted(ask.accept);
        // A mirror is the reader's own choice, as the feed's address is; only its own host is open then.
        let mirror = self.mirrors().replace(&ask.url);
        let mut fetch = Fetch {
            owner: mirror.as_ref().or(own).map(Owner::address),
            post: ask.post.clone(),
            ..Fetch::get(
                mirror.clone().unwrap_or_else(|| ask.url.clone()),
                accept,
                limit_bytes,
            )
        };
        let mut known = Validators::default();
        if conditional {
            let url = ask.url.clone();
            let stored = self.store().read(move |reader| reader.validators(&url));
            // Without validators it is asked for whole, which is always right.
            known = stored.await.ok().flatten().unwrap_or_default();
            fetch.etag.clone_from(&known.etag);
            fetch.last_modified.clone_from(&known.last_modified);
        }
        self.spend(&fetch.url).await?;
        let answer = self.fetch(fetch).await?;
        if conditional && answer.status == 304 {
            self.keep_freshened(&ask.url, &known, &answer).await;
        }
        // What the answer says is relative to the address that it stands for.
        let url = match mirror == Some(answer.url.clone()) {
            true => ask.url.clone(),
            false => answer.url.clone(),
        };
        Ok(Answer { url, ..answer })
    }

    /// Keeps the validators by which a server names anew what has not changed.
    async fn keep_freshened(&self, url: &Url, known: &Validators, answer: &Answer) {
        let Some(validators) = freshened(known, answer) else {
            return;
        };
        let (url, now) = (url.clone(), self.now());
        let kept = self
            .store()
            .write(move |writer| writer.set_validators(&url, &validators, now));
        // The old ones are as good as none, the next time.
        if let Err(error) = kept.await {
            tracing::warn!(%error, "validators cannot be kept");
        }
    }
}

pub(in crate::engine) fn reply(ask: Ask, answer: Answer) -> Reply {
    let mut headers: BTreeMap<String, String> = BTreeMap::new();
    for (name, value) in &answer.headers {
        let value = String::from_utf8_lossy(value.as_bytes());
        headers
            .entry(name.as_str().to_owned())
            .and_modify(|joined| {
                joined.push_str(", ");
                joined.push_str(&value);
            })
            .or_insert_with(|| value.clone().into_owned());
    }
    Reply {
        ask,
        url: answer.url,
        status: answer.status.as_u16(),
        headers,
        body: answer.body,
    }
}

pub(super) fn validators_of(answer: &Answer) -> Validators {
    Validators {
        etag: answer.header(ETAG).map(str::to_owned),
        last_modified: answer.header(LAST_MODIFIED).map(str::to_owned),
        body_hash: None,
    }
}

/// The Accept header and the largest answer, in bytes (section 12.7 of the design).
fn wanted(accept: Accept) -> (&'static str, usize) {
    match accept {
        Accept::Json => ("application/json", 16 << 20),
        Accept::Feed => (ACCEPT_FEED, 8 << 20),
        Accept::Html => ("text/html, application/xhtml+xml;q=0.9, */*;q=0.1", 6 << 20),
        Accept::ActivityJson => ("application/activity+json", 1 << 20),
    }
}
