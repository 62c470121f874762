//! Words in the comments of a discussion: read from the store and looked through off the loop, since a
//! thread can have megabytes of text.

use super::message::Report;
use super::{Engine, off_the_loop};
use crate::model::comment::Comment;
use crate::model::id::{CommentId, DiscussionId};
use crate::store::StoreError;
use crate::text::find::Needle;
use crate::text::plain::text_of;

impl Engine {
    /// The comments with these words in their text or their author's name. White space is one blank,
    /// however the text is broken into lines.
    ///
    /// # Errors
    ///
    /// Fails if the store does.
    pub(super) async fn found_in_comments(
        &self,
        discussion: DiscussionId,
        words: String,
    ) -> Result<Report, StoreError> {
        let comments = self
            .store()
            .read(move |reader| reader.comments(discussion))
            .await?;
        let wanted = Needle::new(&in_one_line(&words));
        let found = off_the_loop(move || {
            let comments = comments.iter().map(|(comment, _)| comment);
            let found = comments.filter(|comment| has_words(comment, &wanted));
            found.map(|comment| comment.id.clone()).collect()
        });
        // A text that crashes the search is one that has not been found.
        let comments: Vec<CommentId> = found.await.unwrap_or_default();
        Ok(Report::FoundInComments {
            discussion,
            words,
            comments,
        })
    }
}

fn has_words(comment: &Comment, words: &Needle) -> bool {
    let author = comment.author.as_ref();
    author.is_some_and(|name| words.is_in(name.as_str()))
        || words.is_in(&in_one_line(&text_of(&comment.body)))
}

fn in_one_line(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::html::gate;

    #[test]
    fn words_are_found_across_lines_and_in_names() {
        let mut comment = Comment::new("1".into());
        comment.author = Some("Gear Hound".into());
        comment.body = gate(
            "<p>the badge was <em>always</em>\n sold</p><p>on it</p>",
            None,
        );
        let has_words = |words: &str| has_words(&comment, &Needle::new(words));
        assert!(has_words("always sold on"));
        assert!(has_words("gear hound"));
        assert!(!has_words("never sold"));
    }
}
