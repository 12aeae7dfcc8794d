//! "Did you mean …?"

/// The candidate most similar to `name`, if one is similar enough.
pub(crate) fn nearest<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let limit = (name.chars().count() / 3).clamp(1, 4);
    let lower = name.to_ascii_lowercase();
    let distance =
        |candidate: &'a str| (strsim::damerau_levenshtein(&lower, &candidate.to_ascii_lowercase()), candidate);
    candidates
        .into_iter()
        .map(distance)
        .filter(|(distance, _)| *distance <= limit)
        .min()
        .map(|(_, candidate)| candidate)
}
