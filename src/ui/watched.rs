//! Lists that lead into conversations: what is watched, and the river.

use jiff::Timestamp;

use super::App;
use super::overlays::Reply;
use super::overlays::menu::{Line, Menu};
use super::overlays::river::RiverBox;
use crate::model::river::{River, WatchedBranch};
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
            let author = comment.author.as_ref();
            let author = author.map_or("anonymous", |author| author.as_str());
            let title = self.world.library.article(comment.article);
            let title = title.map_or("", |article| article.title.as_str());
            let dot = self.world.marks.dot;
            Line {
                words: SafeText::new(&format!("{author}: {}", comment.words)),
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

    /// Shows the river, or more of it.
    pub(super) fn show_river(&mut self, before: Option<Timestamp>, river: River) {
        match &mut self.overlay {
            Some(overlay) => overlay.take_river(before, river),
            None if before.is_none() => self.overlay = Some(Box::new(RiverBox::new(river))),
            None => {}
        }
    }
}
