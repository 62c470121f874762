//! What the roles of text look like. Colours are the terminal's own sixteen, so that they follow the
//! reader's theme; nothing is told by colour alone.

use ratatui::style::{Color, Modifier, Style};

use crate::text::layout::{Line, LineKind, Mark, Syntax};

/// One style for each role that text can have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Styles {
    /// Running text.
    pub text: Style,
    /// What stands back: ages, counts, the text of what is read.
    pub dim: Style,
    /// The focused pane's border and title.
    pub focus: Style,
    /// Borders and titles of the other panes.
    pub border: Style,
    /// The header and status lines.
    pub bar: Style,
    /// Key names in the bottom line and in `?`.
    pub key: Style,
    /// The selection bar.
    pub selection: Style,
    /// The name of what is selected.
    pub selected: Style,
    /// Titles of unread articles, authors of unread comments.
    pub unread: Style,
    /// The word NEW, counts of what is new.
    pub new: Style,
    /// What went wrong.
    pub error: Style,
    /// Authors of comments.
    pub author: Style,
    /// The name of an author whose comments are lit up.
    pub lit: Style,
    /// Badges behind a name.
    pub badge: Style,
    /// Quoted text and its bars.
    pub quote: Style,
    /// Code.
    pub code: Style,
    /// A string or a number in code whose language is known, and a line that a change adds.
    pub code_literal: Style,
    /// A function or a type in it.
    pub code_name: Style,
    /// A line that a change takes away.
    pub code_deleted: Style,
    /// A link's text.
    pub link: Style,
    /// The number behind it.
    pub link_number: Style,
    /// Headings.
    pub heading: Style,
    /// Found words.
    pub found: Style,
    /// Guides of the comment tree, by depth modulo six.
    pub depth: [Style; 6],
}

impl Styles {
    /// The default styles; without colour, only bold, dim, italic, underline and reverse are used.
    pub fn new(colour: bool) -> Self {
        let plain = Style::new();
        let hue = |color: Color| if colour { plain.fg(color) } else { plain };
        let dim = plain.add_modifier(Modifier::DIM);
        let bold = plain.add_modifier(Modifier::BOLD);
        Self {
            text: plain,
            dim,
            focus: hue(Color::Cyan).add_modifier(Modifier::BOLD),
            border: dim,
            bar: plain,
            key: hue(Color::Cyan).add_modifier(Modifier::BOLD),
            // In the terminal's own colour of text: no ANSI colour can be read on black and on white alike.
            selection: bold,
            selected: plain.add_modifier(Modifier::REVERSED),
            unread: bold,
            new: hue(Color::Green).add_modifier(Modifier::BOLD),
            error: hue(Color::Red).add_modifier(Modifier::BOLD),
            author: plain,
            lit: hue(Color::Yellow).add_modifier(Modifier::BOLD | Modifier::UNDERLINED),
            badge: hue(Color::Magenta),
            quote: hue(Color::Cyan),
            code: hue(Color::Yellow),
            code_literal: hue(Color::Green),
            code_name: hue(Color::Cyan),
            code_deleted: hue(Color::Red),
            link: plain.add_modifier(Modifier::UNDERLINED),
            link_number: dim,
            heading: hue(Color::Yellow).add_modifier(Modifier::BOLD),
            found: plain.add_modifier(Modifier::REVERSED),
            depth: [
                hue(Color::Blue),
                hue(Color::Green),
                hue(Color::Magenta),
                hue(Color::Yellow),
                hue(Color::Cyan),
                hue(Color::Red),
            ],
        }
    }

    /// The style of a piece of laid-out text.
    pub fn prose(&self, line: &Line, mark: Mark) -> Style {
        let mut style = match line.kind {
            LineKind::Heading(_) => self.heading,
            LineKind::Code => self.code,
            LineKind::Rule => self.dim,
            LineKind::Text | LineKind::Table if line.quote_depth > 0 => self.quote,
            LineKind::Text | LineKind::Table => self.text,
        };
        if mark.code {
            style = style.patch(self.code);
        }
        if let Some(syntax) = mark.syntax {
            style = self.syntax(style, syntax);
        }
        if mark.strong {
            style = style.add_modifier(Modifier::BOLD);
        }
        if mark.emphasis {
            style = style.add_modifier(Modifier::ITALIC);
        }
        if mark.strike {
            style = style.add_modifier(Modifier::CROSSED_OUT);
        }
        if mark.link_number || mark.image || mark.bullet {
            style = style.patch(self.link_number);
        } else if mark.link.is_some() {
            style = style.patch(self.link);
        }
        if mark.quote_bar {
            style = self.quote;
        }
        style
    }

    /// The style of a part of code: what a comment says is quieter, what the language says is bolder.
    fn syntax(&self, code: Style, syntax: Syntax) -> Style {
        match syntax {
            Syntax::Comment => self.dim,
            Syntax::Keyword => code.add_modifier(Modifier::BOLD),
            Syntax::Literal | Syntax::Inserted => code.patch(self.code_literal),
            Syntax::Name => code.patch(self.code_name),
            Syntax::Deleted => code.patch(self.code_deleted),
        }
    }
}

