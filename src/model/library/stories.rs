//! The same story in several feeds: which article stands for it.
//!
//! Nothing is guessed: articles are one story where their addresses say so, and never two of one feed.

use std::collections::HashMap;

use crate::model::address::of_one_article;
use crate::model::article::Article;
use crate::model::id::{ArticleId, FeedId};

/// Articles by their stories. The one that was there first stands for its story, so that no row moves
/// when another feed takes the story up.
#[derive(Clone, Debug, Default)]
pub(super) struct Stories {
    /// The articles of each address, those that were there first in front, one of a feed.
    by_address: HashMap<String, Vec<(ArticleId, FeedId)>>,
    /// For each article that stands in another's row, that other.
    leaders: HashMap<ArticleId, ArticleId>,
    /// For each article that stands for others, these.
    followers: HashMap<ArticleId, Vec<ArticleId>>,
}

impl Stories {
    /// The stories of these articles.
    pub(super) fn of<'a>(articles: impl IntoIterator<Item = &'a Article>) -> Self {
        let mut stories = Self::default();
        for article in articles {
            stories.add(article);
        }
        stories
    }

    /// Takes an article up that is not here yet.
    pub(super) fn add(&mut self, article: &Article) {
        let Some(address) = article.link.as_ref().and_then(of_one_article) else {
            return;
        };
        let story = self.by_address.entry(address).or_default();
        match story.iter_mut().find(|(_, feed)| *feed == article.feed) {
            Some((known, _)) if *known <= article.id => return,
            // Of two of one feed the first is the story's.
            Some((known, _)) => {
                self.leaders.remove(known);
                self.followers.remove(known);
                *known = article.id;
            }
            None => story.push((article.id, article.feed)),
        }
        story.sort_unstable();
        let [(leader, _), others @ ..] = story.as_slice() else {
            return;
        };
        self.leaders.remove(leader);
        for (other, _) in others {
            self.followers.remove(other);
            self.leaders.insert(*other, *leader);
        }
        if !others.is_empty() {
            let others = others.iter().map(|(other, _)| *other);
            self.followers.insert(*leader, others.collect());
        }
    }

    /// The article in whose row this one stands: itself, unless it follows another.
    pub(super) fn leader(&self, article: ArticleId) -> ArticleId {
        self.leaders.get(&article).copied().unwrap_or(article)
    }

    /// The articles that stand in this one's row besides itself.
    pub(super) fn followers(&self, leader: ArticleId) -> &[ArticleId] {
        self.followers.get(&leader).map_or(&[], Vec::as_slice)
    }
}
