//! A parsed S3 request.

use crate::api_error::ApiError;
use crate::iam::caller::Caller;
use crate::protocol::reply::Reply;
use crate::protocol::request::Request;
use crate::protocol::xml::Element;
use crate::s3::integrity::Payload;
use crate::s3::schema;
use crate::scope::Scope;
use crate::state::s3::{Bucket, no_such_bucket};
use crate::world::World;

pub(super) const NAMESPACE: &str = "http://s3.amazonaws.com/doc/2006-03-01/";

/// A request with its operation, bucket and key.
pub(super) struct Call<'a> {
    pub(super) request: &'a Request,
    pub(super) caller: &'a Caller,
    pub(super) scope: &'a Scope,
    /// The name of the operation.
    pub(super) operation: &'static str,
    pub(super) bucket: String,
    pub(super) key: String,
    /// The verified body.
    pub(super) payload: Payload,
}

impl Call<'_> {
    pub(super) fn bucket<'w>(&self, world: &'w World) -> Result<&'w Bucket, ApiError> {
        world.buckets.get(&self.bucket).ok_or_else(|| no_such_bucket(&self.bucket))
    }

    pub(super) fn bucket_mut<'w>(&self, world: &'w mut World) -> Result<&'w mut Bucket, ApiError> {
        world.buckets.get_mut(&self.bucket).ok_or_else(|| no_such_bucket(&self.bucket))
    }

    /// The body as a document with that root element.
    ///
    /// # Errors
    /// `MissingRequestBodyError`, or `MalformedXML`.
    pub(super) fn document(&self, root: &str) -> Result<Element, ApiError> {
        if self.payload.body.is_empty() {
            return Err(ApiError::new(400, "MissingRequestBodyError", "Request Body is empty"));
        }
        schema::read(root, &self.payload.body)
    }

    /// A query parameter with the size of a page.
    ///
    /// # Errors
    /// `InvalidArgument`.
    pub(super) fn page_size(&self, name: &'static str) -> Result<usize, ApiError> {
        let Some(text) = self.request.query(name).filter(|text| !text.is_empty()) else { return Ok(1000) };
        let number = text.parse::<i32>().map_err(|_| {
            invalid_argument(format!("Provided {name} not an integer or within integer range"), name, text)
        })?;
        let number = usize::try_from(number).map_err(|_| {
            invalid_argument(format!("Argument {name} must be an integer between 0 and 2147483647"), name, text)
        })?;
        Ok(number.min(1000))
    }

    /// Whether keys in the response are percent-encoded.
    ///
    /// # Errors
    /// `InvalidArgument`.
    pub(super) fn encodes_keys(&self) -> Result<bool, ApiError> {
        match self.request.query("encoding-type") {
            None => Ok(false),
            Some("url") => Ok(true),
            Some(other) => {
                Err(invalid_argument("Invalid Encoding Method specified in Request", "encoding-type", other))
            }
        }
    }
}

pub(super) fn invalid_argument(why: impl Into<String>, name: &str, value: &str) -> ApiError {
    ApiError::new(400, "InvalidArgument", why).with_detail("ArgumentName", name).with_detail("ArgumentValue", value)
}

pub(super) fn document(root: Element) -> Reply {
    let root = root.attribute("xmlns", NAMESPACE);
    Reply::empty(200).header("Content-Type", "application/xml").body(root.document())
}

/// The error for an operation of S3 that the simulator does not implement.
pub(super) fn unsupported(operation: &str) -> ApiError {
    let why = format!("The simulator does not support {operation} of S3; use AWS instead.");
    ApiError::new(501, "NotImplemented", why)
}
