//! The engine at the service of a screen: requests in, reports out, polling by itself.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use url::Url;

use super::Engine;
use super::discuss::{DiscussError, Why};
use super::latest::Latest;
use super::message::{CommentsState, How, Refresh, Report, Request, Said};
use super::poll::FeedOutcome;
use super::subscribe::SubscribeError;
use crate::model::article::Article;
use crate::model::change::{Change, Deed};
use crate::model::feed::Feed;
use crate::model::id::{ArticleId, FeedId};
use crate::model::safe::SafeText;
use crate::store::{Applied, Reader, StoreError};
use crate::text::layout::Glyphs;

/// Reports that wait for the screen.
const CHANNEL: usize = 256;
/// Between two looks at what is due and at what another process wrote.
const LOOK_AROUND: Duration = Duration::from_secs(60);
/// How long leaving waits for what is under way.
const FAREWELL: Duration = Duration::from_millis(150);

/// A running engine, as the screen holds it.
#[derive(Debug)]
pub struct Service {
    requests: mpsc::UnboundedSender<Request>,
    stop: CancellationToken,
    tasks: TaskTracker,
}

impl Service {
    /// Where requests are handed over; never waits, so that no key has to. A reader's hands bound
    /// how many wait.
    pub fn requests(&self) -> mpsc::UnboundedSender<Request> {
        self.requests.clone()
    }

    /// Stops: what the reader did is written, what the network does is not waited for.
    pub async fn stop(self) {
        drop(self.requests);
        let _ = tokio::time::timeout(FAREWELL, self.tasks.wait()).await;
        self.stop.cancel();
    }
}

/// One screen's service.
#[derive(Clone)]
struct Desk {
    engine: Engine,
    reports: mpsc::Sender<Report>,
    stop: CancellationToken,
    layout: Arc<Latest<(ArticleId, u16, Glyphs)>>,
    progress: Arc<Progress>,
}

/// Polls under way over all refreshes.
#[derive(Debug, Default)]
struct Progress(std::sync::Mutex<(usize, usize)>);

impl Progress {
    /// Adds to what is done and to what is to be done; starts anew when all is done.
    fn add(&self, done: usize, total: usize) -> Report {
        let mut state = self
            .0
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        state.0 += done;
        state.1 += total;
        let report = Report::Progress {
            done: state.0,
            total: state.1,
        };
        if state.0 >= state.1 {
            *state = (0, 0);
        }
        report
    }
}

impl Engine {
    /// Serves a screen: returns the service and what it reports.
    pub fn serve(&self) -> (Service, mpsc::Receiver<Report>) {
        let (requests, incoming) = mpsc::unbounded_channel();
        let (reports, outgoing) = mpsc::channel(CHANNEL);
        let (stop, tasks) = (CancellationToken::new(), TaskTracker::new());
        let desk = Desk {
            engine: self.clone(),
            reports,
            stop: stop.clone(),
            layout: Arc::default(),
            progress: Arc::default(),
        };
        // Only what the reader did is waited for when leaving; the rest ends with the process.
        tasks.spawn(desk.clone().take_requests(incoming));
        tasks.close();
        tokio::spawn(desk.clone().until_stopped(desk.clone().lay_out_newest()));
        tokio::spawn(desk.clone().until_stopped(desk.look_around()));
        let service = Service {
            requests,
            stop,
            tasks,
        };
        (service, outgoing)
    }
}

impl Desk {
    async fn until_stopped(self, work: impl Future<Output = ()>) {
        tokio::select! {
            () = self.stop.cancelled() => {}
            () = work => {}
        }
    }

