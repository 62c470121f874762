//! What is known of an article or a comment beside its text: facts, each with its name.

use jiff::Timestamp;

use super::safe::SafeText;

/// What is known of one thing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Info {
    /// What it is about.
    pub title: SafeText,
    /// What is known.
    pub facts: Vec<Fact>,
}

/// One thing that is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fact {
    /// Its name: "author"; empty for one that goes on from the fact before.
    pub name: &'static str,
    /// What it is.
    pub value: Value,
}

/// What a fact says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// Words.
    Words(SafeText),
    /// A line in which every blank counts.
    Verbatim(SafeText),
    /// A moment.
    Time(Timestamp),
    /// A text that was changed, in pieces.
    Edits(Vec<Edit>),
}

/// A piece of a text that was changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// What became of it.
    pub kind: EditKind,
    /// The piece.
    pub words: SafeText,
}

/// What became of a piece of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EditKind {
    /// It is as it was.
    Kept,
    /// It is not there any more.
    Removed,
    /// It was not there before.
    Added,
}

impl Info {
    /// What is known of something called `title`: nothing yet.
    pub fn of(title: &str) -> Self {
        Self {
            title: SafeText::new(title),
            facts: Vec::new(),
        }
    }

    /// Adds words, unless there are none.
    pub fn words(&mut self, name: &'static str, words: impl AsRef<str>) {
        if let Some(words) = SafeText::non_empty(words.as_ref()) {
            self.add(name, Value::Words(words));
        }
    }

    /// Adds a moment, if there is one.
    pub fn time(&mut self, name: &'static str, time: Option<Timestamp>) {
        if let Some(time) = time {
            self.add(name, Value::Time(time));
        }
    }

    /// Adds a fact.
    pub fn add(&mut self, name: &'static str, value: Value) {
        self.facts.push(Fact { name, value });
    }
}
