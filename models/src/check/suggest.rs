//! "Did you mean …?"

/// The candidate nearest to `name`, if one is near enough to be meant.
pub(crate) fn nearest<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let limit = (name.chars().count() / 3).clamp(1, 4);
    let mut best: Option<(usize, &str)> = None;
    for candidate in candidates {
        let distance =
            if candidate.eq_ignore_ascii_case(name) { 0 } else { strsim::damerau_levenshtein(name, candidate) };
        if distance <= limit && best.is_none_or(|(least, _)| distance < least) {
            best = Some((distance, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

/// The candidate nearest to `name`, if one is near enough to be meant and no other is as near.
pub(crate) fn only_near<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let candidates: Vec<&str> = candidates.into_iter().collect();
    let best = nearest(name, candidates.iter().copied())?;
    let distance = |candidate: &str| {
        if candidate.eq_ignore_ascii_case(name) { 0 } else { strsim::damerau_levenshtein(name, candidate) }
    };
    let least = distance(best);
    candidates.iter().all(|other| *other == best || distance(other) > least).then_some(best)
}

/// "did you mean `X`?", where a candidate is near.
pub(crate) fn did_you_mean<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<String> {
    nearest(name, candidates).map(|candidate| format!("did you mean `{candidate}`?"))
}

/// The names as a person reads a list: `` `A`, `B` or `C` ``; a long one is cut.
pub(crate) fn one_of<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
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
