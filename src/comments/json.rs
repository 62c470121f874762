//! A JSON reader for answers of strangers: any depth, no recursion, no copy of the texts.
//!
//! Services nest answers in answers, two levels of JSON for each, so a long reply chain goes deeper
//! than the 128 levels where the usual readers stop (section 9.8). Here a document is one flat list of
//! values; each knows its first child and its next sibling, so depth costs memory and never the call
//! stack. Reading is lenient where services are careless: control characters in strings, lone
//! surrogates and a byte order mark are accepted (RFC 8259 section 9 allows that).

mod read;

use std::borrow::Cow;

use crate::comments::SourceError;

/// Values in one document. A comment has twenty to sixty, so this is above any thread that is kept;
/// at 32 bytes a value it bounds a document of opening brackets near 60 MB.
const MAX_VALUES: usize = 2_000_000;

/// Levels of nesting: a thread of the largest size that is one single reply chain.
const MAX_DEPTH: usize = 5 * crate::model::tree::MAX_COMMENTS;

/// A JSON document.
#[derive(Debug)]
pub struct Document {
    text: String,
    values: Vec<Slot>,
}

/// Where one value stands in the text and in the document.
#[derive(Clone, Copy, Debug)]
struct Slot {
    kind: Kind,
    /// Bytes of the text: the inside of a string, or a number.
    start: u32,
    end: u32,
    /// The key of a member, as the index of its string; values of arrays have none.
    key: u32,
    first: u32,
    next: u32,
}

/// No value.
const NONE: u32 = u32::MAX;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Null,
    True,
    False,
    Number,
    Text,
    /// A string with backslashes in it.
    EscapedText,
    Array,
    Object,
}

/// One value of a [`Document`]. Asking for what is not there gives null, so that a path of several
/// keys needs no check at every step.
#[derive(Clone, Copy, Debug)]
pub struct Value<'a> {
    document: &'a Document,
    index: u32,
}

impl Document {
    /// Reads a document.
    ///
    /// # Errors
    ///
    /// Fails where the bytes are no JSON, or hold more values or levels than any thread.
    pub fn read(bytes: &[u8]) -> Result<Self, SourceError> {
        let text = String::from_utf8_lossy(bytes);
        let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
        Self::read_text(text.to_owned())
    }

    /// As [`Document::read`], of text.
    ///
    /// # Errors
    ///
    /// As [`Document::read`].
    pub fn read_text(text: String) -> Result<Self, SourceError> {
        let values = read::read(&text)?;
        Ok(Self { text, values })
    }

    /// The outermost value.
    pub fn root(&self) -> Value<'_> {
        Value {
            document: self,
            index: 0,
        }
    }
}

