//! What the pane says in words: names, ages, titles, and where the reader stands.

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, Zoned};
use url::Url;

use super::view::View;
use super::{Arrival, CommentsPane};
use crate::model::comment::{Comment, Precision, State, Trust};
use crate::model::library::Library;
use crate::model::safe::SafeText;
use crate::model::thread::{Counts, Shape};
use crate::text::wrap;
use crate::ui::command::Command;
use crate::ui::pane::Context;

/// The pane's name.
pub(super) const TITLE: &str = "Comments";

/// An author's name.
pub(super) fn author(comment: &Comment) -> &str {
    match &comment.author {
        Some(name) if !name.is_empty() => name.as_str(),
        _ => "anonymous",
    }
}

/// What a stub says instead of a text.
pub(super) fn absence(state: State) -> &'static str {
    match state {
        State::Visible => "",
        State::Deleted => "[deleted]",
        State::Removed => "[removed by a moderator]",
        State::Hidden => "[hidden by the site]",
        State::Unloaded => "[not loaded]",
    }
}

/// A comment's age in a header: `now`, `10m`, `15h`, `3d`, and after two weeks the date.
pub(super) fn age(comment: &Comment, now: Timestamp, zone: &TimeZone) -> Option<String> {
    const MINUTE: i64 = 60;
    const HOUR: i64 = 60 * MINUTE;
    const DAY: i64 = 24 * HOUR;
    /// From here on a date says more than a number of days.
    const LONG: i64 = 14 * DAY;
    let written = comment.published?;
    let seconds = now.duration_since(written).as_secs().max(0);
    let age = match seconds {
        LONG.. => date(&written.to_zoned(zone.clone()), &now.to_zoned(zone.clone())),
        DAY..LONG => format!("{}d", seconds / DAY),
        _ if comment.precision == Precision::Day => "today".to_owned(),
        HOUR..DAY => format!("{}h", seconds / HOUR),
        MINUTE..HOUR => format!("{}m", seconds / MINUTE),
        _ => "now".to_owned(),
    };
    Some(match comment.precision {
        Precision::Relative => format!("~{age}"),
        Precision::Second | Precision::Day => age,
    })
}

/// A day: `5 Apr`, with the year where it is another one.
fn date(then: &Zoned, now: &Zoned) -> String {
    if then.year() == now.year() {
        then.strftime("%-d %b").to_string()
    } else {
        then.strftime("%-d %b %Y").to_string()
    }
}

/// A moment as people name it: `21:10`, `yesterday 21:10`, `Mon 21:10`, `5 Apr`.
pub(super) fn moment(then: Timestamp, now: Timestamp, zone: &TimeZone) -> String {
    const WEEK: SignedDuration = SignedDuration::from_hours(6 * 24);
    let is_recent = now.duration_since(then) < WEEK;
    let (then, now) = (then.to_zoned(zone.clone()), now.to_zoned(zone.clone()));
    let clock = then.strftime("%H:%M");
    if then.date() == now.date() {
        clock.to_string()
    } else if now.yesterday().is_ok_and(|day| day.date() == then.date()) {
        format!("yesterday {clock}")
    } else if is_recent {
        then.strftime("%a %H:%M").to_string()
    } else {
        date(&then, &now)
    }
}

/// The name of the parent's author, with a question mark where the parent is a guess.
pub(super) fn parent_name(view: &View, at: usize) -> Option<String> {
    let parent = view.thread.comment(view.thread.answered(at)?);
    let doubt = match view.thread.comment(at).parent_trust {
        Trust::Guessed => "?",
        Trust::Stated | Trust::Derived => "",
    };
    let name = match parent.state {
        State::Visible => author(parent),
        state if parent.author.is_none() => absence(state),
        _ => author(parent),
    };
    Some(format!("{name}{doubt}"))
}

/// The news inside a folded branch, as its row counts them: `1 new`, or `2 unread` where none is new.
pub(super) fn news(counts: Counts) -> Option<String> {
    match (counts.new, counts.unread) {
        (0, 0) => None,
        (0, unread) => Some(format!("{unread} unread")),
        (new, _) => Some(format!("{new} new")),
    }
}

