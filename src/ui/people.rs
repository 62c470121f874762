//! Hearing no more of an author, of an article or of a branch.

use std::borrow::Cow;

use jiff::{SignedDuration, Timestamp};

use super::overlays::Reply;
use super::overlays::menu::{Line, Menu};
use super::pane::{Outcome, PaneName};
use super::panes::deed::{NO_AUTHOR, toggle_mute};
use super::{App, Asked, Effect};
use crate::model::article::Article;
use crate::model::change::{AuthorMute, Change, Deed};
use crate::model::id::FeedId;
use crate::model::river::Mutes;
use crate::model::safe::SafeText;
use crate::text::wrap;

/// For how long, as offered.
const WHILES: [(&str, Option<i64>); 3] = [
    ("for good", None),
    ("for 30 days", Some(30)),
    ("for 7 days", Some(7)),
];

impl App {
    /// Asks whether the author of the selected comment or article is to be muted, where, and for how long;
    /// or the branch, or the article.
    pub(super) fn ask_to_mute(&mut self) -> Vec<Effect> {
        let article = match self.focus {
            PaneName::Articles => self.articles.selected(),
            PaneName::Body => self.body.article(),
            PaneName::Comments => self.comments.article(),
        };
        let article = article.and_then(|id| self.world.library.article(id));
        let author = match self.focus {
            PaneName::Comments => self.comments.selected_author(),
            _ => article.and_then(|article| article.author.as_ref()),
        };
        let mut lines = Vec::new();
        if let Some(name) = author.filter(|name| !name.is_empty()) {
            lines.extend(self.mutes_of(name, article));
        }
        match (self.focus, article) {
            (PaneName::Comments, _) => lines.extend(self.whiles(|words, until| {
                let words = format!("this comment and its replies, {words}");
                (words, Reply::MuteBranch(until))
            })),
            (_, Some(article)) => lines.push(Line {
                words: SafeText::new(match article.muted {
                    true => "this article, no longer",
                    false => "this article and what is said of it",
                }),
                detail: SafeText::default(),
                reply: Reply::Do(toggle_mute(article)),
            }),
            (_, None) => {}
        }
        if lines.is_empty() {
            self.say("There is nothing here to mute");
            return Vec::new();
        }
        self.overlay = Some(Box::new(Menu::new("Mute what?", "Enter mutes", lines)));
        Vec::new()
    }

    /// Lines that mute an author under an article's feed or everywhere, for each length of time.
    fn mutes_of(&self, name: &SafeText, article: Option<&Article>) -> Vec<Line> {
        let feed = article.and_then(|article| self.world.library.feed(article.feed));
        let here = feed.map(|feed| (Some(feed.id), format!("under {}", short(&feed.title))));
        let places = here.into_iter().chain([(None, "everywhere".to_owned())]);
        let lines = places.flat_map(|(feed, place)| {
            self.whiles(|words, until| {
                let mute = AuthorMute {
                    name: name.clone(),
                    feed,
                    until,
                };
                let words = format!("{name}, {place}, {words}");
                (words, Reply::Do(deed(mute, true)))
            })
        });
        lines.collect()
    }

    /// A line for each length of time that is offered.
    fn whiles(&self, line: impl Fn(&str, Option<Timestamp>) -> (String, Reply)) -> Vec<Line> {
        let lines = WHILES.iter().map(|&(words, days)| {
            let (words, reply) = line(words, days.map(|days| self.in_days(days)));
            Line {
                words: SafeText::new(&words),
                detail: SafeText::default(),
                reply,
            }
        });
        lines.collect()
    }

    fn in_days(&self, days: i64) -> Timestamp {
        let now = self.world.now;
        now.saturating_add(SignedDuration::from_hours(24 * days))
            .unwrap_or(now)
    }

