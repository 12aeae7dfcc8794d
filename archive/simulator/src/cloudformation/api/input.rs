//! Parameters and elements that several operations share.

use std::collections::BTreeMap;

use iam_evaluator::{Context, Principal};

use crate::api_error::ApiError;
use crate::cloudformation::api::call::Call;
use crate::cloudformation::processing::{Processed, process};
use crate::cloudformation::template::parameters;
use crate::cloudformation::template_source;
use crate::iam::authorise::can_assume;
use crate::protocol::xml::Element;
use crate::state::cloudformation::deployment::Deployment;
use crate::state::cloudformation::stack::Stack;
use crate::state::cloudformation::stack_identity::StackIdentity;
use crate::world::World;

/// The maximum number of items on a page.
const PAGE_SIZE: usize = 100;

/// The deployment that a request asks for. What the request does not specify is taken from the stack.
pub(super) fn deployment(world: &mut World, call: &Call<'_>, stack: Option<&Stack>) -> Result<Deployment, ApiError> {
    let params = call.params;
    let previous = stack.map_or_else(Deployment::default, |stack| stack.deployment.clone());
    let template = if params.flag("UsePreviousTemplate") == Some(true) {
        if previous.template.is_empty() {
            return Err(ApiError::validation("UsePreviousTemplate cannot be used: the stack has no template yet"));
        }
        previous.submitted().clone()
    } else {
        template_source::body(world, params)?
    };
    let given = parameters::given(params, "Parameters")?;
    let identity = StackIdentity {
        scope: call.scope.clone(),
        stack_name: match stack {
            Some(stack) => stack.name.clone(),
            None => params.require("StackName")?.to_owned(),
        },
        // A new stack has no ID yet.
        stack_id: stack.map_or_else(String::new, |stack| stack.id.clone()),
        notification_arns: Vec::new(),
        imports: BTreeMap::new(),
    };
    let role = params.owned("RoleARN").or_else(|| previous.role_arn.clone());
    let Processed { template, submitted, parameters, resolved, imports } =
        process(world, &template, &given, &previous.parameters, identity, role.as_deref())?;
    let tags: Vec<(String, String)> =
        if params.has("Tags") { params.pairs("Tags", "Key", "Value")? } else { previous.tags.clone() };
    if tags.len() > 50 {
        return Err(ApiError::validation(
            "1 validation error detected: Member must have length less than or equal to 50 at 'tags'",
        ));
    }
    if let Some(role) = params.text("RoleARN") {
        let service = Principal::Service("cloudformation.amazonaws.com".into());
        if !can_assume(world, service, role, Context::new()) {
            return Err(ApiError::validation(format!("Role {role} is invalid or cannot be assumed")));
        }
    }
    let notification_arns =
        if params.has("NotificationARNs") { params.strings("NotificationARNs") } else { previous.notification_arns };
    Ok(Deployment {
        template,
        submitted,
        imports,
        parameters,
        resolved,
        tags,
        capabilities: params.strings("Capabilities"),
        role_arn: role,
        notification_arns,
    })
}

/// One page of a list. The token is the number of items on the previous pages.
pub(super) fn page<T>(call: &Call<'_>, items: Vec<T>) -> Result<(Vec<T>, Option<String>), ApiError> {
    page_of(call, items, PAGE_SIZE)
}

/// As [`page`], with at most so many items.
pub(super) fn page_of<T>(call: &Call<'_>, items: Vec<T>, most: usize) -> Result<(Vec<T>, Option<String>), ApiError> {
    let from: usize = match call.params.text("NextToken") {
        Some(token) => token.parse().map_err(|_| ApiError::validation(format!("NextToken {token} is invalid")))?,
        None => 0,
    };
    let limit = call.params.number("MaxResults")?.unwrap_or(most).clamp(1, most.max(1));
    let total = items.len();
    let items: Vec<T> = items.into_iter().skip(from).take(limit).collect();
    let next = from + items.len();
    Ok((items, (next < total).then(|| next.to_string())))
}

/// A list of `{Key, Value}` pairs.
pub(super) fn pairs<'a>(
    name: &str,
    (key, value): (&str, &str),
    items: impl IntoIterator<Item = (&'a String, &'a String)>,
) -> Element {
    let items = items.into_iter().map(|(left, right)| Element::new("member").with(key, left).with(value, right));
    Element::members(name, items)
}

/// A list of tags.
pub(super) fn tags(items: &[(String, String)]) -> Element {
    pairs("Tags", ("Key", "Value"), items.iter().map(|(key, value)| (key, value)))
}

/// A list of parameters.
pub(super) fn parameter_list(items: &BTreeMap<String, String>) -> Element {
    pairs("Parameters", ("ParameterKey", "ParameterValue"), items)
}
