//! Gated HTML as Markdown (CommonMark 0.31), for what the reader takes along: quotes and exports.

use super::markup::{Attributes, Piece, is_block, pieces, unescape};
use crate::model::safe::GatedHtml;

/// Quotations and lists in one another of which each line tells; what is deeper stands at this level.
/// The gate lets more through than anybody reads, and every level is repeated on every line.
const MAX_LEVELS: usize = 12;

/// Longest entity that a text could be mistaken for, in bytes.
const MAX_ENTITY_BYTES: usize = 32;

/// The Markdown of gated HTML: paragraphs, quotations, lists, code, links and emphasis. Without a line
/// break at its end. Linear in the length of the text.
pub fn to_markdown(html: &GatedHtml) -> String {
    let mut writer = Writer::default();
    for piece in pieces(html) {
        match piece {
            Piece::Text(words) => writer.text(&unescape(words)),
            Piece::Start(name, attributes) => writer.start(name, attributes),
            Piece::End(name) => writer.end(name),
        }
    }
    writer.out.truncate(writer.out.trim_end().len());
    writer.out
}

/// A text of one line in which nothing means anything to Markdown.
pub fn escape(text: &str) -> String {
    let mut writer = Writer::default();
    writer.text(text);
    writer.out
}

/// A link to an address, with a text that is Markdown already.
pub fn link(text: &str, address: &str) -> String {
    format!("[{text}]({})", target(address))
}

/// A link's address as it stands between the parentheses.
fn target(address: &str) -> String {
    match address.contains(['(', ')', ' ']) {
        true => format!("<{}>", address.replace(['<', '>', '\n'], "")),
        false => address.to_owned(),
    }
}

/// What every line inside a quotation or an item of a list begins with.
enum Level {
    Quote,
    /// The bullet or number that the first line has, until it is written; other lines have blanks.
    Item {
        marker: Option<String>,
        width: usize,
    },
    /// Beyond the bound: nothing.
    Deeper,
}

/// A list: how many items it has had, if it counts them.
struct List(Option<u32>);

#[derive(Default)]
struct Writer {
    out: String,
    levels: Vec<Level>,
    lists: Vec<List>,
    /// Whether something is on the line.
    is_open: bool,
    /// Whether that is digits alone, which a dot would make an item of a list.
    is_number: bool,
    /// Line breaks due before the next text.
    due: usize,
    is_blank_due: bool,
    /// Marks that begin with the next text.
    opening: Vec<&'static str>,
    /// Addresses of the links that are open.
    links: Vec<Option<String>>,
    /// Text of the code that is open, and whether it is a block.
    code: Option<(String, bool)>,
}

impl Writer {
    fn start(&mut self, name: &str, attributes: Attributes<'_>) {
        if let Some((code, _)) = &mut self.code {
            if name == "br" {
                code.push('\n');
            }
            return;
        }
        match name {
            "strong" => self.opening.push("**"),
            "em" => self.opening.push("*"),
            "s" => self.opening.push("~~"),
            "code" => self.code = Some((String::new(), false)),
            "pre" => {
                self.block(2);
                self.code = Some((String::new(), true));
            }
            "a" => {
                let address = attributes.get("href").map(|href| target(&href));
                if address.is_some() {
                    self.opening.push("[");
                }
                self.links.push(address);
            }
            "br" if self.is_open => {
                self.out.push('\\');
                self.block(1);
            }
            "img" => self.image(attributes),
            "hr" => {
                self.block(2);
                self.raw("---");
                self.block(2);
            }
            "blockquote" => {
                self.block(2);
                self.push_level(Level::Quote);
            }
            "ul" | "ol" => {
                self.block(if self.lists.is_empty() { 2 } else { 1 });
                let start = attributes.get("start").and_then(|start| start.parse().ok());
                let before = start.map_or(0, |start: u32| start.saturating_sub(1));
                self.lists.push(List((name == "ol").then_some(before)));
            }
            "li" => self.item(),
            "td" | "th" if self.is_open => self.raw(" | "),
            "tr" | "dt" | "dd" | "caption" | "div" => self.block(1),
            name if name.len() == 2 && name.starts_with('h') => {
                self.block(2);
                self.opening.push("#### ");
            }
            name if is_block(name) => self.block(2),
            _ => {}
        }
    }