impl<'a> Value<'a> {
    fn slot(self) -> Option<&'a Slot> {
        self.document.values.get(self.index as usize)
    }

    fn kind(self) -> Kind {
        self.slot().map_or(Kind::Null, |slot| slot.kind)
    }

    fn raw(self) -> &'a str {
        self.slot()
            .and_then(|slot| {
                let bytes = slot.start as usize..slot.end as usize;
                self.document.text.get(bytes)
            })
            .unwrap_or_default()
    }

    fn at(self, index: u32) -> Self {
        Self { index, ..self }
    }

    /// Whether there is nothing: a null, or a member that does not exist.
    pub fn is_null(self) -> bool {
        self.kind() == Kind::Null
    }

    /// Whether this is an object.
    pub fn is_object(self) -> bool {
        self.kind() == Kind::Object
    }

    /// Whether this is an array.
    pub fn is_array(self) -> bool {
        self.kind() == Kind::Array
    }

    /// The member of this name.
    pub fn get(self, name: &str) -> Self {
        self.members()
            .find(|(key, _)| key == name)
            .map_or(self.at(NONE), |(_, value)| value)
    }

    /// The member of a member, and so on.
    pub fn path(self, names: &[&str]) -> Self {
        names.iter().fold(self, |value, name| value.get(name))
    }

    /// The members of an object with their names, in the text's order.
    pub fn members(self) -> impl Iterator<Item = (Cow<'a, str>, Self)> {
        let object = self.is_object();
        self.children().filter(move |_| object).map(move |value| {
            let key = value.slot().map_or(NONE, |slot| slot.key);
            (self.at(key).text().unwrap_or_default(), value)
        })
    }

    /// The values of an array; none for everything else.
    pub fn items(self) -> impl DoubleEndedIterator<Item = Self> {
        // Collected, because callers go backwards to fill a stack.
        let items: Vec<Self> = if self.is_array() {
            self.children().collect()
        } else {
            Vec::new()
        };
        items.into_iter()
    }

    fn children(self) -> impl Iterator<Item = Self> {
        let first = self.slot().map_or(NONE, |slot| slot.first);
        std::iter::successors(Some(self.at(first)), |value| {
            value.slot().map(|slot| value.at(slot.next))
        })
        .take_while(|value| value.index != NONE)
    }

    /// The text of a string.
    pub fn text(self) -> Option<Cow<'a, str>> {
        match self.kind() {
            Kind::Text => Some(self.raw().into()),
            Kind::EscapedText => Some(read::unescape(self.raw()).into()),
            _ => None,
        }
    }

    /// The text of a string that is not blank.
    pub fn filled(self) -> Option<Cow<'a, str>> {
        self.text().filter(|text| !text.trim().is_empty())
    }

    /// An id: a string, or a number as it is written; none for null and "".
    pub fn id(self) -> Option<Cow<'a, str>> {
        match self.kind() {
            Kind::Number => Some(self.raw().into()),
            _ => self.filled(),
        }
    }

    /// A whole number, also one written as a string or with a fraction of nothing.
    pub fn integer(self) -> Option<i64> {
        let text = self.id()?;
        let text = text.trim();
        text.parse().ok().or_else(|| {
            let float: f64 = text.parse().ok()?;
            // Whole numbers beyond this are not exact in a double.
            (float.fract() == 0.0 && float.abs() < 9e15).then_some(float as i64)
        })
    }

    /// A number.
    pub fn float(self) -> Option<f64> {
        (self.kind() == Kind::Number)
            .then(|| self.raw().parse().ok())
            .flatten()
    }

    /// A count: a whole number of at least zero, cut off at the largest that is shown.
    pub fn count(self) -> Option<u32> {
        let number = self.integer()?;
        u32::try_from(number.max(0)).ok().or(Some(u32::MAX))
    }

    /// Whether this is `false`, and not merely absent.
    pub fn is_false(self) -> bool {
        self.kind() == Kind::False
    }

    /// Whether this is `true`.
    pub fn is_true(self) -> bool {
        self.kind() == Kind::True
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Document {
        Document::read(text.as_bytes()).unwrap()
    }

    #[test]
    fn members_and_items_are_found_by_name_and_in_order() {
        let document = read(r#" {"a": [1, "two", null, {"b": true}], "c": {"d": -3.5e0}} "#);
        let root = document.root();
        let a: Vec<_> = root.get("a").items().collect();
        assert_eq!(a.len(), 4);
        assert_eq!(a[0].integer(), Some(1));
        assert_eq!(a[1].text().as_deref(), Some("two"));
        assert!(a[2].is_null() && a[3].get("b").is_true());
        assert_eq!(root.get("c").get("d").float(), Some(-3.5));
        assert!(root.get("x").get("y").get("z").is_null());
    }

    #[test]
    fn escapes_are_resolved_in_texts_and_names() {
        let document = read(r#"{"\u0061b": "line\n\"q\" \ud83d\ude00 \ud83d \/ \u00e9"}"#);
        let text = document.root().get("ab").text().unwrap().into_owned();
        assert_eq!(text, "line\n\"q\" 😀 \u{fffd} / é");
    }

    #[test]
    fn an_id_is_text_whether_it_is_written_as_number_or_string() {
        let document = read(r#"[12345678901234567890, "007", "", null]"#);
        let ids: Vec<_> = document.root().items().map(|v| v.id()).collect();
        assert_eq!(ids[0].as_deref(), Some("12345678901234567890"));
        assert_eq!(ids[1].as_deref(), Some("007"));
        assert_eq!((&ids[2], &ids[3]), (&None, &None));
    }

    #[test]
    fn control_characters_in_strings_and_a_byte_order_mark_are_accepted() {
        let document = read("\u{feff}[\"a\nb\u{1}\"]");
        let text = document
            .root()
            .items()
            .next()
            .unwrap()
            .text()
            .unwrap()
            .into_owned();
        assert_eq!(text, "a\nb\u{1}");
    }

    #[test]
    fn what_is_no_json_is_refused() {
        for text in [
            "",
            " ",
            "<html>",
            "{",
            "[1,",
            "[1 2]",
            "{\"a\" 1}",
            "{1:2}",
            "[1]]",
            "nul",
            "\"a",
            "[}",
            "{\"a\":}",
            "[,1]",
            "-",
            "[1,]",
            "{\"a\":1,}",
            "01x",
            "\"\\",
        ] {
            assert!(Document::read(text.as_bytes()).is_err(), "{text:?}");
        }
    }

    #[test]
    fn a_hundred_thousand_levels_need_no_call_stack() {
        let deep = format!("{}{}", "[{\"a\":".repeat(50_000), "1");
        let deep = format!("{deep}{}", "}]".repeat(50_000));
        let document = read(&deep);
        let mut at = document.root();
        let mut levels = 0;
        while let Some(inner) = at.items().next() {
            at = inner.get("a");
            levels += 1;
        }
        assert_eq!(levels, 50_000);
        assert_eq!(at.integer(), Some(1));
    }

    #[test]
    fn a_bomb_of_brackets_is_refused_as_too_deep() {
        let bomb = "[".repeat(1_000_000);
        assert!(matches!(
            Document::read(bomb.as_bytes()),
            Err(SourceError::TooDeep)
        ));
    }
}
