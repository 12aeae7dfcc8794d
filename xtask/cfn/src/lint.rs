//! What cfn-lint calls the rules.

/// A line a rule of cfn-lint: its id, the ids of ours, and why there is none.
const TABLE: &str = include_str!("../cfn-lint-rules.tsv");

/// cfn-lint's ids, each with ours.
pub(crate) fn rules() -> impl Iterator<Item = (&'static str, impl Iterator<Item = &'static str> + Clone)> {
    TABLE.lines().filter(|line| !line.starts_with('#')).filter_map(|line| {
        let mut columns = line.split('\t');
        let (id, ours) = (columns.next()?, columns.next()?);
        Some((id, ours.split(' ').filter(|ours| *ours != "-")))
    })
}

/// Our rules that say what the rule of cfn-lint says.
pub(crate) fn ours(id: &str) -> impl Iterator<Item = &'static str> {
    rules().filter(move |(known, _)| *known == id).flat_map(|(_, ours)| ours)
}

/// Our rules that say what the rules of cfn-lint say whose ids begin so.
pub(crate) fn ours_beginning(prefix: &str) -> impl Iterator<Item = &'static str> {
    rules().filter(move |(known, _)| known.starts_with(prefix)).flat_map(|(_, ours)| ours)
}
