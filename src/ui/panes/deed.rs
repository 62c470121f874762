//! What keys do to an article, whichever pane it is in.

use crate::model::article::Article;
use crate::model::change::{Change, Deed};
use crate::model::safe::SafeText;
use crate::text::count::if_any;
use crate::ui::effect::Effect;
use crate::ui::pane::Outcome;

/// The deed that marks one article.
pub fn mark_read(article: &Article, read: bool) -> Deed {
    let state = if read { "read" } else { "unread" };
    Deed {
        label: format!("1 article marked {state}"),
        changes: vec![Change::ArticlesRead {
            articles: vec![article.id],
            read,
        }],
    }
}

/// The deed that marks articles and all their comments read; none where nothing is unread.
pub fn all_read<'a>(articles: impl IntoIterator<Item = &'a Article>) -> Option<Deed> {
    let (mut unread, mut discussed, mut comments) = (Vec::new(), Vec::new(), 0);
    for article in articles {
        if !article.read {
            unread.push(article.id);
        }
        if article.comments.unread > 0 {
            discussed.push(article.id);
            comments += article.comments.unread as usize;
        }
    }
    let counted = [
        if_any(unread.len(), "article", "articles"),
        if_any(comments, "comment", "comments"),
    ];
    let counted: Vec<String> = counted.into_iter().flatten().collect();
    let label = format!("{} marked read", counted.join(" and "));
    let mut changes = Vec::new();
    if !unread.is_empty() {
        changes.push(Change::ArticlesRead {
            articles: unread,
            read: true,
        });
    }
    if !discussed.is_empty() {
        changes.push(Change::DiscussionsRead {
            articles: discussed,
        });
    }
    (!changes.is_empty()).then_some(Deed { label, changes })
}

/// The deed that marks all comments of articles read, not the articles; none where no comment is unread.
pub fn threads_read<'a>(articles: impl IntoIterator<Item = &'a Article>) -> Option<Deed> {
    let articles = articles.into_iter();
    let discussed: Vec<_> = articles
        .filter(|article| article.comments.unread > 0)
        .collect();
    let comments = discussed
        .iter()
        .map(|article| article.comments.unread as usize);
    let label = if_any(comments.sum::<usize>(), "comment", "comments")?;
    Some(Deed {
        label: format!("{label} marked read"),
        changes: vec![Change::DiscussionsRead {
            articles: discussed.iter().map(|article| article.id).collect(),
        }],
    })
}

/// The deed that keeps an article, or keeps it no longer.
pub fn toggle_star(article: &Article) -> Deed {
    let label = match article.starred {
        true => "1 article no longer kept",
        false => "1 article kept",
    };
    Deed {
        label: label.to_owned(),
        changes: vec![Change::ArticlesStarred {
            articles: vec![article.id],
            starred: !article.starred,
        }],
    }
}

/// The deed that watches an article's discussions, or watches them no longer.
pub fn toggle_watch(article: &Article) -> Deed {
    let label = match article.watched {
        true => "1 article no longer watched",
        false => "1 article watched",
    };
    Deed {
        label: label.to_owned(),
        changes: vec![Change::ArticlesWatched {
            articles: vec![article.id],
            watched: !article.watched,
        }],
    }
}

/// The deed that mutes an article, or no longer.
pub fn toggle_mute(article: &Article) -> Deed {
    let label = match article.muted {
        true => "1 article no longer muted",
        false => "1 article muted",
    };
    Deed {
        label: label.to_owned(),
        changes: vec![Change::ArticlesMuted {
            articles: vec![article.id],
            muted: !article.muted,
        }],
    }
}

/// The deed that keeps an article's author lit up wherever they write, or no longer; none where nobody knows
/// who wrote it.
pub fn toggle_author(article: &Article) -> Option<Deed> {
    let author = article.author.clone().filter(|author| !author.is_empty())?;
    Some(keep_author(author, !article.author_kept))
}

/// The deed that keeps an author lit up wherever they write, or no longer.
pub fn keep_author(author: SafeText, kept: bool) -> Deed {
    let label = match kept {
        true => format!("{author} stays lit up, wherever they write"),
        false => format!("{author} is no longer kept lit up"),
    };
    Deed {
        label,
        changes: vec![Change::AuthorsKept {
            names: vec![author],
            kept,
        }],
    }
}

/// What is said where an article's author is meant and nobody knows who that is.
pub const NO_AUTHOR: &str = "Nobody knows who wrote this";

/// An effect on the article's address, or a sentence that there is none.
pub fn with_link(article: &Article, effect: impl FnOnce(url::Url) -> Effect) -> Outcome {
    match &article.link {
        Some(link) => Outcome {
            effects: vec![effect(link.clone())],
            ..Outcome::done()
        },
        None => Outcome::said("This article has no address"),
    }
}

/// An address on its way to the clipboard, with the sentence that says so.
pub fn copied(mut outcome: Outcome) -> Outcome {
    if !outcome.effects.is_empty() {
        outcome.say = Some("The address is on the clipboard".to_owned());
    }
    outcome
}
