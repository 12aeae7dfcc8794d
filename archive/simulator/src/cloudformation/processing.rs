//! Processing a submitted template: transforms, parameters and imports.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::api_error::ApiError;
use crate::cloudformation::template::conditional::{self, NoResources};
use crate::cloudformation::template::intrinsics::Evaluator;
use crate::cloudformation::template::parameters::SuppliedValue;
use crate::cloudformation::template::{Template, language, parameters, stored_parameter};
use crate::cloudformation::{exports, stack_output, template_validation, transform};
use crate::state::cloudformation::stack_identity::StackIdentity;
use crate::world::World;

/// A template that can be deployed, with its parameters and imports.
#[derive(Debug)]
pub(crate) struct Processed {
    /// The template after its transform.
    pub(crate) template: String,
    /// The submitted template, if a transform changed it.
    pub(crate) submitted: Option<String>,
    pub(crate) parameters: BTreeMap<String, String>,
    /// The values of the parameters that refer to the Parameter Store.
    pub(crate) resolved: BTreeMap<String, String>,
    /// The values of other stacks.
    pub(crate) imports: BTreeMap<String, String>,
}

/// Expands a template and validates it with the values of its parameters. CloudFormation reads outputs of other stacks as `role`; without
/// one, as the caller.
///
/// # Errors
/// `ValidationError` with CloudFormation's message.
pub(crate) fn process(
    world: &mut World,
    submitted: &str,
    given: &BTreeMap<String, SuppliedValue>,
    previous: &BTreeMap<String, String>,
    identity: StackIdentity,
    role: Option<&str>,
) -> Result<Processed, ApiError> {
    let has_macros = transform::is_asked(submitted);
    let is_extended = has_macros || language::may_be_extended(submitted);
    // Without a transform, errors of the template are reported before those of the parameters.
    let parsed = if is_extended {
        Arc::new(Template::without_resources(submitted)?)
    } else {
        template_validation::parse(submitted)?
    };
    let parameters = parameters::strings(&parsed, given, previous)?;
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
    let exports = exports::all(world.cloudformation(&identity.scope));
    let evaluator = Evaluator::new(&parsed, &values, &identity, &NoResources);
    let mut imports = exports::imported(&parsed, &evaluator, &exports)?;
    imports.extend(stack_output::read(world, &parsed, &evaluator, &identity, role)?);
    // The values of outputs are looked at, which may be imported.
    conditional::check(&parsed, &values, &StackIdentity { imports: imports.clone(), ..identity })?;
    let submitted = is_extended.then(|| submitted.to_owned());
    Ok(Processed { template, submitted, parameters, resolved, imports })
}