    /// Takes requests until the screen has gone. What changes the store is done in order; what may
    /// take long goes its own way.
    async fn take_requests(self, mut requests: mpsc::UnboundedReceiver<Request>) {
        while let Some(request) = requests.recv().await {
            match request {
                Request::LayOut {
                    article,
                    width,
                    glyphs,
                } => self.layout.put((article, width, glyphs)),
                Request::Do(deed) => self.do_deed(deed).await,
                Request::Undo => self.turn_back(How::Undone).await,
                Request::Redo => self.turn_back(How::Redone).await,
                Request::Leave(article) => self.leave(article).await,
                Request::Start => self.start().await,
                Request::Open(article) => {
                    self.show(article).await;
                    self.aside(move |desk| async move { desk.discuss(article, Why::Opened).await });
                }
                Request::FindInComments { discussion, words } => {
                    self.aside(move |desk| async move {
                        let found = desk.engine.found_in_comments(discussion, words).await;
                        desk.tell(found.map(Some)).await;
                    });
                }
                Request::Export(export) => {
                    self.aside(move |desk| async move {
                        match desk.engine.exported(export).await {
                            Ok(report) => desk.report(report).await,
                            Err(error) => desk.say(error.to_string(), true).await,
                        }
                    });
                }
                Request::Refresh(what) => {
                    self.aside(move |desk| async move { desk.refresh(what).await })
                }
                Request::Subscribe(address) => {
                    self.aside(move |desk| async move { desk.subscribe(address).await });
                }
                Request::Unsubscribe(feed) => self.unsubscribe(feed).await,
                Request::Older(feed) => {
                    self.aside(move |desk| async move { desk.older(feed).await });
                }
                Request::Move(feed, to) => self.move_feed(feed, to).await,
            }
        }
    }

