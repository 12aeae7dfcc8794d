//! "Did you mean …?"

use super::text::parsed;

/// The candidate most similar to `name`, if one is similar enough for "did you mean": at most a third of the characters differ. Of several that differ in as many characters it is the one of
/// the same text with the nearest number (`Subnet4` of `Subnet`, `Subnet1` and `Subnet3`), then the one of the same length.
pub fn nearest<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let limit = (name.chars().count() / 3).clamp(1, 4);
    let (stem, number) = numbered(name);
    let ranked = candidates.into_iter().filter_map(|candidate| {
        let distance =
            if candidate.eq_ignore_ascii_case(name) { 0 } else { strsim::damerau_levenshtein(name, candidate) };
        let (other, other_number) = numbered(candidate);
        let apart = match (number, other_number) {
            (Some(number), Some(other_number)) if stem == other => number.abs_diff(other_number),
            _ => u64::MAX,
        };
        let rank = (distance, apart, name.len().abs_diff(candidate.len()));
        (distance <= limit).then_some((rank, candidate))
    });
    // Of equals the first, in the order of the template.
    ranked.min_by_key(|(rank, _)| *rank).map(|(_, candidate)| candidate)
}

/// The text and the number that it ends with.
fn numbered(name: &str) -> (&str, Option<u64>) {
    let stem = name.trim_end_matches(|c: char| c.is_ascii_digit());
    (stem, parsed(&name[stem.len()..]))
}

/// The candidate most similar to `name`, if it is similar enough and no other candidate is equally similar.
pub(crate) fn only_near<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let candidates: Vec<&str> = candidates.into_iter().collect();
    let best = nearest(name, candidates.iter().copied())?;
    let distance = |candidate: &str| {
        if candidate.eq_ignore_ascii_case(name) { 0 } else { strsim::damerau_levenshtein(name, candidate) }
    };
    let least = distance(best);
    candidates.iter().all(|other| *other == best || distance(other) > least).then_some(best)
}

/// "did you mean `X`?", if a candidate is similar.
#[doc(hidden)]
pub fn did_you_mean<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<String> {
    nearest(name, candidates).map(|candidate| format!("did you mean `{candidate}`?"))
}

/// The names as a list for messages: `` `A`, `B` or `C` ``; a long list is truncated.
#[doc(hidden)]
pub fn one_of<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    const SHOWN: usize = 12;
    let names: Vec<&str> = names.into_iter().collect();
    let shown: Vec<String> = names.iter().take(SHOWN).map(|name| format!("`{name}`")).collect();
    let more = names.len().saturating_sub(SHOWN);
    match (shown.as_slice(), more) {
        ([], _) => "nothing".to_owned(),
        ([one], 0) => one.clone(),
        ([start @ .., last], 0) => format!("{} or {last}", start.join(", ")),
        (all, more) => format!("{} or {more} more", all.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn the_nearest_number_of_the_same_text_is_meant() {
        assert_eq!(nearest("Subnet4", ["Subnet", "Subnet1", "Subnet3"]), Some("Subnet3"));
        assert_eq!(nearest("Subnet4", ["Subnet"]), Some("Subnet"));
        assert_eq!(nearest("Quuee", ["Queue2", "Queue"]), Some("Queue"));
        assert_eq!(nearest("Queue", ["Topic"]), None);
    }
}
