//! The loop with a screen that counts frames and an outside made of channels.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::rc::Rc;
use std::sync::{Arc, Mutex};
use std::task::{Context, Waker};

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use futures_util::stream;
use jiff::tz::TimeZone;

use super::*;
use crate::config::Config;

#[derive(Default)]
struct Counted {
    frames: usize,
    released: usize,
    /// Whether nothing can be written any more.
    is_gone: bool,
}

impl Screen for Counted {
    fn draw(&mut self, _app: &mut App) -> io::Result<()> {
        self.frames += 1;
        Ok(())
    }

    fn clear(&mut self) -> io::Result<()> {
        Ok(())
    }

    fn set_title(&mut self, _title: &SafeText) -> io::Result<()> {
        match self.is_gone {
            true => Err(io::Error::other("gone")),
            false => Ok(()),
        }
    }

    fn set_cluster_mode(&mut self, _mode: ClusterMode) -> io::Result<()> {
        Ok(())
    }

    fn copy(&mut self, _text: &str) -> Result<(), CopyError> {
        Ok(())
    }

    fn suspend(&mut self) -> io::Result<()> {
        Ok(())
    }

    fn release(&mut self) {
        self.released += 1;
    }

    fn resume(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn key(letter: char) -> io::Result<Arrived> {
    Ok(Arrived::Message(Message::Key(KeyEvent::new(
        KeyCode::Char(letter),
        KeyModifiers::NONE,
    ))))
}

fn in_a_runtime<F: Future>(future: F) -> F::Output {
    tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .build()
        .unwrap()
        .block_on(future)
}

/// Runs the loop over these events and signals, which stay open unless `hangs_up`.
fn run_over(
    events: Vec<io::Result<Arrived>>,
    signals: Vec<Signal>,
    hangs_up: bool,
) -> (Ended, usize, Vec<Request>) {
    let (app, effects) = App::new(Config::default(), (80, 24), Timestamp::now(), TimeZone::UTC);
    let mut app = app;
    let mut screen = Counted::default();
    let requests = Rc::new(RefCell::new(Vec::new()));
    let (_reports, receiver) = mpsc::channel(4);
    let sent = Rc::clone(&requests);
    let tail = match hangs_up {
        true => stream::empty().boxed(),
        false => stream::pending().boxed(),
    };
    let outside = Outside {
        signals: stream::iter(signals).chain(stream::pending()),
        events: stream::iter(events).chain(tail),
        reopen: Box::new(|| Err(io::ErrorKind::Unsupported.into())),
        reports: receiver,
        request: move |request| sent.borrow_mut().push(request),
    };
    let ended = in_a_runtime(run(&mut app, effects, &mut screen, outside)).unwrap();
    let requests = requests.borrow().clone();
    (ended, screen.frames, requests)
}

#[test]
fn a_burst_of_keys_is_one_frame() {
    let mut keys: Vec<_> = (0..50).map(|_| key('j')).collect();
    keys.push(key('Q'));
    let (ended, frames, requests) = run_over(keys, Vec::new(), false);
    assert_eq!(ended, Ended::Left);
    assert!(frames <= 2, "{frames} frames");
    assert_eq!(requests, [Request::Start]);
}

#[test]
fn a_signal_ends_the_loop_before_any_key_is_looked_at() {
    let (ended, ..) = run_over(vec![key('Q')], vec![Signal::End(15)], false);
    assert_eq!(ended, Ended::Signal(15));
}

/// As crossterm's stream: it wakes whoever polled first and found nothing, and no one else.
#[derive(Clone, Default)]
struct FirstWaker(Arc<Mutex<(Option<Waker>, VecDeque<Arrived>)>>);

impl FirstWaker {
    fn send(&self, arrived: Arrived) {
        let mut inside = self.0.lock().unwrap();
        inside.1.push_back(arrived);
        if let Some(waker) = inside.0.take() {
            waker.wake();
        }
    }
}

impl Stream for FirstWaker {
    type Item = io::Result<Arrived>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let mut inside = self.0.lock().unwrap();
        match inside.1.pop_front() {
            Some(arrived) => Poll::Ready(Some(Ok(arrived))),
            None => {
                inside.0.get_or_insert_with(|| context.waker().clone());
                Poll::Pending
            }
        }
    }
}

#[test]
fn a_key_is_heard_after_an_earlier_one_left_nothing_behind_it() {
    let (app, effects) = App::new(Config::default(), (80, 24), Timestamp::now(), TimeZone::UTC);
    let mut app = app;
    let mut screen = Counted::default();
    let (_reports, receiver) = mpsc::channel(1);
    let keys = FirstWaker::default();
    let hand = keys.clone();
    let outside = Outside {
        signals: stream::pending::<Signal>(),
        events: keys,
        reopen: Box::new(|| Err(io::ErrorKind::Unsupported.into())),
        reports: receiver,
        request: |_| {},
    };
    let typing = std::thread::spawn(move || {
        for letter in ['j', 'k', 'Q'] {
            std::thread::sleep(Duration::from_millis(20));
            hand.send(key(letter).unwrap());
        }
    });
    let ended = in_a_runtime(async {
        let running = run(&mut app, effects, &mut screen, outside);
        tokio::time::timeout(Duration::from_secs(5), running).await
    });
    typing.join().unwrap();
    assert_eq!(ended.expect("the key was not heard").unwrap(), Ended::Left);
}

#[test]
fn whatever_fails_first_a_terminal_that_is_gone_ends_the_loop_by_its_signal() {
    let (mut app, _) = App::new(Config::default(), (80, 24), Timestamp::now(), TimeZone::UTC);
    let mut screen = Counted {
        is_gone: true,
        ..Counted::default()
    };
    let (_reports, receiver) = mpsc::channel(4);
    let late = async {
        tokio::time::sleep(Duration::from_millis(20)).await;
        Signal::End(1)
    };
    let outside = Outside {
        signals: Box::pin(stream::once(late).chain(stream::pending())),
        events: stream::pending::<io::Result<Arrived>>(),
        reopen: Box::new(|| Err(io::ErrorKind::Unsupported.into())),
        reports: receiver,
        request: |_| {},
    };
    let effects = vec![Effect::Title("a title".into())];
    let ended = in_a_runtime(run(&mut app, effects, &mut screen, outside));
    assert_eq!(ended.unwrap(), Ended::Signal(1));
}

#[test]
fn a_terminal_that_is_gone_ends_the_loop() {
    let (ended, ..) = run_over(Vec::new(), Vec::new(), true);
    assert_eq!(ended, Ended::HungUp);
    let broken = Err(io::Error::other("gone"));
    let (ended, ..) = run_over(vec![broken], Vec::new(), false);
    assert_eq!(ended, Ended::HungUp);
}

#[test]
fn an_engine_that_has_gone_away_does_not_make_the_loop_spin() {
    let (app, effects) = App::new(Config::default(), (80, 24), Timestamp::now(), TimeZone::UTC);
    let mut app = app;
    let mut screen = Counted::default();
    let (reports, receiver) = mpsc::channel(1);
    drop(reports);
    let outside = Outside {
        signals: stream::pending::<Signal>(),
        events: stream::pending::<io::Result<Arrived>>(),
        reopen: Box::new(|| Err(io::ErrorKind::Unsupported.into())),
        reports: receiver,
        request: |_| {},
    };
    in_a_runtime(async {
        let running = run(&mut app, effects, &mut screen, outside);
        let time = tokio::time::timeout(Duration::from_millis(50), running);
        assert!(time.await.is_err(), "the loop ended by itself");
    });
    assert_eq!(screen.frames, 1);
}

#[cfg(unix)]
#[test]
fn a_program_has_the_terminal_alone_until_it_ends_and_what_came_of_it_is_said() {
    let (app, effects) = App::new(Config::default(), (80, 24), Timestamp::now(), TimeZone::UTC);
    let mut app = app;
    let mut screen = Counted::default();
    let (reports, receiver) = mpsc::channel(4);
    let program = HandOver {
        name: SafeText::new("script"),
        words: ["sh", "-c", "sleep 0.2; exit 3"]
            .map(str::to_owned)
            .to_vec(),
        input: Vec::new(),
        variables: Vec::new(),
        is_listened_to: false,
        waits_for_enter: false,
    };
    let handed = Report::HandOver(Box::new(program));
    reports.try_send(handed).unwrap();
    let reopened = Rc::new(std::cell::Cell::new(false));
    let again = Rc::clone(&reopened);
    // The interrupt is the program's. The keys that are left when it has the terminal are its own, too:
    // only those of the second stream are byline's.
    let outside = Outside {
        signals: stream::once(async {
            tokio::time::sleep(Duration::from_millis(100)).await;
            Signal::Keyboard(2)
        })
        .boxed_local()
        .chain(stream::pending()),
        events: stream::pending::<io::Result<Arrived>>().boxed(),
        reopen: Box::new(move || {
            again.set(true);
            Ok(stream::iter([key('Q')]).chain(stream::pending()).boxed())
        }),
        reports: receiver,
        request: |_| {},
    };
    let ended = in_a_runtime(async {
        let running = run(&mut app, effects, &mut screen, outside);
        tokio::time::timeout(Duration::from_secs(5), running).await
    });
    assert_eq!(ended.expect("it comes back").unwrap(), Ended::Left);
    assert!(reopened.get());
    assert_eq!(screen.released, 1);
    assert!(
        screen.frames <= 2,
        "nothing is drawn meanwhile: {}",
        screen.frames
    );
}
