//! A request and its responses.

use crate::api_error::ApiError;
use crate::protocol::query::Params;
use crate::protocol::xml::Element;
use crate::scope::Scope;

/// A request with its account, region and parameters.
pub(super) struct Call<'a> {
    pub(super) scope: &'a Scope,
    pub(super) params: &'a Params,
}

pub(super) type Answer = Result<Element, ApiError>;

pub(super) fn result() -> Element {
    Element::new("Result")
}
