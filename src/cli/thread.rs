//! `byline thread ARTICLE`: an article's discussions as the comment pane shows them.

use std::collections::HashMap;
use std::io;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::Serialize;
use url::Url;

use super::failure::{Failure, FailureKind};
use super::list::ArticleJson;
use super::output::Output;
use super::select::ArticleName;
use super::session::{Session, storage};
use super::text;
use crate::comments::{self, Reply};
use crate::config::Elsewhere;
use crate::engine::follow::NextCheck;
use crate::engine::{DiscussError, ElsewhereError, Engine, Why, system_clock};
use crate::model::article::Article;
use crate::model::comment::{Comment, State};
use crate::model::discussion::{Access, Discussion};
use crate::model::id::DiscussionId;
use crate::model::thread::Thread;
use crate::store::Store;
use crate::text::count::counted;
use crate::text::printed::printed;

/// The widest a line of a comment gets, without its indentation.
const TEXT_COLUMNS: usize = 72;

/// Columns of indentation for each level.
const INDENT: usize = 2;

/// Levels that are indented; deeper answers stay in that column and name whom they answer.
const MAX_INDENTED: u32 = 12;

#[derive(Debug, Serialize)]
struct ThreadJson<'a> {
    article: ArticleJson<'a>,
    discussions: Vec<DiscussionJson<'a>>,
}

#[derive(Debug, Serialize)]
struct DiscussionJson<'a> {
    source: &'a str,
    total_stated: Option<u32>,
    complete: bool,
    access: Access,
    /// When byline asks for it again by itself; null for never.
    next_check: Option<Timestamp>,
    /// Why then.
    next_check_reason: Option<&'a str>,
    comments: Vec<CommentJson<'a>>,
}

#[derive(Debug, Serialize)]
struct CommentJson<'a> {
    id: &'a str,
    parent: Option<&'a str>,
    author: Option<&'a str>,
    published: Option<Timestamp>,
    state: &'static str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    roles: Vec<&'static str>,
    read: bool,
    new: bool,
    text: String,
    /// Where the numbers in brackets in the text lead.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    links: Vec<Url>,
}

/// What is asked for beside the article.
pub(super) struct Wish {
    /// Services to ask where else it is discussed; empty for all that can be.
    pub elsewhere: Option<String>,
    /// What was left out, too.
    pub more: bool,
    /// Only what the library has.
    pub offline: bool,
    /// As one JSON object.
    pub json: bool,
}

/// Loads the discussions where they are not fresh, and prints them. Offline, or where loading fails,
/// what the library has is printed; the failure is said beside it. An article that is not in the library
/// is looked up without leaving anything there.
pub(super) fn run(
    session: &Session,
    article: &str,
    wish: &Wish,
    out: &mut Output<'_>,
) -> Result<(), Failure> {
    let name = ArticleName::parse(article)?;
    let services = wish.elsewhere.as_deref();
    let services = services.map(|named| services_of(named, &session.settings.config.elsewhere));
    let services = services.transpose()?;
    let gathered = session.with_engine(async |engine| {
        let found = name.clone();
        let found = engine.store().read(move |reader| found.find(reader));
        match (found.await.map_err(storage)?, &name) {
            (Some(article), _) => gather(engine, article, None, services.as_deref(), wish).await,
            (None, ArticleName::Link(page)) if !wish.offline => {
                let config = session.settings.config.clone();
                let store = Store::in_memory().map_err(storage)?;
                let stranger = Engine::open(store, config, system_clock()).await;
                let stranger = stranger.map_err(|error| Failure::new(FailureKind::Usage, error))?;
                let (article, page) = stranger.take_in(page).await.map_err(storage)?;
                gather(&stranger, article, page, services.as_deref(), wish).await
            }
            (None, _) => Err(name.missing()),
        }
    })?;
    if wish.json {
        out.json(&as_json(&gathered))?;
    } else {
        print_text(&gathered, &TimeZone::system(), out)?;
    }
    Ok(())
}

/// An article with the counts that it has now, and what is said of it.
struct Gathered {
    article: Article,
    /// Its feed's title.
    feed: String,
    threads: Vec<(Discussion, Thread)>,
    /// When those that are followed are asked for again.
    next: HashMap<DiscussionId, NextCheck>,
    /// A comment system in the article's page that is closed to programs, by its name.
    closed: Option<&'static str>,
}

