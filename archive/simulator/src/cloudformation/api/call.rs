//! A request, and the answers to it.

use crate::api_error::ApiError;
use crate::protocol::query::Params;
use crate::protocol::xml::Element;
use crate::scope::Scope;

/// Where a request acts and what it says.
pub(super) struct Call<'a> {
    pub(super) scope: &'a Scope,
    pub(super) params: &'a Params,
}

pub(super) type Answer = Result<Element, ApiError>;

pub(super) fn result() -> Element {
    Element::new("Result")
}
