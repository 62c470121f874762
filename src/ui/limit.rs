//! What `&` understands: words and signs, all of which have to fit.

use crate::model::feed::Feed;
use crate::model::folder::FolderPath;
use crate::model::id::FeedId;

/// What something is limited to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query {
    /// As the reader typed it.
    text: String,
    terms: Vec<Term>,
}

/// One thing that has to fit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Term {
    /// These words somewhere.
    Words(String),
    /// `@name`: by an author who is called so, in part.
    Author(String),
    /// `feed:name`: in a feed that is called so, in part.
    Feed(String),
    /// In just this feed.
    OneFeed(FeedId),
    /// `folder:name`: in a feed of a folder that is called so, in part.
    Folder(String),
    /// In a feed of just this folder, or of one in it.
    OneFolder(FolderPath),
    /// `#new`: with new comments; of a comment, new.
    New,
    /// `#unread`: with something unread; of a comment, unread.
    Unread,
    /// `#starred` or `#kept`.
    Starred,
    /// `#watched`.
    Watched,
}

impl Query {
    /// What the reader typed; words that belong together stand in quotation marks.
    pub fn new(text: &str) -> Self {
        Self {
            text: text.to_owned(),
            terms: words(text).iter().filter_map(|word| term(word)).collect(),
        }
    }

    /// By an author of just this name.
    pub fn author(name: &str) -> Self {
        Self {
            text: format!("@{}", quoted(name)),
            terms: vec![Term::Author(name.to_owned())],
        }
    }

    /// In just this feed.
    pub fn feed(feed: &Feed) -> Self {
        Self {
            text: format!("feed:{}", quoted(feed.title.as_str())),
            terms: vec![Term::OneFeed(feed.id)],
        }
    }

    /// In a feed of just this folder, or of one in it.
    pub fn folder(path: &FolderPath) -> Self {
        Self {
            text: format!("folder:{}", quoted(&path.to_string())),
            terms: vec![Term::OneFolder(path.clone())],
        }
    }

    /// As the reader typed it.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// What has to fit, all of it.
    pub fn terms(&self) -> &[Term] {
        &self.terms
    }
}

/// A name as one word of a query.
fn quoted(name: &str) -> String {
    match name.contains(char::is_whitespace) {
        true => format!("\"{name}\""),
        false => name.to_owned(),
    }
}

/// The words of a line, what stands in quotation marks being one.
fn words(line: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut is_quoted = false;
    for letter in line.chars() {
        match letter {
            '"' => is_quoted = !is_quoted,
            _ if letter.is_whitespace() && !is_quoted => words.push(String::new()),
            _ => {
                if let Some(word) = words.last_mut() {
                    word.push(letter);
                }
            }
        }
    }
    words
}

/// What a word means; nothing where it says nothing, as a sign without a name.
fn term(word: &str) -> Option<Term> {
    let named = |name: &str, term: fn(String) -> Term| {
        let name = name.trim();
        (!name.is_empty()).then(|| term(name.to_owned()))
    };
    match word {
        "#new" => Some(Term::New),
        "#unread" => Some(Term::Unread),
        "#starred" | "#kept" => Some(Term::Starred),
        "#watched" => Some(Term::Watched),
        _ => {
            let by = |sign: &str| word.strip_prefix(sign);
            match (by("@"), by("feed:"), by("folder:")) {
                (Some(name), ..) => named(name, Term::Author),
                (_, Some(name), _) => named(name, Term::Feed),
                (.., Some(name)) => named(name, Term::Folder),
                // Titles have number signs, too: one that means nothing is a word.
                _ => named(word, Term::Words),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_signs_and_names_are_told_apart() {
        let words = |words: &str| Term::Words(words.to_owned());
        let query = Query::new("tram  #new @ada feed:\"car news\" \"two words\" #rust #unread");
        assert_eq!(
            query.terms(),
            [
                words("tram"),
                Term::New,
                Term::Author("ada".to_owned()),
                Term::Feed("car news".to_owned()),
                words("two words"),
                words("#rust"),
                Term::Unread,
            ]
        );
        assert_eq!(
            Query::new("#starred #watched").terms(),
            [Term::Starred, Term::Watched]
        );
    }

    #[test]
    fn signs_without_a_name_say_nothing() {
        assert!(Query::new("@ feed: \"\"  ").terms().is_empty());
    }
}