async fn gather(
    engine: &Engine,
    article: Article,
    page: Option<Reply>,
    services: Option<&[String]>,
    wish: &Wish,
) -> Result<Gathered, Failure> {
    let (failure, closed) = match wish.offline {
        true => (None, None),
        false => match load(engine, &article, page).await? {
            Ok(closed) => (None, closed),
            Err(failure) => (Some(failure), None),
        },
    };
    if wish.more {
        load_more(engine, &article).await?;
    }
    if let Some(services) = services {
        load_elsewhere(engine, &article, services).await?;
    }
    let threads = engine.threads(article.id).await.map_err(storage)?;
    match failure {
        Some(failure) if threads.iter().all(|(_, thread)| thread.is_empty()) => {
            return Err(failure);
        }
        Some(failure) => {
            for line in failure.lines() {
                eprintln!("{line}");
            }
        }
        None => {}
    }
    let (article, feed) = current(engine, article).await?;
    let next = engine.next_checks(article.id).await.map_err(storage)?;
    Ok(Gathered {
        article,
        feed,
        threads,
        next,
        closed,
    })
}

/// The services that an option names: none means all that can be asked but the one that wants to be asked
/// sparingly.
fn services_of(named: &str, settings: &Elsewhere) -> Result<Vec<String>, Failure> {
    let known = || Elsewhere::SERVICES.iter().map(|(name, _)| *name);
    if named.is_empty() {
        let all = known().filter(|name| settings.can_ask(name) && *name != Elsewhere::SPARING);
        return Ok(all.map(str::to_owned).collect());
    }
    let services = named
        .split(',')
        .map(|name| match known().find(|one| *one == name) {
            Some(_) => Ok(name.to_owned()),
            None => {
                let failure = Failure::usage(format!("There is no service \"{name}\""));
                let names: Vec<_> = known().collect();
                Err(failure.hint(format!("There are {}.", names.join(", "))))
            }
        });
    services.collect()
}

/// Asks services, says what they know, and loads what they know of.
async fn load_elsewhere(
    engine: &Engine,
    article: &Article,
    services: &[String],
) -> Result<(), Failure> {
    let heard = match engine.find_elsewhere(article.id, services).await {
        Ok(heard) => heard,
        Err(ElsewhereError::Store(error)) => return Err(storage(error)),
        Err(error) => return Err(Failure::new(FailureKind::Usage, error)),
    };
    for one in heard {
        if let Err(why) = one.outcome {
            eprintln!("byline: {}: {why}", one.label);
        }
    }
    let id = article.id;
    let known = engine.store().read(move |reader| reader.discussions(id));
    for discussion in known.await.map_err(storage)? {
        if discussion.is_elsewhere
            && let Err(error) = engine.load_discussion(discussion.id, Why::Asked).await
        {
            eprintln!("byline: {}: {error}", discussion.thread.scope);
        }
    }
    Ok(())
}

/// Loads the article's discussions and returns the name of a comment system that is closed to programs; a
/// network that fails is returned, not an error.
async fn load(
    engine: &Engine,
    article: &Article,
    page: Option<Reply>,
) -> Result<Result<Option<&'static str>, Failure>, Failure> {
    match engine.load_comments_of(article.id, page, Why::Asked).await {
        Ok(found) => Ok(Ok(found.closed)),
        Err(DiscussError::Store(error)) => Err(storage(error)),
        Err(error) => Ok(Err(Failure::new(FailureKind::Network, error))),
    }
}

/// Asks once for what was left out of the article's own discussions; what cannot be had is said.
async fn load_more(engine: &Engine, article: &Article) -> Result<(), Failure> {
    let id = article.id;
    let known = engine.store().read(move |reader| reader.discussions(id));
    let known = known.await.map_err(storage)?.into_iter();
    for discussion in known.filter(|known| !known.continuations.is_empty()) {
        match engine.load_more(discussion.id).await {
            Ok(_) => {}
            Err(DiscussError::Store(error)) => return Err(storage(error)),
            Err(error) => eprintln!("byline: {error}"),
        }
    }
    Ok(())
}

/// The article with the counts that it has now, and its feed's title.
async fn current(engine: &Engine, article: Article) -> Result<(Article, String), Failure> {
    engine
        .store()
        .read(move |reader| {
            let feed = reader.feed(article.feed)?;
            let article = reader.article(article.id)?.unwrap_or(article);
            Ok((
                article,
                feed.map_or_else(String::new, |feed| feed.title.to_string()),
            ))
        })
        .await
        .map_err(storage)
}

fn as_json(gathered: &Gathered) -> ThreadJson<'_> {
    let threads = gathered.threads.iter();
    let discussions = threads.map(|(discussion, thread)| {
        let next = gathered.next.get(&discussion.id);
        DiscussionJson {
            source: &discussion.thread.source,
            total_stated: discussion.total_stated,
            complete: discussion.complete,
            access: discussion.access,
            next_check: next.and_then(|next| next.at),
            next_check_reason: next.map(|next| next.reason.as_str()),
            comments: (0..thread.len()).map(|at| comment(thread, at)).collect(),
        }
    });
    ThreadJson {
        article: ArticleJson::new(&gathered.article, &gathered.feed),
        discussions: discussions.collect(),
    }
}

