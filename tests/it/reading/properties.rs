//! What holds whatever the reader presses: the selection is in sight, counts are true, everything can be
//! taken back and done again, and Space alone reads all there is, each comment once.

use std::collections::HashSet;

use crossterm::event::{KeyCode, KeyModifiers};
use jiff::SignedDuration;
use proptest::prelude::*;
use proptest::test_runner::Config as Runs;

use super::{Reader, Shape, Stored, comment};

/// Sizes of a terminal, the designs' own and smaller and larger ones.
const SIZES: &[(u16, u16)] = &[(120, 36), (80, 24), (60, 16), (200, 60), (40, 12), (20, 8)];
/// The most keys that taking everything back can need.
const MAX_DEEDS: usize = 500;

const UNDO: char = 'u';
const REDO: char = 'U';
const NOTHING_TO_UNDO: &str = "There is nothing to take back";
const NOTHING_TO_REDO: &str = "There is nothing to do again";

/// Something that happens to a reader.
#[derive(Clone, Debug)]
enum Happening {
    Key(KeyCode, KeyModifiers),
    Resize(u16, u16),
    /// The thread is limited to this.
    Limit(&'static str),
    Reply {
        article: usize,
        answers: usize,
    },
    Minutes(i64),
}

fn happening() -> impl Strategy<Value = Happening> {
    // Every key there is on a keyboard but those that leave the program or give the terminal away.
    let letters =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPRSTUVWXYZ0123456789 /&?+-<>{}[]()=.,;'!*#";
    let letters: Vec<char> = letters.chars().filter(|&letter| letter != 'q').collect();
    let named = vec![
        KeyCode::Enter,
        KeyCode::Esc,
        KeyCode::Tab,
        KeyCode::BackTab,
        KeyCode::Backspace,
        KeyCode::Up,
        KeyCode::Down,
        KeyCode::Left,
        KeyCode::Right,
        KeyCode::Home,
        KeyCode::End,
        KeyCode::PageUp,
        KeyCode::PageDown,
    ];
    let moves: Vec<char> = "  jjjkhlnNdxmuJK".chars().collect();
    let plain = |code| Happening::Key(code, KeyModifiers::NONE);
    prop_oneof![
        6 => prop::sample::select(moves).prop_map(move |key| plain(KeyCode::Char(key))),
        6 => prop::sample::select(letters).prop_map(move |key| plain(KeyCode::Char(key))),
        2 => prop::sample::select(named).prop_map(plain),
        1 => prop::sample::select(vec!['r', 'd', 'u', 'n', 'p'])
            .prop_map(|key| Happening::Key(KeyCode::Char(key), KeyModifiers::CONTROL)),
        1 => prop::sample::select(SIZES.to_vec()).prop_map(|(w, h)| Happening::Resize(w, h)),
        1 => prop::sample::select(vec!["@ada", "#unread", "#new", "comment 1", ""])
            .prop_map(Happening::Limit),
        1 => (0..3_usize, any::<usize>())
            .prop_map(|(article, answers)| Happening::Reply { article, answers }),
        1 => (0..2_000_i64).prop_map(Happening::Minutes),
    ]
}

/// Threads of up to `most` comments, each an answer to one before it or to the article.
fn shape(most: usize) -> impl Strategy<Value = Shape> {
    prop::collection::vec(any::<(bool, usize)>(), 0..most).prop_map(|drawn| {
        let answers = drawn.into_iter().enumerate();
        let answers = answers.map(|(at, (is_root, before))| match at {
            0 => None,
            _ => (!is_root).then(|| before % at),
        });
        answers.collect()
    })
}

fn shapes() -> impl Strategy<Value = Vec<Shape>> {
    prop::collection::vec(shape(14), 3)
}

/// Runs a case on a runtime of its own.
fn run(case: impl Future<Output = Result<(), TestCaseError>>) -> Result<(), TestCaseError> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    runtime.unwrap().block_on(case)
}

async fn happen(reader: &mut Reader, happening: &Happening) {
    match *happening {
        Happening::Key(code, modifiers) => {
            // What counts as new is the reader's to turn.
            reader.turned |= code == KeyCode::Char('t');
            reader.key(code, modifiers).await;
        }
        Happening::Resize(columns, rows) => reader.resize(columns, rows).await,
        Happening::Limit(query) => {
            // Where another box is open, or none can be, the letters are keys.
            reader.turned |= query.contains('t');
            reader.press("&").await;
            for _ in 0..10 {
                reader.key(KeyCode::Backspace, KeyModifiers::NONE).await;
            }
            reader.press(query).await;
            reader.key(KeyCode::Enter, KeyModifiers::NONE).await;
        }
        Happening::Minutes(minutes) => {
            *reader.clock.lock().unwrap() += SignedDuration::from_mins(minutes);
        }
        Happening::Reply { article, answers } => {
            let stored = reader.stored().await;
            let stored = &stored[article % stored.len()];
            let number = stored.comments.len();
            let answers = (number > 0).then(|| answers % number);
            let reply = comment(number, answers, reader.now());
            reader.comments_arrive(stored.article.id, vec![reply]).await;
        }
    }
}

