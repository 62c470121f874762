//! What somebody meant who wrote a name that does not exist.

/// The candidate that `name` is most likely a slip of: at most a third of its letters wrong, missing,
/// too many or swapped. Nothing if none is that near.
pub fn nearest<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let name = plain(name);
    let allowed = (name.chars().count() / 3).max(1);
    candidates
        .into_iter()
        .map(|candidate| (strsim::osa_distance(&name, &plain(candidate)), candidate))
        .filter(|&(distance, _)| distance <= allowed)
        .min_by_key(|&(distance, _)| distance)
        .map(|(_, candidate)| candidate)
}

/// Case and the choice between `_` and `-` are not what is wrong with a name.
fn plain(name: &str) -> String {
    name.to_lowercase().replace('_', "-")
}

#[cfg(test)]
mod tests {
    use super::nearest;

    const NAMES: [&str; 4] = ["text-width", "stop", "mouse", "every-minutes"];

    #[test]
    fn slips_of_the_finger_are_understood() {
        assert_eq!(nearest("text-widht", NAMES), Some("text-width"));
        assert_eq!(nearest("Text_Width", NAMES), Some("text-width"));
        assert_eq!(nearest("muose", NAMES), Some("mouse"));
    }

    #[test]
    fn another_word_is_not_taken_for_a_slip() {
        assert_eq!(nearest("colour", NAMES), None);
        assert_eq!(nearest("", NAMES), None);
    }
}
