//! Newsboat's `urls` file: an address a line, with tags and a title behind it.
//!
//! <https://newsboat.org/releases/2.36/docs/newsboat.html#_first_steps>

use super::opml::{List, Subscription, feed_address, part, with_path};
use crate::model::safe::SafeText;

/// Lines that are read; more is another kind of file.
const MAX_LINES: usize = 50_000;

/// Reads the file. `"~Title"` is the reader's own title; the other words are tags, which become folders;
/// a tag that begins with `!` hides the feed in newsboat's list, which byline does not know, and is left
/// out. Query feeds, commands and files are named as refused.
pub fn read(text: &str) -> List {
    let mut list = List::default();
    for line in text.lines().take(MAX_LINES) {
        let mut words = words(line).into_iter();
        let Some(address) = words.next() else {
            continue;
        };
        let Some(url) = feed_address(&address) else {
            list.refused.extend(SafeText::non_empty(&address));
            continue;
        };
        if list.feeds.iter().any(|feed| feed.url == url) {
            continue;
        }
        let mut feed = Subscription {
            url,
            title: None,
            site: None,
            folder: None,
        };
        for word in words {
            match word.strip_prefix('~') {
                Some(title) => feed.title = SafeText::non_empty(title),
                None if word.starts_with('!') => {}
                None => {
                    if let Some(tag) = part(&word) {
                        feed.folder = Some(with_path(feed.folder.as_ref(), &tag));
                    }
                }
            }
        }
        list.feeds.push(feed);
    }
    list
}

/// Whether a text is such a file rather than a document of markup.
pub fn is_likely(text: &str) -> bool {
    text.lines()
        .map(str::trim)
        .find(|line| !line.is_empty() && !line.starts_with('#'))
        .is_some_and(|line| !line.starts_with('<'))
}

/// The words of a line: parted by blanks, or in quotes, in which a backslash takes the next character as
/// it is. `#` begins a comment outside of quotes and words.
fn words(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut letters = line.chars().peekable();
    loop {
        while letters.next_if(|c| c.is_whitespace()).is_some() {}
        let mut word = String::new();
        match letters.peek() {
            None | Some('#') => return words,
            Some('"') => {
                letters.next();
                while let Some(letter) = letters.next() {
                    match letter {
                        '"' => break,
                        '\\' => word.extend(letters.next()),
                        letter => word.push(letter),
                    }
                }
            }
            Some(_) => {
                while let Some(letter) = letters.next_if(|c| !c.is_whitespace()) {
                    word.push(letter);
                }
            }
        }
        words.push(word);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_tags_and_titles_are_read_and_nothing_is_run() {
        let list = read(
            "# my feeds\n\
             https://a.example/feed tech \"long tag\" \"~A \\\"great\\\" blog\" # daily\n\n\
             https://b.example/#fragment !hidden\n\
             https://a.example/feed again\n\
             \"query:Unread:unread = \\\"yes\\\"\"\n\
             exec:~/bin/feed.sh\n\
             \"filter:~/bin/f:https://c.example/feed\"\n\
             file:///home/me/feed.xml\n",
        );
        let told: Vec<_> = list
            .feeds
            .iter()
            .map(|feed| {
                let text = |text: &Option<SafeText>| text.clone().unwrap_or_default();
                format!("{} {} {}", feed.url, text(&feed.title), text(&feed.folder))
            })
            .collect();
        assert_eq!(
            told,
            [
                "https://a.example/feed A \"great\" blog tech,long tag",
                "https://b.example/#fragment  ",
            ]
        );
        assert_eq!(list.refused.len(), 4);
    }

    #[test]
    fn the_file_is_told_from_a_document() {
        assert!(is_likely("# feeds\nhttps://a.example/"));
        assert!(!is_likely("\n <?xml version=\"1.0\"?><opml/>"));
        assert!(!is_likely(""));
    }
}
