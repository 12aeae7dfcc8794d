//! Guesses which removed names were renamed to which added names.

use std::collections::{BTreeMap, BTreeSet};

/// The minimum similarity, from 0 to 1.
const ENOUGH: f64 = 0.75;

/// Pairs removed and added names, the most similar first; indices of `removed` to indices of `added`.
pub(super) fn guess<T, U>(removed: &[T], added: &[U], likeness: impl Fn(&T, &U) -> f64) -> BTreeMap<usize, usize> {
    let mut pairs = Vec::new();
    for (from, old) in removed.iter().enumerate() {
        for (to, new) in added.iter().enumerate() {
            let likeness = likeness(old, new);
            if likeness >= ENOUGH {
                pairs.push((likeness, from, to));
            }
        }
    }
    // A stable sort, so that the result is deterministic.
    pairs.sort_by(|a, b| b.0.total_cmp(&a.0));
    let mut guessed = BTreeMap::new();
    let mut taken = BTreeSet::new();
    for (_, from, to) in pairs {
        if !guessed.contains_key(&from) && taken.insert(to) {
            guessed.insert(from, to);
        }
    }
    guessed
}

/// The share of names that two sets have in common; 0 for sets of fewer than two names.
pub(super) fn overlap(a: &BTreeSet<String>, b: &BTreeSet<String>) -> f64 {
    let all = a.union(b).count();
    if a.len().min(b.len()) < 2 { 0.0 } else { share(a.intersection(b).count(), all) }
}

/// The similarity of two names: 1 minus the share of letters that change (Levenshtein), ignoring case.
pub(super) fn name_likeness(a: &str, b: &str) -> f64 {
    let (a, b) = (a.to_ascii_lowercase(), b.to_ascii_lowercase());
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.bytes().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, y) in b.bytes().enumerate() {
            let change = diagonal + usize::from(x != y);
            diagonal = row[j + 1];
            row[j + 1] = change.min(row[j] + 1).min(diagonal + 1);
        }
    }
    1.0 - share(row[b.len()], a.len().max(b.len()))
}

fn share(part: usize, whole: usize) -> f64 {
    if whole == 0 {
        0.0
    } else {
        f64::from(u32::try_from(part).unwrap_or(u32::MAX)) / f64::from(u32::try_from(whole).unwrap_or(u32::MAX))
    }
}

#[cfg(test)]
mod tests {
    use super::name_likeness;

    #[test]
    fn names_that_differ_in_a_letter_are_alike() {
        assert!(name_likeness("KmsKeyArn", "KMSKeyArns") > 0.85);
        assert!(name_likeness("KmsKeyArn", "BucketName") < 0.4);
        assert!((name_likeness("Name", "name") - 1.0).abs() < f64::EPSILON);
    }
}
