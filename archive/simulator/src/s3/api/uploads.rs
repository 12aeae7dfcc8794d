//! Requests about multipart uploads.

use crate::api_error::ApiError;
use crate::protocol::reply::Reply;
use crate::protocol::xml::Element;
use crate::s3::api::call::{Call, document, unserved};
use crate::s3::api::put::{payload, put_options};
use crate::s3::upload;
use crate::world::World;

pub(super) fn handle(world: &mut World, call: &Call<'_>) -> Result<Reply, ApiError> {
    let request = call.request;
    let id = request.query("uploadId").unwrap_or_default();
    match request.method.as_str() {
        "POST" if request.has_query("uploads") => {
            let (_, headers) = payload(request)?;
            let options = put_options(call, call.bucket(world)?, headers, world.now)?;
            let id = upload::begin(world, &call.bucket, &call.key, options)?;
            Ok(document(named("InitiateMultipartUploadResult", call).with("UploadId", id)))
        }
        "PUT" => {
            let number = request.query("partNumber").and_then(|text| text.parse().ok()).unwrap_or_default();
            let (body, _) = payload(request)?;
            let etag = upload::put_part(world, &call.bucket, &call.key, id, number, body)?;
            Ok(Reply::empty(200).header("ETag", format!("\"{etag}\"")))
        }
        "POST" => {
            let body = Element::parse(&request.body)?;
            let part = |part: &Element| {
                let number = part.text_at(&["PartNumber"])?.parse().ok()?;
                Some((number, part.text_at(&["ETag"])?.to_owned()))
            };
            let listed: Vec<(u32, String)> = body.all("Part").filter_map(part).collect();
            if listed.is_empty() {
                return Err(ApiError::new(400, "MalformedXML", "You must specify at least one part"));
            }
            let version = upload::complete(world, &call.bucket, &call.key, id, &listed)?;
            let etag = version.content.as_ref().map(|content| format!("\"{}\"", content.etag));
            let root = named("CompleteMultipartUploadResult", call).with_some("ETag", etag);
            Ok(document(root).header("x-amz-version-id", version.id))
        }
        "GET" => {
            let upload = upload::find(world, &call.bucket, &call.key, id)?;
            let parts = upload.parts.iter().map(|(number, part)| {
                Element::new("Part")
                    .with("PartNumber", number)
                    .with("ETag", format!("\"{}\"", part.etag))
                    .with("Size", part.size)
            });
            let parts: Vec<Element> = parts.collect();
            Ok(document(named("ListPartsResult", call).with("UploadId", id).with("IsTruncated", false).children(parts)))
        }
        "DELETE" => {
            upload::abort(world, &call.bucket, &call.key, id)?;
            Ok(Reply::empty(204))
        }
        method => Err(unserved(method, "a multipart upload")),
    }
}

fn named(root: &str, call: &Call<'_>) -> Element {
    Element::new(root).with("Bucket", &call.bucket).with("Key", &call.key)
}
