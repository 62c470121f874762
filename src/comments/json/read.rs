//! The grammar of RFC 8259, over bytes, with the open brackets on an explicit stack.

use super::{Kind, MAX_DEPTH, MAX_VALUES, NONE, Slot};
use crate::comments::SourceError;

/// Reads a text into its values; the first is the outermost.
pub(super) fn read(text: &str) -> Result<Vec<Slot>, SourceError> {
    if u32::try_from(text.len()).is_err() {
        return Err(malformed("is larger than four gigabytes"));
    }
    let mut reader = Reader {
        bytes: text.as_bytes(),
        at: 0,
        values: Vec::new(),
        open: Vec::new(),
    };
    reader.document()?;
    Ok(reader.values)
}

struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
    values: Vec<Slot>,
    /// Arrays and objects that are not closed yet, each with its last child.
    open: Vec<(u32, u32)>,
}

impl Reader<'_> {
    fn document(&mut self) -> Result<(), SourceError> {
        self.value(NONE)?;
        while let Some(&(container, last)) = self.open.last() {
            let object = self.values[container as usize].kind == Kind::Object;
            let close = if object { b'}' } else { b']' };
            let is_first = last == NONE;
            match self.peek() {
                Some(byte) if byte == close => {
                    self.at += 1;
                    self.open.pop();
                    continue;
                }
                Some(b',') if !is_first => {
                    self.at += 1;
                    if self.peek() == Some(close) {
                        return Err(malformed("ends a list with a comma"));
                    }
                }
                Some(_) if is_first => {}
                _ => return Err(malformed("is cut off or has brackets that do not match")),
            }
            let key = if object { self.key()? } else { NONE };
            self.value(key)?;
        }
        match self.peek() {
            None => Ok(()),
            Some(_) => Err(malformed("goes on behind its end")),
        }
    }

    /// The next byte that is not white space, not taken.
    fn peek(&mut self) -> Option<u8> {
        while matches!(self.bytes.get(self.at), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
        self.bytes.get(self.at).copied()
    }

    fn key(&mut self) -> Result<u32, SourceError> {
        if self.peek() != Some(b'"') {
            return Err(malformed("has a member without a name"));
        }
        let slot = self.string()?;
        let key = self.push(slot)?;
        if self.peek() != Some(b':') {
            return Err(malformed("has a name without a value"));
        }
        self.at += 1;
        Ok(key)
    }

    /// Takes a value, or the opening bracket of one, as the next child of what is open.
    fn value(&mut self, key: u32) -> Result<(), SourceError> {
        let mut slot = match self.peek() {
            Some(b'"') => self.string()?,
            Some(b'{') => self.bracket(Kind::Object)?,
            Some(b'[') => self.bracket(Kind::Array)?,
            Some(b't') => self.word(b"true", Kind::True)?,
            Some(b'f') => self.word(b"false", Kind::False)?,
            Some(b'n') => self.word(b"null", Kind::Null)?,
            Some(b'-' | b'0'..=b'9') => self.number()?,
            _ => return Err(malformed("is cut off or is no JSON")),
        };
        slot.key = key;
        let kind = slot.kind;
        let index = self.push(slot)?;
        if let Some((container, last)) = self.open.last_mut() {
            match *last {
                NONE => self.values[*container as usize].first = index,
                before => self.values[before as usize].next = index,
            }
            *last = index;
        }
        if matches!(kind, Kind::Array | Kind::Object) {
            if self.open.len() == MAX_DEPTH {
                return Err(SourceError::TooDeep);
            }
            self.open.push((index, NONE));
        }
        Ok(())
    }

    fn push(&mut self, slot: Slot) -> Result<u32, SourceError> {
        if self.values.len() == MAX_VALUES {
            return Err(malformed("holds more values than any thread"));
        }
        self.values.push(slot);
        Ok(self.values.len() as u32 - 1)
    }

    fn bracket(&mut self, kind: Kind) -> Result<Slot, SourceError> {
        self.at += 1;
        Ok(slot(kind, self.at, self.at))
    }

    fn word(&mut self, word: &[u8], kind: Kind) -> Result<Slot, SourceError> {
        let start = self.at;
        self.at += word.len();
        if self.bytes.get(start..self.at) == Some(word) {
            Ok(slot(kind, start, self.at))
        } else {
            Err(malformed("is no JSON"))
        }
    }

    fn number(&mut self) -> Result<Slot, SourceError> {
        let start = self.at;
        while matches!(
            self.bytes.get(self.at),
            Some(b'-' | b'+' | b'.' | b'e' | b'E' | b'0'..=b'9')
        ) {
            self.at += 1;
        }
        let is_number = std::str::from_utf8(&self.bytes[start..self.at])
            .is_ok_and(|text| text.parse::<f64>().is_ok());
        if is_number {
            Ok(slot(Kind::Number, start, self.at))
        } else {
            Err(malformed("has a number that is none"))
        }
    }

    fn string(&mut self) -> Result<Slot, SourceError> {
        let start = self.at + 1;
        let mut kind = Kind::Text;
        let mut at = start;
        loop {
            match self.bytes.get(at) {
                Some(b'"') => break,
                Some(b'\\') => {
                    kind = Kind::EscapedText;
                    at += 2;
                }
                Some(_) => at += 1,
                None => return Err(malformed("is cut off inside a text")),
            }
        }
        self.at = at + 1;
        Ok(slot(kind, start, at))
    }
}

fn slot(kind: Kind, start: usize, end: usize) -> Slot {
    Slot {
        kind,
        // The length was checked against the type once, in `read`.
        start: start as u32,
        end: end as u32,
        key: NONE,
        first: NONE,
        next: NONE,
    }
}

fn malformed(what: &str) -> SourceError {
    SourceError::Malformed(format!("The answer {what}"))
}

/// Resolves the escapes of a string; those that mean nothing become U+FFFD.
pub(super) fn unescape(raw: &str) -> String {
    let mut text = String::with_capacity(raw.len());
    let mut rest = raw;
    while let Some(at) = rest.find('\\') {
        text.push_str(&rest[..at]);
        let escape = &rest[at + 1..];
        let Some(letter) = escape.chars().next() else {
            rest = escape;
            break;
        };
        rest = &escape[letter.len_utf8()..];
        match letter {
            'n' => text.push('\n'),
            't' => text.push('\t'),
            'r' => text.push('\r'),
            'b' => text.push('\u{8}'),
            'f' => text.push('\u{c}'),
            'u' => {
                let (c, behind) = code_point(rest);
                text.push(c);
                rest = behind;
            }
            other => text.push(other),
        }
    }
    text.push_str(rest);
    text
}

/// The character of the four digits that follow, with a second escape where it takes two, and the rest.
fn code_point(text: &str) -> (char, &str) {
    let Some(unit) = four_digits(text) else {
        return (char::REPLACEMENT_CHARACTER, text);
    };
    let rest = &text[4..];
    if (0xd800..0xdc00).contains(&unit) {
        let low = rest.strip_prefix("\\u").and_then(four_digits);
        if let Some(low) = low.filter(|low| (0xdc00..0xe000).contains(low)) {
            let point = 0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00);
            let c = char::from_u32(point).unwrap_or(char::REPLACEMENT_CHARACTER);
            return (c, &rest[6..]);
        }
    }
    (
        char::from_u32(unit).unwrap_or(char::REPLACEMENT_CHARACTER),
        rest,
    )
}

fn four_digits(text: &str) -> Option<u32> {
    let digits = text.get(..4)?;
    let all = digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    all.then(|| u32::from_str_radix(digits, 16).ok()).flatten()
}
