//! "Did you mean": the known word nearest to a mistyped one.

/// The candidate nearest to `word`, if one is near enough to be what was meant.
///
/// The measure is the Damerau–Levenshtein distance, in which two swapped letters are one mistake. A third of the word may be wrong:
/// beyond that a suggestion misleads more often than it helps.
pub(super) fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let tolerated = (word.chars().count() / 3).max(1);
    candidates
        .into_iter()
        .map(|candidate| (strsim::damerau_levenshtein(word, candidate), candidate))
        .filter(|(distance, _)| *distance <= tolerated)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn swapped_letters_are_one_mistake() {
        assert_eq!(nearest("regoin", ["prefix", "region", "replications"]), Some("region"));
        assert_eq!(nearest("eu-wset-1", ["eu-west-1", "eu-west-2", "us-east-1"]), Some("eu-west-1"));
    }

    #[test]
    fn a_different_word_has_no_suggestion() {
        assert_eq!(nearest("colour", ["prefix", "region", "replications"]), None);
    }
}
