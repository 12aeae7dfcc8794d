//! The application that makes the calls.

/// The maximum length of a name: change sets, request tokens and the user agent begin with it, each with a length limit of its own.
const NAME_MAX: usize = 32;

/// The program that calls AWS. Its name is in the user agent of every call, which AWS logs, and is the prefix of change
/// set names, request tokens and the keys of uploaded templates.
///
/// Programs with the same name resume each other's interrupted deployments; programs with different names do not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Application {
    name: &'static str,
    version: &'static str,
}

impl Application {
    /// A program called `name`: a letter, then letters, digits and hyphens, 32 characters at most. Connecting with any
    /// other name fails.
    pub const fn new(name: &'static str, version: &'static str) -> Self {
        Self { name, version }
    }

    /// The program's name.
    pub fn name(&self) -> &'static str {
        self.name
    }

    pub(super) fn is_valid(&self) -> bool {
        self.name.starts_with(|c: char| c.is_ascii_alphabetic())
            && self.name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
            && self.name.len() <= NAME_MAX
    }

    pub(super) fn user_agent(&self) -> String {
        format!("{}-{}", self.name, self.version)
    }
}

impl Default for Application {
    /// The default: the engine itself.
    fn default() -> Self {
        Self::new("cfn-deploy", env!("CARGO_PKG_VERSION"))
    }
}

#[cfg(test)]
mod tests {
    use super::Application;

    #[test]
    fn a_name_that_a_change_set_cannot_begin_with_is_refused() {
        for (name, valid) in [("archive", true), ("my-tool2", true), ("2nd", false), ("a_b", false), ("", false)] {
            assert_eq!(Application::new(name, "1").is_valid(), valid, "{name}");
        }
        assert!(!Application::new("a2345678901234567890123456789012x", "1").is_valid());
    }
}