    /// `a` in the article: its author's comments are lit up.
    pub(super) fn light_up_author(&mut self) -> Vec<Effect> {
        let article = self.body.article();
        let article = article.and_then(|id| self.world.library.article(id));
        let author = article.and_then(|article| article.author.clone());
        let outcome = match author.filter(|author| !author.is_empty()) {
            Some(author) => self.comments.light_up_author(&author),
            None => Outcome::said(NO_AUTHOR),
        };
        self.take(outcome, Asked::No)
    }

    /// Lists what is muted: authors, articles, and branches of threads.
    pub(super) fn show_mutes(&mut self, mutes: Mutes) {
        let authors = mutes.authors.into_iter().map(|mute| {
            let feed = mute.feed.and_then(|feed| self.world.library.feed(feed));
            let place = match (mute.feed, feed) {
                (None, _) => "everywhere".to_owned(),
                (Some(_), Some(feed)) => format!("under {}", feed.title),
                (Some(_), None) => "under a feed that is gone".to_owned(),
            };
            let detail = match mute.until {
                Some(until) => format!("{place}, {}", self.until(until)),
                None => place,
            };
            Line {
                words: mute.name.clone(),
                detail: SafeText::new(&detail),
                reply: Reply::Do(deed(mute, false)),
            }
        });
        let branches = mutes.branches.into_iter().map(|branch| {
            let comment = branch.comment;
            let title = self.world.library.article(comment.article);
            let title = title.map_or("", |article| article.title.as_str());
            let detail = match branch.until {
                Some(until) => format!("{}{}{title}", self.until(until), self.world.marks.dot),
                None => title.to_owned(),
            };
            let words = comment.in_words();
            let ended = Deed {
                label: "no longer muted".to_owned(),
                changes: vec![Change::Muted {
                    discussion: comment.discussion,
                    comments: vec![comment.id],
                    muted: false,
                    until: None,
                }],
            };
            Line {
                words,
                detail: SafeText::new(&detail),
                reply: Reply::Do(ended),
            }
        });
        let articles = self.world.library.articles().iter();
        let articles = articles.filter(|article| article.muted).map(|article| {
            let feed = self.world.library.feed(article.feed);
            Line {
                words: article.title.clone(),
                detail: feed.map_or_else(SafeText::default, |feed| feed.title.clone()),
                reply: Reply::Do(toggle_mute(article)),
            }
        });
        let lines: Vec<Line> = authors.chain(articles).chain(branches).collect();
        if lines.is_empty() {
            self.say(
                "Nothing is muted; x mutes an article, or a comment with its replies, X an author",
            );
            return;
        }
        self.overlay = Some(Box::new(Menu::new("Muted", "Enter ends it", lines)));
    }

    /// The day on which something ends.
    fn until(&self, until: Timestamp) -> String {
        let until = until.to_zoned(self.world.zone.clone());
        format!("until {}", until.strftime("%-d %b %Y"))
    }

    /// A change as it concerns the open article's comments: mutes under other feeds do not.
    pub(super) fn concerning_comments<'c>(&self, change: &'c Change) -> Cow<'c, Change> {
        let Change::AuthorsMuted { mutes, muted } = change else {
            return Cow::Borrowed(change);
        };
        let article = self.comments.article();
        let article = article.and_then(|article| self.world.library.article(article));
        let here: Option<FeedId> = article.map(|article| article.feed);
        let is_here = |mute: &&AuthorMute| mute.feed.is_none() || mute.feed == here;
        Cow::Owned(Change::AuthorsMuted {
            mutes: mutes.iter().filter(is_here).cloned().collect(),
            muted: *muted,
        })
    }
}

/// A feed's title in a line that must not lose its end.
fn short(title: &SafeText) -> String {
    /// Columns of the title.
    const WIDTH: usize = 20;
    wrap::truncate(title.as_str(), WIDTH)
}

fn deed(mute: AuthorMute, muted: bool) -> Deed {
    let label = match muted {
        true => format!("{} muted", mute.name),
        false => format!("{} no longer muted", mute.name),
    };
    Deed {
        label,
        changes: vec![Change::AuthorsMuted {
            mutes: vec![mute],
            muted,
        }],
    }
}
