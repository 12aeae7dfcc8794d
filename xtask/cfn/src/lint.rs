//! The corresponding rules of cfn-lint.

/// One line per rule of cfn-lint: its ID, our IDs, and the reason if there is none.
const TABLE: &str = include_str!("../cfn-lint-rules.tsv");

/// cfn-lint's IDs, each with ours.
pub(crate) fn rules() -> impl Iterator<Item = (&'static str, impl Iterator<Item = &'static str> + Clone)> {
    TABLE.lines().filter(|line| !line.starts_with('#')).filter_map(|line| {
        let mut columns = line.split('\t');
        let (id, ours) = (columns.next()?, columns.next()?);
        Some((id, ours.split(' ').filter(|ours| *ours != "-")))
    })
}

/// Our rules that correspond to the rule of cfn-lint.
pub(crate) fn ours(id: &str) -> impl Iterator<Item = &'static str> {
    rules().filter(move |(known, _)| *known == id).flat_map(|(_, ours)| ours)
}

/// Our rules that correspond to the rules of cfn-lint with this prefix.
pub(crate) fn ours_beginning(prefix: &str) -> impl Iterator<Item = &'static str> {
    rules().filter(move |(known, _)| known.starts_with(prefix)).flat_map(|(_, ours)| ours)
}
