//! The row above a comment's text: who, how old, whose reply, and at the right what is special.

use ratatui::style::Style;

use super::layout::cut;
use super::view::View;
use super::words;
use crate::config::GlyphSet;
use crate::model::comment::{Comment, Edited, Kind, State};
use crate::model::thread::Shape;
use crate::text::wrap;
use crate::ui::pane::Context;

/// Columns that a name keeps before anything at the right is shown.
const LEAST_NAME: usize = 12;

/// A piece of a row.
pub(super) type Piece = (String, Style);

/// The pieces of a header.
#[derive(Debug, Default)]
pub(super) struct Header {
    /// From the author on.
    pub left: Vec<Piece>,
    /// Up to the number, which ends at the right edge.
    pub right: Vec<Piece>,
}

impl Header {
    /// The header of a comment, in at most `room` columns: first goes what is least missed.
    pub fn new(view: &View, at: usize, room: usize, context: &Context<'_>) -> Self {
        let mut header = Self {
            left: left(view, at, context),
            right: right(view, at, context),
        };
        // The number alone stays longest; then it goes too.
        while header.right.len() > 1 && width(&header.right) + LEAST_NAME + 1 > room {
            header.right.remove(0);
        }
        if width(&header.right) + LEAST_NAME + 1 > room {
            header.right.clear();
        }
        let room = match width(&header.right) {
            0 => room,
            right => room.saturating_sub(right + 1),
        };
        while header.left.len() > 1 && width(&header.left) > room {
            header.left.pop();
        }
        if let Some((name, _)) = header.left.first_mut()
            && wrap::width(name) > room
        {
            *name = cut(name, room, context.marks.ellipsis);
        }
        header
    }
}

/// Columns of pieces.
pub(super) fn width(pieces: &[Piece]) -> usize {
    pieces.iter().map(|(text, _)| wrap::width(text)).sum()
}

fn left(view: &View, at: usize, context: &Context<'_>) -> Vec<Piece> {
    let styles = context.styles;
    let comment = view.thread.comment(at);
    let is_selected = at == view.selected && !view.at_end;
    let mut pieces = Vec::new();
    let mut name_style = styles.author;
    if view.thread.is_unread(at) {
        name_style = name_style.patch(styles.unread);
    }
    let absence = words::absence(comment.state);
    let name = match (absence, &comment.author) {
        ("", _) => words::author(comment).to_owned(),
        (absence, None) => absence.to_owned(),
        (absence, Some(name)) => format!("{absence} {name}"),
    };
    if !absence.is_empty() || view.thread.is_only_above(at) {
        name_style = styles.dim;
    }
    if view.is_lit(at) {
        name_style = name_style.patch(styles.lit);
    }
    if view.is_found_in(&name) {
        name_style = name_style.patch(styles.found);
    }
    if is_selected {
        name_style = name_style.patch(styles.selected);
    }
    pieces.push((name, name_style));
    for badge in badges(comment, view, context) {
        pieces.push((format!(" [{badge}]"), styles.badge));
    }
    if view.thread.is_starred(at) {
        pieces.push((" [kept]".to_owned(), styles.badge));
    }
    if view.thread.is_watched(at) {
        pieces.push((" [watched]".to_owned(), styles.badge));
    }
    if view.thread.is_muted(at) || view.thread.is_silenced(at) {
        pieces.push((" [muted]".to_owned(), styles.badge));
    }
    let mut told =
        |words: String| pieces.push((format!("{}{words}", context.marks.dot), styles.dim));
    if let Some(age) = words::age(comment, context.now, context.zone) {
        told(age);
    }
    if let Some(score) = comment.score {
        told(format!("{score:+}"));
    }
    if view.columns.glyphs == GlyphSet::Plain {
        told(match words::parent_name(view, at) {
            Some(name) if view.thread.is_flat() => format!("reply to {name}"),
            Some(name) => format!("depth {}, reply to {name}", view.thread.node(at).depth),
            None => "root".to_owned(),
        });
    } else if let Some(name) = words::parent_name(view, at).filter(|_| !is_below_parent(view, at)) {
        told(format!("{}{name}", context.marks.reply_to));
    }
    if comment.state == State::Unloaded {
        told("Enter asks for it".to_owned());
    } else if view.is_stub(at) && !comment.body.is_empty() {
        told("Enter shows it".to_owned());
    }
    pieces
}

/// Whether the parent's header is the row directly above, so that its name need not be said; at the
/// rail it always is said, because position tells nothing there.
fn is_below_parent(view: &View, at: usize) -> bool {
    let parent = view.thread.parent(at);
    !view.columns.is_rail(view.level(at))
        && parent.is_some()
        && view.thread.previous_visible(at) == parent
        && parent.is_some_and(|parent| view.height(parent) == 1)
        && view.gap(at) == 0
}

/// What a name is marked with.
fn badges(comment: &Comment, view: &View, context: &Context<'_>) -> Vec<&'static str> {
    let mut badges = Vec::new();
    if comment.roles.author {
        badges.push(author_badge(view, context));
    }
    let own = &context.config.reading.own_names;
    let author = comment.author.as_ref();
    if author.is_some_and(|author| own.iter().any(|name| name == author.as_str())) {
        badges.push("you");
    }
    if comment.roles.moderator {
        badges.push("mod");
    }
    if comment.roles.staff {
        badges.push("staff");
    }
    if comment.roles.bot {
        badges.push("bot");
    }
    match comment.kind {
        Kind::Comment => {}
        Kind::Ping => badges.push("ping"),
        Kind::SystemNote => badges.push("note"),
    }
    badges
}

/// On the article's own site the author wrote the article; elsewhere, whoever brought it up.
fn author_badge(view: &View, context: &Context<'_>) -> &'static str {
    let page = view
        .discussion
        .thread
        .page
        .as_ref()
        .and_then(url::Url::host_str);
    let article = context
        .library
        .article(view.discussion.article)
        .and_then(|article| article.link.as_ref()?.host_str());
    match (page, article) {
        (Some(page), Some(article)) if page != article => "op",
        _ => "author",
    }
}

fn right(view: &View, at: usize, context: &Context<'_>) -> Vec<Piece> {
    let styles = context.styles;
    let comment = view.thread.comment(at);
    let is_plain = view.columns.glyphs == GlyphSet::Plain;
    let shape = view.thread.shape(at);
    let counts = view.thread.branch(at);
    let has_replies = view.thread.first_reply(at).is_some();
    let mut pieces: Vec<Piece> = Vec::new();
    if comment.edited != Edited::No {
        pieces.push(("edited ".to_owned(), styles.dim));
    }
    if is_plain && shape != Shape::Open {
        pieces.push((
            if has_replies { "folded, " } else { "folded " }.to_owned(),
            styles.dim,
        ));
    }
    if shape != Shape::Open && has_replies {
        let size = format!("{} in thread", counts.size);
        match words::news(counts) {
            Some(news) => {
                let style = if counts.new > 0 {
                    styles.new
                } else {
                    styles.dim
                };
                pieces.push((format!("{size}, "), styles.dim));
                pieces.push((format!("{news} "), style));
            }
            None => pieces.push((format!("{size} "), styles.dim)),
        }
    } else if view.thread.is_new(at) {
        pieces.push(("NEW ".to_owned(), styles.new));
    } else if is_plain && view.thread.is_unread(at) {
        pieces.push(("unread ".to_owned(), styles.unread));
    }
    pieces.push((format!("#{}", at + 1), styles.dim));
    pieces
}
