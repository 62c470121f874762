//! Who wrote an entry: the names that it states, else those of the feed that it was taken from, else those
//! of its own feed (RFC 4287 section 4.2.1).

use std::collections::HashMap;
use std::ops::Range;

use memchr::memchr_iter;

use super::fields::children;
use super::namespaces::Namespace;
use super::outline::{Element, Outline};

/// Names shown of one entry; scientific journals list hundreds.
const MAX_NAMES: usize = 12;

/// Where the elements of an entry's source stand ([`Element::within`]).
pub(crate) const SOURCE: &str = "source";

/// Vocabularies that name authors, the one that says most first. Publishers who use several mean the same
/// people by all of them.
const VOCABULARIES: [(Namespace, &[&str]); 3] = [
    (Namespace::Core, &["author"]),
    (Namespace::DublinCore, &["creator", "author"]),
    (Namespace::Itunes, &["author"]),
];

/// Elements of a feed that tell whose an address of mail is, though not who wrote its entries.
const CONTACTS: [(Namespace, &str); 3] = [
    (Namespace::Core, "managingeditor"),
    (Namespace::Core, "webmaster"),
    (Namespace::Itunes, "owner"),
];

/// Whether an element of a feed or an entry says something of people.
pub(crate) fn is_of_people(namespace: Namespace, name: &str) -> bool {
    CONTACTS.contains(&(namespace, name))
        || VOCABULARIES
            .iter()
            .any(|(own, names)| *own == namespace && names.contains(&name))
}

/// What a feed says of people.
#[derive(Debug, Default)]
pub(crate) struct People {
    /// Who wrote the entries that name nobody.
    authors: Option<String>,
    /// Names by addresses of mail in lower case.
    names: HashMap<String, String>,
}

/// An entry's author or authors.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Authors {
    /// Their names, joined.
    pub(crate) line: Option<String>,
    /// Whether the entry or its source names them, and not only the feed.
    pub(crate) is_own: bool,
}

impl People {
    /// The people of a feed.
    pub(crate) fn of(outline: &Outline<'_>) -> Self {
        let mut people = Self::default();
        let stated = outline
            .feed
            .iter()
            .filter(|element| is_of_people(element.namespace, &element.name));
        for person in stated.flat_map(read) {
            if let (Some(name), Some(mail)) = (person.name, person.address) {
                people
                    .names
                    .entry(mail.to_ascii_lowercase())
                    .or_insert(name);
            }
        }
        people.authors = people.named_by(&outline.feed, "");
        people
    }

