//! The part of CSS selectors that pages need.

use super::Element;

/// Compound selectors in one chain.
const MAX_CHAIN: usize = 8;

/// A parsed selector.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Selector {
    alternatives: Vec<Chain>,
}

/// Compounds from the outermost to the element itself, each with its relation to the one before.
type Chain = Vec<(Relation, Compound)>;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Relation {
    Descendant,
    Child,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Compound {
    tag: Option<String>,
    tests: Vec<Test>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Test {
    Id(String),
    Class(String),
    Has(String),
    Attribute(String, Operator, String),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Operator {
    Equals,
    Contains,
    HasWord,
    StartsWith,
    EndsWith,
}

/// Why a selector was refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SelectorError {
    /// There is something else where a name or a value must stand.
    #[error("a name or a value is missing before {0:?}")]
    Missing(String),
    /// A part of the language that is not supported, or none at all.
    #[error("{0:?} cannot be read")]
    Unreadable(String),
    /// More than eight compounds in a row.
    #[error("the chain of elements is too long")]
    TooLong,
}

impl Selector {
    /// Reads a selector: `tag`, `*`, `.class`, `#id`, `[attr]`, `[attr=value]`, `[attr*=part]`,
    /// `[attr~=word]`, `[attr^=start]`, `[attr$=end]` in any combination, one inside the other (blank)
    /// or directly inside (`>`), alternatives separated by commas. Values may be quoted.
    ///
    /// # Errors
    ///
    /// Fails if it holds anything else.
    pub fn parse(text: &str) -> Result<Self, SelectorError> {
        let mut parser = Parser { rest: text.trim() };
        let mut alternatives = Vec::new();
        loop {
            alternatives.push(parser.chain()?);
            match parser.rest.strip_prefix(',') {
                Some(rest) => parser.rest = rest.trim_start(),
                None if parser.rest.is_empty() => return Ok(Self { alternatives }),
                None => return Err(SelectorError::Unreadable(parser.rest.to_owned())),
            }
        }
    }

    pub(super) fn matches(&self, element: Element<'_>) -> bool {
        self.alternatives
            .iter()
            .any(|chain| matches_chain(chain, element))
    }
}

/// Whether `element` is what a chain ends in: one walk outwards, in which several places of the chain
/// can wait for their element, as bits.
fn matches_chain(chain: &[(Relation, Compound)], element: Element<'_>) -> bool {
    let mut here: u32 = 1 << (chain.len() - 1);
    let mut anywhere: u32 = 0;
    for element in std::iter::once(element).chain(element.ancestors()) {
        let mut parent = 0;
        let mut waiting = here | anywhere;
        while waiting != 0 {
            let place = waiting.trailing_zeros();
            waiting &= waiting - 1;
            let (relation, compound) = &chain[place as usize];
            if !compound.matches(element) {
                continue;
            }
            match (place.checked_sub(1), relation) {
                (None, _) => return true,
                (Some(outer), Relation::Child) => parent |= 1 << outer,
                (Some(outer), Relation::Descendant) => anywhere |= 1 << outer,
            }
        }
        here = parent;
        if here | anywhere == 0 {
            return false;
        }
    }
    false
}

impl Compound {
    fn matches(&self, element: Element<'_>) -> bool {
        self.tag.as_ref().is_none_or(|tag| element.tag() == tag)
            && self.tests.iter().all(|test| test.matches(element))
    }
}

impl Test {
    fn matches(&self, element: Element<'_>) -> bool {
        match self {
            Self::Id(id) => element.id() == Some(id),
            Self::Class(class) => element.has_class(class),
            Self::Has(name) => element.attr(name).is_some(),
            Self::Attribute(name, operator, wanted) => element.attr(name).is_some_and(|value| {
                match operator {
                    Operator::Equals => value == wanted,
                    Operator::HasWord => value.split_ascii_whitespace().any(|word| word == wanted),
                    // CSS: an empty part is in nothing.
                    _ if wanted.is_empty() => false,
                    Operator::Contains => value.contains(wanted.as_str()),
                    Operator::StartsWith => value.starts_with(wanted.as_str()),
                    Operator::EndsWith => value.ends_with(wanted.as_str()),
                }
            }),
        }
    }
}

struct Parser<'a> {
    rest: &'a str,
}

impl<'a> Parser<'a> {
    fn chain(&mut self) -> Result<Chain, SelectorError> {
        let mut chain = Chain::new();
        let mut relation = Relation::Descendant;
        loop {
            chain.push((relation, self.compound()?));
            if chain.len() > MAX_CHAIN {
                return Err(SelectorError::TooLong);
            }
            let before = self.rest;
            self.rest = before.trim_start();
            relation = match self.rest.strip_prefix('>') {
                Some(rest) => {
                    self.rest = rest.trim_start();
                    Relation::Child
                }
                None => Relation::Descendant,
            };
            let has_more = !self.rest.is_empty() && !self.rest.starts_with(',');
            if !has_more && relation == Relation::Descendant {
                return Ok(chain);
            }
        }
    }

    fn compound(&mut self) -> Result<Compound, SelectorError> {
        let mut compound = Compound::default();
        let start = self.rest;
        if let Some(rest) = self.rest.strip_prefix('*') {
            self.rest = rest;
        } else if self.rest.starts_with(is_name_char) {
            compound.tag = Some(self.name()?.to_ascii_lowercase());
        }
        while let Some(first) = self.rest.chars().next() {
            match first {
                '.' => {
                    self.rest = &self.rest[1..];
                    compound.tests.push(Test::Class(self.name()?.to_owned()));
                }
                '#' => {
                    self.rest = &self.rest[1..];
                    compound.tests.push(Test::Id(self.name()?.to_owned()));
                }
                '[' => {
                    self.rest = &self.rest[1..];
                    compound.tests.push(self.attribute()?);
                }
                _ => break,
            }
        }
        match self.rest.len() == start.len() {
            true => Err(SelectorError::Missing(start.to_owned())),
            false => Ok(compound),
        }
    }

    fn name(&mut self) -> Result<&'a str, SelectorError> {
        let length = self
            .rest
            .find(|c| !is_name_char(c))
            .unwrap_or(self.rest.len());
        let (name, rest) = self.rest.split_at(length);
        if name.is_empty() {
            return Err(SelectorError::Missing(rest.to_owned()));
        }
        self.rest = rest;
        Ok(name)
    }

    /// What stands behind a `[`, with the `]`.
    fn attribute(&mut self) -> Result<Test, SelectorError> {
        self.rest = self.rest.trim_start();
        let name = self.name()?.to_ascii_lowercase();
        self.rest = self.rest.trim_start();
        if let Some(rest) = self.rest.strip_prefix(']') {
            self.rest = rest;
            return Ok(Test::Has(name));
        }
        let operators = [
            ("*=", Operator::Contains),
            ("~=", Operator::HasWord),
            ("^=", Operator::StartsWith),
            ("$=", Operator::EndsWith),
            ("=", Operator::Equals),
        ];
        let (rest, operator) = operators
            .iter()
            .find_map(|(sign, operator)| Some((self.rest.strip_prefix(sign)?, *operator)))
            .ok_or_else(|| SelectorError::Unreadable(self.rest.to_owned()))?;
        self.rest = rest.trim_start();
        let value = self.value()?;
        self.rest = self.rest.trim_start();
        self.rest = self
            .rest
            .strip_prefix(']')
            .ok_or_else(|| SelectorError::Unreadable(self.rest.to_owned()))?;
        Ok(Test::Attribute(name, operator, value))
    }

    fn value(&mut self) -> Result<String, SelectorError> {
        let quote = self.rest.chars().next().filter(|c| matches!(c, '"' | '\''));
        let (value, rest) = match quote {
            Some(quote) => self.rest[1..]
                .split_once(quote)
                .ok_or_else(|| SelectorError::Unreadable(self.rest.to_owned()))?,
            None => {
                let end = self.rest.find(']').unwrap_or(self.rest.len());
                let (value, rest) = self.rest.split_at(end);
                (value.trim_end(), rest)
            }
        };
        self.rest = rest;
        Ok(value.to_owned())
    }
}

fn is_name_char(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '-' | '_')
}
