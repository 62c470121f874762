//! What is known of an article or a comment, for a reader who wants to know.

use std::time::Duration;

use similar::{ChangeTag, TextDiff};

use super::{Engine, off_the_loop};
use crate::comments;
use crate::model::change::AuthorMute;
use crate::model::comment::{Comment, CommentMark, Edited, State, Trust};
use crate::model::discussion::Discussion;
use crate::model::id::{ArticleId, CommentId, DiscussionId};
use crate::model::info::{Edit, EditKind, Info, Value};
use crate::model::safe::{GatedHtml, SafeText};
use crate::store::{AuthorCard, StoreError};
use crate::text::plain::text_of;
use crate::text::size;

impl Engine {
    /// What is known of an article; nothing if it is gone.
    ///
    /// # Errors
    ///
    /// Fails if the store does.
    pub async fn article_info(&self, id: ArticleId) -> Result<Option<Info>, StoreError> {
        let known = self.store().read(move |reader| {
            let Some(article) = reader.article(id)? else {
                return Ok(None);
            };
            let feed = reader.feed(article.feed)?;
            let mutes = match &article.author {
                Some(author) if article.author_muted => {
                    reader.mutes_of(author.as_str(), article.feed)?
                }
                _ => Vec::new(),
            };
            Ok(Some((
                article,
                feed,
                mutes,
                reader.body(id)?,
                reader.discussions(id)?,
            )))
        });
        let Some((article, feed, mutes, body, discussions)) = known.await? else {
            return Ok(None);
        };
        let next = self.next_checks(id).await?;
        let mut info = Info::of(article.title.as_str());
        if let Some(feed) = feed {
            info.words("feed", feed.title.as_str());
            info.words("", feed.url.as_str());
        }
        info.words(
            "author",
            article.author.as_ref().map_or("", SafeText::as_str),
        );
        if article.author_kept {
            info.words("", "kept lit up by you");
        }
        for mute in mutes {
            about_mute(&mut info, &mute);
        }
        if article.muted {
            info.words("state", "muted by you, with what is said of it");
        }
        info.words(
            "address",
            article.link.as_ref().map_or("", |link| link.as_str()),
        );
        info.time("published", article.published);
        info.time("first seen", Some(article.first_seen));
        if let Some(body) = body {
            let categories: Vec<_> = body.categories.iter().map(SafeText::as_str).collect();
            info.words("categories", categories.join(", "));
            for file in &body.enclosures {
                let size = file.bytes.map(size::bytes);
                let facts: Vec<_> = file.media_type.iter().chain(&size).cloned().collect();
                let facts = match facts.is_empty() {
                    true => String::new(),
                    false => format!(" ({})", facts.join(", ")),
                };
                info.words("file", format!("{}{facts}", file.url));
            }
        }
        if let Some(stated) = article.comments.stated {
            info.words(
                "comments",
                format!("{stated} counted, {} here", article.comments.loaded),
            );
        }
        for discussion in &discussions {
            about_discussion(&mut info, discussion);
            if let Some(next) = next.get(&discussion.id) {
                info.time("next asked", next.at);
                info.words("", &next.reason);
            }
        }
        if discussions.is_empty() {
            info.words("discussion", "none was found yet");
        }
        Ok(Some(info))
    }

    /// What is known of a comment and its author; nothing if it is gone.
    ///
    /// # Errors
    ///
    /// Fails if the store does.
    pub async fn comment_info(
        &self,
        discussion: DiscussionId,
        id: CommentId,
    ) -> Result<Option<Info>, StoreError> {
        let known = self.store().read(move |reader| {
            let Some(place) = reader.discussion(discussion)? else {
                return Ok(None);
            };
            let comments = reader.comments(discussion)?;
            let named = |id: &CommentId| comments.iter().find(|(comment, _)| comment.id == *id);
            let Some((comment, mark)) = named(&id).cloned() else {
                return Ok(None);
            };
            let parent = comment.parent.as_ref().and_then(named);
            let parent = parent.map(|(parent, _)| parent.clone());
            let card = match &comment.author {
                Some(author) => reader.author_card(author.as_str(), place.article)?,
                None => AuthorCard::default(),
            };
            let before = reader.body_before(discussion, &id)?;
            Ok(Some((place, comment, mark, parent, card, before)))
        });
        let Some((place, comment, mark, parent, card, before)) = known.await? else {
            return Ok(None);
        };
        let mut info = Info::of(
            comment
                .author
                .as_ref()
                .map_or("anonymous", SafeText::as_str),
        );
        about_author(&mut info, &comment, &card);
        info.time("written", comment.published);
        info.time("first seen", Some(mark.first_seen));
        about_parent(&mut info, &comment, parent.as_ref());
        if let Some(score) = comment.score {
            info.words("score", format!("{score:+}"));
        }
        info.words(
            "address",
            comment.permalink.as_ref().map_or("", |link| link.as_str()),
        );
        info.words("state", state(&comment, &mark));
        match comment.edited {
            Edited::No => {}
            Edited::Yes => info.words("edited", "nobody says when"),
            Edited::At(at) => info.time("edited", Some(at)),
        }
        if let Some(before) = before {
            let after = comment.body.clone();
            // An edit that crashes the comparison is one of which no more is known.
            if let Ok(edits) = off_the_loop(move || edits(&before, &after)).await {
                info.add("edit", Value::Edits(edits));
            }
        }
        about_discussion(&mut info, &place);
        Ok(Some(info))
    }
}

/// Which rule has read an article.
fn about_mute(info: &mut Info, mute: &AuthorMute) {
    let place = match mute.feed {
        Some(_) => "author muted by you under this feed",
        None => "author muted by you everywhere",
    };
    info.words("", place);
    info.time("until", mute.until);
}

