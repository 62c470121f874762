//! The one big key. One pure function says what `Space` does next; the status line shows it and `Space`
//! does it, so the two cannot disagree.

use super::pane::PaneName;
use super::panes::comments::GoOn;
use crate::config::Stop;
use crate::model::article::Article;
use crate::model::id::ArticleId;

/// What the next `Space` does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// Turns the open box's page.
    PageBox,
    /// Closes the open box.
    CloseBox,
    /// Nothing before the store has answered.
    Wait,
    /// Opens the article selected in the list.
    Open(Target),
    /// Turns the article's page.
    PageBody,
    /// Leaves the article, which is then read, for its first unread comment.
    Comments {
        /// How many are unread.
        unread: u32,
    },
    /// Scrolls on in the selected comment.
    PageComment,
    /// Leaves the selected comment, which is then read, for this one.
    NextComment {
        /// Its number in the thread.
        number: usize,
        /// Its author.
        author: String,
    },
    /// Stops where comments are still being looked for, once: the next time the article is left.
    AwaitComments,
    /// Stops at the line that ends the thread.
    EndOfThread,
    /// Goes to the next article.
    NextArticle(Target),
    /// Says that all is read.
    AllRead,
}

/// An article to go to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// Which.
    pub article: ArticleId,
    /// Its title.
    pub title: String,
    /// Comments known and new.
    pub comments: Option<u32>,
    /// Of these, new.
    pub new: u32,
    /// Whether the article itself is read, so that only its comments are left.
    pub comments_only: bool,
}

impl Target {
    /// An article as a place to go to.
    pub fn new(article: &Article) -> Self {
        Self {
            article: article.id,
            title: article.title.to_string(),
            comments: article.comments.shown(),
            new: article.comments.new,
            comments_only: article.read && article.comments.unread > 0,
        }
    }

    /// `"Compact EV Range Test" (41 cmt, 17 new)`, the title in at most `columns`.
    pub fn sentence(&self, columns: u16) -> String {
        let title = super::widgets::put::cut(&self.title, columns);
        match (self.comments, self.new) {
            (None | Some(0), _) => format!("\"{title}\""),
            (Some(count), 0) => format!("\"{title}\" ({count} cmt)"),
            (Some(count), new) => format!("\"{title}\" ({count} cmt, {new} new)"),
        }
    }
}

/// All that the next step depends on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Situation {
    /// Whether a box is open, and if so whether it has another page.
    pub open_box: Option<bool>,
    /// The pane with the focus.
    pub focus: PaneName,
    /// The article selected in the list.
    pub selected: Option<Target>,
    /// What is known of the open article; none if none is open.
    pub open: Option<OpenArticle>,
    /// The next article in the list as shown with something unread.
    pub next: Option<Target>,
    /// Whether that is of another feed than the open article.
    pub next_is_of_another_feed: bool,
    /// Where to stop.
    pub stop: Stop,
}

/// What the next step depends on in the open article.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenArticle {
    /// Whether the text has come.
    pub has_text: bool,
    /// Whether the end of the text is in sight.
    pub body_is_at_end: bool,
    /// Whether the store has said what comments there are.
    pub has_threads: bool,
    /// Whether comments are on their way and the reader has not said yet that they need not be waited for.
    pub awaits_comments: bool,
    /// Unread comments.
    pub unread: u32,
    /// What the comment pane would do; none without comments.
    pub comments: Option<GoOn>,
    /// Whether the line that ends the thread is where the reader stands.
    pub is_at_end_of_thread: bool,
}

/// What `Space` does: section 2 of the reading design, rule by rule.
pub fn next_step(situation: &Situation) -> Step {
    if let Some(has_more) = situation.open_box {
        return if has_more {
            Step::PageBox
        } else {
            Step::CloseBox
        };
    }
    let open = match (&situation.open, situation.focus) {
        (Some(open), PaneName::Body | PaneName::Comments) => open,
        _ => {
            return match &situation.selected {
                Some(selected) => Step::Open(selected.clone()),
                None => Step::AllRead,
            };
        }
    };
    if situation.focus == PaneName::Body {
        return match (open.has_text, open.body_is_at_end) {
            (false, _) => Step::Wait,
            (true, false) => Step::PageBody,
            (true, true) if !open.has_threads => Step::Wait,
            (true, true) if open.unread > 0 => Step::Comments {
                unread: open.unread,
            },
            (true, true) if open.comments.is_some() => end_of_thread(situation, open),
            (true, true) => leave_article(situation, open),
        };
    }
    match &open.comments {
        None if !open.has_threads => Step::Wait,
        None => leave_article(situation, open),
        Some(GoOn::PagePeek) => Step::PageBox,
        Some(GoOn::ClosePeek) => Step::CloseBox,
        Some(_) if open.is_at_end_of_thread => next_article(situation),
        Some(GoOn::Page) => Step::PageComment,
        Some(GoOn::NextUnread { number, author }) => Step::NextComment {
            number: *number,
            author: author.clone(),
        },
        Some(GoOn::End) => end_of_thread(situation, open),
    }
}

