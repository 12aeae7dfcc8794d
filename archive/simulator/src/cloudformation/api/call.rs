//! A request to CloudFormation and its result.

use crate::api_error::ApiError;
use crate::protocol::query::Params;
use crate::protocol::xml::Element;
use crate::scope::Scope;

/// The account and region of a request, and its parameters.
pub(super) struct Call<'a> {
    pub(super) scope: &'a Scope,
    pub(super) params: &'a Params,
}

pub(super) type Answer = Result<Element, ApiError>;

pub(super) fn result() -> Element {
    Element::new("Result")
}
