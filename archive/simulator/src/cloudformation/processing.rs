//! From the template that a caller submits to the one that is deployed.

use std::collections::BTreeMap;

use crate::api_error::ApiError;
use crate::cloudformation::template::conditional::{self, Nothing};
use crate::cloudformation::template::intrinsics::Evaluator;
use crate::cloudformation::template::parameters::Given;
use crate::cloudformation::template::{Template, language, parameters, stored_parameter};
use crate::cloudformation::{exports, template_validation, transform};
use crate::state::cloudformation::identity::Identity;
use crate::world::World;

/// A template that can be deployed, and what was found out on the way.
#[derive(Debug)]
pub(crate) struct Processed {
    /// The template after its transform.
    pub(crate) template: String,
    /// The template before it, where that is another.
    pub(crate) submitted: Option<String>,
    pub(crate) parameters: BTreeMap<String, String>,
    /// The values of those parameters that name one of the Parameter Store.
    pub(crate) resolved: BTreeMap<String, String>,
    /// The exports that it imports.
    pub(crate) imports: BTreeMap<String, String>,
}

/// Expands a template and checks it with the values of its parameters.
///
/// # Errors
/// `ValidationError` in CloudFormation's words.
pub(crate) fn process(
    world: &mut World,
    submitted: &str,
    given: &BTreeMap<String, Given>,
    previous: &BTreeMap<String, String>,
    identity: Identity,
) -> Result<Processed, ApiError> {
    let has_macros = transform::is_asked(submitted);
    let is_extended = has_macros || language::may_be_extended(submitted);
    // Without a transform the template is wrong before its parameters are.
    let parsed =
        if is_extended { Template::without_resources(submitted)? } else { template_validation::parse(submitted)? };
    let parameters = parameters::texts(&parsed, given, previous)?;
    let resolved = stored_parameter::resolve(world, &identity.scope, &parsed, &parameters)?;
    let values = parameters::values(&parsed, &parameters, &resolved);
    let (template, parsed) = if is_extended {
        let expanded = if has_macros {
            transform::expand(world, submitted, &parameters, &values, &identity)?
        } else {
            language::expand(submitted, &parameters, &identity)?
        };
        let parsed = template_validation::parse(&expanded)?;
        (expanded, parsed)
    } else {
        (submitted.to_owned(), parsed)
    };
    conditional::check(&parsed, &values, &identity)?;
    let exports = exports::all(world.cloudformation(&identity.scope));
    let evaluator = Evaluator::new(&parsed, &values, &identity, &Nothing);
    let imports = exports::imported(&parsed, &evaluator, &exports)?;
    let submitted = is_extended.then(|| submitted.to_owned());
    Ok(Processed { template, submitted, parameters, resolved, imports })
}
