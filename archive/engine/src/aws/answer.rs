//! What the SDK's types hide of an answer: whether something was in it.

/// The items of a list in an answer that was read. The protocol has no empty lists: one without items is left out, so here, and only
/// here, what is absent is known to be empty. A list of an answer that was not read is an error long before.
#[expect(clippy::disallowed_methods, reason = "the one place where absence means empty")]
pub(crate) fn listed<T>(items: Option<Vec<T>>) -> Vec<T> {
    items.unwrap_or_default()
}

/// The text of a member, if the answer had it. For a required member that is missing the SDK puts an empty text, or in place of one of
/// many known words this sentence.
pub(crate) fn told(text: impl AsRef<str>) -> Option<String> {
    let text = text.as_ref();
    (!text.is_empty() && text != "no value was set").then(|| text.to_owned())
}
