//! Who wrote what: an author's comments lit up, a comment taken along as a quote.

use super::view::View;
use super::words;
use crate::model::change::{Change, Deed};
use crate::model::comment::State;
use crate::text::markdown::to_markdown;
use crate::ui::effect::Effect;
use crate::ui::pane::Outcome;
use crate::ui::panes::quote::quotation;

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
            self.lit = None;
            self.end_limit();
            return Outcome::said(format!("{author} is no longer lit up"));
        }
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
        let kept = !self.thread.is_kept(self.selected);
        let label = match kept {
            true => format!("{author} stays lit up, wherever they write"),
            false => format!("{author} is no longer kept lit up"),
        };
        let change = Change::AuthorsKept {
            names: vec![author],
            kept,
        };
        self.thread.apply(&change);
        Outcome::deed(Deed {
            label,
            changes: vec![change],
        })
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