fn about_discussion(info: &mut Info, discussion: &Discussion) {
    let source = comments::source(&discussion.thread.source);
    let label = source.map_or(discussion.thread.source.as_str(), |source| source.label());
    info.words("discussion", label);
    let page = discussion.thread.page.as_ref();
    info.words(
        "",
        page.map_or(discussion.thread.scope.as_str(), |page| page.as_str()),
    );
    info.time("loaded", discussion.loaded);
    if !discussion.complete && discussion.loaded.is_some() {
        let total = discussion.total_stated.map(|total| format!(" {total}"));
        let total = total.unwrap_or_default();
        let offer = match discussion.continuations.is_empty() {
            true => "",
            false => ": + asks for the rest",
        };
        info.words("", format!("not all{total} of it are here{offer}"));
    }
    info.words(
        "trouble",
        discussion.error.as_ref().map_or("", SafeText::as_str),
    );
}

fn about_author(info: &mut Info, comment: &Comment, card: &AuthorCard) {
    info.words(
        "page",
        comment.author_url.as_ref().map_or("", |url| url.as_str()),
    );
    let roles = [
        (comment.roles.author, "wrote the article, or brought it up"),
        (comment.roles.moderator, "moderates"),
        (comment.roles.staff, "belongs to the site"),
        (comment.roles.bot, "is a program"),
    ];
    for (_, words) in roles.iter().filter(|(is_so, _)| *is_so) {
        info.words("role", words);
    }
    if comment.author.is_some() {
        info.words(
            "comments",
            format!(
                "{} here, {} under other articles, as far as byline has them",
                card.here, card.elsewhere
            ),
        );
        info.time("since", card.first);
    }
}

fn about_parent(info: &mut Info, comment: &Comment, parent: Option<&Comment>) {
    let name = match (parent, &comment.parent) {
        (Some(parent), _) => parent.author.as_ref().map_or("anonymous", SafeText::as_str),
        (None, Some(_)) => "a comment that is not here",
        (None, None) => "the article",
    };
    info.words("answers", name);
    if comment.parent.is_some() {
        let trust = match comment.parent_trust {
            Trust::Stated => "",
            Trust::Derived => "as its place in the source tells",
            Trust::Guessed => "a guess: the source does not say",
        };
        info.words("", trust);
    }
}

fn state(comment: &Comment, mark: &CommentMark) -> String {
    let mut states = vec![match comment.state {
        State::Visible if mark.read => "read",
        State::Visible => "unread",
        State::Deleted => "deleted by its author",
        State::Removed => "removed by the site, or gone from it",
        State::Hidden => "hidden by the site",
        State::Unloaded => "not loaded",
    }];
    if mark.watched {
        states.push("watched by you");
    }
    if mark.starred {
        states.push("kept by you");
    }
    if mark.kept {
        states.push("its author kept lit up by you");
    }
    if mark.silenced {
        states.push("its author muted by you");
    }
    if mark.muted {
        states.push("muted by you with all below it");
    }
    match mark.fold {
        Some(true) => states.push("folded by you"),
        Some(false) => states.push("unfolded by you"),
        None => {}
    }
    states.join(", ")
}

/// For how long two texts are compared: in 64 KB that have nothing in common the shortest edit takes
/// seconds to find. What is not looked at by then is shown as taken out and put in as a whole.
const COMPARING: Duration = Duration::from_millis(200);

/// What an edit changed, word by word.
fn edits(before: &GatedHtml, after: &GatedHtml) -> Vec<Edit> {
    let (before, after) = (text_of(before), text_of(after));
    let diff = TextDiff::configure()
        .timeout(COMPARING)
        .diff_words(&before, &after);
    let mut edits: Vec<(EditKind, String)> = Vec::new();
    for change in diff.iter_all_changes() {
        let kind = match change.tag() {
            ChangeTag::Equal => EditKind::Kept,
            ChangeTag::Delete => EditKind::Removed,
            ChangeTag::Insert => EditKind::Added,
        };
        match edits.last_mut() {
            Some((last, words)) if *last == kind => words.push_str(change.value()),
            _ => edits.push((kind, change.value().to_owned())),
        }
    }
    let edits = edits.into_iter();
    let edits = edits.map(|(kind, words)| Edit {
        kind,
        words: SafeText::new(&words),
    });
    edits.filter(|edit| !edit.words.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use std::time::Instant;

    use super::*;
    use crate::text::html::gate_text;

    /// Words that look random, of as many bytes as a comment may have.
    fn words(seed: u32) -> GatedHtml {
        let mut number = seed;
        let mut text = String::new();
        while text.len() < 64 << 10 {
            number = number.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            text.push_str(&format!("{:x} ", number >> 20));
        }
        gate_text(&text)
    }

    #[test]
    fn two_long_texts_that_have_nothing_in_common_are_compared_in_little_time() {
        let (before, after) = (words(1), words(2));
        let began = Instant::now();
        let edits = edits(&before, &after);
        // Without a limit it takes minutes in a build for tests.
        assert!(
            began.elapsed() < Duration::from_secs(10),
            "{:?}",
            began.elapsed()
        );
        let of = |unwanted: EditKind| {
            let wanted = edits.iter().filter(|edit| edit.kind != unwanted);
            let words: Vec<&str> = wanted
                .flat_map(|edit| edit.words.as_str().split(' '))
                .collect();
            words.join(" ")
        };
        assert_eq!(of(EditKind::Added), text_of(&before).trim());
        assert_eq!(of(EditKind::Removed), text_of(&after).trim());
    }
}
