//! The condition keys of a request and their values.

use std::collections::BTreeMap;

/// The condition keys of a request. Keys are case-insensitive, as in IAM; a key can have several values.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Context {
    values: BTreeMap<String, Vec<String>>,
}

impl Context {
    /// An empty context.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets a key to one value.
    #[must_use]
    pub fn with(self, key: &str, value: impl Into<String>) -> Self {
        self.with_values(key, [value])
    }

    /// Sets a key to any number of values, such as `kms:ResourceAliases`; without values, the key is absent.
    #[must_use]
    pub fn with_values<V: Into<String>>(mut self, key: &str, values: impl IntoIterator<Item = V>) -> Self {
        self.values.insert(key.to_lowercase(), values.into_iter().map(Into::into).collect());
        self
    }

    /// The values of a key; `None` if the request does not have it.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&[String]> {
        self.values.get(&key.to_lowercase()).map(Vec::as_slice).filter(|values| !values.is_empty())
    }

    /// Every key, in lower case, with its values.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &[String])> {
        self.values.iter().map(|(key, values)| (key.as_str(), values.as_slice()))
    }

    /// Sets a key unless it is set already.
    pub(crate) fn default_to(&mut self, key: &str, value: impl Into<String>) {
        self.values.entry(key.to_lowercase()).or_insert_with(|| vec![value.into()]);
    }
}
