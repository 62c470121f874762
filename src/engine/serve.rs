//! The engine at the service of a screen: requests in, reports out, polling by itself.

mod deeds;
mod elsewhere;
mod feeds;
mod prefetch;

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use self::feeds::Progress;
use self::prefetch::{Ahead, Turns};
use super::discuss::{DiscussError, Found, Why};
use super::latest::Latest;
use super::message::{CommentsState, Report, Request, Said};
use super::schedule::words;
use super::{Engine, off_the_loop};
use crate::model::change::Direction;
use crate::model::id::{ArticleId, DiscussionId};
use crate::model::safe::SafeText;
use crate::store::StoreError;
use crate::text::count::counted;
use crate::text::layout::Glyphs;

/// Reports that wait for the screen.
const CHANNEL: usize = 256;
/// Comments of the river that are read at a time.
const RIVER: usize = 300;
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
    ahead: Arc<Latest<Ahead>>,
    /// Who loads an article's comments: one at a time.
    turns: Arc<Turns>,
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
            ahead: Arc::default(),
            turns: Arc::default(),
        };
        // Only what the reader did is waited for when leaving; the rest ends with the process.
        tasks.spawn(desk.clone().take_requests(incoming));
        tasks.close();
        tokio::spawn(desk.clone().until_stopped(desk.clone().lay_out_newest()));
        tokio::spawn(desk.clone().until_stopped(desk.clone().prefetch_newest()));
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
                Request::Undo => self.replay(Direction::Undo, None).await,
                Request::Redo => self.replay(Direction::Redo, None).await,
                Request::Replay(direction, deed) => self.replay(direction, Some(deed)).await,
                Request::KeepScreen(state) => {
                    let store = self.engine.store();
                    let kept = store.write(move |writer| writer.keep_screen(&state)).await;
                    self.tell(kept.map(|()| None)).await;
                }
                Request::Leave(article) => self.leave(article).await,
                Request::Start => self.start().await,
                Request::Prefetch(article) => self.ahead.put(Ahead::Load(article)),
                Request::Open(article) => {
                    self.ahead.put(Ahead::IsOpened(article));
                    self.begin_visit(article).await;
                    self.show(article).await;
                    self.aside(move |desk| async move {
                        desk.share_story(article).await;
                        desk.discuss(article, Why::Opened).await;
                        let services = &desk.engine.config().elsewhere.services;
                        if !services.is_empty() {
                            desk.find_elsewhere(article, services, false).await;
                        }
                    });
                }
                Request::River { before } => {
                    let river = self.engine.store();
                    let river = river.read(move |reader| reader.river(before, RIVER)).await;
                    self.tell(river.map(|river| Some(Report::River { before, river })))
                        .await;
                }
                Request::LatestComments => {
                    self.aside(move |desk| async move {
                        let store = desk.engine.store();
                        let latest = store.read(|reader| reader.latest_comments()).await;
                        desk.tell(latest.map(|latest| Some(Report::LatestComments(latest))))
                            .await;
                    });
                }
                Request::NewComments(since) => {
                    self.aside(move |desk| async move {
                        let store = desk.engine.store();
                        let counts = store.read(move |reader| reader.new_comments(since)).await;
                        let told = counts.map(|counts| Report::NewComments { since, counts });
                        desk.tell(told.map(Some)).await;
                    });
                }
                Request::Summary(article) => self.tell(self.engine.summary(article).await).await,
                Request::ArticleInfo(article) => self.aside(move |desk| async move {
                    let info = desk.engine.article_info(article).await;
                    desk.tell(info.map(|info| info.map(Report::Info))).await;
                }),
                Request::CommentInfo(discussion, comment) => self.aside(move |desk| async move {
                    let info = desk.engine.comment_info(discussion, comment).await;
                    desk.tell(info.map(|info| info.map(Report::Info))).await;
                }),
                Request::Mutes => {
                    let store = self.engine.store();
                    let mutes = store.read(|reader| reader.mutes()).await;
                    self.tell(mutes.map(|mutes| Some(Report::Mutes(mutes))))
                        .await;
                }
                Request::Watched => {
                    let store = self.engine.store();
                    let watched = store.read(|reader| reader.watched_branches()).await;
                    self.tell(watched.map(|watched| Some(Report::Watched(watched))))
                        .await;
                }
                Request::Kept => {
                    let store = self.engine.store();
                    let kept = store.read(|reader| reader.kept_comments()).await;
                    self.tell(kept.map(|kept| Some(Report::Kept(kept)))).await;
                }
                Request::Elsewhere { article, services } => {
                    self.aside(move |desk| async move {
                        desk.find_elsewhere(article, &services, true).await;
                    });
                }
                Request::Look(discussion) => {
                    self.aside(move |desk| async move { desk.look_at(discussion).await });
                }
                Request::FindInComments { discussion, words } => {
                    self.aside(move |desk| async move {
                        let found = desk.engine.found_in_comments(discussion, words).await;
                        desk.tell(found.map(Some)).await;
                    });
                }
                Request::Pipe { what, command } => {
                    self.aside(move |desk| async move {
                        match desk.engine.piped(what, &command).await {
                            Ok(report) => desk.report(report).await,
                            Err(error) => desk.say(error.to_string(), true).await,
                        }
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
                    self.aside(move |desk| async move { desk.refresh(what, true).await })
                }
                Request::Subscribe(address) => {
                    self.aside(move |desk| async move { desk.subscribe(address).await });
                }
                Request::Unsubscribe(feed) => self.unsubscribe(feed).await,
                Request::WorkOut(update) => {
                    self.work_out(|| Report::WorkedOut(Box::new(update.worked_out())));
                }
                Request::Sort(discussion, sorting) => {
                    self.work_out(move || Report::Sorted(discussion, sorting.sorted()));
                }
                Request::LetGo(threads) => {
                    // Nobody waits for it.
                    drop(tokio::task::spawn_blocking(|| drop(threads)));
                }
                Request::LoadMore(discussion) => {
                    self.aside(move |desk| async move { desk.load_more(discussion).await });
                }
                Request::Older(feed) => {
                    self.aside(move |desk| async move { desk.older(feed).await });
                }
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

    /// Works out beside everything else what the screen has no time for.
    fn work_out(&self, work: impl FnOnce() -> Report + Send + 'static) {
        self.aside(move |desk| async move {
            match off_the_loop(work).await {
                Ok(report) => desk.report(report).await,
                Err(error) => desk.say(error.to_string(), true).await,
            }
        });
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

    async fn leave(&self, article: ArticleId) {
        let now = self.engine.now();
        let left = self
            .engine
            .store()
            .write(move |writer| {
                let mut articles = BTreeSet::from([article]);
                for discussion in writer.discussions(article)? {
                    if discussion.loaded.is_some() {
                        writer.leave_discussion(discussion.id, now)?;
                        articles.insert(discussion.article);
                    }
                }
                let mut rows = Vec::new();
                for article in articles {
                    rows.extend(writer.article(article)?);
                }
                Ok(rows)
            })
            .await;
        self.tell(left.map(|rows| Some(Report::Articles(rows))))
            .await;
    }

    /// Shows an article's threads anew, also where the same article of another feed is open, and its
    /// counts in the list.
    async fn show_what_came(&self, article: ArticleId) {
        self.show_threads(article).await;
        let read = self.engine.store().read(move |reader| {
            let row = reader.article(article)?;
            Ok((row, reader.same_story(article)?))
        });
        match read.await {
            Ok((row, same)) => {
                for other in same {
                    self.show_threads(other).await;
                }
                self.report(Report::Articles(row.into_iter().collect()))
                    .await;
            }
            Err(error) => self.say(error.to_string(), true).await,
        }
    }

    /// Shows what other feeds know of the same article's discussions.
    async fn share_story(&self, article: ArticleId) {
        match self.engine.share_story(article).await {
            Ok(true) => self.show_threads(article).await,
            Ok(false) => {}
            Err(error) => self.say(error.to_string(), true).await,
        }
    }

    async fn load_more(&self, discussion: DiscussionId) {
        let (tell, mut told) = tokio::sync::mpsc::unbounded_channel();
        let loading = self.engine.load_more_telling(discussion, move |count| {
            // Whoever listens does so until the loading ends.
            let _ = tell.send(count);
        });
        let telling = async {
            while let Some(count) = told.recv().await {
                self.say(
                    format!("{} so far", counted(count, "more comment", "more comments")),
                    false,
                )
                .await;
            }
        };
        let (more, ()) = tokio::join!(loading, telling);
        let (sentence, is_error) = match more {
            Ok(more) => {
                self.show_what_came(more.article).await;
                let rest = match more.has_more {
                    true => "; there are more",
                    false => "; that is all of them",
                };
                (
                    format!(
                        "{}{rest}",
                        counted(more.new, "more comment", "more comments")
                    ),
                    false,
                )
            }
            Err(error) => (error.to_string(), true),
        };
        let text = SafeText::new(&sentence);
        let said = Said { text, is_error };
        self.report(Report::MoreLoaded { discussion, said }).await;
    }

    async fn discuss(&self, article: ArticleId, why: Why) {
        let state = |state| Report::Comments { article, state };
        self.report(state(CommentsState::Loading)).await;
        let (turn, has_waited) = self.turns.take(article).await;
        self.begin_visit(article).await;
        if let Some(sentence) = turn.clone().filter(|_| has_waited && why == Why::Opened) {
            return self.report(state(CommentsState::Failed(sentence))).await;
        }
        let outcome = self.engine.load_comments(article, why).await;
        let state = match outcome {
            Ok(found) => {
                if found.is_fresh || has_waited {
                    self.show_what_came(article).await;
                }
                if let Some(age) = found.age.filter(|_| why == Why::Asked) {
                    let sentence = format!("Loaded {} ago: too soon to ask again", words(age));
                    self.say(sentence, false).await;
                }
                match found.discussion {
                    Some(_) => state(CommentsState::Current),
                    None => state(CommentsState::None(none_found(&found).into())),
                }
            }
            Err(DiscussError::Failed(sentence)) => state(CommentsState::Failed(sentence)),
            Err(error) => state(CommentsState::Failed(error.to_string().into())),
        };
        drop(turn);
        self.report(state).await;
    }
}

/// What to say where no discussion was found.
fn none_found(found: &Found) -> String {
    if let Some(system) = found.closed {
        return format!("Comments by {system}, which is closed to programs: o opens the page");
    }
    match found.tried.last() {
        Some((thread, outcome)) => format!("No comments found ({}: {outcome})", thread.source),
        None => "This article names no place for comments".to_owned(),
    }
}
