//! Finding and loading the discussions of one article.
//!
//! Sources name what to ask and read the answers; this asks, within a budget, tries one way after the
//! other until one has the comments, and keeps what came.

mod ask;
mod budget;
mod keep;
mod more;
mod refusals;
mod story;
mod ways;

use std::time::Duration;

use url::Url;

pub(super) use self::ask::reply;
use self::ask::validators_of;
use self::keep::Kept;
pub(super) use self::keep::loaded_comments;
pub use self::more::More;
use self::refusals::Shut;
use self::ways::{Search, candidates};

use super::{Engine, JobError, off_the_loop};
use crate::comments::findings::Findings;
use crate::comments::{self, Accept, Ask, Loaded, Reply, SourceError, Step};
use crate::model::article::{Article, Clues};
use crate::model::discussion::{Discussion, ThreadRef};
use crate::model::id::{ArticleId, DiscussionId, FeedId};
use crate::model::safe::SafeText;
use crate::net::address::is_loopback;
use crate::net::client::NetError;
use crate::store::{NewArticle, StoreError, Validators};

/// Requests for one thread beside those that its source may make (section 11.11 of the design: 4 to find
/// it).
const MAX_OTHER_REQUESTS: usize = 4;
/// On opening an article, a thread that was loaded this short ago is shown as it is.
const RECENT: Duration = Duration::from_secs(15 * 60);

/// Why comments are wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// The article was opened: what was loaded a short while ago will do.
    Opened,
    /// The reader asked for them.
    Asked,
    /// The thread is followed, and due.
    Followed,
}

/// What looking for an article's comments came to.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Found {
    /// The discussion they are in; none if the article has none that byline can find.
    pub discussion: Option<DiscussionId>,
    /// How long ago it was loaded, where this is too short a time to load it again.
    pub age: Option<Duration>,
    /// Comments seen for the first time.
    pub new: usize,
    /// Whether an answer came that was stored; otherwise what is stored is as it was.
    pub is_fresh: bool,
    /// The name of a comment system in the article's page that has no way in for programs.
    pub closed: Option<&'static str>,
    /// What was tried and how it went, for the reader who wants to know.
    pub tried: Vec<(ThreadRef, String)>,
}