fn comment(thread: &Thread, at: usize) -> CommentJson<'_> {
    let node = thread.node(at);
    let comment = &node.comment;
    let body = printed(&comment.body);
    CommentJson {
        id: comment.id.as_str(),
        parent: node.parent.map(|parent| thread.comment(parent).id.as_str()),
        author: comment.author.as_ref().map(|author| author.as_str()),
        published: comment.published,
        state: comment.state.word(),
        roles: comment.roles.words(),
        read: !thread.is_unread(at),
        new: thread.is_new(at),
        text: body.text(),
        links: body.links,
    }
}

fn print_text(gathered: &Gathered, zone: &TimeZone, out: &mut Output<'_>) -> io::Result<()> {
    let Gathered {
        article,
        threads,
        closed,
        ..
    } = gathered;
    out.line(article.title.as_str())?;
    let mut about = vec![gathered.feed.clone()];
    about.extend(article.author.as_ref().map(ToString::to_string));
    about.push(text::minute(article.date(), zone));
    about.extend(article.link.as_ref().map(ToString::to_string));
    out.line(&about.join(" · "))?;
    if threads.is_empty() {
        out.line("")?;
        match closed {
            Some(system) => {
                out.line(&format!(
                    "Comments by {system}, which is closed to programs."
                ))?;
            }
            None => out.line("There is no discussion of this article that byline can find.")?,
        }
    }
    for (discussion, thread) in threads {
        out.line("")?;
        out.line(&heading(discussion, thread))?;
        if let Some(error) = &discussion.error {
            out.line(&format!("! {error}"))?;
        }
        for at in 0..thread.len() {
            out.line("")?;
            print_comment(thread, at, zone, out)?;
        }
    }
    Ok(())
}

fn heading(discussion: &Discussion, thread: &Thread) -> String {
    let name = &discussion.thread.source;
    let label = comments::source(name).map_or(name.as_str(), |source| source.label());
    let loaded = (0..thread.len())
        .filter(|&at| thread.comment(at).state == State::Visible)
        .count();
    let stated = discussion.total_stated;
    let stated = stated.filter(|&stated| stated as usize > loaded);
    let mut facts = vec![label.to_owned()];
    match stated {
        Some(stated) => facts.push(format!("{loaded} of {stated} comments")),
        None => facts.push(counted(loaded, "comment", "comments")),
    }
    if !discussion.continuations.is_empty() {
        facts.push("--more asks for the rest".into());
    }
    let new = (0..thread.len()).filter(|&at| thread.is_new(at)).count();
    if new > 0 {
        facts.push(format!("{new} new"));
    }
    facts.extend(discussion.access.words().map(str::to_owned));
    format!("── {} ──", facts.join(" · "))
}

fn print_comment(
    thread: &Thread,
    at: usize,
    zone: &TimeZone,
    out: &mut Output<'_>,
) -> io::Result<()> {
    let node = thread.node(at);
    let indent = " ".repeat(INDENT * node.depth.min(MAX_INDENTED) as usize);
    let mut header = vec![author_with_badges(&node.comment)];
    if let Some(published) = node.comment.published {
        header.push(text::minute(published, zone));
    }
    if let Some(parent) = node.parent.filter(|_| node.depth > MAX_INDENTED) {
        header.push(format!("↳ {}", author(thread.comment(parent))));
    }
    if thread.is_new(at) {
        header.push("NEW".into());
    } else if thread.is_unread(at) {
        header.push("unread".into());
    }
    out.line(&format!("{indent}{}", header.join(" · ")))?;
    if node.comment.state != State::Visible {
        return out.line(&format!("{indent}[{}]", node.comment.state.word()));
    }
    let body = printed(&node.comment.body);
    let references: Vec<String> = body.references().collect();
    let gap = (!references.is_empty()).then(String::new);
    let lines = body.lines(TEXT_COLUMNS).into_iter();
    for line in lines.chain(gap).chain(references) {
        out.line(format!("{indent}{line}").trim_end())?;
    }
    Ok(())
}

/// An author with the standing that the source states: `Baker [author]`.
fn author_with_badges(comment: &Comment) -> String {
    let badges = comment.roles.words().into_iter();
    let badges: String = badges.map(|badge| format!(" [{badge}]")).collect();
    author(comment) + &badges
}