/// What the screen shows is what the store holds.
async fn check(reader: &Reader) -> Result<(), TestCaseError> {
    let stored = reader.stored().await;
    let (mut unread_articles, mut new_comments) = (0, 0);
    for stored in &stored {
        let counts = &stored.article.comments;
        let kept = (counts.unread as usize, counts.new as usize);
        prop_assert_eq!(kept, stored.recount());
        unread_articles += usize::from(!stored.article.read);
        new_comments += kept.1;
    }
    let text = reader.text();
    let header = text.lines().next().unwrap_or_default();
    if let Some((sums, _)) = header.split_once(" new c") {
        let numbers: Vec<usize> = sums
            .split(|c: char| !c.is_ascii_digit())
            .filter_map(|number| number.parse().ok())
            .collect();
        let [unread, new] = numbers[numbers.len() - 2..] else {
            unreachable!("two numbers");
        };
        prop_assert_eq!(unread, unread_articles, "{}", header);
        // The screen counts as the reader said, the store from the last visit on.
        prop_assert!(new == new_comments || reader.turned, "{}", header);
    }
    let line = reader.status();
    if let Some((_, place)) = line.split_once('#')
        && let Some((at, of)) = place.split_once(" of ")
        && let Ok(at) = at.parse::<usize>()
    {
        let of = of
            .split(|c: char| !c.is_ascii_digit())
            .next()
            .unwrap_or_default();
        let of: usize = of.parse().unwrap();
        prop_assert!((1..=of).contains(&at), "{}", place);
        let row = usize::from(reader.terminal.backend().cursor_position().y);
        let row = text.lines().nth(row).unwrap_or_default();
        // The line names the next Space, which tells whether a box is open, unless it says something else.
        let is_known = line.starts_with("Space →") && !line.contains(" box");
        prop_assert!(
            row.contains('▌') || !is_known,
            "selected out of sight:\n{}",
            text
        );
    }
    Ok(())
}

/// Whether a comment is read, muted, watched and kept, its author muted and kept; and its own fold.
type CommentMarks = ([bool; 6], Option<bool>);

/// What the reader has said of everything, as undo must bring it back.
async fn marks(reader: &Reader) -> Vec<([bool; 6], Vec<CommentMarks>)> {
    let stored = reader.stored().await.into_iter();
    let of = |stored: Stored| {
        let marks = stored.comments.into_iter();
        let marks = marks.map(|(_, mark)| {
            let marks = [
                mark.read,
                mark.muted,
                mark.watched,
                mark.starred,
                mark.silenced,
                mark.kept,
            ];
            (marks, mark.fold)
        });
        let article = &stored.article;
        let own = [
            article.read,
            article.starred,
            article.watched,
            article.muted,
            article.author_muted,
            article.author_kept,
        ];
        (own, marks.collect())
    };
    stored.map(of).collect()
}

/// Presses a key until the status line says that there is nothing left for it.
async fn press_until(reader: &mut Reader, key: char, nothing: &str) -> Result<(), TestCaseError> {
    for _ in 0..MAX_DEEDS {
        reader.key(KeyCode::Char(key), KeyModifiers::NONE).await;
        if reader.status().starts_with(nothing) {
            return Ok(());
        }
    }
    Err(TestCaseError::fail(format!(
        "no end to {key}:\n{}",
        reader.text()
    )))
}

proptest! {
    #![proptest_config(Runs { cases: 32, failure_persistence: None, ..Runs::default() })]

    #[test]
    fn whatever_is_pressed_nothing_breaks_and_the_counts_stay_true(
        shapes in shapes(),
        happenings in prop::collection::vec(happening(), 1..60),
    ) {
        run(async {
            let mut reader = Reader::new(&shapes, SIZES[0]).await;
            for happening in &happenings {
                happen(&mut reader, happening).await;
                check(&reader).await?;
                if reader.has_quit {
                    break;
                }
            }
            Ok(())
        })?;
    }

    #[test]
    fn everything_can_be_taken_back_and_done_again(
        shapes in shapes(),
        happenings in prop::collection::vec(happening(), 1..40),
    ) {
        run(async {
            let mut reader = Reader::new(&shapes, SIZES[0]).await;
            let before = marks(&reader).await;
            for happening in &happenings {
                // What others write is nobody's to take back.
                if !matches!(happening, Happening::Reply { .. }) {
                    happen(&mut reader, happening).await;
                }
            }
            // Out of whatever box is open.
            for _ in 0..3 {
                reader.key(KeyCode::Esc, KeyModifiers::NONE).await;
            }
            reader.resize(200, 60).await;
            press_until(&mut reader, REDO, NOTHING_TO_REDO).await?;
            let after = marks(&reader).await;
            press_until(&mut reader, UNDO, NOTHING_TO_UNDO).await?;
            prop_assert_eq!(&marks(&reader).await, &before);
            check(&reader).await?;
            press_until(&mut reader, REDO, NOTHING_TO_REDO).await?;
            prop_assert_eq!(&marks(&reader).await, &after);
            check(&reader).await
        })?;
    }

    #[test]
    fn space_alone_reads_every_comment_once(shapes in shapes(), size in prop::sample::select(SIZES[..4].to_vec())) {
        run(async {
            let mut reader = Reader::new(&shapes, size).await;
            let comments: usize = shapes.iter().map(Vec::len).sum();
            let mut read = HashSet::new();
            for _ in 0..(comments * 4 + 60) {
                let before = reader.stored().await;
                reader.press(" ").await;
                let stored = reader.stored().await;
                let mut count = 0;
                for (now, then) in stored.iter().zip(&before) {
                    for ((comment, mark), (_, earlier)) in now.comments.iter().zip(&then.comments) {
                        prop_assert!(mark.read || !earlier.read, "nothing becomes unread");
                        if mark.read && !earlier.read {
                            count += 1;
                            prop_assert!(read.insert((now.article.id, comment.id.clone())));
                        }
                    }
                }
                prop_assert!(count <= 1, "one key leaves one comment");
            }
            prop_assert_eq!(read.len(), comments);
            for stored in reader.stored().await {
                prop_assert!(stored.article.read, "{}", stored.article.title.as_str());
            }
            Ok(())
        })?;
    }
}
