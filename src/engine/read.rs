//! What an opened article shows: its body laid out, its threads built. Everything from the store.

use std::collections::HashMap;

use super::message::{Opened, Report, Summary};
use super::{Engine, off_the_loop};
use crate::comments;
use crate::model::discussion::{Discussion, SourceOrder};
use crate::model::id::ArticleId;
use crate::model::safe::{GatedHtml, SafeText};
use crate::model::thread::Thread;
use crate::model::tree::{self, Order};
use crate::store::{Reader, StoreError};
use crate::text::layout::{Glyphs, lay_out};
use crate::text::plain::{links_in, text_of};

impl Engine {
    /// The whole library, for the first screen.
    ///
    /// # Errors
    ///
    /// Fails if the store does.
    pub(super) async fn library(&self) -> Result<Report, StoreError> {
        self.store()
            .read(|reader| {
                Ok(Report::Library {
                    feeds: reader.feeds()?,
                    articles: reader.articles(&Default::default())?,
                })
            })
            .await
    }

    /// What is known about an article's text.
    pub(super) async fn opened(&self, article: ArticleId) -> Result<Option<Report>, StoreError> {
        self.store()
            .read(move |reader| {
                Ok(reader.body(article)?.map(|body| {
                    let words = text_of(&body.html).split_whitespace().count();
                    Report::Opened(Box::new(Opened {
                        article,
                        words: u32::try_from(words).unwrap_or(u32::MAX),
                        enclosures: body.enclosures.into_iter().map(|file| file.url).collect(),
                    }))
                }))
            })
            .await
    }

    /// How an article's text begins; nothing if the article is gone.
    pub(super) async fn summary(&self, article: ArticleId) -> Result<Option<Report>, StoreError> {
        self.store()
            .read(move |reader| {
                let body = reader.body(article)?;
                Ok(body.map(|body| Report::Summary(Box::new(summary(article, &body.html)))))
            })
            .await
    }

    /// An article's body in lines of this width.
    pub(super) async fn laid_out(
        &self,
        article: ArticleId,
        width: u16,
        glyphs: Glyphs,
    ) -> Result<Option<Report>, StoreError> {
        let Some(body) = self
            .store()
            .read(move |reader| reader.body(article))
            .await?
        else {
            return Ok(None);
        };
        // A body that crashes the layout library is shown as its bare text.
        let html = body.html.clone();
        let prose = match off_the_loop(move || lay_out(&html, width, glyphs)).await {
            Ok(prose) => prose,
            Err(_) => {
                let text = crate::text::html::gate_text(&text_of(&body.html));
                off_the_loop(move || lay_out(&text, width, glyphs))
                    .await
                    .unwrap_or_default()
            }
        };
        let prose = prose.with_files(&body.enclosures, width, glyphs);
        Ok(Some(Report::LaidOut {
            article,
            width,
            prose: Box::new(prose),
        }))
    }

    /// The discussions of an article's story as trees.
    ///
    /// # Errors
    ///
    /// Fails if the store does.
    pub async fn threads(
        &self,
        article: ArticleId,
    ) -> Result<Vec<(Discussion, Thread)>, StoreError> {
        self.store()
            .read(move |reader| {
                let mut threads = Vec::new();
                let known = reader.discussions(article)?.into_iter();
                // What is not loaded yet is only offered elsewhere; here it is on its way.
                let shown = known.filter(|one| one.is_elsewhere || one.loaded.is_some());
                for mut discussion in shown {
                    let source = comments::source(&discussion.thread.source);
                    discussion.label = source.map_or("", |source| source.label()).to_owned();
                    let mut shown = Vec::new();
                    let mut marks = HashMap::new();
                    for (comment, mark) in reader.comments(discussion.id)? {
                        marks.insert(comment.id.clone(), mark);
                        shown.push(comment);
                    }
                    let options = tree::Options {
                        order: order(discussion.order),
                        delivered: discussion.order,
                        article_ids: article_ids(reader, discussion.article)?,
                        ..tree::Options::default()
                    };
                    let tree = tree::build(shown, &options);
                    let thread = Thread::new(
                        tree,
                        &marks,
                        discussion.baseline(),
                        discussion.was_visited(),
                    );
                    threads.push((discussion, thread));
                }
                Ok(threads)
            })
            .await
    }
}

/// Letters of a text that a summary begins with: more than ten lines of a wide box.
const SUMMARY_LETTERS: usize = 1_200;

fn summary(article: ArticleId, html: &GatedHtml) -> Summary {
    let text = text_of(html);
    let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    let mut paragraphs = Vec::new();
    let (mut letters, mut goes_on) = (0, false);
    for paragraph in text
        .split('\n')
        .map(str::trim)
        .filter(|line| !line.is_empty())
    {
        if letters >= SUMMARY_LETTERS {
            goes_on = true;
            break;
        }
        let room = SUMMARY_LETTERS - letters;
        let shown: String = paragraph.chars().take(room).collect();
        goes_on |= shown.len() < paragraph.len();
        letters += room.min(shown.chars().count());
        paragraphs.extend(SafeText::non_empty(&shown));
    }
    Summary {
        article,
        paragraphs,
        goes_on,
        words: count(text.split_whitespace().count()),
        links: count(links_in(html)),
    }
}

/// What a comment may name as its parent that means the article itself.
fn article_ids(reader: &Reader<'_>, article: ArticleId) -> Result<Vec<String>, StoreError> {
    let guid = reader.body(article)?.and_then(|body| body.clues.guid);
    let link = reader.article(article)?.and_then(|article| article.link);
    Ok(guid.into_iter().chain(link.map(String::from)).collect())
}

/// The order to show a discussion in: a site's own ranking is worth keeping, all else reads best from
/// its beginning.
fn order(delivered: SourceOrder) -> Order {
    match delivered {
        SourceOrder::Ranked => Order::Delivered,
        SourceOrder::Oldest | SourceOrder::Newest | SourceOrder::Unknown => Order::Oldest,
    }
}
