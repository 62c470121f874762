//! Authors lit up, comments quoted.

use super::*;
use crate::model::change::Change;
use crate::ui::effect::Effect;
use crate::ui::limit::Query;
use crate::ui::panes::comments::limit::Limited;

#[test]
fn an_authors_comments_are_lit_up_until_the_key_comes_again() {
    let mut comments = blog();
    comments[3].author = Some("gearhound".into());
    let mut desk = Desk::new(76, 24, first_visit(comments));
    let before = desk.screen();
    let said = desk.press(Command::LightUp).say;
    assert_eq!(said.as_deref(), Some("2 comments of gearhound are lit up"));
    let lit = desk.screen();
    assert!(lit.contains("YYYYYYYYY"), "{lit}");
    // Alone, and then as before.
    desk.press(Command::LightUp);
    assert!(!desk.screen().contains("westbound ·"), "{}", desk.screen());
    desk.press(Command::LightUp);
    assert_eq!(desk.screen(), before);
}

#[test]
fn an_author_who_is_kept_stays_lit_up_beside_others_and_by_whoever_it_is_told() {
    let mut comments = blog();
    comments[3].author = Some("gearhound".into());
    let mut desk = Desk::new(76, 24, first_visit(comments));
    let before = desk.screen();
    let kept = |kept| Change::AuthorsKept {
        names: vec!["gearhound".into()],
        kept,
    };
    assert_eq!(desk.press(Command::KeepLit).deeds[0].changes, [kept(true)]);
    assert!(desk.screen().contains("YYYYYYYYY"), "{}", desk.screen());
    // Lit up for now and no longer: what is kept stays.
    for _ in 0..3 {
        desk.press(Command::LightUp);
    }
    assert!(desk.screen().contains("YYYYYYYYY"), "{}", desk.screen());
    // Undone, or told by another thread of the same reader.
    desk.pane.apply(&kept(false));
    desk.draw();
    assert_eq!(desk.screen(), before);
}

#[test]
fn the_anonymous_are_nobodys_equals() {
    let mut comments = drawn("ada\nbrian", 1);
    comments[0].author = None;
    comments[1].author = None;
    let mut desk = Desk::new(76, 24, first_visit(comments));
    let before = desk.screen();
    desk.press(Command::LightUp);
    assert_eq!(desk.screen(), before);
}

#[test]
fn a_quote_has_the_text_the_author_and_the_address() {
    let mut desk = Desk::new(76, 24, first_visit(blog()));
    desk.press(Command::Next);
    let outcome = desk.press(Command::CopyQuote);
    let quote = "> > being built in Japan\n>\n> Half the range was already assembled elsewhere. \
                 Parts content is the number to watch, not the flag on the window sticker.\n\n\
                 — westbound, https://cars.example/1#c2\n";
    assert_eq!(outcome.effects, [Effect::Copy(quote.to_owned())]);
}

#[test]
fn a_stub_cannot_be_quoted() {
    let mut comments = drawn("ada\n  brian", 1);
    comments[0].state = crate::model::comment::State::Deleted;
    let mut desk = Desk::new(76, 24, first_visit(comments));
    assert!(desk.press(Command::CopyQuote).effects.is_empty());
}

#[test]
fn what_the_reader_wrote_under_an_own_name_is_marked_you() {
    let mut desk = Desk::new(76, 24, first_visit(drawn("ada\n  brian", 1)));
    assert!(!desk.screen().contains("[you]"));
    desk.config.reading.own_names = vec!["brian".to_owned()];
    desk.draw();
    let screen = desk.screen();
    assert!(screen.contains("brian [you]"), "{screen}");
    assert_eq!(screen.matches("[you]").count(), 1);
}

#[test]
fn a_kept_comment_says_so_in_every_set_of_glyphs_and_the_thread_can_be_limited_to_it() {
    let mut desk = Desk::new(76, 24, first_visit(blog()));
    desk.press(Command::Last);
    let id: CommentId = desk.selected().as_str().into();
    let starred = |starred| Change::CommentsStarred {
        discussion: DiscussionId(3),
        comments: vec![id.clone()],
        starred,
    };
    let outcome = desk.press(Command::Star);
    assert_eq!(outcome.deeds[0].label, "1 comment kept");
    assert_eq!(outcome.deeds[0].changes, [starred(true)]);
    for glyphs in [GlyphSet::Unicode, GlyphSet::Ascii, GlyphSet::Plain] {
        desk.config.screen.glyphs = glyphs;
        desk.draw();
        assert!(desk.text().contains("mpg_marge [kept]"), "{}", desk.text());
    }
    assert_eq!(desk.pane.limit(Query::new("#starred")), Limited::To(1));
    desk.draw();
    assert!(!desk.text().contains("westbound ·"), "{}", desk.text());
    desk.pane.end_limit();
    assert_eq!(desk.press(Command::Star).deeds[0].changes, [starred(false)]);
    assert!(!desk.text().contains("[kept]"));
    assert_eq!(desk.pane.limit(Query::new("#starred")), Limited::To(0));
}
