//! Named character references of HTML.
//!
//! The table is the HTML parser's own. quick-xml has one too, but in 0.42 dozens of its names lead to
//! wrong characters (`&tau;` to `<`, `&oelig;` to a control character).

use html5ever::data::NAMED_ENTITIES;

/// The characters of a named reference, by the name between `&` and `;`
/// (<https://html.spec.whatwg.org/multipage/named-characters.html>).
pub(crate) fn named(name: &str) -> Option<String> {
    let characters = closed(&format!("{name};"))?;
    Some(characters.into_iter().flatten().collect())
}

/// The one or two characters of a named reference, by the name with its `;`.
pub(crate) fn closed(name: &str) -> Option<[Option<char>; 2]> {
    let &(first, second) = NAMED_ENTITIES.get(name)?;
    let character = |code: u32| char::from_u32(code).filter(|_| code != 0);
    let characters = [character(first), character(second)];
    characters[0].is_some().then_some(characters)
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
