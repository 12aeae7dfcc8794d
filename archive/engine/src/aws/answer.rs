//! Whether a member was present in a response, which the SDK's types do not show.

/// The items of a list in a parsed response. The protocol omits empty lists, so here, and only here, an absent list is empty. A response that cannot be parsed was an error before.
#[expect(clippy::disallowed_methods, reason = "the one place where absence means empty")]
pub(crate) fn listed<T>(items: Option<Vec<T>>) -> Vec<T> {
    items.unwrap_or_default()
}

/// The string of a member, if the response had it. For a missing required member the SDK has an empty string, or for an
/// enum this sentence.
pub(crate) fn present(text: impl AsRef<str>) -> Option<String> {
    let text = text.as_ref();
    (!text.is_empty() && text != "no value was set").then(|| text.to_owned())
}
