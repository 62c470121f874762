//! Lists that lead into conversations: what is watched, what is kept, and the river.

use jiff::Timestamp;

use super::App;
use super::overlays::Reply;
use super::overlays::menu::{Line, Menu};
use super::overlays::river::RiverBox;
use crate::model::river::{River, RiverComment, WatchedBranch};
use crate::model::safe::SafeText;

impl App {
    /// Lists what is watched: articles, and branches of their threads.
    pub(super) fn show_watched(&mut self, branches: Vec<WatchedBranch>) {
        let news = |unread: u32| match unread {
            0 => "nothing unread".to_owned(),
            unread => format!("{unread} unread"),
        };
        let articles = self.world.library.articles().iter();
        let articles = articles.filter(|article| article.watched);
        let articles = articles.map(|article| Line {
            words: article.title.clone(),
            detail: SafeText::new(&news(article.comments.unread)),
            reply: Reply::GoTo(article.id, None),
        });
        let branches = branches.into_iter().map(|branch| {
            let comment = branch.comment;
            let title = self.world.library.article(comment.article);
            let title = title.map_or("", |article| article.title.as_str());
            let dot = self.world.marks.dot;
            Line {
                words: comment.in_words(),
                detail: SafeText::new(&format!("{}{dot}{title}", news(branch.unread))),
                reply: Reply::GoTo(comment.article, Some((comment.discussion, comment.id))),
            }
        });
        let lines: Vec<Line> = articles.chain(branches).collect();
        if lines.is_empty() {
            self.say("Nothing is watched; w watches an article or a comment");
            return;
        }
        self.overlay = Some(Box::new(Menu::new("Watched", "Enter goes there", lines)));
    }

    /// Lists what is kept: articles and comments, the latest first.
    pub(super) fn show_kept(&mut self, comments: Vec<RiverComment>) {
        let library = &self.world.library;
        let articles = library.articles().iter();
        let articles = articles.filter(|article| article.starred);
        let articles = articles.map(|article| {
            let feed = library.feed(article.feed);
            let line = Line {
                words: article.title.clone(),
                detail: feed.map_or_else(SafeText::default, |feed| feed.title.clone()),
                reply: Reply::GoTo(article.id, None),
            };
            (article.date(), line)
        });
        let comments = comments.into_iter().map(|comment| {
            let at = comment.at;
            let title = library.article(comment.article);
            let line = Line {
                words: comment.in_words(),
                detail: title.map_or_else(SafeText::default, |article| article.title.clone()),
                reply: Reply::GoTo(comment.article, Some((comment.discussion, comment.id))),
            };
            (at, line)
        });
        let mut lines: Vec<_> = articles.chain(comments).collect();
        lines.sort_by_key(|(at, _)| std::cmp::Reverse(*at));
        let lines: Vec<Line> = lines.into_iter().map(|(_, line)| line).collect();
        if lines.is_empty() {
            self.say("Nothing is kept; * keeps an article or a comment");
            return;
        }
        self.overlay = Some(Box::new(Menu::new("Kept", "Enter goes there", lines)));
    }

    /// Shows the river, or more of it.
    pub(super) fn show_river(&mut self, before: Option<Timestamp>, river: River) {
        match &mut self.overlay {
            Some(overlay) => overlay.take_river(before, river),
            None if before.is_none() => self.overlay = Some(Box::new(RiverBox::new(river))),
            None => {}
        }
    }
}
