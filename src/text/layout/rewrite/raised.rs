//! Superscripts and subscripts in a line of characters.

use crate::text::layout::Glyphs;

/// Text set high. Ordinals and trade marks read well without a sign, and so do bracketed notes.
pub(super) fn superscript(text: &str, glyphs: Glyphs) -> String {
    const DIGITS: [char; 10] = ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'];
    let is_ending = text.chars().count() <= 3 && text.chars().all(char::is_alphabetic);
    let needs_no_sign = is_ending || !text.starts_with(|c: char| c.is_alphanumeric() || c == '-');
    if let Some(digits) = digits(text, &DIGITS).filter(|_| glyphs == Glyphs::Unicode) {
        digits
    } else if needs_no_sign && text.chars().count() > 1 {
        text.to_owned()
    } else if text.chars().count() > 1 && !text.chars().all(|c| c.is_ascii_digit()) {
        format!("^({text})")
    } else if text.starts_with(|c: char| c.is_alphanumeric()) {
        format!("^{text}")
    } else {
        text.to_owned()
    }
}

/// Text set low.
pub(super) fn subscript(text: &str, glyphs: Glyphs) -> String {
    const DIGITS: [char; 10] = ['₀', '₁', '₂', '₃', '₄', '₅', '₆', '₇', '₈', '₉'];
    digits(text, &DIGITS)
        .filter(|_| glyphs == Glyphs::Unicode)
        .unwrap_or_else(|| text.to_owned())
}

/// A number in other digits; nothing for what is no number.
fn digits(text: &str, digits: &[char; 10]) -> Option<String> {
    text.chars()
        .map(|c| Some(digits[c.to_digit(10)? as usize]))
        .collect::<Option<String>>()
        .filter(|number| !number.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn powers_have_digits_or_a_sign_and_ordinals_neither() {
        let high = |text| superscript(text, Glyphs::Unicode);
        assert_eq!(high("23"), "²³");
        assert_eq!(high("n"), "^n");
        assert_eq!(high("-kt"), "^(-kt)");
        assert_eq!(high("th"), "th");
        assert_eq!(high("[1]"), "[1]");
        assert_eq!(high("®"), "®");
        assert_eq!(superscript("23", Glyphs::Ascii), "^23");
        assert_eq!(subscript("2", Glyphs::Unicode), "₂");
        assert_eq!(subscript("max", Glyphs::Unicode), "max");
    }
}