/// Rule 5: stops once, unless the reader does not want that.
fn end_of_thread(situation: &Situation, open: &OpenArticle) -> Step {
    let stops = match situation.stop {
        Stop::Thread => true,
        Stop::Feed => situation.next.is_none() || situation.next_is_of_another_feed,
        Stop::Never => false,
    };
    if stops {
        Step::EndOfThread
    } else {
        leave_article(situation, open)
    }
}

/// Nobody is led past comments that are about to come, unless the end of the thread was a stop already.
fn leave_article(situation: &Situation, open: &OpenArticle) -> Step {
    match open.awaits_comments {
        true => Step::AwaitComments,
        false => next_article(situation),
    }
}

/// Rules 6 and 7.
fn next_article(situation: &Situation) -> Step {
    match &situation.next {
        Some(next) => Step::NextArticle(next.clone()),
        None => Step::AllRead,
    }
}

impl Step {
    /// What the status line says behind "Space → ".
    pub fn sentence(&self, is_wide: bool) -> String {
        let title_columns = if is_wide { 40 } else { 24 };
        match self {
            Self::PageBox => "next page of the box".to_owned(),
            Self::CloseBox => "close the box".to_owned(),
            Self::Wait => "loading …".to_owned(),
            Self::Open(target) => format!("open {}", target.sentence(title_columns)),
            Self::PageBody => "next page".to_owned(),
            Self::Comments { unread: 1 } => "comments (1 unread)".to_owned(),
            Self::Comments { unread } => format!("comments ({unread} unread)"),
            Self::PageComment => "rest of this comment".to_owned(),
            Self::NextComment { number, author } => {
                let author = super::widgets::put::cut(author, title_columns / 2);
                if is_wide {
                    format!("next unread, #{number} {author}")
                } else {
                    format!("#{number} {author}")
                }
            }
            Self::AwaitComments => "wait for the comments".to_owned(),
            Self::EndOfThread => "end of thread".to_owned(),
            Self::NextArticle(target) => target.sentence(title_columns),
            Self::AllRead => "all read".to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn target(id: i64) -> Target {
        Target {
            article: ArticleId(id),
            title: "Compact EV Range Test".to_owned(),
            comments: Some(41),
            new: 17,
            comments_only: false,
        }
    }

    fn open() -> OpenArticle {
        OpenArticle {
            has_text: true,
            body_is_at_end: true,
            has_threads: true,
            awaits_comments: false,
            unread: 0,
            comments: None,
            is_at_end_of_thread: false,
        }
    }

    fn at(focus: PaneName, open: OpenArticle) -> Situation {
        Situation {
            open_box: None,
            focus,
            selected: Some(target(1)),
            open: Some(open),
            next: Some(target(2)),
            next_is_of_another_feed: false,
            stop: Stop::Thread,
        }
    }

    #[test]
    fn a_box_is_paged_and_closed_before_anything_else() {
        let mut situation = at(PaneName::Articles, open());
        situation.open_box = Some(true);
        assert_eq!(next_step(&situation), Step::PageBox);
        situation.open_box = Some(false);
        assert_eq!(next_step(&situation), Step::CloseBox);
    }

    #[test]
    fn in_the_list_the_selected_article_is_opened() {
        let situation = at(PaneName::Articles, open());
        assert_eq!(next_step(&situation), Step::Open(target(1)));
    }

    #[test]
    fn in_the_article_comes_the_next_page_then_the_comments() {
        let mut article = OpenArticle {
            body_is_at_end: false,
            unread: 2,
            ..open()
        };
        assert_eq!(
            next_step(&at(PaneName::Body, article.clone())),
            Step::PageBody
        );
        article.body_is_at_end = true;
        assert_eq!(
            next_step(&at(PaneName::Body, article)),
            Step::Comments { unread: 2 }
        );
    }

    #[test]
    fn a_text_that_has_not_come_is_not_at_its_end() {
        let article = OpenArticle {
            has_text: false,
            ..open()
        };
        assert_eq!(next_step(&at(PaneName::Body, article)), Step::Wait);
        let article = OpenArticle {
            has_threads: false,
            ..open()
        };
        assert_eq!(next_step(&at(PaneName::Body, article.clone())), Step::Wait);
        assert_eq!(next_step(&at(PaneName::Comments, article)), Step::Wait);
    }

    #[test]
    fn an_article_without_comments_is_followed_by_the_next_one() {
        assert_eq!(
            next_step(&at(PaneName::Body, open())),
            Step::NextArticle(target(2))
        );
        assert_eq!(
            next_step(&at(PaneName::Comments, open())),
            Step::NextArticle(target(2))
        );
    }

    #[test]
    fn comments_on_their_way_are_waited_for_before_the_article_is_left() {
        let article = OpenArticle {
            awaits_comments: true,
            ..open()
        };
        for focus in [PaneName::Body, PaneName::Comments] {
            let mut situation = at(focus, article.clone());
            assert_eq!(next_step(&situation), Step::AwaitComments);
            situation.next = None;
            assert_eq!(next_step(&situation), Step::AwaitComments);
        }
        // Stored ones are read first; their end is a stop, and where it is not wanted there is this one.
        let mut situation = at(PaneName::Comments, article);
        situation.open.as_mut().unwrap().comments = Some(GoOn::End);
        assert_eq!(next_step(&situation), Step::EndOfThread);
        situation.stop = Stop::Never;
        assert_eq!(next_step(&situation), Step::AwaitComments);
        situation.open.as_mut().unwrap().is_at_end_of_thread = true;
        assert_eq!(next_step(&situation), Step::NextArticle(target(2)));
    }

    #[test]
    fn in_the_comments_come_the_rest_the_next_unread_and_the_end() {
        let next = GoOn::NextUnread {
            number: 4,
            author: "mpg_marge".to_owned(),
        };
        let cases = [
            (GoOn::Page, Step::PageComment),
            (
                next,
                Step::NextComment {
                    number: 4,
                    author: "mpg_marge".to_owned(),
                },
            ),
            (GoOn::End, Step::EndOfThread),
            (GoOn::PagePeek, Step::PageBox),
            (GoOn::ClosePeek, Step::CloseBox),
        ];
        for (comments, step) in cases {
            let article = OpenArticle {
                comments: Some(comments),
                ..open()
            };
            assert_eq!(next_step(&at(PaneName::Comments, article)), step);
        }
    }

    #[test]
    fn the_end_of_a_thread_is_a_stop_once_and_only_where_it_is_wanted() {
        let article = OpenArticle {
            comments: Some(GoOn::End),
            ..open()
        };
        let mut situation = at(PaneName::Comments, article);
        assert_eq!(next_step(&situation), Step::EndOfThread);
        situation.stop = Stop::Feed;
        assert_eq!(next_step(&situation), Step::NextArticle(target(2)));
        situation.next_is_of_another_feed = true;
        assert_eq!(next_step(&situation), Step::EndOfThread);
        situation.stop = Stop::Never;
        assert_eq!(next_step(&situation), Step::NextArticle(target(2)));
        situation.stop = Stop::Thread;
        situation.open.as_mut().unwrap().is_at_end_of_thread = true;
        assert_eq!(next_step(&situation), Step::NextArticle(target(2)));
    }

    #[test]
    fn a_thread_that_is_all_read_is_still_a_stop_after_the_article() {
        let article = OpenArticle {
            comments: Some(GoOn::End),
            ..open()
        };
        assert_eq!(next_step(&at(PaneName::Body, article)), Step::EndOfThread);
    }

    #[test]
    fn when_nothing_is_left_there_is_no_wrapping_around() {
        let mut situation = at(PaneName::Body, open());
        situation.next = None;
        assert_eq!(next_step(&situation), Step::AllRead);
        situation.focus = PaneName::Articles;
        situation.selected = None;
        assert_eq!(next_step(&situation), Step::AllRead);
    }
}
