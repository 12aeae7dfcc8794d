//! Operations on multipart uploads.

use crate::api_error::ApiError;
use crate::parse::parse;
use crate::protocol::checksum::{Algorithm, ChecksumType};
use crate::protocol::reply::Reply;
use crate::protocol::xml::{Element, malformed_xml};
use crate::s3::api::call::{Call, document, invalid_argument};
use crate::s3::api::elements::owner;
use crate::s3::api::put::put_options;
use crate::s3::api::{conditions, objects, rights};
use crate::s3::upload::CompletedPart;
use crate::s3::{object, upload};
use crate::scope::url_suffix_of;
use crate::state::s3::Versioning;
use crate::world::World;

pub(super) fn handle(world: &mut World, call: &Call<'_>) -> Result<Reply, ApiError> {
    let request = call.request;
    let id = request.query_or_empty("uploadId");
    match call.operation {
        "CreateMultipartUpload" => {
            let options = put_options(call, call.bucket(world)?, world.now)?;
            let checksum = chosen_checksum(call)?;
            rights::to_write(world, call, &options, rights::UPLOAD)?;
            let id = upload::begin(world, &call.bucket, &call.key, options, checksum)?;
            let mut reply = document(named("InitiateMultipartUploadResult", call).with("UploadId", id));
            if let Some((algorithm, kind)) = checksum {
                reply = reply
                    .header("x-amz-checksum-algorithm", algorithm.name())
                    .header("x-amz-checksum-type", kind.as_str());
            }
            Ok(reply)
        }
        "UploadPart" => {
            let (body, given) = (call.payload.body.clone(), call.payload.checksum.as_ref());
            let part = upload::put_part(world, &call.bucket, &call.key, id, part_number(call)?, body, given)?;
            let reply = Reply::empty(200).header("ETag", format!("\"{}\"", part.etag));
            let algorithm = upload::find(world, &call.bucket, &call.key, id)?.checksum.map(|(algorithm, _)| algorithm);
            Ok(match (algorithm, part.checksum) {
                (Some(algorithm), Some(value)) => reply.header(&algorithm.header(), value),
                _ => reply,
            })
        }
        "UploadPartCopy" => copy_part(world, call, id),
        "CompleteMultipartUpload" => complete(world, call, id),
        "ListParts" => list(world, call, id),
        _ => {
            upload::abort(world, &call.bucket, &call.key, id)?;
            Ok(Reply::empty(204))
        }
    }
}

fn part_number(call: &Call<'_>) -> Result<u32, ApiError> {
    let text = call.request.query_or_empty("partNumber");
    text.parse().map_err(|_| {
        invalid_argument("Part number must be an integer between 1 and 10000, inclusive", "partNumber", text)
    })
}

/// The checksum algorithm and type of a new upload.
fn chosen_checksum(call: &Call<'_>) -> Result<Option<(Algorithm, ChecksumType)>, ApiError> {
    let invalid = |why: String| ApiError::new(400, "InvalidRequest", why);
    let algorithm = match call.request.header("x-amz-checksum-algorithm") {
        Some(name) => Some(Algorithm::of_name(name).ok_or_else(|| {
            invalid("Checksum algorithm provided is unsupported. Please try again with any of the valid types: [CRC32, CRC32C, CRC64NVME, SHA1, SHA256]".into())
        })?),
        None => None,
    };
    let kind = match call.request.header("x-amz-checksum-type") {
        Some("FULL_OBJECT") => Some(ChecksumType::FullObject),
        Some("COMPOSITE") => Some(ChecksumType::Composite),
        Some(_) => return Err(invalid("Value for x-amz-checksum-type header is invalid.".into())),
        None => None,
    };
    match (algorithm, kind) {
        (None, None) => Ok(None),
        (None, Some(_)) => Err(invalid(
            "The x-amz-checksum-type header can only be used with the x-amz-checksum-algorithm header.".into(),
        )),
        (Some(algorithm), kind) => {
            let kind = kind.unwrap_or_else(|| algorithm.default_type());
            if algorithm.allows(kind) {
                return Ok(Some((algorithm, kind)));
            }
            let (kind, name) = (kind.as_str(), algorithm.name().to_lowercase());
            Err(invalid(format!("The {kind} checksum type cannot be used with the {name} checksum algorithm.")))
        }
    }
}

