//! GetObjectAttributes.

use iam_evaluator::Context;

use crate::api_error::ApiError;
use crate::protocol::reply::Reply;
use crate::protocol::xml::Element;
use crate::s3::api::call::{Call, document, invalid_argument};
use crate::s3::api::rights;
use crate::s3::{access, object};
use crate::state::s3::Versioning;
use crate::state::s3::object::Content;
use crate::world::World;

const ATTRIBUTES: &[&str] = &["ETag", "Checksum", "ObjectParts", "StorageClass", "ObjectSize"];

pub(super) fn get(world: &mut World, call: &Call<'_>, version_id: Option<&str>) -> Result<Reply, ApiError> {
    let request = call.request;
    let headers = request.headers.iter().filter(|(name, _)| name == "x-amz-object-attributes");
    let wanted: Vec<&str> =
        headers.flat_map(|(_, value)| value.split(',')).map(str::trim).filter(|name| !name.is_empty()).collect();
    if wanted.is_empty() {
        let why =
            "The x-amz-object-attributes header specifying the attributes to be retrieved is either missing or empty";
        return Err(invalid_argument(why, "x-amz-object-attributes", ""));
    }
    if let Some(unknown) = wanted.iter().find(|name| !ATTRIBUTES.contains(name)) {
        return Err(invalid_argument("Invalid attribute name specified.", "x-amz-object-attributes", unknown));
    }
    // The right to read the object is needed beside that to read its attributes.
    let action = if version_id.is_some() { "s3:GetObjectVersion" } else { "s3:GetObject" };
    access::check(world, call.caller, action, &call.bucket, Some(&call.key), Context::new())?;
    let version = rights::find(world, call, version_id)?;
    let content = version.content.as_ref().ok_or_else(|| object::no_such_key(&call.key))?;
    let wants = |name: &str| wanted.contains(&name);
    let mut root = Element::new("GetObjectAttributesResponse");
    if wants("ETag") {
        root = root.with("ETag", &content.etag);
    }
    if let Some(checksum) = content.checksum.as_ref().filter(|_| wants("Checksum")) {
        let element = Element::new("Checksum")
            .with(&checksum.algorithm.element(), &checksum.value)
            .with("ChecksumType", checksum.kind.as_str());
        root = root.child(element);
    }
    if wants("ObjectParts") && !content.parts.is_empty() {
        root = root.child(parts(call, content)?);
    }
    if wants("StorageClass") {
        root = root.with("StorageClass", &content.storage_class);
    }
    if wants("ObjectSize") {
        root = root.with("ObjectSize", content.size);
    }
    let versioned = call.bucket(world)?.versioning() != Versioning::Never;
    Ok(document(root)
        .header("Last-Modified", version.modified.http())
        .header_some("x-amz-version-id", versioned.then_some(&version.id)))
}

/// A page of the parts. Only parts with a checksum are listed.
fn parts(call: &Call<'_>, content: &Content) -> Result<Element, ApiError> {
    let number = |name: &str, default: usize| match call.request.header(name) {
        None => Ok(default),
        Some(text) => text.parse::<usize>().map_err(|_| invalid_argument(format!("{name} is no number"), name, text)),
    };
    let limit = number("x-amz-max-parts", 1000)?.min(1000);
    let after = number("x-amz-part-number-marker", 0)?;
    let later: Vec<_> =
        content.parts.iter().filter(|part| usize::try_from(part.number).is_ok_and(|number| number > after)).collect();
    let page = &later[..later.len().min(limit)];
    let algorithm = content.checksum.as_ref().map(|checksum| checksum.algorithm);
    let elements = page.iter().filter_map(|part| {
        let (algorithm, value) = (algorithm?, part.checksum.as_ref()?);
        let element = Element::new("Part").with(&algorithm.element(), value);
        Some(element.with("PartNumber", part.number).with("Size", part.size))
    });
    Ok(Element::new("ObjectParts")
        .with("IsTruncated", page.len() < later.len())
        .with("MaxParts", limit)
        .with("NextPartNumberMarker", page.last().map_or(0, |part| part.number))
        .with("PartNumberMarker", after)
        .with("PartsCount", content.parts.len())
        .children(elements))
}