fn author(comment: &Comment) -> String {
    comment
        .author
        .as_ref()
        .map_or_else(|| "anonymous".into(), ToString::to_string)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::output::printed;
    use crate::model::article::CommentCounts;
    use crate::model::comment::CommentMark;
    use crate::model::discussion::{SourceOrder, ThreadRef};
    use crate::model::id::{ArticleId, CommentId, DiscussionId, FeedId};
    use crate::model::tree::{self, Options};
    use crate::text::html::gate_text;

    fn time(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn article() -> Article {
        Article {
            id: ArticleId(7),
            feed: FeedId(1),
            title: "Infiniti".into(),
            link: None,
            author: Some("news desk".into()),
            published: Some(time("2012-04-05T12:58:00Z")),
            first_seen: time("2012-04-06T00:00:00Z"),
            read: true,
            starred: false,
            watched: false,
            muted: false,
            author_muted: false,
            author_kept: false,
            comments: CommentCounts::default(),
        }
    }

    /// Two comments, of which the answer came after the last visit.
    fn discussion() -> (Discussion, Thread) {
        let comment = |id: &str, parent: Option<&str>, author: &str, minute: u8| {
            let mut comment = Comment::new(CommentId::from(id));
            comment.parent = parent.map(CommentId::from);
            comment.author = Some(author.into());
            comment.published = Some(time(&format!("2012-04-05T13:{minute:02}:00Z")));
            comment.body = gate_text(&format!("words of {author}"));
            comment
        };
        let mark = |day: u8, read: bool| CommentMark {
            first_seen: time(&format!("2012-04-{day:02}T00:00:00Z")),
            read,
            fold: None,
            muted: false,
            watched: false,
            silenced: false,
            kept: false,
            starred: false,
        };
        let marks = [
            (CommentId::from("1"), mark(6, true)),
            (CommentId::from("2"), mark(8, false)),
        ];
        let tree = tree::build(
            vec![
                comment("1", None, "gearhound", 10),
                comment("2", Some("1"), "westbound", 20),
            ],
            &Options::default(),
        );
        let left = Some(time("2012-04-07T00:00:00Z"));
        let discussion = Discussion {
            id: DiscussionId(1),
            article: ArticleId(7),
            thread: ThreadRef {
                source: "nowhere".into(),
                scope: String::new(),
                locator: String::new(),
                page: None,
            },
            total_stated: Some(3),
            complete: true,
            access: Access::Open,
            continuations: Vec::new(),
            label: String::new(),
            is_elsewhere: false,
            is_chosen: false,
            order: SourceOrder::Oldest,
            first_loaded: left,
            loaded: left,
            left,
            left_before: None,
            error: None,
        };
        (discussion, Thread::new(tree, &marks.into(), left, true))
    }

    fn gathered() -> Gathered {
        let (discussion, thread) = discussion();
        let next = NextCheck {
            at: Some(time("2012-04-06T13:00:00Z")),
            reason: "its article is a day old".to_owned(),
        };
        Gathered {
            article: article(),
            feed: "car-news".to_owned(),
            next: HashMap::from([(discussion.id, next)]),
            threads: vec![(discussion, thread)],
            closed: None,
        }
    }

    #[test]
    fn a_thread_is_one_object_in_reading_order() {
        let line = printed(|out| out.json(&as_json(&gathered())));
        let thread: serde_json::Value = serde_json::from_str(&line).unwrap();
        assert_eq!(thread["article"]["feed"], "car-news");
        assert_eq!(
            thread["discussions"][0],
            serde_json::json!({
                "source": "nowhere", "total_stated": 3, "complete": true, "access": "open",
                "next_check": "2012-04-06T13:00:00Z",
                "next_check_reason": "its article is a day old",
                "comments": [
                    {"id": "1", "parent": null, "author": "gearhound",
                     "published": "2012-04-05T13:10:00Z", "state": "visible",
                     "read": true, "new": false, "text": "words of gearhound"},
                    {"id": "2", "parent": "1", "author": "westbound",
                     "published": "2012-04-05T13:20:00Z", "state": "visible",
                     "read": false, "new": true, "text": "words of westbound"},
                ],
            })
        );
    }

    #[test]
    fn a_thread_is_printed_with_answers_under_what_they_answer() {
        let text = printed(|out| print_text(&gathered(), &TimeZone::UTC, out));
        assert_eq!(
            text,
            "Infiniti\n\
             car-news · news desk · 2012-04-05 12:58\n\
             \n\
             ── nowhere · 2 of 3 comments · 1 new ──\n\
             \n\
             gearhound · 2012-04-05 13:10\n\
             words of gearhound\n\
             \n\
             \x20 westbound · 2012-04-05 13:20 · NEW\n\
             \x20 words of westbound\n"
        );
    }
}