    fn end(&mut self, name: &str) {
        match name {
            "code" | "pre" => {
                // A block may hold the inline element too: the outer one ends both.
                let code = self.code.as_ref();
                let is_outer = code.is_some_and(|(_, is_block)| *is_block == (name == "pre"));
                if is_outer {
                    self.end_code();
                }
            }
            _ if self.code.is_some() => {}
            "strong" => self.close("**"),
            "em" => self.close("*"),
            "s" => self.close("~~"),
            "a" => {
                if let Some(Some(address)) = self.links.pop()
                    && !self.drop_opening("[")
                {
                    self.out.push_str(&format!("]({address})"));
                }
            }
            "blockquote" => {
                self.levels.pop();
                self.block(2);
            }
            "li" => {
                self.levels.pop();
                self.block(1);
            }
            "ul" | "ol" => {
                self.lists.pop();
                self.block(if self.lists.is_empty() { 2 } else { 1 });
            }
            "tr" | "dt" | "dd" | "caption" | "div" => self.block(1),
            name if name.len() == 2 && name.starts_with('h') && name != "hr" => {
                self.drop_opening("#### ");
                self.block(2);
            }
            name if is_block(name) => self.block(2),
            _ => {}
        }
    }

    fn push_level(&mut self, level: Level) {
        let is_deep = self.levels.len() >= MAX_LEVELS;
        self.levels
            .push(if is_deep { Level::Deeper } else { level });
    }

    fn item(&mut self) {
        self.block(1);
        let marker = match self.lists.last_mut() {
            Some(List(Some(count))) => {
                *count = count.saturating_add(1);
                format!("{count}. ")
            }
            _ => "- ".to_owned(),
        };
        let width = marker.len();
        self.push_level(Level::Item {
            marker: Some(marker),
            width,
        });
    }

    fn image(&mut self, attributes: Attributes<'_>) {
        let alt = escape(&attributes.get("alt").unwrap_or_default());
        match attributes.get("src") {
            Some(src) => {
                let title = attributes.get("title");
                let title = title.filter(|title| !title.is_empty() && !title.contains('"'));
                let title = title.map_or(String::new(), |title| format!(" \"{title}\""));
                self.raw(&format!("![{alt}]({}{title})", target(&src)));
            }
            None if !alt.is_empty() => self.raw(&alt),
            None => {}
        }
    }

    /// Ends the line; so many breaks come before the next text.
    fn block(&mut self, breaks: usize) {
        if !self.out.is_empty() {
            self.due = self.due.max(breaks);
        }
        self.is_open = false;
        self.is_blank_due = false;
    }

    /// Ends an emphasis; one without text leaves no trace.
    fn close(&mut self, mark: &'static str) {
        if !self.drop_opening(mark) {
            self.out.push_str(mark);
        }
    }

    /// Whether a mark was still to be written, which it now need not be.
    fn drop_opening(&mut self, mark: &'static str) -> bool {
        let is_last = self.opening.last() == Some(&mark);
        if is_last {
            self.opening.pop();
        }
        is_last
    }

    fn end_code(&mut self) {
        let Some((code, is_block)) = self.code.take() else {
            return;
        };
        let longest = code.split(|c| c != '`').map(str::len).max().unwrap_or(0);
        if is_block {
            let fence = "`".repeat((longest + 1).max(3));
            self.raw(&fence);
            for line in code.trim_matches('\n').lines() {
                self.block(1);
                self.begin();
                self.out.push_str(line);
            }
            self.block(1);
            self.raw(&fence);
            self.block(2);
        } else if !code.trim().is_empty() {
            let fence = "`".repeat(longest + 1);
            let blank = if longest > 0 { " " } else { "" };
            let code = code.split_whitespace().collect::<Vec<_>>().join(" ");
            self.raw(&format!("{fence}{blank}{code}{blank}{fence}"));
        }
    }

    /// Writes what is Markdown already.
    fn raw(&mut self, markdown: &str) {
        self.begin();
        self.out.push_str(markdown);
        self.is_number = false;
    }

