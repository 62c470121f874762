//! Mends a feed into well-formed XML of bounded depth and entry count.
//!
//! One linear pass keeps what is sound and rewrites what is not. A sound document is handed on as it is,
//! without a copy. Parsers behind this pass never see an open tag, an unknown entity, nesting deeper
//! than [`MAX_DEPTH`], or more than [`MAX_ENTRIES`] entries.

mod prefixes;
mod start_tag;

use std::borrow::Cow;
use std::ops::Range;

use memchr::{memchr, memmem};

use self::prefixes::Prefixes;
use self::start_tag::{
    MAX_ATTRIBUTES, Rewrite, has_sound_references, is_void, is_xml_name, push_end,
};
use super::markup::{Attributes, Tag, Token, Tokens};
use super::namespaces;
use super::references::{self, Reference};
use super::root::{Family, Root};

/// Levels of nesting kept. feed-rs recurses, and overflows a 2 MB stack at about 1,000 levels of
/// `media:group`; no feed of the corpus is deeper than 30.
pub(crate) const MAX_DEPTH: usize = 128;

/// Entries read of one document. A million empty ones would take feed-rs ten seconds and 1.5 GB; the
/// longest real archives have about two thousand.
pub(crate) const MAX_ENTRIES: usize = 5_000;

/// CDATA sections that are cut where they ran into the next entry; each may cost a search to the end of
/// the document.
const MAX_RUNAWAYS: usize = 16;

/// A mended document.
#[derive(Debug)]
pub(crate) struct Mended<'a> {
    /// Well-formed XML, from the root's start tag to its end tag.
    pub(crate) xml: Cow<'a, str>,
    /// Entries that begin in it.
    pub(crate) entries: usize,
    /// Whether the document breaks off.
    pub(crate) is_cut: bool,
    /// What was mended, in words for the reader.
    pub(crate) repairs: Vec<String>,
}

/// Faults met, each reported once.
#[derive(Debug, Default)]
struct Faults {
    references: bool,
    tags: bool,
    attributes: bool,
    cdata: bool,
    namespaces: bool,
    depth: bool,
    entries: bool,
    cut: bool,
    version: bool,
    stray_markup: bool,
}

/// An element that is open.
struct Open<'a> {
    /// The name as the source has it.
    name: &'a str,
    /// The name as it was written, where that differs.
    written: Option<String>,
    is_entry: bool,
    /// Namespace declarations in force outside it.
    declared_outside: usize,
}

impl Open<'_> {
    fn written(&self) -> &str {
        self.written.as_deref().unwrap_or(self.name)
    }
}

struct Repair<'a> {
    source: &'a str,
    root: Root<'a>,
    out: String,
    /// Everything before this byte of the source is in `out` or left out.
    done: usize,
    open: Vec<Open<'a>>,
    /// Elements open below [`MAX_DEPTH`], whose tags are left out.
    too_deep: usize,
    prefixes: Prefixes<'a>,
    entries: usize,
    has_looked_behind_root: bool,
    runaways: usize,
    faults: Faults,
}

/// Mends `source` from its root on.
pub(crate) fn mend<'a>(source: &'a str, root: Root<'a>) -> Mended<'a> {
    let start = root.at;
    let mut repair = Repair {
        source,
        root,
        out: String::new(),
        done: start,
        open: Vec::new(),
        too_deep: 0,
        prefixes: Prefixes::new(),
        entries: 0,
        has_looked_behind_root: false,
        runaways: 0,
        faults: Faults::default(),
    };
    let end = repair.run(start);
    repair.finish(start, end)
}

impl<'a> Repair<'a> {
    /// Goes through the tokens; returns where the document's last kept byte ends.
    fn run(&mut self, start: usize) -> usize {
        let source = self.source;
        let mut tokens = Tokens::from(source, start);
        while let Some((token, range)) = tokens.next() {
            match token {
                Token::Text("<") => {
                    self.faults.stray_markup = true;
                    self.replace(range.clone(), "&lt;");
                }
                Token::Text(text) => self.references(text, range.start),
                Token::Cdata(body) => {
                    if let Some(length) = self.runaway_end(body) {
                        self.close_cdata(range.start, length);
                        tokens.resume_at(range.start + "<![CDATA[".len() + length);
                    }
                }
                Token::Cut(Some(body)) => {
                    let length = self.end_of_entry(body).unwrap_or(body.len());
                    self.close_cdata(range.start, length);
                    tokens.resume_at(range.start + "<![CDATA[".len() + length);
                }
                Token::Cut(None) => {
                    self.faults.cut = true;
                    self.replace(range.clone(), "");
                }
                Token::Ignorable if !is_sound_comment(&source[range.clone()]) => {
                    self.replace(range.clone(), "");
                }
                Token::Ignorable => {}
                Token::Declaration(_) => self.replace(range.clone(), ""),
                Token::Start(tag) => {
                    if !self.start(tag, range.clone()) {
                        return range.start;
                    }
                }
                Token::End(name) => self.end(name, range.clone()),
            }
            if self.open.is_empty() {
                return range.end;
            }
        }
        self.faults.cut = true;
        source.len()
    }

