//! Named character references of HTML.
//!
//! The table is the HTML parser's own. quick-xml has one too, but in 0.42 dozens of its names lead to
//! wrong characters (`&tau;` to `<`, `&oelig;` to a control character).

use html5ever::data::NAMED_ENTITIES;

/// The characters of a named reference, by the name between `&` and `;`
/// (<https://html.spec.whatwg.org/multipage/named-characters.html>).
pub(crate) fn named(name: &str) -> Option<String> {
    let &(first, second) = NAMED_ENTITIES.get(format!("{name};").as_str())?;
    let characters = [first, second]
        .into_iter()
        .filter(|&code| code != 0)
        .filter_map(char::from_u32)
        .collect::<String>();
    (!characters.is_empty()).then_some(characters)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_one_and_two_characters_are_known() {
        assert_eq!(named("tau").unwrap(), "τ");
        assert_eq!(named("oelig").unwrap(), "œ");
        assert_eq!(named("NotEqualTilde").unwrap(), "≂\u{338}");
        assert_eq!(named("bogus"), None);
        assert_eq!(named(""), None);
    }
}
