//! Automatic corrections.

/// A change of the template that corrects a finding, if there is only one plausible correction.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Fix {
    /// Rename the key at the end of the finding's path.
    RenameKey {
        /// The present key.
        from: String,
        /// The correct key.
        to: String,
    },
    /// Replace a name within the string at the finding's path.
    Rename {
        /// The present name.
        from: String,
        /// The correct name.
        to: String,
    },
    /// Wrap the value at the finding's path in a list.
    Enlist,
    /// Add a transform to the template.
    AddTransform(&'static str),
}

impl Fix {
    /// Renames to the most similar name of `known`, if no other is equally similar.
    pub(super) fn name<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<Self> {
        let to = super::suggest::only_near(name, known)?;
        Some(Self::Rename { from: name.to_owned(), to: to.to_owned() })
    }

    /// Renames to the most similar key of `known`, if no other is equally similar.
    pub(super) fn key<'a>(key: &str, known: impl IntoIterator<Item = &'a str>) -> Option<Self> {
        let to = super::suggest::only_near(key, known)?;
        Some(Self::RenameKey { from: key.to_owned(), to: to.to_owned() })
    }
}
