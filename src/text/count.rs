//! Numbers with their nouns, for people.

use std::fmt::Display;

/// A number with its noun: `1 comment`, `4 comments`.
pub fn counted<N>(number: N, one: &str, several: &str) -> String
where
    N: Display + PartialEq + From<u8>,
{
    match number == N::from(1) {
        true => format!("1 {one}"),
        false => format!("{number} {several}"),
    }
}

/// The same where there is any.
pub fn if_any<N>(number: N, one: &str, several: &str) -> Option<String>
where
    N: Display + PartialEq + From<u8>,
{
    (number != N::from(0)).then(|| counted(number, one, several))
}

/// A number with a comma after each three digits: `1,000`.
pub fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut grouped = String::with_capacity(digits.len() + digits.len() / 3);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_is_not_many() {
        assert_eq!(counted(1_u32, "reply", "replies"), "1 reply");
        assert_eq!(counted(0_usize, "reply", "replies"), "0 replies");
        assert_eq!(if_any(0_u32, "reply", "replies"), None);
    }

    #[test]
    fn thousands_stand_apart() {
        let numbers = [0, 12, 999, 1_000, 12_345, 1_234_567].map(grouped);
        assert_eq!(numbers, ["0", "12", "999", "1,000", "12,345", "1,234,567"]);
    }
}
