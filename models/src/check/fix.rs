//! Corrections that have one answer.

/// A change of the template's text that corrects a finding, where only one comes into question.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Fix {
    /// The key at the end of the finding's path becomes another.
    RenameKey {
        /// The key as it is.
        from: String,
        /// The key that is meant.
        to: String,
    },
    /// In the text of the value at the finding's path, a name becomes another.
    Rename {
        /// The name as it is.
        from: String,
        /// The name that is meant.
        to: String,
    },
    /// The value at the finding's path becomes the only item of a list.
    Enlist,
    /// The template declares a transform.
    AddTransform(&'static str),
}

impl Fix {
    /// A name becomes the one of `known` that is nearest, if no other is as near.
    pub(super) fn name<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<Self> {
        let to = super::suggest::only_near(name, known)?;
        Some(Self::Rename { from: name.to_owned(), to: to.to_owned() })
    }

    /// A key becomes the one of `known` that is nearest, if no other is as near.
    pub(super) fn key<'a>(key: &str, known: impl IntoIterator<Item = &'a str>) -> Option<Self> {
        let to = super::suggest::only_near(key, known)?;
        Some(Self::RenameKey { from: key.to_owned(), to: to.to_owned() })
    }
}
