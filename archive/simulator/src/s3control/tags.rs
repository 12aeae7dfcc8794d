//! The tags of jobs: <https://docs.aws.amazon.com/AmazonS3/latest/userguide/batch-ops-managing-jobs-tags.html>.

use std::collections::BTreeMap;

use crate::api_error::ApiError;
use crate::protocol::xml::Element;
use crate::s3::tags;

/// The most tags of a job.
const MOST: usize = 50;

/// Reads the element `Tags`, without which there are none.
///
/// # Errors
/// There are too many, a key is repeated, or one is too long or reserved.
pub(super) fn read(tags: Option<&Element>) -> Result<BTreeMap<String, String>, ApiError> {
    let given = tags.map_or(&[][..], |tags| tags.children.as_slice());
    if given.len() > MOST {
        let why = format!("A job has at most {MOST} tags, and the request has {}", given.len());
        return Err(ApiError::new(400, "TooManyTagsException", why));
    }
    let text = |tag: &Element, name| tag.text_or_empty(&[name]).to_owned();
    let pairs = given.iter().map(|tag| (text(tag, "Key"), text(tag, "Value")));
    tags::check(pairs, MOST, "Job tags").map_err(|error| ApiError::new(400, "BadRequestException", error.message))
}

/// The element `Tags`.
pub(super) fn element(tags: &BTreeMap<String, String>) -> Element {
    let tag = |(key, value): (&String, &String)| Element::new("member").with("Key", key).with("Value", value);
    Element::members("Tags", tags.iter().map(tag))
}
