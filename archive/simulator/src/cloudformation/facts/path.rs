//! Paths of properties, as schemas write them: `A/*/B`.

/// Whether a stated path and the steps to a place lie on one way: the one begins with the other.
pub(super) fn overlaps(stated: &str, steps: &[&str]) -> bool {
    stated.split('/').zip(steps).all(|(stated, step)| stated == "*" || stated == *step)
}

/// Whether a path is the stated one.
pub(super) fn covers(stated: &[&str], path: &[&str]) -> bool {
    stated.len() == path.len() && stated.iter().zip(path).all(|(stated, step)| stated == step || *stated == "*")
}

#[cfg(test)]
mod tests {
    use super::{covers, overlaps};

    #[test]
    fn a_change_inside_or_around_a_stated_path_touches_it() {
        assert!(overlaps("Rules/*/Name", &["Rules", "0", "Name"]));
        assert!(overlaps("Rules/*/Name", &["Rules"]));
        assert!(overlaps("Rules", &["Rules", "3", "Priority"]));
        assert!(!overlaps("Rules/*/Name", &["Rules", "0", "Priority"]));
    }

    #[test]
    fn only_the_stated_path_itself_is_covered() {
        assert!(covers(&["Users", "*", "Password"], &["Users", "*", "Password"]));
        assert!(!covers(&["Users", "*", "Password"], &["Users"]));
    }
}
