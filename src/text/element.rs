//! What the gate does with each HTML element.

/// What an element means for the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// A block that stays, under this name.
    Block(&'static str, Kind),
    /// Formatting inside a line that stays, under this name.
    Inline(&'static str),
    /// `<br>`.
    Break,
    /// `<hr>`.
    Rule,
    /// `<img>`.
    Image,
    /// `<q>`, whose quotation marks become text.
    Quotation,
    /// `<tbody>` and its like: end the open row and leave no trace.
    RowGroup,
    /// Something to play or embed, of which an address stays.
    Embed,
    /// Goes with everything inside.
    Dropped,
}

/// What may stand in what.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A paragraph: holds no other block.
    Paragraph,
    /// A box without meaning for the text.
    Division,
    /// A heading: holds no other block.
    Heading,
    /// Preformatted text: holds no other block, keeps blanks and line breaks.
    Preformatted,
    /// A quotation.
    Quote,
    /// `ul` and `ol`: hold items only.
    List,
    /// `li`.
    Item,
    /// `dl`: holds terms and descriptions only.
    Descriptions,
    /// `dt` and `dd`.
    Description,
    /// A table: holds rows and a caption.
    Table,
    /// A caption of a table.
    Caption,
    /// A table's row: holds cells only.
    Row,
    /// `td` and `th`.
    Cell,
    /// Not a block.
    Inline,
}

impl Kind {
    /// Whether text may stand directly in it.
    pub(super) fn holds_text(self) -> bool {
        !matches!(
            self,
            Self::List | Self::Descriptions | Self::Table | Self::Row
        )
    }

    /// Whether it moves its content to the right, or into columns.
    pub(super) fn is_nesting(self) -> bool {
        matches!(
            self,
            Self::Quote | Self::List | Self::Descriptions | Self::Table
        )
    }

    /// Whether it leaves no trace when nothing is in it. Empty cells keep the columns of their table.
    pub(super) fn may_vanish(self) -> bool {
        !matches!(self, Self::Row | Self::Cell)
    }
}

/// The role of an element by its name in lower case; nothing for those that only lose their tags.
pub(super) fn role(name: &str) -> Option<Role> {
    Some(match name {
        "p" | "summary" => Role::Block("p", Kind::Paragraph),
        "div" | "section" | "article" | "main" | "header" | "footer" | "aside" | "nav"
        | "figure" | "figcaption" | "address" | "details" | "center" | "hgroup" | "fieldset"
        | "legend" | "form" | "dialog" | "body" | "dir" | "menu" | "search" => {
            Role::Block("div", Kind::Division)
        }
        "h1" => Role::Block("h1", Kind::Heading),
        "h2" => Role::Block("h2", Kind::Heading),
        "h3" => Role::Block("h3", Kind::Heading),
        "h4" => Role::Block("h4", Kind::Heading),
        "h5" => Role::Block("h5", Kind::Heading),
        "h6" => Role::Block("h6", Kind::Heading),
        "pre" | "listing" | "xmp" => Role::Block("pre", Kind::Preformatted),
        "blockquote" => Role::Block("blockquote", Kind::Quote),
        "ul" => Role::Block("ul", Kind::List),
        "ol" => Role::Block("ol", Kind::List),
        "li" => Role::Block("li", Kind::Item),
        "dl" => Role::Block("dl", Kind::Descriptions),
        "dt" => Role::Block("dt", Kind::Description),
        "dd" => Role::Block("dd", Kind::Description),
        "table" => Role::Block("table", Kind::Table),
        "caption" => Role::Block("caption", Kind::Caption),
        "tr" => Role::Block("tr", Kind::Row),
        "td" => Role::Block("td", Kind::Cell),
        "th" => Role::Block("th", Kind::Cell),
        "thead" | "tbody" | "tfoot" => Role::RowGroup,
        "b" | "strong" => Role::Inline("strong"),
        "i" | "em" | "cite" | "dfn" | "var" => Role::Inline("em"),
        "s" | "strike" | "del" => Role::Inline("s"),
        "code" | "kbd" | "samp" | "tt" => Role::Inline("code"),
        "sub" => Role::Inline("sub"),
        "sup" => Role::Inline("sup"),
        "abbr" => Role::Inline("abbr"),
        "time" => Role::Inline("time"),
        "a" => Role::Inline("a"),
        "q" => Role::Quotation,
        "br" => Role::Break,
        "hr" => Role::Rule,
        "img" | "image" => Role::Image,
        "iframe" | "video" | "audio" | "embed" | "object" => Role::Embed,
        "script" | "style" | "title" | "template" | "svg" | "math" | "canvas" | "applet"
        | "noembed" | "noframes" | "frameset" | "button" | "select" | "textarea" | "option"
        | "optgroup" | "datalist" | "map" | "meter" | "progress" => Role::Dropped,
        _ => return None,
    })
}

/// Whether an element never has content, so that no end tag follows.
pub(super) fn is_void(name: &str) -> bool {
    matches!(
        name,
        "area"
            | "base"
            | "basefont"
            | "bgsound"
            | "br"
            | "col"
            | "embed"
            | "frame"
            | "hr"
            | "image"
            | "img"
            | "input"
            | "keygen"
            | "link"
            | "meta"
            | "param"
            | "source"
            | "track"
            | "wbr"
    )
}

/// Whether this is the name of an HTML element at all; `T` in `Vec<T>` is not.
pub(super) fn is_known(name: &str) -> bool {
    role(name).is_some()
        || is_void(name)
        || matches!(
            name,
            "html"
                | "head"
                | "span"
                | "font"
                | "u"
                | "ins"
                | "mark"
                | "small"
                | "big"
                | "label"
                | "noscript"
                | "picture"
                | "ruby"
                | "rb"
                | "rp"
                | "rt"
                | "bdi"
                | "bdo"
                | "data"
                | "nobr"
                | "acronym"
                | "marquee"
                | "blink"
                | "slot"
                | "output"
                | "colgroup"
                | "link"
        )
}