fn copy_part(world: &mut World, call: &Call<'_>, id: &str) -> Result<Reply, ApiError> {
    let source = objects::copy_source(world, call)?;
    let body = match call.request.header("x-amz-copy-source-range") {
        None => source.body,
        Some(range) => {
            let size = source.body.len();
            let bounds = range.strip_prefix("bytes=").and_then(|range| range.split_once('-'));
            let bounds = bounds.and_then(|(from, to)| Some((parse::<usize>(from)?, parse::<usize>(to)?)));
            let (from, to) = bounds.filter(|(from, to)| from <= to).ok_or_else(|| {
                let why = "The x-amz-copy-source-range value must be of the form bytes=first-last where first and last are \
                    the zero-based offsets of the first and last bytes to copy";
                invalid_argument(why, "x-amz-copy-source-range", range)
            })?;
            if to >= size {
                let why = format!("Range specified is not valid for source object of size: {size}");
                return Err(invalid_argument(why, "x-amz-copy-source-range", range));
            }
            source.body.slice(from..=to)
        }
    };
    let algorithm = upload::find(world, &call.bucket, &call.key, id)?.checksum.map(|(algorithm, _)| algorithm);
    let given = algorithm.map(|algorithm| algorithm.of(&body));
    let part = upload::put_part(world, &call.bucket, &call.key, id, part_number(call)?, body, given.as_ref())?;
    let mut root =
        Element::new("CopyPartResult").with("LastModified", part.modified).with("ETag", format!("\"{}\"", part.etag));
    if let (Some(algorithm), Some(value)) = (algorithm, part.checksum) {
        root = root.with(&algorithm.element(), value);
    }
    Ok(document(root).header_some("x-amz-copy-source-version-id", source.version_id))
}

fn complete(world: &mut World, call: &Call<'_>, id: &str) -> Result<Reply, ApiError> {
    let upload = upload::find(world, &call.bucket, &call.key, id)?;
    let algorithm = upload.checksum.map_or(Algorithm::Crc64Nvme, |(algorithm, _)| algorithm);
    let etag = object::current(call.bucket(world)?, &call.key).map(|content| content.etag.as_str());
    conditions::of_write(call.request, &call.key, etag)?;
    let body = call.document("CompleteMultipartUpload")?;
    let mut listed = Vec::new();
    for part in body.all("Part") {
        let (Some(number), Some(etag)) = (part.text_at(&["PartNumber"]), part.text_at(&["ETag"])) else {
            return Err(malformed_xml("CompleteMultipartUpload/Part needs a PartNumber and an ETag"));
        };
        let number = number.trim().parse().map_err(|_| malformed_xml(format!("PartNumber is {number:?}")))?;
        let checksum = part.text_at(&[&algorithm.element()]).map(str::to_owned);
        listed.push(CompletedPart { number, etag: etag.to_owned(), checksum });
    }
    if listed.is_empty() {
        return Err(malformed_xml("CompleteMultipartUpload has no Part"));
    }
    let header = algorithm.header();
    let whole = call.request.header(&header).map(|value| (algorithm, value));
    let version = upload::complete(world, &call.bucket, &call.key, id, &listed, whole)?;
    let location =
        format!("https://{}.s3.{}.{}/{}", call.bucket, call.scope.region, url_suffix_of(&call.scope.region), call.key);
    let mut root = Element::new("CompleteMultipartUploadResult")
        .with("Location", location)
        .with("Bucket", &call.bucket)
        .with("Key", &call.key);
    if let Some(content) = &version.content {
        root = root.with("ETag", format!("\"{}\"", content.etag));
        if let Some(checksum) = &content.checksum {
            root =
                root.with(&checksum.algorithm.element(), &checksum.value).with("ChecksumType", checksum.kind.as_str());
        }
    }
    let versioned = call.bucket(world)?.versioning() != Versioning::Never;
    Ok(document(root).header_some("x-amz-version-id", versioned.then_some(version.id)))
}

fn list(world: &mut World, call: &Call<'_>, id: &str) -> Result<Reply, ApiError> {
    let limit = call.page_size("max-parts")?;
    let after = match call.request.query("part-number-marker") {
        None | Some("") => 0,
        Some(text) => text.parse::<u32>().map_err(|_| {
            invalid_argument(
                "Provided part-number-marker not an integer or within integer range",
                "part-number-marker",
                text,
            )
        })?,
    };
    let account = call.scope.account.clone();
    let upload = upload::find(world, &call.bucket, &call.key, id)?;
    let later: Vec<_> = upload.parts.iter().filter(|(number, _)| **number > after).collect();
    let page = &later[..later.len().min(limit)];
    let parts = page.iter().map(|(number, part)| {
        let element = Element::new("Part")
            .with("PartNumber", number)
            .with("LastModified", part.modified)
            .with("ETag", format!("\"{}\"", part.etag))
            .with("Size", part.size);
        match (upload.checksum, &part.checksum) {
            (Some((algorithm, _)), Some(value)) => element.with(&algorithm.element(), value),
            _ => element,
        }
    });
    let parts: Vec<Element> = parts.collect();
    let storage_class = upload.options.storage_class.clone().unwrap_or_else(|| "STANDARD".into());
    let mut root = named("ListPartsResult", call)
        .with("UploadId", id)
        .child(Element { name: "Initiator".into(), ..owner(&account) })
        .child(owner(&account))
        .with("StorageClass", storage_class)
        .with("PartNumberMarker", after)
        .with("NextPartNumberMarker", page.last().map_or(after, |(number, _)| **number))
        .with("MaxParts", limit)
        .with("IsTruncated", page.len() < later.len());
    if let Some((algorithm, kind)) = upload.checksum {
        root = root.with("ChecksumAlgorithm", algorithm.name()).with("ChecksumType", kind.as_str());
    }
    Ok(document(root.children(parts)))
}

fn named(root: &str, call: &Call<'_>) -> Element {
    Element::new(root).with("Bucket", &call.bucket).with("Key", &call.key)
}
