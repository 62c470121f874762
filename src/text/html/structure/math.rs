//! Formulas of MathML in a line of text.

use std::mem::take;

/// Parts open at a time; deeper ones are read as if they stood beside each other.
const MAX_DEPTH: usize = 32;

/// Bytes kept of a formula.
const MAX_BYTES: usize = 8_192;

/// A formula while it is read.
#[derive(Default)]
pub(super) struct Formula {
    open: Vec<Part>,
    too_deep: usize,
    bytes: usize,
    /// The same in TeX, where the page has it.
    tex: String,
    whole: Vec<String>,
}

/// An element of a formula.
struct Part {
    name: String,
    kind: Kind,
    pieces: Vec<String>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Row,
    Fraction,
    Power,
    Index,
    IndexAndPower,
    Root,
    NthRoot,
    /// The cells of a table's row.
    Cells,
    /// The rows of a table.
    Rows,
    Fenced,
    /// The formula in TeX.
    Tex,
    /// In another language, or not to be seen.
    Nothing,
}

impl Formula {
    /// A formula that is TeX alone.
    pub(super) fn tex() -> Self {
        let mut formula = Self::default();
        formula.push("script", Kind::Tex);
        formula
    }

    /// A start tag inside the formula; `encoding` is that of an annotation.
    pub(super) fn start(&mut self, name: &str, encoding: Option<&str>, self_closing: bool) {
        if self.open.len() >= MAX_DEPTH {
            self.too_deep += usize::from(!self_closing);
            return;
        }
        let is_tex = encoding.is_some_and(|encoding| encoding.to_ascii_lowercase().contains("tex"));
        let kind = match name {
            "mfrac" => Kind::Fraction,
            "msup" | "mover" => Kind::Power,
            "msub" | "munder" => Kind::Index,
            "msubsup" | "munderover" => Kind::IndexAndPower,
            "msqrt" => Kind::Root,
            "mroot" => Kind::NthRoot,
            "mtr" | "mlabeledtr" => Kind::Cells,
            "mtable" => Kind::Rows,
            "mfenced" => Kind::Fenced,
            "annotation" if is_tex => Kind::Tex,
            "annotation" | "annotation-xml" | "mphantom" => Kind::Nothing,
            _ => Kind::Row,
        };
        self.push(name, kind);
        if self_closing {
            self.close();
        }
    }

    fn push(&mut self, name: &str, kind: Kind) {
        self.open.push(Part {
            name: name.to_owned(),
            kind,
            pieces: Vec::new(),
        });
    }

    /// An end tag inside the formula.
    pub(super) fn end(&mut self, name: &str) {
        if self.too_deep > 0 {
            self.too_deep -= 1;
            return;
        }
        if let Some(at) = self.open.iter().rposition(|part| part.name == name) {
            while self.open.len() > at {
                self.close();
            }
        }
    }

    pub(super) fn text(&mut self, text: &str) {
        self.bytes += text.len();
        if self.bytes > MAX_BYTES {
            return;
        }
        let is_tex = self.open.last().is_some_and(|part| part.kind == Kind::Tex);
        if is_tex {
            return self.tex.push_str(text);
        }
        // Signs that say what is applied or multiplied are not seen.
        let seen: String = text
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ")
            .replace(['\u{2061}', '\u{2062}', '\u{2063}', '\u{2064}'], "");
        if !seen.is_empty() {
            self.pieces().push(seen);
        }
    }

    fn pieces(&mut self) -> &mut Vec<String> {
        match self.open.last_mut() {
            Some(part) => &mut part.pieces,
            None => &mut self.whole,
        }
    }

    fn close(&mut self) {
        let Some(part) = self.open.pop() else {
            return;
        };
        let text = joined(part.kind, &part.pieces);
        if !text.is_empty() || !matches!(part.kind, Kind::Tex | Kind::Nothing) {
            self.pieces().push(text);
        }
    }

    /// The formula in TeX if the page has that, else as it can be written in a line.
    pub(super) fn finish(mut self) -> String {
        while !self.open.is_empty() {
            self.close();
        }
        match bare_tex(&self.tex) {
            "" => joined(Kind::Row, &take(&mut self.whole)),
            tex => tex.to_owned(),
        }
    }
}

/// TeX without the style that it is set in as a whole.
pub(in crate::text::html) fn bare_tex(tex: &str) -> &str {
    let tex = tex.trim();
    let inside = tex
        .strip_prefix('{')
        .and_then(|rest| rest.strip_suffix('}'));
    let inside = inside.filter(|inside| inside.trim_start().starts_with("\\displaystyle"));
    let tex = inside.unwrap_or(tex).trim();
    tex.strip_prefix("\\displaystyle").unwrap_or(tex).trim()
}

/// The pieces of an element as one.
fn joined(kind: Kind, pieces: &[String]) -> String {
    let piece = |at: usize| pieces.get(at).map_or("", String::as_str);
    let grouped = |at: usize| grouped(piece(at));
    match kind {
        Kind::Row => row(pieces),
        Kind::Fraction => format!("{}/{}", grouped(0), grouped(1)),
        Kind::Power => format!("{}^{}", piece(0), grouped(1)),
        Kind::Index => format!("{}_{}", piece(0), grouped(1)),
        Kind::IndexAndPower => format!("{}_{}^{}", piece(0), grouped(1), grouped(2)),
        Kind::Root => match row(pieces).as_str() {
            inside if inside.chars().count() > 1 => format!("√({inside})"),
            inside => format!("√{inside}"),
        },
        Kind::NthRoot => format!("{}√{}", piece(1), grouped(0)),
        Kind::Cells => pieces.join(", "),
        Kind::Rows => pieces.join("; "),
        Kind::Fenced => format!("({})", pieces.join(", ")),
        Kind::Tex | Kind::Nothing => String::new(),
    }
}

/// Pieces beside each other; words are set apart.
fn row(pieces: &[String]) -> String {
    let mut line = String::new();
    let mut last_is_word = false;
    for piece in pieces.iter().filter(|piece| !piece.is_empty()) {
        let is_word = piece.chars().count() > 1 && piece.chars().all(char::is_alphabetic);
        let begins = piece.chars().next().is_some_and(char::is_alphanumeric);
        let ends = line.chars().next_back().is_some_and(char::is_alphanumeric);
        if begins && ends && (is_word || last_is_word) {
            line.push(' ');
        }
        line.push_str(piece);
        last_is_word = is_word;
    }
    line
}

/// A piece as one thing: in brackets where it is more.
fn grouped(piece: &str) -> String {
    let is_one = piece.chars().count() == 1 || piece.chars().all(char::is_alphanumeric);
    match is_one {
        true => piece.to_owned(),
        false => format!("({piece})"),
    }
}
