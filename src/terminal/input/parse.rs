//! Bytes of a terminal as messages.

use crossterm::event as out;
use termina::escape::csi::{Csi, DecModeSetting, DecPrivateMode, DecPrivateModeCode, Mode};
use termina::event as found;

use super::{Arrived, ClusterMode, Message};

/// Finds keys, pastes, what the mouse does and answers in bytes, wherever these are cut.
#[derive(Debug, Default)]
pub(super) struct Parser {
    inner: termina::Parser,
    is_undecided: bool,
}

impl Parser {
    /// Takes what was read.
    pub(super) fn push(&mut self, bytes: &[u8]) {
        self.inner.parse(bytes, true);
        self.is_undecided = bytes.last() == Some(&ESCAPE);
    }

    /// Whether the last byte is the key Esc or the beginning of something longer.
    pub(super) fn is_undecided(&self) -> bool {
        self.is_undecided
    }

    /// Takes an Esc at the end for the key: nothing has come behind it.
    pub(super) fn decide(&mut self) {
        self.inner.parse(&[], false);
        self.is_undecided = false;
    }
}

const ESCAPE: u8 = 0x1b;

impl Iterator for Parser {
    type Item = Arrived;

    fn next(&mut self) -> Option<Arrived> {
        std::iter::from_fn(|| self.inner.pop()).find_map(arrived)
    }
}

/// What concerns byline.
fn arrived(event: termina::Event) -> Option<Arrived> {
    let message = match event {
        termina::Event::Key(key) => Message::Key(self::key(key)?),
        termina::Event::Mouse(mouse) => Message::Mouse(self::mouse(mouse)),
        termina::Event::Paste(text) => Message::Paste(text),
        termina::Event::Csi(Csi::Mode(Mode::ReportDecPrivateMode {
            mode: DecPrivateMode::Code(DecPrivateModeCode::GraphemeClustering),
            setting,
        })) => return cluster_mode(setting).map(Arrived::Clusters),
        _ => return None,
    };
    Some(Arrived::Message(message))
}

fn cluster_mode(setting: DecModeSetting) -> Option<ClusterMode> {
    match setting {
        DecModeSetting::Set | DecModeSetting::PermanentlySet => Some(ClusterMode::On),
        DecModeSetting::Reset => Some(ClusterMode::Off),
        DecModeSetting::NotRecognized | DecModeSetting::PermanentlyReset => None,
    }
}

/// A key; none where byline could not name it.
fn key(key: found::KeyEvent) -> Option<out::KeyEvent> {
    use found::KeyCode as From;
    use out::KeyCode as To;
    let code = match key.code {
        From::Char(c) => To::Char(c),
        From::Enter => To::Enter,
        From::Backspace => To::Backspace,
        From::Tab => To::Tab,
        From::Escape => To::Esc,
        From::Left => To::Left,
        From::Right => To::Right,
        From::Up => To::Up,
        From::Down => To::Down,
        From::Home => To::Home,
        From::End => To::End,
        From::BackTab => To::BackTab,
        From::PageUp => To::PageUp,
        From::PageDown => To::PageDown,
        From::Insert => To::Insert,
        From::Delete => To::Delete,
        From::KeypadBegin => To::KeypadBegin,
        From::PrintScreen => To::PrintScreen,
        From::Pause => To::Pause,
        From::Menu => To::Menu,
        From::Function(number) => To::F(number),
        From::CapsLock
        | From::ScrollLock
        | From::NumLock
        | From::Null
        | From::Modifier(_)
        | From::Media(_) => return None,
    };
    let kind = match key.kind {
        found::KeyEventKind::Press => out::KeyEventKind::Press,
        found::KeyEventKind::Release => out::KeyEventKind::Release,
        found::KeyEventKind::Repeat => out::KeyEventKind::Repeat,
    };
    Some(out::KeyEvent::new_with_kind(
        code,
        modifiers(key.modifiers),
        kind,
    ))
}

fn modifiers(held: found::Modifiers) -> out::KeyModifiers {
    use found::Modifiers as From;
    use out::KeyModifiers as To;
    [
        (From::SHIFT, To::SHIFT),
        (From::ALT, To::ALT),
        (From::CONTROL, To::CONTROL),
        (From::SUPER, To::SUPER),
        (From::HYPER, To::HYPER),
        (From::META, To::META),
    ]
    .into_iter()
    .filter(|(from, _)| held.contains(*from))
    .fold(To::NONE, |all, (_, to)| all | to)
}

