//! What stands above the text: the title, then feed, author, age, reading time and links in one line.

use super::page::Row;
use super::{BodyPane, MARGIN};
use crate::text::count::if_any;
use crate::text::layout::{Link, LinkKind};
use crate::text::wrap;
use crate::ui::age;
use crate::ui::pane::Context;

/// Words that a reader takes in a minute; between the 200 of a screen and the 260 of a printed page.
const WORDS_A_MINUTE: u32 = 230;

/// The header's rows for a text of this width.
pub fn rows(pane: &BodyPane, width: u16, context: &Context<'_>) -> Vec<Row> {
    let Some(article) = pane.article.and_then(|id| context.library.article(id)) else {
        return Vec::new();
    };
    let width = width.min(context.config.reading.text_width).max(MARGIN);
    let width = usize::from(width);
    let title = article.title.as_str();
    let mut rows: Vec<Row> = wrap::wrap(title, width)
        .into_iter()
        .map(Row::Title)
        .collect();
    let mut about: Vec<String> = Vec::new();
    if let Some(feed) = context.library.feed(article.feed) {
        about.push(feed.title.to_string());
    }
    about.extend(article.author.as_ref().map(ToString::to_string));
    about.push(age::long(article.date(), context.now));
    if let Some(opened) = &pane.opened {
        let minutes = opened.words.div_ceil(WORDS_A_MINUTE).max(1);
        about.push(format!("{minutes} min"));
    }
    if article.read {
        about.push("read".to_owned());
    }
    if article.muted {
        about.push("muted".to_owned());
    }
    if article.author_muted {
        about.push("author muted".to_owned());
    }
    if article.watched {
        about.push("watched".to_owned());
    }
    if article.starred {
        about.push("kept".to_owned());
    }
    if let Some((_, prose)) = &pane.prose {
        let is_page = |link: &&Link| link.kind == LinkKind::Page;
        let links = prose.links.iter().filter(is_page).count();
        about.extend(if_any(links, "link", "links"));
    }
    if let Some(opened) = &pane.opened {
        about.extend(if_any(opened.enclosures.len(), "file", "files"));
    }
    let about = about.join(context.marks.dot);
    rows.extend(wrap::wrap(&about, width).into_iter().map(Row::About));
    rows.push(Row::Blank);
    rows
}