    /// Who wrote the entry with these elements.
    pub(crate) fn authors(&self, elements: &[Element<'_>]) -> Authors {
        let own = self
            .named_by(elements, "")
            .or_else(|| self.named_by(elements, SOURCE));
        Authors {
            is_own: own.is_some(),
            line: own.or_else(|| self.authors.clone()),
        }
    }

    /// The names in elements; an address of mail only where nobody has a name.
    fn named_by(&self, elements: &[Element<'_>], within: &str) -> Option<String> {
        let mut address = None;
        for (namespace, words) in VOCABULARIES {
            let mut names = Names::default();
            let stated = elements.iter().filter(|element| {
                element.namespace == namespace
                    && element.within == within
                    && words.contains(&&*element.name)
            });
            for person in stated.flat_map(read) {
                match person.name {
                    Some(name) => names.add(name),
                    None => address = address.or(person.address),
                }
            }
            if let Some(line) = names.joined() {
                return Some(line);
            }
        }
        let address = address?;
        let name = self.names.get(&address.to_ascii_lowercase());
        Some(name.cloned().unwrap_or(address))
    }
}

/// Names in the order in which they were stated, each once.
#[derive(Default)]
pub(super) struct Names {
    names: Vec<String>,
    more: usize,
}

impl Names {
    /// Adds a name unless it is there already in any case of its letters.
    pub(super) fn add(&mut self, name: String) {
        let lower = name.to_lowercase();
        if self.names.iter().any(|known| known.to_lowercase() == lower) {
            return;
        }
        match self.names.len() < MAX_NAMES {
            true => self.names.push(name),
            false => self.more += 1,
        }
    }

    /// All names in one line, if there are any.
    pub(super) fn joined(self) -> Option<String> {
        let line = self.names.join(", ");
        match (line.is_empty(), self.more) {
            (true, _) => None,
            (false, 0) => Some(line),
            (false, more) => Some(format!("{line} and {more} more")),
        }
    }
}

/// A person as stated.
#[derive(Debug, Default, PartialEq, Eq)]
struct Person {
    name: Option<String>,
    /// An address of mail, else of a page.
    address: Option<String>,
}

/// The people in an element: `<name>` and `<email>` in Atom and whoever writes RSS like it, a line in RSS.
fn read(element: &Element<'_>) -> Vec<Person> {
    if !element.has_markup {
        return element.line().map_or_else(Vec::new, people_in);
    }
    let children = children(&element.text);
    let texts = |wanted: &'static str| {
        let own = children.iter().filter(move |(name, _)| name == wanted);
        own.map(|(_, text)| text.trim())
            .filter(|text| !text.is_empty())
    };
    let address = texts("email").chain(texts("uri")).next().map(str::to_owned);
    let mut people: Vec<Person> = texts("name").flat_map(people_in).collect();
    match (people.first_mut(), address) {
        (Some(first), Some(address)) => drop(first.address.get_or_insert(address)),
        (None, Some(address)) => people.push(Person {
            name: None,
            address: Some(address),
        }),
        (Some(_), None) => {}
        (None, None) => people.extend(children.iter().flat_map(|(_, text)| people_in(text))),
    }
    people
}

/// The people in a line: one, or several who are told apart by their addresses of mail.
fn people_in(line: &str) -> Vec<Person> {
    let line = line.trim();
    let has_several = mail_in(line).is_some_and(|first| mail_in(&line[first.end..]).is_some());
    let parts: Vec<&str> = match has_several {
        true => line.split([',', ';']).collect(),
        false => vec![line],
    };
    parts
        .into_iter()
        .map(person)
        .filter(|person| *person != Person::default())
        .collect()
}

/// `mail (name)`, `name <mail>`, and the same in other orders and brackets; or only one of both.
fn person(line: &str) -> Person {
    let named = |line: &str| {
        let name = bare_name(line);
        (!name.is_empty()).then(|| name.to_owned())
    };
    let Some(mail) = mail_in(line) else {
        return Person {
            name: named(line),
            address: None,
        };
    };
    let before = line[..mail.start].trim_end();
    let before = before.strip_suffix("mailto:").unwrap_or(before);
    let rest = format!("{before} {}", &line[mail.end..]);
    let rest = rest.replace("< >", " ").replace("( )", " ");
    Person {
        // A second address is no name.
        name: named(&rest).filter(|name| mail_in(name).is_none()),
        address: Some(line[mail].to_owned()),
    }
}

/// A name without what sets it apart from an address.
fn bare_name(line: &str) -> &str {
    let is_mark = |c: char| {
        c.is_whitespace()
            || matches!(
                c,
                '<' | '>' | '"' | ',' | ';' | ':' | '-' | '–' | '|' | '[' | ']'
            )
    };
    let name = line.trim_matches(is_mark);
    let inside = name
        .strip_prefix('(')
        .and_then(|rest| rest.strip_suffix(')'))
        .filter(|inside| is_balanced(inside));
    let name = inside.unwrap_or(name).trim_matches(is_mark);
    match name {
        "()" => "",
        name => name,
    }
}

/// Whether every bracket in a text opens before it closes.
fn is_balanced(text: &str) -> bool {
    let mut depth = 0_usize;
    text.bytes().all(|byte| match byte {
        b'(' => {
            depth += 1;
            true
        }
        b')' if depth == 0 => false,
        b')' => {
            depth -= 1;
            true
        }
        _ => true,
    }) && depth == 0
}

/// Where the first address of mail stands in a line.
fn mail_in(line: &str) -> Option<Range<usize>> {
    let bytes = line.as_bytes();
    let is_part = |byte: &&u8| {
        byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'%' | b'+' | b'-')
    };
    memchr_iter(b'@', bytes).find_map(|at| {
        let start = at - bytes[..at].iter().rev().take_while(is_part).count();
        let host = bytes[at + 1..].iter().take_while(is_part).count();
        let host = line[at + 1..at + 1 + host].trim_end_matches(['.', '-']);
        let is_host = host.contains('.') || host == "localhost";
        (start < at && is_host).then(|| start..at + 1 + host.len())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(line: &str) -> (String, String) {
        let mut people = people_in(line).into_iter();
        let person = people.next().unwrap_or_default();
        assert_eq!(people.next(), None);
        let text = Option::unwrap_or_default;
        (text(person.name), text(person.address))
    }

    #[test]
    fn names_are_found_beside_addresses_of_mail() {
        for line in [
            "joe@example.com (Joe Doe)",
            "joe@example.com(Joe Doe)",
            "Joe Doe <joe@example.com>",
            "Joe Doe<joe@example.com>",
            "\"Joe Doe\" <joe@example.com>",
            "Joe Doe (joe@example.com)",
            "joe@example.com - Joe Doe",
            "Joe Doe, joe@example.com",
            "mailto:joe@example.com (Joe Doe)",
            "<joe@example.com> Joe Doe",
        ] {
            let expected = ("Joe Doe".to_owned(), "joe@example.com".to_owned());
            assert_eq!(named(line), expected, "{line}");
        }
        assert_eq!(named("(Joe Doe)").0, "Joe Doe");
        assert_eq!(named("Joe (the second)").0, "Joe (the second)");
        assert_eq!(named("Joe @ the harbour").0, "Joe @ the harbour");
        assert_eq!(named("jo@a.example (Jo (Jr) Doe)").0, "Jo (Jr) Doe");
        for line in ["joe@example.com", "joe@example.com ()", "<joe@example.com>"] {
            assert_eq!(named(line), (String::new(), "joe@example.com".to_owned()));
        }
    }

    #[test]
    fn several_people_in_a_line_are_told_apart_by_their_addresses() {
        let names = |line| {
            let people = people_in(line).into_iter();
            people.filter_map(|person| person.name).collect::<Vec<_>>()
        };
        assert_eq!(
            names("a@x.example (Ana Reed), b@x.example (Ben Wood)"),
            ["Ana Reed", "Ben Wood"]
        );
        assert_eq!(names("Ana Reed, Ben Wood"), ["Ana Reed, Ben Wood"]);
    }

    #[test]
    fn a_long_list_of_names_says_how_many_more_there_are() {
        let mut names = Names::default();
        (0..20).for_each(|number| names.add(format!("N{number}")));
        assert!(names.joined().unwrap().ends_with("N11 and 8 more"));
    }
}
