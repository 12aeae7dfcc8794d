//! A request with its address taken apart, and the replies to it.

use crate::api_error::ApiError;
use crate::iam::caller::Caller;
use crate::protocol::reply::Reply;
use crate::protocol::request::Request;
use crate::protocol::xml::Element;
use crate::scope::Scope;
use crate::state::s3::{Bucket, no_such_bucket};
use crate::world::World;

pub(super) const NAMESPACE: &str = "http://s3.amazonaws.com/doc/2006-03-01/";

/// One request with its address taken apart.
pub(super) struct Call<'a> {
    pub(super) request: &'a Request,
    pub(super) caller: &'a Caller,
    pub(super) scope: &'a Scope,
    pub(super) bucket: String,
    pub(super) key: String,
}

/// Whether the request is about a part of the bucket; SDKs add `x-id` to plain requests.
pub(super) fn has_subresource(request: &Request) -> bool {
    request.query.iter().any(|(name, _)| name != "x-id" && !name.starts_with("X-Amz-"))
}

impl Call<'_> {
    pub(super) fn bucket<'w>(&self, world: &'w World) -> Result<&'w Bucket, ApiError> {
        world.buckets.get(&self.bucket).ok_or_else(|| no_such_bucket(&self.bucket))
    }

    pub(super) fn bucket_mut<'w>(&self, world: &'w mut World) -> Result<&'w mut Bucket, ApiError> {
        world.buckets.get_mut(&self.bucket).ok_or_else(|| no_such_bucket(&self.bucket))
    }
}

pub(super) fn document(root: Element) -> Reply {
    let root = root.attribute("xmlns", NAMESPACE);
    Reply::empty(200).header("Content-Type", "application/xml").body(root.document())
}

pub(super) fn unserved(method: &str, what: &str) -> ApiError {
    ApiError::new(
        501,
        "NotImplemented",
        format!("The simulator does not serve {method} of {what}. Use AWS itself for it."),
    )
}
