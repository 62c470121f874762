//! Where else an article is discussed: asked of services that the reader has chosen, never of others, and
//! never about what is not everybody's (section 10 of the comment sources' design).

use futures_util::StreamExt as _;
use jiff::{SignedDuration, Timestamp};
use url::Url;

use super::discuss::reply;
use super::{Engine, off_the_loop};
use crate::comments::elsewhere::{self, Discussed, Service, address};
use crate::config::Config;
use crate::model::id::ArticleId;
use crate::net::address::Guard;
use crate::store::{Asked, StoreError};

/// Services asked at a time.
const AT_A_TIME: usize = 3;
/// A service is not asked again about an article before this has passed, whatever it said.
const BETWEEN: SignedDuration = SignedDuration::from_hours(6);
/// The same after it knew of nothing, and for an article younger than a day.
const AFTER_NOTHING: SignedDuration = SignedDuration::from_hours(24);
const AFTER_NOTHING_YOUNG: SignedDuration = SignedDuration::from_hours(1);
/// The same after it refused.
const AFTER_REFUSAL: SignedDuration = SignedDuration::from_hours(24);

/// What one service answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heard {
    /// The service's name for readers.
    pub label: &'static str,
    /// How many discussions it knows of, or why it did not say.
    pub outcome: Result<usize, String>,
}