fn mouse(mouse: found::MouseEvent) -> out::MouseEvent {
    use found::MouseEventKind as From;
    use out::MouseEventKind as To;
    let kind = match mouse.kind {
        From::Down(button) => To::Down(self::button(button)),
        From::Up(button) => To::Up(self::button(button)),
        From::Drag(button) => To::Drag(self::button(button)),
        From::Moved => To::Moved,
        From::ScrollDown => To::ScrollDown,
        From::ScrollUp => To::ScrollUp,
        From::ScrollLeft => To::ScrollLeft,
        From::ScrollRight => To::ScrollRight,
    };
    out::MouseEvent {
        kind,
        column: mouse.column,
        row: mouse.row,
        modifiers: modifiers(mouse.modifiers),
    }
}

fn button(button: found::MouseButton) -> out::MouseButton {
    match button {
        found::MouseButton::Left => out::MouseButton::Left,
        found::MouseButton::Right => out::MouseButton::Right,
        found::MouseButton::Middle => out::MouseButton::Middle,
    }
}

#[cfg(test)]
mod tests {
    use out::{KeyCode, KeyEvent, KeyModifiers};

    use super::*;

    /// What is found in bytes that come in these parts, with nothing more behind them.
    fn found_in(parts: &[&[u8]]) -> Vec<Arrived> {
        let mut parser = Parser::default();
        let mut found = Vec::new();
        for part in parts {
            parser.push(part);
            found.extend(&mut parser);
        }
        parser.decide();
        found.extend(&mut parser);
        found
    }

    fn pressed(code: KeyCode, modifiers: KeyModifiers) -> Arrived {
        Arrived::Message(Message::Key(KeyEvent::new(code, modifiers)))
    }

    #[test]
    fn keys_are_found_however_the_bytes_are_cut() {
        let bytes = b"j\x1b[A\x1bOP\x04\x1b[1;5C\x1bx\xc3\xa9\x1b[Z\x1b[6~\r\x1b[200~a\x1b[Bb\x1b[201~\x1b[<64;3;4M";
        let whole = found_in(&[bytes]);
        assert_eq!(
            whole[..11],
            [
                pressed(KeyCode::Char('j'), KeyModifiers::NONE),
                pressed(KeyCode::Up, KeyModifiers::NONE),
                pressed(KeyCode::F(1), KeyModifiers::NONE),
                pressed(KeyCode::Char('d'), KeyModifiers::CONTROL),
                pressed(KeyCode::Right, KeyModifiers::CONTROL),
                pressed(KeyCode::Char('x'), KeyModifiers::ALT),
                pressed(KeyCode::Char('é'), KeyModifiers::NONE),
                pressed(KeyCode::BackTab, KeyModifiers::SHIFT),
                pressed(KeyCode::PageDown, KeyModifiers::NONE),
                pressed(KeyCode::Enter, KeyModifiers::NONE),
                Arrived::Message(Message::Paste("a\x1b[Bb".to_owned())),
            ]
        );
        assert_eq!(whole.len(), 12);
        for cut in 1..bytes.len() {
            assert_eq!(found_in(&[&bytes[..cut], &bytes[cut..]]), whole, "at {cut}");
        }
        let single: Vec<&[u8]> = bytes.chunks(1).collect();
        assert_eq!(found_in(&single), whole);
    }

    #[test]
    fn an_escape_with_nothing_behind_it_is_the_key() {
        let mut parser = Parser::default();
        parser.push(b"j\x1b");
        assert!(parser.is_undecided());
        assert_eq!(parser.by_ref().count(), 1);
        parser.decide();
        assert_eq!(
            parser.next(),
            Some(pressed(KeyCode::Esc, KeyModifiers::NONE))
        );
        assert!(!parser.is_undecided());
    }

    #[test]
    fn what_a_terminal_answers_is_no_key() {
        let answers: &[&[u8]] = &[b"\x1b[?62;22c", b"\x1b[?2027;0$y", b"\x1b[?2026;2$y"];
        for answer in answers {
            let mut bytes = answer.to_vec();
            bytes.push(b'j');
            assert_eq!(
                found_in(&[&bytes]),
                [pressed(KeyCode::Char('j'), KeyModifiers::NONE)],
                "{}",
                answer.escape_ascii()
            );
        }
    }

    #[test]
    fn a_terminal_tells_whether_it_knows_clusters() {
        for (answer, expected) in [
            (&b"\x1b[?2027;1$y"[..], Some(ClusterMode::On)),
            (b"\x1b[?2027;2$y", Some(ClusterMode::Off)),
            (b"\x1b[?2027;3$y", Some(ClusterMode::On)),
            (b"\x1b[?2027;4$y", None),
        ] {
            let expected: Vec<_> = expected.map(Arrived::Clusters).into_iter().collect();
            assert_eq!(found_in(&[answer]), expected, "{}", answer.escape_ascii());
        }
    }
}
