//! The template of a request: in its body, or in an S3 object.

use cfn_spec::quota::{TEMPLATE_IN_REQUEST, TEMPLATE_IN_S3};

use crate::api_error::ApiError;
use crate::protocol::query::Params;
use crate::protocol::request::decode_path;
use crate::s3::object;
use crate::world::World;

/// The template of a request.
pub(crate) fn body(world: &mut World, params: &Params) -> Result<String, ApiError> {
    match (params.text("TemplateBody"), params.text("TemplateURL")) {
        (Some(_), Some(_)) => Err(ApiError::validation("You cannot specify both TemplateBody and TemplateURL.")),
        (Some(body), None) if body.len() > TEMPLATE_IN_REQUEST => {
            let why = format!(
                "1 validation error detected: Value at 'templateBody' failed to satisfy constraint: Member must have length less than or \
                 equal to {TEMPLATE_IN_REQUEST}"
            );
            Err(ApiError::validation(why))
        }
        (Some(body), None) => Ok(body.to_owned()),
        (None, Some(url)) => fetch(world, url),
        (None, None) => Err(ApiError::validation("Either Template URL or Template Body must be specified.")),
    }
}

/// Reads a template from a simulated bucket.
///
/// # Errors
/// The URL is not one of S3, or the object does not exist.
pub(crate) fn fetch(world: &mut World, url: &str) -> Result<String, ApiError> {
    let invalid = || ApiError::validation(format!("TemplateURL must be a supported URL: {url}"));
    let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://")).ok_or_else(invalid)?;
    let (host, path) = rest.split_once('/').ok_or_else(invalid)?;
    let path = path.split_once('?').map_or(path, |(path, _)| path);
    let in_host = [".s3.", ".s3-", ".localhost"].iter().find_map(|mark| host.find(mark).map(|at| &host[..at]));
    let (bucket, key) = match in_host {
        Some(bucket) => (bucket, path),
        None => path.split_once('/').ok_or_else(invalid)?,
    };
    let (bucket, key) = (decode_path(bucket), decode_path(key));
    let content = world.buckets.get(&bucket).and_then(|bucket| object::current(bucket, &key));
    let content = content.ok_or_else(|| ApiError::validation(format!("S3 error: Access Denied for {url}")))?;
    if content.size > TEMPLATE_IN_S3 {
        return Err(ApiError::validation(format!("Template may not exceed {TEMPLATE_IN_S3} bytes in size.")));
    }
    let bytes = world.blobs.get(&content.blob).map_err(|error| ApiError::validation(error.to_string()))?;
    String::from_utf8(bytes.to_vec()).map_err(|_| ApiError::validation("Template format error: not UTF-8"))
}