/// Why no service was asked; one sentence each.
#[derive(Debug, thiserror::Error)]
pub enum ElsewhereError {
    /// The article is not in the store (any more).
    #[error("This article is not here any more")]
    NoArticle,
    /// It has no page.
    #[error("This article has no address that others could know it by")]
    NoAddress,
    /// Its address is not everybody's.
    #[error("Nobody is asked about this article: {0}")]
    Private(&'static str),
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// An article that services can be asked about.
struct Subject {
    article: ArticleId,
    address: Url,
    date: Timestamp,
    asked: Vec<Asked>,
}

impl Engine {
    /// Asks these services (by their names in the configuration) where an article is discussed, and keeps
    /// what they know of as discussions of it, not loaded yet. A service that was asked a short while ago
    /// is not asked again.
    ///
    /// # Errors
    ///
    /// Fails where nobody may be asked about this article, and where the store does.
    pub async fn find_elsewhere(
        &self,
        article: ArticleId,
        services: &[String],
    ) -> Result<Vec<Heard>, ElsewhereError> {
        let subject = self.asked_about(article).await?;
        let now = self.now();
        let mut under_way = Vec::new();
        for service in services.iter().filter_map(|name| elsewhere::service(name)) {
            let is_recent = |asked: &&Asked| asked.service == service.name() && asked.until > now;
            match subject.asked.iter().find(is_recent) {
                Some(asked) => under_way.push(Work::Known(Heard {
                    label: service.label(),
                    outcome: Ok(asked.found as usize),
                })),
                None => under_way.push(Work::Ask(service)),
            }
        }
        let heard = futures_util::stream::iter(under_way)
            .map(|work| self.hear(&subject, work))
            .buffered(AT_A_TIME)
            .collect::<Vec<_>>();
        heard.await.into_iter().collect()
    }

    async fn hear(&self, subject: &Subject, work: Work) -> Result<Heard, ElsewhereError> {
        let service = match work {
            Work::Known(heard) => return Ok(heard),
            Work::Ask(service) => service,
        };
        let mut found: Vec<Discussed> = Vec::new();
        let mut outcome =
            Err("it takes a server of your choice, which the configuration names".to_owned());
        for server in servers(self.config(), service.name()) {
            match self.ask_service(service, subject, server.as_ref()).await {
                Some(Ok(discussed)) => {
                    found.extend(discussed);
                    outcome = Ok(found.len());
                }
                Some(Err(why)) if outcome.is_err() => outcome = Err(why),
                Some(Err(_)) | None => {}
            }
        }
        self.keep_heard(subject, service, &outcome, found).await?;
        Ok(Heard {
            label: service.label(),
            outcome,
        })
    }

    /// What a service knows; nothing where it takes a server and there is none.
    async fn ask_service(
        &self,
        service: &'static dyn Service,
        subject: &Subject,
        server: Option<&Url>,
    ) -> Option<Result<Vec<Discussed>, String>> {
        let ask = service.ask(&subject.address, server)?;
        // A server of the reader's choice may be on the reader's own network.
        let answer = match self.request(server, &ask, false).await {
            Ok(answer) => reply(ask, answer),
            Err(error) => return Some(Err(error.to_string())),
        };
        let address = subject.address.clone();
        let read = off_the_loop(move || {
            let hits = service.hits(&address, &answer)?;
            Ok(elsewhere::of_article(&address, hits))
        });
        Some(match read.await {
            Ok(Ok(discussed)) => Ok(discussed),
            Ok::<Result<_, crate::comments::SourceError>, _>(Err(error)) => Err(error.to_string()),
            Err(crashed) => Err(crashed.to_string()),
        })
    }

    async fn keep_heard(
        &self,
        subject: &Subject,
        service: &'static dyn Service,
        outcome: &Result<usize, String>,
        found: Vec<Discussed>,
    ) -> Result<(), StoreError> {
        let now = self.now();
        let is_young = now.duration_since(subject.date) < AFTER_NOTHING;
        let wait = match outcome {
            Err(_) => AFTER_REFUSAL,
            Ok(0) if is_young => AFTER_NOTHING_YOUNG,
            Ok(0) => AFTER_NOTHING,
            Ok(_) => BETWEEN,
        };
        let asked = Asked {
            service: service.name().to_owned(),
            until: now.saturating_add(wait).unwrap_or(now),
            found: u32::try_from(found.len()).unwrap_or(u32::MAX),
        };
        let article = subject.article;
        self.store()
            .write(move |writer| {
                for discussed in &found {
                    writer.add_elsewhere(article, &discussed.thread, discussed.comments)?;
                }
                writer.remember_asked(article, &asked)
            })
            .await
    }

    /// The article, if services may be asked about it.
    async fn asked_about(&self, article: ArticleId) -> Result<Subject, ElsewhereError> {
        let found = self
            .store()
            .read(move |reader| {
                let Some(row) = reader.article(article)? else {
                    return Ok(None);
                };
                let clues = reader.body(article)?.map(|body| body.clues);
                let feed = reader.feed(row.feed)?.map(|feed| feed.url);
                Ok(Some((
                    row,
                    clues.unwrap_or_default(),
                    feed,
                    reader.asked(article)?,
                )))
            })
            .await?;
        let (row, clues, feed, asked) = found.ok_or(ElsewhereError::NoArticle)?;
        let link = clues.original_link.or(row.link.clone());
        let address = address::to_ask_for(&link.ok_or(ElsewhereError::NoAddress)?, None);
        if Guard::default().admit(&address).is_err() {
            return Err(ElsewhereError::Private("its page is not on the public web"));
        }
        let is_own = |feed: &Url| {
            let settings = self.config().feed(feed);
            address::is_secret(feed)
                || settings.is_some_and(|own| own.username.is_some() || !own.headers.is_empty())
        };
        if address::is_secret(&address) || feed.as_ref().is_some_and(is_own) {
            return Err(ElsewhereError::Private(
                "its feed or its address is not open to everybody",
            ));
        }
        Ok(Subject {
            article,
            address,
            date: row.date(),
            asked,
        })
    }
}

/// What is to be done about one service.
enum Work {
    Known(Heard),
    Ask(&'static dyn Service),
}

/// The servers that a service is asked at: one that is none for those that have only one.
fn servers(config: &Config, service: &str) -> Vec<Option<Url>> {
    let chosen = &config.elsewhere;
    let one = |server: &str| Url::parse(server).ok();
    match service {
        "lemmy" => vec![one(&chosen.lemmy)],
        "mastodon" => vec![one(&chosen.mastodon)],
        "discourse" => chosen.forums.iter().map(|forum| one(forum)).collect(),
        _ => vec![None],
    }
}