/// The glyphs that marks, folds and guides are drawn with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Marks {
    /// In front of what is selected, a column of its own.
    pub selection: &'static str,
    /// Unread and new.
    pub new: &'static str,
    /// Unread, seen on an earlier visit.
    pub unread: &'static str,
    /// Read, where that has to be shown.
    pub read: &'static str,
    /// A folded branch.
    pub folded: &'static str,
    /// An open branch.
    pub open: &'static str,
    /// A guide; the faint one where colour cannot tell the path.
    pub guide: &'static str,
    /// The guide of the first level.
    pub root_guide: &'static str,
    /// In front of the name of the parent.
    pub reply_to: &'static str,
    /// Between the parts of a header.
    pub dot: &'static str,
    /// Between names of a path.
    pub path: &'static str,
    /// What was cut off.
    pub ellipsis: &'static str,
    /// A horizontal line of one column.
    pub rule: &'static str,
    /// The heavy horizontal line of the focused pane.
    pub focus_rule: &'static str,
    /// So many times.
    pub times: &'static str,
    /// News above and below the window.
    pub above: &'static str,
    /// See `above`.
    pub below: &'static str,
    /// Between a key and what it does next.
    pub leads_to: &'static str,
}

impl Marks {
    /// Glyphs of Unicode.
    pub const UNICODE: Self = Self {
        selection: "▌",
        new: "●",
        unread: "○",
        read: "·",
        folded: "▸",
        open: "▾",
        guide: "│",
        root_guide: "┆",
        reply_to: "↳ ",
        dot: " · ",
        path: " › ",
        ellipsis: "…",
        rule: "─",
        focus_rule: "═",
        times: "×",
        above: "▲",
        below: "▼",
        leads_to: " → ",
    };

    /// ASCII only.
    pub const ASCII: Self = Self {
        selection: "#",
        new: "*",
        unread: "o",
        read: ".",
        folded: ">",
        open: "v",
        guide: "|",
        root_guide: ":",
        reply_to: "^",
        dot: " - ",
        path: " > ",
        ellipsis: "~",
        rule: "-",
        focus_rule: "=",
        times: "x",
        above: "^",
        below: "v",
        leads_to: " -> ",
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Red, green, yellow, blue, magenta and cyan as terminals show them unless told otherwise.
    const PALETTES: [(&str, [u32; 6]); 6] = [
        (
            "xterm",
            [0xcd0000, 0x00cd00, 0xcdcd00, 0x0000ee, 0xcd00cd, 0x00cdcd],
        ),
        (
            "VGA",
            [0xaa0000, 0x00aa00, 0xaa5500, 0x0000aa, 0xaa00aa, 0x00aaaa],
        ),
        (
            "Tango",
            [0xcc0000, 0x4e9a06, 0xc4a000, 0x3465a4, 0x75507b, 0x06989a],
        ),
        (
            "Campbell",
            [0xc50f1f, 0x13a10e, 0xc19c00, 0x0037da, 0x881798, 0x3a96dd],
        ),
        (
            "Solarized",
            [0xdc322f, 0x859900, 0xb58900, 0x268bd2, 0xd33682, 0x2aa198],
        ),
        (
            "Terminal.app",
            [0x990000, 0x00a600, 0x999900, 0x0000b2, 0xb200b2, 0x00a6b2],
        ),
    ];

    /// Contrast that text needs (WCAG 2.2, section 1.4.3).
    const LEAST_CONTRAST: f64 = 4.5;

    /// WCAG 2.2, "relative luminance".
    fn luminance(colour: u32) -> f64 {
        let linear = |shift: u32| {
            let part = f64::from((colour >> shift) & 0xff) / 255.0;
            match part <= 0.04045 {
                true => part / 12.92,
                false => ((part + 0.055) / 1.055).powf(2.4),
            }
        };
        0.2126 * linear(16) + 0.7152 * linear(8) + 0.0722 * linear(0)
    }

    fn contrast(one: u32, other: u32) -> f64 {
        let (one, other) = (luminance(one), luminance(other));
        (one.max(other) + 0.05) / (one.min(other) + 0.05)
    }

    /// The palettes and grounds on which a colour cannot be read.
    fn unreadable(colour: Color) -> Vec<String> {
        let colours = [
            Color::Red,
            Color::Green,
            Color::Yellow,
            Color::Blue,
            Color::Magenta,
            Color::Cyan,
        ];
        let Some(at) = colours.iter().position(|known| *known == colour) else {
            return Vec::new();
        };
        let grounds = [("black", 0x000000), ("white", 0xffffff)];
        let pairs = PALETTES
            .iter()
            .flat_map(|palette| grounds.map(|ground| (palette, ground)));
        pairs
            .filter(|((_, colours), (_, ground))| contrast(colours[at], *ground) < LEAST_CONTRAST)
            .map(|((palette, _), (ground, _))| format!("{palette} on {ground}"))
            .collect()
    }

    #[test]
    fn names_and_the_selection_can_be_read_on_every_ground() {
        assert!((contrast(0x000000, 0xffffff) - 21.0).abs() < 1e-9);
        assert!(unreadable(Color::Blue).contains(&"xterm on black".to_owned()));
        let styles = Styles::new(true);
        for (role, style) in [
            ("author", styles.author),
            ("selection", styles.selection),
            ("selected", styles.selected),
            ("unread", styles.unread),
            ("text", styles.text),
        ] {
            let fault = style.fg.map(unreadable).unwrap_or_default();
            assert!(fault.is_empty(), "{role}: {fault:?}");
            assert!(!style.add_modifier.contains(Modifier::DIM), "{role}");
        }
    }
}
