//! Validates tags.

use std::collections::BTreeMap;

use crate::api_error::ApiError;
use crate::protocol::xml::Element;

/// The tags of a `Tagging` document.
///
/// # Errors
/// There are too many, a key is duplicated, or one is too long or reserved.
pub(crate) fn of_document(document: &Element, limit: usize, whose: &str) -> Result<BTreeMap<String, String>, ApiError> {
    let set = document.get("TagSet").map_or(&[][..], |set| set.children.as_slice());
    let text = |tag: &Element, name| tag.text_or_empty(&[name]).to_owned();
    check(set.iter().map(|tag| (text(tag, "Key"), text(tag, "Value"))), limit, whose)
}

/// Validates tags.
///
/// # Errors
/// There are too many, a key is duplicated, or one is too long or reserved.
pub(crate) fn check(
    tags: impl IntoIterator<Item = (String, String)>,
    limit: usize,
    whose: &str,
) -> Result<BTreeMap<String, String>, ApiError> {
    let invalid = |why: &str, key: &str| Err(ApiError::new(400, "InvalidTag", why).with_detail("TagKey", key));
    let mut checked = BTreeMap::new();
    for (key, value) in tags {
        if key.is_empty() || key.chars().count() > 128 {
            return invalid("The TagKey you have provided is invalid", &key);
        }
        if value.chars().count() > 256 {
            return invalid("The TagValue you have provided is invalid", &key);
        }
        if key.starts_with("aws:") {
            return invalid("System tags cannot be added/updated by requester", &key);
        }
        if checked.insert(key.clone(), value).is_some() {
            return invalid("Cannot provide multiple Tags with the same key", &key);
        }
    }
    if checked.len() > limit {
        let why = format!("{whose} cannot be greater than {limit}");
        return Err(ApiError::new(400, "BadRequest", why));
    }
    Ok(checked)
}