    /// Writes what has to be added around the kept document.
    fn finish(mut self, start: usize, end: usize) -> Mended<'a> {
        let repairs = self.describe();
        let is_open = !self.open.is_empty();
        if self.done == start && !is_open && self.prefixes.undeclared().is_empty() {
            return Mended {
                xml: Cow::Borrowed(&self.source[start..end]),
                entries: self.entries,
                is_cut: self.faults.cut,
                repairs,
            };
        }
        if self.done < end {
            self.out.push_str(&self.source[self.done..end]);
        }
        while let Some(open) = self.open.pop() {
            push_end(open.written(), &mut self.out);
        }
        if !self.prefixes.undeclared().is_empty() {
            let name_end = self
                .out
                .find(|c: char| c.is_ascii_whitespace() || matches!(c, '>' | '/'))
                .unwrap_or(self.out.len());
            let declarations = self.prefixes.missing_declarations();
            self.out.insert_str(name_end, &declarations);
        }
        Mended {
            xml: Cow::Owned(self.out),
            entries: self.entries,
            is_cut: self.faults.cut,
            repairs,
        }
    }

    fn describe(&self) -> Vec<String> {
        let faults = &self.faults;
        let mut repairs = Vec::new();
        let mut note = |is_so: bool, words: &str| {
            if is_so {
                repairs.push(words.to_owned());
            }
        };
        note(self.root.has_junk, "text in front of the document cut off");
        note(faults.version, "missing or unusual RSS version read as 2.0");
        note(
            faults.references,
            "ampersands and references that XML does not know mended",
        );
        note(faults.stray_markup, "stray markup characters mended");
        note(faults.attributes, "malformed tags mended");
        note(
            faults.namespaces,
            "misspelt addresses of vocabularies corrected",
        );
        note(faults.tags, "tags that were crossed or left open closed");
        note(faults.cdata, "CDATA section without an end closed");
        note(
            faults.cut,
            "the document breaks off; what came before was kept",
        );
        note(
            faults.depth,
            "elements nested deeper than 128 levels flattened",
        );
        note(faults.entries, "only the first 5,000 entries read");
        if !self.prefixes.undeclared().is_empty() {
            repairs.push(format!(
                "undeclared prefixes declared: {}",
                self.prefixes.undeclared().join(", ")
            ));
        }
        repairs
    }

    /// Puts `with` in the place of a piece of the source.
    fn replace(&mut self, range: Range<usize>, with: &str) {
        self.out.push_str(&self.source[self.done..range.start]);
        self.out.push_str(with);
        self.done = range.end;
    }

    /// Puts text in front of a byte of the source.
    fn insert(&mut self, at: usize, text: &str) {
        self.replace(at..at, text);
    }

    /// Mends the references of a text that begins at `start`.
    fn references(&mut self, text: &str, start: usize) {
        let mut at = 0;
        while let Some(found) = memchr(b'&', &text.as_bytes()[at..]) {
            at += found;
            match references::at(&text[at..], &mut self.root.entities) {
                Reference::Sound(length) => at += length,
                Reference::Means(length, meaning) => {
                    let mut escaped = String::with_capacity(meaning.len());
                    references::push_escaped(&meaning, &mut escaped);
                    self.faults.references = true;
                    self.replace(start + at..start + at + length, &escaped);
                    at += length;
                }
                Reference::Stray => {
                    self.faults.references = true;
                    self.replace(start + at..start + at + 1, "&amp;");
                    at += 1;
                }
            }
        }
    }

    /// Ends a CDATA section that begins at `start` after `length` bytes of content.
    fn close_cdata(&mut self, start: usize, length: usize) {
        self.faults.cdata = true;
        self.insert(start + "<![CDATA[".len() + length, "]]>");
    }

    /// Where the entry ends in which a CDATA section was left open: in front of its first end tag after
    /// the section's start. Looks for one end tag only, so that every search ends close by or is the last.
    fn end_of_entry(&self, body: &str) -> Option<usize> {
        let end_tag = if self.root.family == Family::Atom {
            "</entry"
        } else {
            "</item"
        };
        let entry = body.find(end_tag)?;
        ["</description", "</content", "</title", "</summary"]
            .iter()
            .filter_map(|field| body[..entry].find(field))
            .min()
            .or(Some(entry))
    }

    /// Where a CDATA section should have ended that ran on into the next entry's.
    fn runaway_end(&mut self, body: &str) -> Option<usize> {
        let next = memmem::find(body.as_bytes(), b"<![CDATA[")?;
        let end = self.end_of_entry(&body[..next])?;
        self.runaways += 1;
        (self.runaways <= MAX_RUNAWAYS).then_some(end)
    }

    /// Handles a start tag; false where reading has to stop in front of it.
    fn start(&mut self, tag: Tag<'a>, range: Range<usize>) -> bool {
        let is_entry = self.is_entry(tag.name);
        if is_entry {
            self.close_open_entry(range.start);
            if self.entries == MAX_ENTRIES {
                self.faults.entries = true;
                return false;
            }
        } else if self.root.family == Family::Rss {
            self.close_open_line(tag.name, range.start);
        }
        if self.open.len() >= MAX_DEPTH {
            self.faults.depth = true;
            self.too_deep += usize::from(!tag.is_empty);
            self.replace(range, "");
            return true;
        }
        self.entries += usize::from(is_entry);
        let declared_outside = self.prefixes.in_force();
        let (is_sound, kept_declarations) = self.look_at_attributes(&tag);
        let written = self.prefixes.name_to_write(tag.name);
        let is_void = !tag.is_empty && !tag.name.contains(':') && is_void(tag.name);
        self.faults.tags |= is_void;
        let needs_version = self.open.is_empty() && self.needs_version(&tag);
        self.faults.version |= needs_version;
        let is_cut_short = !self.source[range.clone()].ends_with('>');
        if !is_sound || written.is_some() || is_void || needs_version || is_cut_short {
            let name = written.as_deref().unwrap_or(tag.name);
            let text = Rewrite {
                name,
                tag: &tag,
                declarations: kept_declarations,
                needs_version,
                is_closed: tag.is_empty || is_void,
            }
            .write();
            self.replace(range, &text);
        }
        if tag.is_empty || is_void {
            self.prefixes.leave(declared_outside);
        } else {
            self.open.push(Open {
                name: tag.name,
                written,
                is_entry,
                declared_outside,
            });
        }
        true
    }

    /// Whether feed-rs would refuse the root for its version.
    fn needs_version(&self, tag: &Tag<'_>) -> bool {
        self.root.family == Family::Rss
            && tag.name == "rss"
            && !Attributes::of(tag).any(|attribute| {
                attribute.name == "version" && matches!(attribute.value, "2.0" | "0.91" | "0.92")
            })
    }

    /// Records namespace declarations; says whether all attributes may stay as they are, and how many
    /// declarations fit.
    fn look_at_attributes(&mut self, tag: &Tag<'a>) -> (bool, usize) {
        let mut names: Vec<&str> = Vec::new();
        let mut is_sound = true;
        let mut is_respelled = false;
        let mut declarations = 0;
        for attribute in Attributes::of(tag) {
            if names.len() >= MAX_ATTRIBUTES {
                is_sound = false;
                break;
            }
            is_sound &= attribute.is_sound
                && is_xml_name(attribute.name)
                && !names.contains(&attribute.name)
                && has_sound_references(attribute.value);
            names.push(attribute.name);
            if let Some(prefix) = attribute.name.strip_prefix("xmlns:") {
                if self.prefixes.declare(prefix, attribute.value) {
                    declarations += 1;
                    if namespaces::respelled(attribute.value).is_some() {
                        self.faults.namespaces = true;
                        is_respelled = true;
                    }
                } else {
                    is_sound = false;
                }
            }
        }
        self.faults.attributes |= !is_sound;
        (is_sound && !is_respelled, declarations)
    }

    /// Whether a start tag opens an entry.
    fn is_entry(&self, name: &str) -> bool {
        let (prefix, local) = name.split_once(':').unwrap_or(("", name));
        if !local.eq_ignore_ascii_case("item") && !local.eq_ignore_ascii_case("entry") {
            return false;
        }
        prefix.is_empty() || self.prefixes.is_core(prefix)
    }

    /// Where an entry begins, an entry before it that is still open was left open; but an extension may
    /// hold entries of its own, such as the copies of `sx:conflicts`.
    fn close_open_entry(&mut self, at: usize) {
        let Some(entry) = self.open.iter().rposition(|open| open.is_entry) else {
            return;
        };
        let is_in_extension = self.open[entry + 1..].iter().any(|open| {
            open.name
                .split_once(':')
                .is_some_and(|(prefix, _)| !self.prefixes.is_core(prefix))
        });
        if !is_in_extension {
            self.faults.tags = true;
            self.too_deep = 0;
            self.close_down_to(entry, at);
        }
    }

    /// Where a line of text begins inside another, closes that other.
    fn close_open_line(&mut self, name: &str, at: usize) {
        if self.too_deep == 0
            && is_line(name)
            && let Some(top) = self.open.last()
            && is_line(top.name)
            && top.name != "description"
        {
            self.faults.tags = true;
            let level = self.open.len() - 1;
            self.close_down_to(level, at);
        }
    }

    /// Closes the open elements from the innermost down to the one at `level`, in front of `at`.
    fn close_down_to(&mut self, level: usize, at: usize) {
        let mut ends = String::new();
        for open in self.open.drain(level..).rev() {
            push_end(open.written(), &mut ends);
            self.prefixes.leave(open.declared_outside);
        }
        self.insert(at, &ends);
    }

    /// Handles an end tag: closes what it names, and first what was left open inside that.
    fn end(&mut self, name: &str, range: Range<usize>) {
        if self.too_deep > 0 {
            self.too_deep -= 1;
            return self.replace(range, "");
        }
        let is_entry = self.is_entry(name);
        let floor = match self.open.iter().rposition(|open| open.is_entry) {
            // The end tag of something inside an entry closes nothing outside it.
            Some(entry) if !self.is_frame(name) => entry + usize::from(!is_entry),
            _ => 0,
        };
        let level = self.open[floor..]
            .iter()
            .rposition(|open| open.name == name)
            .or_else(|| {
                self.open[floor..]
                    .iter()
                    .rposition(|open| open.name.eq_ignore_ascii_case(name))
            });
        let Some(level) = level.map(|level| level + floor) else {
            self.faults.tags = true;
            return self.replace(range, "");
        };
        if level == 0 && self.has_more_entries(range.end) {
            self.faults.tags = true;
            return self.replace(range, "");
        }
        if level + 1 < self.open.len() {
            self.faults.tags = true;
            self.close_down_to(level + 1, range.start);
        }
        if let Some(open) = self.open.pop() {
            self.prefixes.leave(open.declared_outside);
            let is_finished = self.source[range.clone()].ends_with('>');
            if open.written.is_some() || open.name != name || !is_finished {
                let mut end = String::new();
                push_end(open.written(), &mut end);
                self.replace(range, &end);
            }
        }
    }

    /// Whether a name is that of the root or of a channel.
    fn is_frame(&self, name: &str) -> bool {
        self.open.first().is_some_and(|root| root.name == name)
            || name.eq_ignore_ascii_case("channel")
    }

    /// Whether the root closes too early; asked once for a document.
    fn has_more_entries(&mut self, after: usize) -> bool {
        if self.has_looked_behind_root {
            return false;
        }
        self.has_looked_behind_root = true;
        let rest = &self.source[after..];
        rest.contains("<item") || rest.contains("<entry")
    }
}

/// Whether an element of RSS holds a line of text. Where one of them begins inside another, that one was
/// left open.
fn is_line(name: &str) -> bool {
    matches!(
        name,
        "title"
            | "link"
            | "guid"
            | "pubDate"
            | "category"
            | "comments"
            | "description"
            | "enclosure"
    )
}

/// Whether markup is a comment with an end; processing instructions say nothing to a feed reader.
fn is_sound_comment(markup: &str) -> bool {
    markup.len() >= "<!---->".len() && markup.starts_with("<!--") && markup.ends_with("-->")
}
