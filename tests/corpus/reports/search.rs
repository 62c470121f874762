//! Titles that are looked for as people type.

use byline::text::find::contains;

use super::feed;

#[test]
fn titles_are_found_without_their_accents_and_apostrophes() {
    let Some(feed) = feed("search.xml") else {
        return;
    };
    let found = |words: &str| -> Vec<usize> {
        let titles = feed.entries.iter().enumerate();
        let found = titles.filter(|(_, entry)| {
            let title = entry.title.as_ref();
            title.is_some_and(|title| contains(title.as_str(), words))
        });
        found.map(|(at, _)| at).collect()
    };
    for (words, place) in [
        ("cafe", 0),
        ("zurich", 0),
        ("Zu\u{308}rich", 0),
        ("don't", 1),
    ] {
        assert_eq!(found(words), [place], "{words}");
    }
}
