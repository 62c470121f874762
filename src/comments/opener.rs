//! Who began a discussion: the article's author or whoever brought it up, marked wherever they write.
//!
//! A source knows people by account: a number, a unique name, an address. One answer may tell who began
//! the discussion and another what they wrote, so both are gathered over all answers of a loading.

use std::collections::{HashMap, HashSet};

use crate::model::comment::Comment;
use crate::model::id::CommentId;

/// Accounts as the source names them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Accounts {
    /// Those that began the discussion; an article may have several authors.
    openers: HashSet<String>,
    /// Who wrote which comment.
    writers: HashMap<CommentId, String>,
}

impl Accounts {
    /// Takes an account that began the discussion.
    pub(super) fn add_opener(&mut self, account: Option<impl Into<String>>) {
        self.openers.extend(account.map(Into::into));
    }

    /// Takes the account that wrote a comment.
    pub(super) fn add_writer(&mut self, comment: &CommentId, account: Option<impl Into<String>>) {
        if let Some(account) = account {
            self.writers.insert(comment.clone(), account.into());
        }
    }

    /// Takes what another answer told.
    pub fn extend(&mut self, other: Self) {
        self.openers.extend(other.openers);
        self.writers.extend(other.writers);
    }

    /// Marks the comments of those that began the discussion.
    pub fn mark(&self, comments: &mut [Comment]) {
        if self.openers.is_empty() {
            return;
        }
        for comment in comments {
            let writer = self.writers.get(&comment.id);
            if writer.is_some_and(|writer| self.openers.contains(writer)) {
                comment.roles.author = true;
            }
        }
    }
}

/// Marks in comments that came later those of the people who are known to have begun the discussion by what
/// came before: by the address of their page, else by the name that they go by there.
pub fn mark_as_known<'a>(known: impl IntoIterator<Item = &'a Comment>, later: &mut [Comment]) {
    let openers: Vec<&Comment> = known
        .into_iter()
        .filter(|comment| comment.roles.author)
        .collect();
    let pages: HashSet<_> = openers
        .iter()
        .filter_map(|comment| comment.author_url.as_ref())
        .collect();
    let names: HashSet<_> = openers
        .iter()
        .filter(|comment| comment.author_url.is_none())
        .filter_map(|comment| comment.author.as_ref())
        .collect();
    for comment in later {
        comment.roles.author |= match &comment.author_url {
            Some(page) => pages.contains(page),
            None => comment
                .author
                .as_ref()
                .is_some_and(|name| names.contains(name)),
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn by(id: &str, name: &str, page: Option<&str>) -> Comment {
        Comment {
            author: Some(name.into()),
            author_url: page.map(|page| page.parse().unwrap()),
            ..Comment::new(id.into())
        }
    }

    fn marked(comments: &[Comment]) -> Vec<&str> {
        let marked = comments.iter().filter(|comment| comment.roles.author);
        marked.map(|comment| comment.id.as_str()).collect()
    }

    #[test]
    fn an_account_is_known_by_its_number_and_not_by_its_name() {
        let mut comments = [
            by("1", "ann", None),
            by("2", "ann", None),
            by("3", "ben", None),
        ];
        let mut accounts = Accounts::default();
        accounts.add_writer(&comments[0].id, Some("7"));
        accounts.add_writer(&comments[1].id, Some("8"));
        let mut told_later = Accounts::default();
        told_later.add_opener(Some("8"));
        accounts.extend(told_later);
        accounts.mark(&mut comments);
        assert_eq!(marked(&comments), ["2"]);
    }

    #[test]
    fn what_comes_later_is_marked_by_the_page_of_who_is_known() {
        let mut known = by("1", "Ann", Some("https://a.example/ann"));
        known.roles.author = true;
        let mut later = [
            by("2", "Ann the second name", Some("https://a.example/ann")),
            by("3", "Ann", Some("https://b.example/ann")),
            by("4", "Ann", None),
        ];
        mark_as_known([&known], &mut later);
        assert_eq!(marked(&later), ["2"]);
    }
}