    fn aside<F>(&self, work: impl FnOnce(Desk) -> F + Send + 'static)
    where
        F: Future<Output = ()> + Send + 'static,
    {
        let desk = self.clone();
        tokio::spawn(self.clone().until_stopped(async move { work(desk).await }));
    }

    async fn report(&self, report: Report) {
        // A screen that has gone wants no reports.
        let _ = self.reports.send(report).await;
    }

    async fn say(&self, sentence: impl AsRef<str>, is_error: bool) {
        let text = SafeText::new(sentence.as_ref());
        self.report(Report::Say(Said { text, is_error })).await;
    }

    /// Reports a result of the store's, or what went wrong with it.
    async fn tell(&self, result: Result<Option<Report>, StoreError>) {
        match result {
            Ok(Some(report)) => self.report(report).await,
            Ok(None) => {}
            Err(error) => self.say(error.to_string(), true).await,
        }
    }

    async fn start(&self) {
        self.tell(self.engine.library().await.map(Some)).await;
    }

    async fn show(&self, article: ArticleId) {
        self.tell(self.engine.opened(article).await).await;
        self.show_threads(article).await;
    }

    async fn show_threads(&self, article: ArticleId) {
        let threads = self.engine.threads(article).await;
        self.tell(threads.map(|threads| Some(Report::Threads { article, threads })))
            .await;
    }

    async fn lay_out_newest(self) {
        loop {
            let (article, width, glyphs) = self.layout.take().await;
            self.tell(self.engine.laid_out(article, width, glyphs).await)
                .await;
        }
    }

    async fn do_deed(&self, deed: Deed) {
        let now = self.engine.now();
        let label = deed.label.clone();
        let applied = self
            .engine
            .store()
            .write(move |writer| {
                let applied = writer.apply(deed, now)?;
                touched(writer, &applied).map(|rows| (applied, rows))
            })
            .await;
        match applied {
            Ok((applied, touched)) => {
                self.done(label, How::Done, applied.deed.changes, touched)
                    .await;
            }
            Err(error) => {
                // What the screen shows already is not on disk: show what is.
                self.say(format!("Not saved: {error}"), true).await;
                self.start().await;
            }
        }
    }

    async fn turn_back(&self, how: How) {
        let now = self.engine.now();
        let applied = self
            .engine
            .store()
            .write(move |writer| {
                let applied = match how {
                    How::Redone => writer.redo(now)?,
                    How::Done | How::Undone => writer.undo(now)?,
                };
                applied
                    .map(|applied| touched(writer, &applied).map(|rows| (applied, rows)))
                    .transpose()
            })
            .await;
        match applied {
            Ok(Some((applied, touched))) => {
                let Deed { label, changes } = applied.deed;
                self.done(label, how, changes, touched).await;
            }
            Ok(None) => self.report(Report::NothingTo(how)).await,
            Err(error) => self.say(error.to_string(), true).await,
        }
    }

    /// Reports a deed, then the rows whose counts it changed: the screen can know these only of what
    /// is open.
    async fn done(&self, label: String, how: How, changes: Vec<Change>, touched: Touched) {
        let Touched { articles, feeds } = touched;
        let is_of_feeds = changes.iter().any(Change::is_of_feeds);
        self.report(Report::Done {
            label,
            how,
            changes,
        })
        .await;
        if is_of_feeds {
            // Articles come and go with their feeds: show the library anew.
            return self.start().await;
        }
        self.report(Report::Articles(articles)).await;
        self.report(Report::Feeds(feeds)).await;
    }

    async fn leave(&self, article: ArticleId) {
        let now = self.engine.now();
        let left = self
            .engine
            .store()
            .write(move |writer| {
                for discussion in writer.discussions(article)? {
                    if discussion.loaded.is_some() {
                        writer.leave_discussion(discussion.id, now)?;
                    }
                }
                writer.article(article)
            })
            .await;
        let left = left.map(|article| article.map(|article| Report::Articles(vec![article])));
        self.tell(left).await;
    }

    async fn discuss(&self, article: ArticleId, why: Why) {
        let state = |state| Report::Comments { article, state };
        self.report(state(CommentsState::Loading)).await;
        let outcome = self.engine.load_comments(article, why).await;
        let state = match outcome {
            Ok(found) => {
                self.show_threads(article).await;
                let row = self
                    .engine
                    .store()
                    .read(move |reader| reader.article(article))
                    .await;
                self.tell(row.map(|row| row.map(|row| Report::Articles(vec![row]))))
                    .await;
                match found.discussion {
                    Some(_) => state(CommentsState::Current),
                    None => state(CommentsState::None(none_found(&found.tried).into())),
                }
            }
            Err(DiscussError::Failed(sentence)) => state(CommentsState::Failed(sentence)),
            Err(error) => state(CommentsState::Failed(error.to_string().into())),
        };
        self.report(state).await;
    }

    async fn refresh(&self, what: Refresh) {
        let feeds = self.engine.store().read(|reader| reader.feeds()).await;
        let feeds = match feeds {
            Ok(feeds) => feeds,
            Err(error) => return self.say(error.to_string(), true).await,
        };
        match what {
            Refresh::All => self.poll(polled(feeds)).await,
            Refresh::Feed(id) => {
                self.poll(feeds.into_iter().filter(|feed| feed.id == id).collect())
                    .await
            }
            Refresh::Article(article) => self.discuss(article, Why::Asked).await,
        }
    }

    async fn poll(&self, feeds: Vec<Feed>) {
        let feeds: Vec<Feed> = feeds
            .into_iter()
            .filter(|feed| !feed.is_built_in())
            .collect();
        if feeds.is_empty() {
            return;
        }
        let total = feeds.len();
        self.report(self.progress.add(0, total)).await;
        let (outcomes, mut finished) = mpsc::unbounded_channel();
        let told = async {
            while let Some(outcome) = finished.recv().await {
                self.outcome(outcome).await;
            }
        };
        let refresh = async {
            let done = self
                .engine
                .refresh(feeds, |outcome| {
                    // The receiver lives as long as this future.
                    let _ = outcomes.send(outcome.clone());
                })
                .await;
            drop(outcomes);
            done
        };
        let (done, ()) = tokio::join!(refresh, told);
        if let Err(error) = done {
            self.say(error.to_string(), true).await;
        }
    }

    async fn outcome(&self, outcome: FeedOutcome) {
        let FeedOutcome {
            feed,
            mut new,
            changed,
            absorbed,
            ..
        } = outcome;
        new.extend(changed);
        if !new.is_empty() {
            self.report(Report::Articles(new)).await;
        }
        if absorbed.is_some() {
            // Articles of one feed have become those of another.
            self.start().await;
        } else {
            self.report(Report::Feeds(vec![feed])).await;
        }
        self.report(self.progress.add(1, 0)).await;
    }

    async fn subscribe(&self, address: String) {
        self.say(format!("Looking for a feed at {address} …"), false)
            .await;
        match self.engine.subscribe(&address).await {
            Ok(subscribed) => {
                let FeedOutcome { feed, new, .. } = subscribed.outcome;
                let (id, title, count) = (feed.id, feed.title.clone(), new.len());
                self.report(Report::Feeds(vec![feed])).await;
                self.report(Report::Articles(new)).await;
                self.report(Report::Subscribed(id)).await;
                let sentence = match subscribed.was_known {
                    true => format!("You read {title} already"),
                    false => format!("Subscribed to {title}: {count} articles"),
                };
                self.say(sentence, false).await;
            }
            Err(SubscribeError::Several(feeds)) => {
                self.report(Report::Choice { address, feeds }).await
            }
            Err(error) => self.say(error.to_string(), true).await,
        }
    }

    async fn unsubscribe(&self, feed: FeedId) {
        let named = self
            .engine
            .store()
            .read(move |reader| reader.feed(feed))
            .await;
        match named {
            Ok(Some(named)) => self.do_deed(Deed::unsubscribe(&named)).await,
            Ok(None) => self.report(Report::FeedGone(feed)).await,
            Err(error) => self.say(error.to_string(), true).await,
        }
    }

    async fn older(&self, feed: FeedId) {
        let found = self.engine.store().read(move |reader| reader.feed(feed));
        let feed = match found.await {
            Ok(Some(feed)) => feed,
            Ok(None) => return,
            Err(error) => return self.say(error.to_string(), true).await,
        };
        match self.engine.older(&feed).await {
            Ok(articles) => {
                let sentence = format!("{} older articles of {}", articles.len(), feed.title);
                self.report(Report::Articles(articles)).await;
                let id = feed.id;
                let counted = self
                    .engine
                    .store()
                    .read(move |reader| reader.feed(id))
                    .await;
                self.tell(counted.map(|feed| feed.map(|feed| Report::Feeds(vec![feed]))))
                    .await;
                self.say(sentence, false).await;
            }
            Err(error) => self.say(error.to_string(), true).await,
        }
    }

    async fn move_feed(&self, feed: FeedId, to: Url) {
        match self.engine.move_feed(feed, &to).await {
            Ok(_) => {
                self.start().await;
                self.say(format!("Asked for at {to} from now on"), false)
                    .await;
                self.aside(move |desk| async move { desk.refresh(Refresh::Feed(feed)).await });
            }
            Err(error) => self.say(error.to_string(), true).await,
        }
    }

    /// Looks around once a minute for as long as the screen is there: polls what is due, and shows what
    /// another byline (cron's `byline refresh`) has written meanwhile.
    async fn look_around(self) {
        loop {
            if self.engine.config().polling.automatic {
                match self.engine.due().await {
                    Ok(due) => self.poll(due).await,
                    Err(error) => self.say(error.to_string(), true).await,
                }
            }
            if let Ok(true) = self.engine.store().changed_elsewhere().await {
                self.start().await;
            }
            tokio::time::sleep(LOOK_AROUND).await;
        }
    }
}

/// The feeds that byline asks for without being told which.
fn polled(mut feeds: Vec<Feed>) -> Vec<Feed> {
    feeds.retain(Feed::is_polled);
    feeds
}

/// What to say where no discussion was found.
fn none_found(tried: &[(crate::model::discussion::ThreadRef, String)]) -> String {
    match tried.last() {
        Some((thread, outcome)) => format!("No comments found ({}: {outcome})", thread.source),
        None => "This article names no place for comments".to_owned(),
    }
}

/// Rows whose counts a deed has changed.
struct Touched {
    articles: Vec<Article>,
    feeds: Vec<Feed>,
}

fn touched(reader: &Reader<'_>, applied: &Applied) -> Result<Touched, StoreError> {
    let articles = applied.counts.iter().map(|(id, _)| reader.article(*id));
    let feeds = applied.unread.iter().map(|(id, _)| reader.feed(*id));
    Ok(Touched {
        articles: articles
            .filter_map(Result::transpose)
            .collect::<Result<_, _>>()?,
        feeds: feeds
            .filter_map(Result::transpose)
            .collect::<Result<_, _>>()?,
    })
}
