//! Who wrote what: an author's comments lit up, a comment taken along as a quote.

use super::CommentsPane;
use super::view::View;
use super::words;
use crate::model::comment::State;
use crate::model::safe::SafeText;
use crate::text::markdown::to_markdown;
use crate::ui::effect::Effect;
use crate::ui::pane::Outcome;
use crate::ui::panes::deed::keep_author;
use crate::ui::panes::quote::quotation;

impl CommentsPane {
    /// `a` in the article: lights up its author's comments in the thread shown, or no longer. Where nobody of
    /// that name wrote any, whoever the source says is the author.
    pub fn light_up_author(&mut self, author: &SafeText) -> Outcome {
        let Some(view) = self.view_mut().filter(|view| !view.thread.is_empty()) else {
            return Outcome::said("There are no comments here");
        };
        let comments = || view.thread.tree().nodes.iter().map(|node| &node.comment);
        let by_name = comments().any(|comment| comment.author.as_ref() == Some(author));
        let by_role = comments().find(|comment| comment.roles.author);
        let by_role = by_role.and_then(|comment| comment.author.clone());
        let name = match (by_name, by_role) {
            (false, Some(name)) => name,
            (false, None) => return Outcome::said(format!("{author} wrote no comment here")),
            (true, _) => author.clone(),
        };
        match view.lit.as_ref() == Some(&name) {
            true => view.unlight(&name),
            false => view.light(name),
        }
    }
}

impl View {
    /// `a`: lights up the author's comments wherever they stand; again, shows only these; again, no longer.
    pub(super) fn light_up(&mut self) -> Outcome {
        let Some(author) = self.thread.comment(self.selected).author.clone() else {
            return Outcome::said("nobody knows who wrote this");
        };
        if self.lit.as_ref() == Some(&author) {
            if self.limit.is_none() {
                self.limit_to_author(&author);
                return Outcome::said(format!("only {author}, and what is answered"));
            }
            return self.unlight(&author);
        }
        self.light(author)
    }

    fn unlight(&mut self, author: &SafeText) -> Outcome {
        self.lit = None;
        self.end_limit();
        Outcome::said(format!("{author} is no longer lit up"))
    }

    fn light(&mut self, author: SafeText) -> Outcome {
        let nodes = self.thread.tree().nodes.iter();
        let count = nodes
            .filter(|node| node.comment.author.as_ref() == Some(&author))
            .count();
        self.lit = Some(author.clone());
        Outcome::said(match count {
            1 => format!("the one comment of {author} is lit up"),
            count => format!("{count} comments of {author} are lit up"),
        })
    }

    /// `A`: keeps the author lit up wherever they write, or no longer.
    pub(super) fn keep_lit(&mut self) -> Outcome {
        let Some(author) = self.thread.comment(self.selected).author.clone() else {
            return Outcome::said("nobody knows who wrote this");
        };
        let deed = keep_author(author, !self.thread.is_kept(self.selected));
        for change in &deed.changes {
            self.thread.apply(change);
        }
        Outcome::deed(deed)
    }

    /// Whether a comment's author is lit up, for now or for good.
    pub(super) fn is_lit(&self, at: usize) -> bool {
        let is_lit_now = self.lit.is_some() && self.lit == self.thread.comment(at).author;
        is_lit_now || self.thread.is_kept(at)
    }

    /// `Y`: the selected comment as a Markdown quote with its author and address.
    pub(super) fn quote(&self) -> Outcome {
        let comment = self.thread.comment(self.selected);
        if comment.state != State::Visible {
            return Outcome::said("there is nothing to quote here");
        }
        let author = words::author(comment);
        let link = self.link().map(url::Url::as_str);
        let source: Vec<&str> = std::iter::once(author).chain(link).collect();
        let quote = quotation(&to_markdown(&comment.body), &source);
        Outcome {
            effects: vec![Effect::Copy(quote)],
            ..Outcome::said(format!("copied what {author} wrote, as a quote"))
        }
    }
}