/// Why comments could not be loaded.
#[derive(Debug, thiserror::Error)]
pub enum DiscussError {
    /// The article is not in the store (any more).
    #[error("this article is not here any more")]
    NoArticle,
    /// Every way was tried; the sentence is the best one's.
    #[error("{0}")]
    Failed(SafeText),
    /// The host cannot be reached, or this machine has no network.
    #[error("{0}")]
    Unreachable(SafeText),
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What loading a known discussion came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reloaded {
    /// The article that it is about.
    pub article: ArticleId,
    /// Whether any comment came, changed or went.
    pub is_changed: bool,
}

/// Why one candidate brought nothing.
#[derive(Debug, thiserror::Error)]
enum CandidateError {
    #[error("{0}")]
    Source(SourceError, Option<Shut>),
    #[error(transparent)]
    Net(#[from] NetError),
    #[error(transparent)]
    Job(#[from] JobError),
    #[error("the thread asks for more requests than byline makes for one")]
    Endless,
}

/// What one candidate brought.
enum Brought {
    Unchanged,
    Thread(Box<Loaded>, Vec<(Url, Validators)>),
}

/// What is known of the article while its comments are looked for.
struct Subject {
    article: ArticleId,
    feed: FeedId,
    /// The feed's address as the reader typed it: its host may be private.
    own: Option<Url>,
    link: Option<Url>,
    clues: Clues,
    /// Comments that the feed and the sources count together.
    stated: Option<u32>,
    /// Comments that the feed counts, which are those of the article's own site.
    counted: Option<u32>,
    discussions: Vec<Discussion>,
    remembered: Option<String>,
}

impl Engine {
    /// Finds and loads the discussion of an article, and keeps it.
    ///
    /// # Errors
    ///
    /// Fails with one sentence if no way to the comments could be gone; what is stored stays.
    pub async fn load_comments(&self, article: ArticleId, why: Why) -> Result<Found, DiscussError> {
        self.load_comments_of(article, None, why).await
    }

    /// As [`Engine::load_comments`], with the article's page where it is at hand.
    ///
    /// # Errors
    ///
    /// As [`Engine::load_comments`].
    pub async fn load_comments_of(
        &self,
        article: ArticleId,
        page: Option<Reply>,
        why: Why,
    ) -> Result<Found, DiscussError> {
        let found = self.look_for_comments(article, page, why).await?;
        if let Some(discussion) = found.discussion {
            self.note_visit(discussion);
        }
        Ok(found)
    }

    async fn look_for_comments(
        &self,
        article: ArticleId,
        page: Option<Reply>,
        why: Why,
    ) -> Result<Found, DiscussError> {
        let subject = self.subject(article).await?;
        let mut search = Search::default();
        if let Some((current, age)) = self.still_fresh(&subject, why) {
            search.found.discussion = Some(current);
            // What is built in has no place to be loaded from.
            search.found.age = subject.own.is_some().then_some(age);
            return Ok(search.found);
        }
        for discussion in &subject.discussions {
            if self
                .try_better_ways(&subject, discussion, why, &mut search)
                .await?
                .is_some()
            {
                return Ok(search.found);
            }
        }
        if self
            .try_candidates(&subject, None, why, &mut search)
            .await?
        {
            return Ok(search.found);
        }
        if subject.clues.youtube_video.is_some() {
            // Only programs with a key are answered, and nothing in the page would say more.
            search.found.closed = Some("YouTube");
            return Ok(search.found);
        }
        let page = match page {
            Some(page) => Ok(Some(page)),
            None => self.article_page(&subject).await,
        };
        match page {
            Ok(Some(page)) => {
                if self
                    .try_candidates(&subject, Some(&page), why, &mut search)
                    .await?
                {
                    return Ok(search.found);
                }
                search.found.closed = off_the_loop(move || Findings::read(&page))
                    .await
                    .ok()
                    .flatten()
                    .and_then(|findings| findings.closed);
            }
            Ok(None) => {}
            Err(error) => search.fail(error.to_string()),
        }
        match search.failure {
            Some(sentence) => {
                let sentence = SafeText::new(&sentence);
                self.note_failure(&subject, sentence.clone()).await?;
                Err(DiscussError::Failed(sentence))
            }
            None => Ok(search.found),
        }
    }

    /// Takes in an article that no feed brought, by its page, so that its discussions can be loaded. It is
    /// called what its page calls it, else by its address; the page comes along where there is one.
    ///
    /// # Errors
    ///
    /// Fails if the store does.
    pub async fn take_in(&self, page: &Url) -> Result<(Article, Option<Reply>), StoreError> {
        let ask = Ask::get(page.clone(), Accept::Html);
        // As the reader typed it: its host may be private.
        let answer = self.request(Some(page), &ask, false).await;
        let answer = answer.ok().filter(|answer| answer.status.is_success());
        let (title, reply) = match answer.map(|answer| reply(ask, answer)) {
            Some(page) => off_the_loop(move || (comments::page_title(&page), Some(page)))
                .await
                .unwrap_or_default(),
            None => (None, None),
        };
        let (page, now) = (page.clone(), self.now());
        let article = self.store().write(move |writer| {
            let title = title.unwrap_or_else(|| SafeText::new(page.as_str()));
            let feed = writer.add_feed(&page, &SafeText::new(page.as_str()), None, now)?;
            let article = NewArticle {
                identity: page.to_string(),
                title,
                link: Some(page),
                ..NewArticle::default()
            };
            let mut merged = writer.merge_articles(feed, &[article], now)?;
            merged.new.pop().ok_or(StoreError::Missing("article"))
        });
        Ok((article.await?, reply))
    }

    /// Loads one discussion that is known of, and keeps it.
    ///
    /// # Errors
    ///
    /// Fails with one sentence if it could not be loaded; what is stored stays.
    pub async fn load_discussion(
        &self,
        id: DiscussionId,
        why: Why,
    ) -> Result<Reloaded, DiscussError> {
        let discussion = self.store().read(move |reader| reader.discussion(id));
        let discussion = discussion.await?.ok_or(DiscussError::NoArticle)?;
        let (article, thread) = (discussion.article, discussion.thread.clone());
        if why != Why::Followed {
            self.note_visit(id);
        }
        let mut subject = self.subject(article).await?;
        subject.discussions = vec![discussion.clone()];
        let mut reloaded = Reloaded {
            article,
            is_changed: false,
        };
        if self.still_fresh(&subject, why).is_some() {
            return Ok(reloaded);
        }
        let mut search = Search::default();
        let better = self
            .try_better_ways(&subject, &discussion, why, &mut search)
            .await?;
        if let Some(merged) = better {
            reloaded.is_changed = merged.is_change();
            return Ok(reloaded);
        }
        if let Some(reason) = self.refused(&thread, why).await? {
            self.note_failure(&subject, reason.clone()).await?;
            return Err(DiscussError::Failed(reason));
        }
        match self.load_thread(&subject, &thread, None).await {
            Ok(Brought::Unchanged) => {
                self.keep_unchanged(&subject, &thread).await?;
            }
            Ok(Brought::Thread(loaded, validators)) => {
                let (_, merged) = self
                    .keep_thread(&subject, thread, *loaded, validators, Kept::Reloaded)
                    .await?;
                reloaded.is_changed = merged.is_change();
            }
            Err(error) => {
                return Err(self.could_not_load(&subject, &thread, error, why).await?);
            }
        }
        Ok(reloaded)
    }

    /// Heeds and notes why a known discussion could not be loaded.
    async fn could_not_load(
        &self,
        subject: &Subject,
        thread: &ThreadRef,
        error: CandidateError,
        why: Why,
    ) -> Result<DiscussError, StoreError> {
        let sentence = SafeText::new(&error.to_string());
        let is_offline = matches!(&error, CandidateError::Net(error) if error.looks_offline());
        if let CandidateError::Source(_, Some(shut)) = error {
            self.heed(thread, shut, sentence.as_str()).await?;
        }
        // A machine without a network does not mark every thread that it follows.
        if !(is_offline && why == Why::Followed) {
            self.note_failure(subject, sentence.clone()).await?;
        }
        Ok(match is_offline {
            true => DiscussError::Unreachable(sentence),
            false => DiscussError::Failed(sentence),
        })
    }

    async fn subject(&self, article: ArticleId) -> Result<Subject, DiscussError> {
        let read = self.store().read(move |reader| {
            let Some(row) = reader.article(article)? else {
                return Ok(None);
            };
            let body = reader.body(article)?;
            let feed = reader.feed(row.feed)?;
            let known = reader.discussions(article)?.into_iter();
            let (own, shared) = known
                .filter(|discussion| !discussion.is_elsewhere)
                .partition(|discussion| discussion.article == article);
            let subject = Subject {
                article,
                feed: row.feed,
                own: feed
                    .map(|feed| feed.url)
                    .filter(|url| url.scheme() != "byline"),
                link: row.link,
                clues: body.map(|body| body.clues).unwrap_or_default(),
                stated: row.comments.stated,
                counted: reader.feed_count(article)?,
                discussions: own,
                remembered: reader.remembered_source(row.feed)?,
            };
            Ok(Some((subject, shared)))
        });
        let (mut subject, shared): (Subject, Vec<Discussion>) =
            read.await?.ok_or(DiscussError::NoArticle)?;
        // What another feed's article has is this one's if it would be asked for first.
        if let Some(first) = candidates(&subject, None).into_iter().next() {
            let shared = shared.into_iter();
            subject
                .discussions
                .extend(shared.filter(|shared| shared.thread.is_same(&first)));
        }
        Ok(subject)
    }

    /// The discussion that need not be loaded again now, and its age.
    fn still_fresh(&self, subject: &Subject, why: Why) -> Option<(DiscussionId, Duration)> {
        let now = self.now();
        let is_here = subject.own.as_ref().is_some_and(is_loopback);
        let fresh = |discussion: &Discussion| match why {
            Why::Opened => RECENT,
            Why::Asked if is_here => Duration::ZERO,
            Why::Asked | Why::Followed => comments::source(&discussion.thread.source)
                .map_or(Duration::ZERO, |source| source.rest()),
        };
        subject.discussions.iter().find_map(|discussion| {
            let built_in = subject.own.is_none();
            let age = now.duration_since(discussion.loaded?).unsigned_abs();
            (built_in || age < fresh(discussion)).then_some((discussion.id, age))
        })
    }

    /// Asks and asks again until the source has the thread together.
    async fn load_thread(
        &self,
        subject: &Subject,
        thread: &ThreadRef,
        page: Option<&Reply>,
    ) -> Result<Brought, CandidateError> {
        let Some(source) = comments::source(&thread.source) else {
            let sentence = format!("there is no comment source named {}", thread.source);
            return Err(CandidateError::Source(SourceError::Closed(sentence), None));
        };
        let stored = subject
            .discussions
            .iter()
            .find(|known| known.thread == *thread);
        let is_here = stored.is_some_and(|known| {
            known.loaded.is_some() && (known.complete || more::is_all_of_its_way(known))
        });
        let mut replies: Vec<Reply> = Vec::new();
        let mut validators = Vec::new();
        let mut requests = 0;
        loop {
            let (thread, taken) = (thread.clone(), replies);
            let (step, taken) =
                off_the_loop(move || (source.advance(&thread, &taken), taken)).await?;
            replies = taken;
            let asks = match step {
                Ok(Step::Loaded(loaded)) => {
                    return Ok(Brought::Thread(Box::new(loaded), validators));
                }
                Ok(Step::Ask(asks)) => asks,
                Err(error) => {
                    let shut = Shut::by(source, &replies);
                    return Err(CandidateError::Source(error, shut));
                }
            };
            for ask in asks {
                if let Some(page) = page.filter(|page| page.ask == ask) {
                    replies.push(page.clone()); // fetched already, to find the thread in it
                    continue;
                }
                requests += 1;
                if requests > source.max_requests() + MAX_OTHER_REQUESTS {
                    return Err(CandidateError::Endless);
                }
                let conditional = is_here && requests == 1;
                let answer = self
                    .request(subject.own.as_ref(), &ask, conditional)
                    .await?;
                if conditional && answer.status == 304 {
                    return Ok(Brought::Unchanged);
                }
                validators.push((ask.url.clone(), validators_of(&answer)));
                replies.push(reply(ask, answer));
            }
        }
    }

    /// The article's page, where its comments may be found or named.
    async fn article_page(&self, subject: &Subject) -> Result<Option<Reply>, NetError> {
        let Some(link) = &subject.link else {
            return Ok(None);
        };
        let ask = Ask::get(link.clone(), Accept::Html);
        let answer = self.request(subject.own.as_ref(), &ask, false).await?;
        Ok(answer.status.is_success().then(|| reply(ask, answer)))
    }
}