    /// Makes the line ready for text: breaks, what every line here begins with, a blank, opening marks.
    fn begin(&mut self) {
        if !self.is_open {
            for _ in 1..self.due {
                self.out.push('\n');
                let blank = self.prefix(false);
                self.out.push_str(blank.trim_end());
            }
            if self.due > 0 {
                self.out.push('\n');
            }
            let prefix = self.prefix(true);
            self.out.push_str(&prefix);
            self.due = 0;
            self.is_open = true;
            self.is_number = true;
        } else if self.is_blank_due {
            self.out.push(' ');
        }
        self.is_blank_due = false;
        if !self.opening.is_empty() {
            self.is_number = false;
        }
        for mark in std::mem::take(&mut self.opening) {
            self.out.push_str(mark);
        }
    }

    /// What a line begins with; one with text takes the markers of items along.
    fn prefix(&mut self, has_text: bool) -> String {
        let mut prefix = String::new();
        for level in &mut self.levels {
            match level {
                Level::Quote => prefix.push_str("> "),
                Level::Item { marker, width } => match marker.take_if(|_| has_text) {
                    Some(marker) => prefix.push_str(&marker),
                    None => prefix.push_str(&" ".repeat(*width)),
                },
                Level::Deeper => {}
            }
        }
        prefix
    }

    fn text(&mut self, text: &str) {
        if let Some((code, _)) = &mut self.code {
            code.push_str(text);
            return;
        }
        for (at, letter) in text.char_indices() {
            if letter.is_whitespace() {
                self.is_blank_due |= self.is_open;
                continue;
            }
            let is_first = !self.is_open;
            self.begin();
            let is_special = match letter {
                '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '~' => true,
                '#' | '+' | '-' | '=' | '>' | '|' => is_first,
                '.' | ')' => self.is_number && !is_first,
                '&' => is_like_entity(&text[at..]),
                _ => false,
            };
            if is_special {
                self.out.push('\\');
            }
            self.out.push(letter);
            self.is_number &= letter.is_ascii_digit();
        }
    }
}

/// Whether a text that begins with `&` would be read as an entity.
fn is_like_entity(text: &str) -> bool {
    let name = text.bytes().skip(1).take(MAX_ENTITY_BYTES);
    let mut rest = name.skip_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'#');
    rest.next() == Some(b';')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::html::gate;

    fn markdown(html: &str) -> String {
        to_markdown(&gate(html, None))
    }

    #[test]
    fn emphasis_links_and_code_stand_in_the_line() {
        assert_eq!(
            markdown(
                "<p>a <b> bold </b> and <i>soft</i> <a href=\"https://a.example/x_(y)\">link</a>, \
                 <code>let `x`</code>.</p>"
            ),
            "a **bold** and *soft* [link](<https://a.example/x_(y)>), `` let `x` ``."
        );
    }

    #[test]
    fn quotations_and_lists_begin_every_line() {
        assert_eq!(
            markdown(
                "<blockquote><p>one</p><p>two<br>three</p></blockquote>\
                 <ol><li>first</li><li>second<ul><li>inner</li></ul></li></ol><p>end</p>"
            ),
            "> one\n>\n> two\\\n> three\n\n1. first\n2. second\n   - inner\n\nend"
        );
    }

    #[test]
    fn preformatted_text_is_kept_behind_a_fence_that_it_does_not_contain() {
        assert_eq!(
            markdown("<pre>a\n  ```\nb *c*</pre><p>d</p>"),
            "````\na\n  ```\nb *c*\n````\n\nd"
        );
    }

    #[test]
    fn what_only_looks_like_markdown_is_escaped() {
        assert_eq!(
            markdown("<p>1. # *not* &amp;amp; [this](x) &lt;b&gt;</p><p>- 2) AT&amp;T</p>"),
            "1\\. # \\*not\\* \\&amp; \\[this\\](x) \\<b>\n\n\\- 2) AT&T"
        );
    }

    #[test]
    fn what_is_empty_leaves_no_marks() {
        assert_eq!(
            markdown("<p><b></b><a href=\"https://a.example\"> </a>x<i> </i></p><h2></h2>"),
            "x"
        );
    }

    #[test]
    fn depth_beyond_the_bound_costs_nothing() {
        for name in ["blockquote", "ul><li"] {
            let (open, close) = (format!("<{name}>").repeat(60), "</li></ul>".repeat(60));
            let markdown = markdown(&format!("{open}deep{close}"));
            assert!(markdown.ends_with("deep"), "{markdown}");
            assert!(markdown.len() <= 2 * MAX_LEVELS + 4, "{markdown}");
        }
    }
}