/// The title's left part.
pub(super) fn title(pane: &CommentsPane, view: &View, context: &Context<'_>) -> String {
    let counts = view.thread.counts();
    let dot = context.marks.dot;
    if view.discussion.is_elsewhere && view.discussion.loaded.is_none() {
        return format!("{TITLE} {}", tabs(pane, context));
    }
    let mut title = match pane.views.len() {
        1 if !view.discussion.is_elsewhere => format!("{TITLE} {}{dot}", loaded(view)),
        _ => format!("{TITLE} {}{dot}", tabs(pane, context)),
    };
    title.push_str(&match (view.news_words(context), counts.new) {
        (None, 0) => "first visit".to_owned(),
        (None, new) => format!("{new} new"),
        (Some(_), 0) if view.is_since_last_visit() => "nothing new".to_owned(),
        (Some(words), 0) => format!("nothing new {words}"),
        (Some(words), new) => format!("{new} new {words}"),
    });
    if let (Some(limit), Some(count)) = (&view.limit, view.thread.fitting()) {
        title.push_str(&format!("{dot}&{} {count}", limit.text()));
    }
    let (above, below) = out_of_sight(view);
    let marks = context.marks;
    let parts = [(marks.above, above), (marks.below, below)];
    let arrows: Vec<String> = parts
        .iter()
        .filter(|(_, count)| *count > 0)
        .map(|(arrow, count)| format!("{arrow}{count}"))
        .collect();
    if !arrows.is_empty() {
        title.push_str(dot);
        title.push_str(&arrows.join(" "));
    }
    title
}

/// How many comments are here, and of how many, where some were left out: `120 of 340`.
pub(super) fn loaded(view: &View) -> String {
    let here = view.thread.counts().size;
    match view.discussion.total_stated {
        Some(all) if all > here && view.has_more() => format!("{here} of {all}"),
        None if view.has_more() => format!("{here}+"),
        _ => here.to_string(),
    }
}

/// New comments above and below the window.
fn out_of_sight(view: &View) -> (u32, u32) {
    let window = view.window();
    let (Some(&(first, _)), Some(&(last, _))) = (window.first(), window.last()) else {
        return (0, 0);
    };
    let thread = &view.thread;
    let behind = thread.next_visible(last).unwrap_or(thread.len());
    (
        thread.range(0, first).new,
        thread.range(behind, thread.len()).new,
    )
}

/// What a refresh brought: who was answered if it is one, else how many, and where they are if they
/// cannot be seen.
pub(super) fn arrival(view: &View, arrived: &[usize]) -> Option<Arrival> {
    let window = view.window();
    let first = window.first().map_or(0, |&(at, _)| at);
    let behind = window.last().map_or(0, |&(at, _)| {
        view.thread.next_visible(at).unwrap_or(view.thread.len())
    });
    let above = arrived.iter().filter(|&&at| at < first).count();
    let below = arrived.iter().filter(|&&at| at >= behind).count();
    let what = match arrived {
        [] => return None,
        [one] => match parent_name(view, *one) {
            Some(name) => format!("1 new reply to {name}"),
            None => "1 new comment".to_owned(),
        },
        several => format!("{} new comments", several.len()),
    };
    let sentence = match (above, below) {
        (0, 0) => what,
        (0, _) => format!("{what}, out of sight below"),
        (_, 0) => format!("{what}, out of sight above"),
        (above, below) => format!("{what}, {above} out of sight above, {below} below"),
    };
    let is_there = |at: Option<usize>| at.is_some_and(|at| arrived.binary_search(&at).is_ok());
    let thread = &view.thread;
    let command = if above > 0 && is_there(thread.previous_unread(view.selected)) {
        Some(Command::PreviousUnread)
    } else if below > 0 && is_there(thread.next_unread(view.selected)) {
        Some(Command::NextUnread)
    } else {
        None
    };
    Some(Arrival { sentence, command })
}

/// The title's right part: the order.
pub(super) fn order(view: &View) -> String {
    let shape = if view.thread.is_flat() {
        "by time"
    } else {
        "tree"
    };
    let mut parts = vec![view.order_words().to_owned(), shape.to_owned()];
    parts.extend(view.discussion.access.words().map(str::to_owned));
    parts.join(view.dot())
}

/// Columns of the title that all tabs may take; else the one that is shown stands for them.
const TABS: usize = 48;

/// The article's discussions, the shown one in brackets: `[car-news.example 4 +2] · Hacker News 104 · Lobsters 10`, or
/// where that is too long `[Hacker News 104] 2/3`.
fn tabs(pane: &CommentsPane, context: &Context<'_>) -> String {
    let words = |(at, view): (usize, &View)| {
        let words = format!("{} {}", place_of(view, context.library), count_of(view));
        match at == pane.tab && pane.views.len() > 1 {
            true => format!("[{words}]"),
            false => words,
        }
    };
    let all: Vec<String> = pane.views.iter().enumerate().map(words).collect();
    let joined = all.join(context.marks.dot);
    match wrap::width(&joined) <= TABS.min(usize::from(pane.area.width) / 2) {
        true => joined,
        false => format!("{} {}/{}", all[pane.tab], pane.tab + 1, all.len()),
    }
}

/// Sources that are one place, which readers know by name.
const PLACES: [&str; 11] = [
    "hackernews",
    "lobsters",
    "reddit",
    "bluesky",
    "hatena",
    "guardian",
    "slashdot",
    "lwn",
    "micro.blog",
    "youtube",
    "webmention.io",
];

