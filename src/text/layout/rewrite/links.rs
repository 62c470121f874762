//! Links and pictures, and the numbers behind the texts of links.

use super::{GLUE, Rewriter};
use crate::model::safe::SafeText;
use crate::text::layout::decorate::Note;
use crate::text::layout::{Link, LinkKind, Mark, Span};
use crate::text::markup::{Attributes, picture_text};

/// A link whose text is being read.
pub(super) struct OpenLink {
    pub(super) index: u16,
    pub(super) text: String,
    has_image: bool,
    is_bare: bool,
}

impl Rewriter {
    /// Opens a link; one that `is_bare` has its address as its text.
    pub(super) fn start_link(&mut self, address: &str, is_bare: bool) {
        let Some(index) = self.index(address, LinkKind::Page) else {
            return;
        };
        let number = self.numbers.len() + 1;
        self.numbers.entry(index).or_insert(number);
        self.out.links[usize::from(index)].kind = LinkKind::Page;
        self.link = Some(OpenLink {
            index,
            text: String::new(),
            has_image: false,
            is_bare,
        });
    }

    /// The index of an address among the links, to which it is added as one of this kind.
    fn index(&mut self, address: &str, kind: LinkKind) -> Option<u16> {
        if let Some(&index) = self.indices.get(address) {
            return Some(index);
        }
        let url = url::Url::parse(address).ok()?;
        let index = u16::try_from(self.out.links.len()).ok()?;
        self.out.links.push(Link {
            url,
            text: SafeText::default(),
            kind,
        });
        self.indices.insert(address.to_owned(), index);
        Some(index)
    }

    pub(super) fn end_link(&mut self) {
        let Some(open) = self.link.take() else {
            return;
        };
        let link = &mut self.out.links[usize::from(open.index)];
        let text = SafeText::new(&open.text);
        let is_visible = open.has_image || !text.is_empty();
        let is_address = open.is_bare || is_same_address(text.as_str(), link.url.as_str());
        if link.text.is_empty() {
            link.text = text;
        }
        if !is_visible || is_address {
            return;
        }
        let number = Mark {
            link: Some(open.index),
            link_number: true,
            ..self.mark()
        };
        let label = format!("[{}]", self.numbers.get(&open.index).unwrap_or(&0));
        match &mut self.code_line {
            Some(line) => line.push(Span {
                text: SafeText::verbatim(&format!(" {label}")),
                mark: number,
            }),
            None => {
                self.out.html.push(GLUE);
                self.note(&label, Note::Marked(number));
            }
        }
    }

    pub(super) fn image(&mut self, attributes: Attributes<'_>) {
        let Some(source) = attributes.get("src") else {
            return;
        };
        let Ok(url) = url::Url::parse(&source) else {
            return;
        };
        let words = SafeText::new(&picture_text(attributes).unwrap_or_default());
        let label = match words.is_empty() {
            true => "[image]".to_owned(),
            false => format!("[image: {words}]"),
        };
        if let Some(link) = &mut self.link {
            // A picture that leads to its larger self needs no number.
            let leads_elsewhere = self.out.links[usize::from(link.index)].url != url;
            link.has_image |= leads_elsewhere;
        }
        let link = self.index(&source, LinkKind::Picture);
        if let Some(link) = link.map(|link| &mut self.out.links[usize::from(link)])
            && link.text.is_empty()
        {
            link.text = words.clone();
        }
        self.out.images.push(Link {
            url,
            text: words,
            kind: LinkKind::Picture,
        });
        let mark = Mark {
            image: true,
            link,
            ..self.mark()
        };
        if let Some(line) = &mut self.code_line {
            line.push(Span {
                text: SafeText::verbatim(&label),
                mark,
            });
            return;
        }
        let label = self.words(&label);
        self.note_html(&label, Note::Marked(mark));
    }
}

/// Whether a link's text is its address, but for the scheme and a slash at the end.
fn is_same_address(text: &str, address: &str) -> bool {
    fn bare(address: &str) -> &str {
        let bare = ["https://", "http://", "mailto:"]
            .iter()
            .find_map(|scheme| address.strip_prefix(scheme))
            .unwrap_or(address);
        bare.strip_prefix("www.")
            .unwrap_or(bare)
            .trim_end_matches('/')
    }
    !text.is_empty() && bare(text).eq_ignore_ascii_case(bare(address))
}
