//! Property paths as in schemas: `A/*/B`.

/// Whether one of the two paths is a prefix of the other.
pub(super) fn overlaps(stated: &str, steps: &[&str]) -> bool {
    stated.split('/').zip(steps).all(|(stated, step)| stated == "*" || stated == *step)
}

/// Whether the paths are equal, with `*` for any step.
pub(super) fn covers(stated: &[&str], path: &[&str]) -> bool {
    stated.len() == path.len() && stated.iter().zip(path).all(|(stated, step)| stated == step || *stated == "*")
}

#[cfg(test)]
mod tests {
    use super::{covers, overlaps};

    #[test]
    fn a_change_inside_or_around_a_path_overlaps_it() {
        assert!(overlaps("Rules/*/Name", &["Rules", "0", "Name"]));
        assert!(overlaps("Rules/*/Name", &["Rules"]));
        assert!(overlaps("Rules", &["Rules", "3", "Priority"]));
        assert!(!overlaps("Rules/*/Name", &["Rules", "0", "Priority"]));
    }

    #[test]
    fn only_equal_paths_are_covered() {
        assert!(covers(&["Users", "*", "Password"], &["Users", "*", "Password"]));
        assert!(!covers(&["Users", "*", "Password"], &["Users"]));
    }
}