/// What a discussion's place is called in a tab: `Hacker News`, `r/rust`, or the host of the blog, the forum
/// or the instance.
fn place_of(view: &View, library: &Library) -> String {
    let discussion = &view.discussion;
    let page = discussion.thread.page.as_ref();
    let part = || page.and_then(|page| subreddit(page.path()));
    match discussion.thread.source.as_str() {
        "reddit" if part().is_some() => return part().unwrap_or_default(),
        source if PLACES.contains(&source) && !discussion.label.is_empty() => {
            return discussion.label.clone();
        }
        _ => {}
    }
    let article = library.article(discussion.article);
    let link = article.and_then(|article| article.link.as_ref());
    let host = match discussion.is_elsewhere {
        true => page.and_then(Url::host_str),
        false => page
            .and_then(Url::host_str)
            .or(link.and_then(Url::host_str)),
    };
    match (host, discussion.label.as_str()) {
        (Some(host), _) => host.strip_prefix("www.").unwrap_or(host).to_owned(),
        (None, "") => discussion.thread.source.clone(),
        (None, label) => label.to_owned(),
    }
}

/// `r/NAME` of a path at Reddit.
fn subreddit(path: &str) -> Option<String> {
    let (name, _) = path.strip_prefix("/r/")?.split_once('/')?;
    (!name.is_empty()).then(|| format!("r/{}", SafeText::new(name)))
}

/// A discussion's comments in a tab, and the new ones: `104 +12`.
fn count_of(view: &View) -> String {
    if view.discussion.loaded.is_none() && view.thread.is_empty() {
        let stated = view.discussion.total_stated;
        return stated.map_or_else(String::new, |count| count.to_string());
    }
    match view.thread.counts().new {
        0 => loaded(view),
        new => format!("{} +{new}", loaded(view)),
    }
}

/// Which of the article's discussions is shown: `Hacker News, 2 of 3`.
pub(super) fn tab(pane: &CommentsPane, library: &Library) -> String {
    let place = pane.view().map(|view| place_of(view, library));
    let place = place.unwrap_or_default();
    format!("{place}, {} of {}", pane.tab + 1, pane.views.len())
}

/// Where the reader stands: `#3 of 4 · depth 2 · reply to westbound #2`.
pub(super) fn place(view: &View) -> String {
    if view.thread.is_empty() {
        return String::new();
    }
    if view.at_end {
        return "end of thread".to_owned();
    }
    let at = view.selected;
    let dot = view.dot();
    let number = format!("#{} of {}", at + 1, view.thread.len());
    match (view.thread.answered(at), parent_name(view, at)) {
        (Some(parent), Some(name)) => {
            let depth = match view.thread.node(at).depth {
                // Flat, the depth is no place.
                0 => String::new(),
                depth => format!("{dot}depth {depth}"),
            };
            format!("{number}{depth}{dot}reply to {name} #{}", parent + 1)
        }
        _ => format!("{number}{dot}root"),
    }
}

/// The keys that are most useful on the selected comment.
pub(super) fn hints(view: &View) -> Vec<(Command, String)> {
    if view.thread.is_empty() {
        return Vec::new();
    }
    let peeking = view.peek_offers();
    if !peeking.is_empty() {
        return peeking;
    }
    let at = view.selected;
    let thread = &view.thread;
    let mut hints = Vec::new();
    let mut hint = |command, words: &str| hints.push((command, words.to_owned()));
    if view.is_stub(at) {
        hint(Command::Act, "show");
    } else if view.columns.is_rail(view.level(at)) {
        hint(Command::Act, "branch alone");
    }
    if view.branch.is_some() {
        hint(Command::Back, "whole thread");
    }
    match thread.shape(at) {
        Shape::Open => {
            if thread.next_unread(at).is_some() {
                hint(Command::NextUnread, "next unread");
            }
            if thread.first_reply(at).is_some() {
                hint(Command::Less, "fold");
            }
        }
        Shape::Brief | Shape::Folded => match news(thread.branch(at)) {
            Some(news) => hint(Command::More, &format!("unfold ({news})")),
            None => hint(Command::More, "unfold"),
        },
    }
    if thread.answered(at).is_some() {
        hint(Command::Parent, "parent");
        hint(Command::Peek, "peek");
    }
    if thread.next_root(at).is_some() {
        hint(Command::FoldAll, "fold all, next root");
    }
    if thread.counts().unread > 0 {
        hint(Command::DoneWithThis, "done with this");
    }
    hint(
        Command::ToggleRead,
        if thread.is_unread(at) {
            "read"
        } else {
            "unread"
        },
    );
    hint(Command::Undo, "undo");
    hints.truncate(super::HINTS);
    hints
}
