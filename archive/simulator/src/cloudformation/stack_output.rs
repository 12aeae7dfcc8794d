//! `Fn::GetStackOutput`: outputs of stacks in any region, and with a role in any account, as they are when the operation starts.
//! <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-getstackoutput.html>

use std::collections::BTreeMap;

use iam_evaluator::{Context, Principal, Request, Verdict};

use crate::api_error::ApiError;
use crate::arn;
use crate::cloudformation::exports::arguments_of;
use crate::cloudformation::template::Template;
use crate::cloudformation::template::intrinsics::{Evaluator, is_unknown};
use crate::cloudformation::template::output_reference::OutputReference;
use crate::iam::authorise::{authorise, can_assume};
use crate::scope::{Scope, is_region};
use crate::state::cloudformation::stack_identity::StackIdentity;
use crate::world::World;

const FUNCTION: &str = "Fn::GetStackOutput";

/// The outputs that a template reads, by their [keys](OutputReference::key). CloudFormation reads them with the rights of `role`; without
/// one, with those of the caller.
///
/// # Errors
/// A stack or an output does not exist, or the role may not read it.
pub(crate) fn read(
    world: &mut World,
    template: &Template,
    evaluator: &Evaluator<'_>,
    home: &StackIdentity,
    role: Option<&str>,
) -> Result<BTreeMap<String, String>, ApiError> {
    let mut values = BTreeMap::new();
    for argument in arguments_of(template, FUNCTION) {
        let Some(argument) = evaluator.value(argument)? else { continue };
        // What depends on a resource is not known yet, and refused when the resource that wants it is evaluated.
        let is_known = argument.as_object().is_some_and(|parts| !parts.values().any(is_unknown));
        if let Some(reference) = OutputReference::new(&argument, &home.scope).filter(|_| is_known) {
            values.insert(reference.key(), value(world, &reference, &home.scope, role)?);
        }
    }
    Ok(values)
}

fn value(world: &mut World, reference: &OutputReference, home: &Scope, role: Option<&str>) -> Result<String, ApiError> {
    let OutputReference { stack: name, output, region, role: given } = reference;
    let at = Scope::new(&home.account, region);
    if !is_region(region) || at.partition() != home.partition() {
        let why = format!("Template error: {FUNCTION} cannot read from the region {region} in {}", home.region);
        return Err(ApiError::validation(why));
    }
    let session = |role: &str| Principal::Session { role: role.to_owned(), name: "AWSCloudFormation".into() };
    let acting = role.map(str::to_owned).or_else(|| world.acting_role.clone());
    let root = Principal::Root { partition: home.partition().to_owned(), account: home.account.clone() };
    let own = acting.as_deref().map_or(root, session);
    let (who, account) = match given {
        Some(given) => {
            let owner = Scope::of_global_arn(given).filter(|_| can_assume(world, own, given, Context::new()));
            let owner = owner.ok_or_else(|| {
                ApiError::validation(format!(
                    "Template error: {FUNCTION}: Role {given} is invalid or cannot be assumed"
                ))
            })?;
            (session(given), owner.account)
        }
        None => (own, home.account.clone()),
    };
    let at = Scope::new(&account, region);
    let found = world.cloudformation(&at).find(name).map(|stack| (stack.id.clone(), stack.outputs.clone()));
    let id = found.as_ref().map_or_else(|| arn::STACK.arn(&at, format!("{name}/*")), |(id, _)| id.clone());
    let asked = Request::new(who.clone(), "cloudformation:DescribeStacks", &id, &account);
    if authorise(world, &asked, None).verdict != Verdict::Allowed {
        let why = format!("User: {who} is not authorized to perform: cloudformation:DescribeStacks on resource: {id}");
        return Err(ApiError::new(403, "AccessDenied", why));
    }
    let (_, outputs) = found.ok_or_else(|| ApiError::validation(format!("Stack with id {name} does not exist")))?;
    let found = outputs.into_iter().find(|found| found.key == *output);
    found.map(|found| found.value).ok_or_else(|| {
        ApiError::validation(format!("Template error: {FUNCTION}: the stack {name} in {region} has no output {output}"))
    })
}
