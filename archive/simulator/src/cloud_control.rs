//! The Cloud Control API, as far as it reads: `ListResources` and `GetResource` of every resource type, from what stacks have created.
//!
//! A list has what identifies each resource and nothing else, which is all that AWS guarantees of it.
//! Source: <https://docs.aws.amazon.com/cloudcontrolapi/latest/APIReference/Welcome.html>.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use cfn_spec::handlers::Handler;
use cfn_spec::handlers::needed::ResourceOperation;
use iam_evaluator::{Request, Verdict};
use serde_json::{Map, Value, json};

use crate::api_error::ApiError;
use crate::cloudformation::facts::Facts;
use crate::cloudformation::resource::permission::{self, HandlerCall};
use crate::cloudformation::resource::provider::Context;
use crate::cloudformation::resource::{ResourceType, resource_type};
use crate::cloudformation::template::intrinsics::text_of;
use crate::iam::authorise::authorise;
use crate::iam::caller::Caller;
use crate::scope::Scope;
use crate::state::cloudformation::properties::Properties;
use crate::world::World;

/// The most resources of a page.
const LARGEST_PAGE: u64 = 100;
/// The resources of a page for which nothing else is asked.
const PAGE: u64 = 20;

/// Answers one request.
///
/// # Errors
/// The errors that the API documents, and of operations that are not simulated.
pub(crate) fn handle(world: &mut World, caller: &Caller, operation: &str, body: &[u8]) -> Result<Value, ApiError> {
    let malformed = |error: serde_json::Error| ApiError::new(400, "SerializationException", error.to_string());
    let input: Value = serde_json::from_slice(body).map_err(malformed)?;
    let handler = match operation {
        "GetResource" => Handler::Read,
        "ListResources" => Handler::List,
        other => return Err(ApiError::unknown_operation("Cloud Control", other)),
    };
    let type_name = required(&input, "TypeName")?;
    let missing = || ApiError::new(400, "TypeNotFoundException", format!("The type '{type_name}' cannot be found."));
    let found = resource_type(type_name).ok_or_else(missing)?;
    let supported = found.facts.handlers().is_some_and(|handlers| handlers.permissions.contains_key(&handler));
    if !supported {
        let action = handler.name().to_uppercase();
        let why = format!("Resource type {type_name} does not support {action} action");
        return Err(ApiError::new(400, "UnsupportedActionException", why));
    }
    match handler {
        Handler::List => list(world, caller, &found, &input),
        _ => get(world, caller, &found, &input),
    }
}

fn required<'i>(input: &'i Value, name: &str) -> Result<&'i str, ApiError> {
    input.get(name).and_then(Value::as_str).ok_or_else(|| {
        let at = format!("{}{}", name[..1].to_lowercase(), &name[1..]);
        let why = format!(
            "1 validation error detected: Value null at '{at}' failed to satisfy constraint: Member must not be null"
        );
        ApiError::new(400, "ValidationException", why)
    })
}

fn get(world: &mut World, caller: &Caller, found: &ResourceType, input: &Value) -> Result<Value, ApiError> {
    let (type_name, identifier) = (found.facts.kind(), required(input, "Identifier")?);
    may_read(world, caller, found, identifier)?;
    let model = model(world, &caller.scope, found, identifier).or_else(|| {
        // The physical ID of a few types is another than the identifier.
        let all = all(world, &caller.scope, found);
        all.into_iter().find(|(known, _)| known == identifier).map(|(_, model)| model)
    });
    let model = model.ok_or_else(|| {
        let why = format!("Resource of type '{type_name}' with identifier '{identifier}' was not found.");
        ApiError::new(400, "ResourceNotFoundException", why)
    })?;
    let description = json!({ "Identifier": identifier, "Properties": Value::Object(model).to_string() });
    Ok(json!({ "TypeName": type_name, "ResourceDescription": description }))
}

fn list(world: &mut World, caller: &Caller, found: &ResourceType, input: &Value) -> Result<Value, ApiError> {
    may_list(world, caller, found.facts)?;
    let invalid = |why: String| ApiError::new(400, "ValidationException", why);
    let size = match input.get("MaxResults") {
        None | Some(Value::Null) => PAGE,
        Some(size) => match size.as_u64() {
            Some(size @ 1..=LARGEST_PAGE) => size,
            _ => return Err(invalid(format!("Value {size} at 'maxResults' failed to satisfy constraint: 1 to 100"))),
        },
    };
    let after = match input.get("NextToken").and_then(Value::as_str) {
        None => None,
        Some(token) => Some(
            BASE64_STANDARD
                .decode(token)
                .map_err(|error| error.to_string())
                .and_then(|bytes| String::from_utf8(bytes).map_err(|error| error.to_string()))
                .map_err(|_| ApiError::new(400, "InvalidRequestException", "Invalid NextToken"))?,
        ),
    };
    let of: Map<String, Value> = match input.get("ResourceModel").and_then(Value::as_str) {
        None => Map::new(),
        Some(text) => serde_json::from_str(text)
            .map_err(|error| ApiError::new(400, "InvalidRequestException", format!("ResourceModel: {error}")))?,
    };
    let is_of = |model: &Properties| of.iter().all(|(name, value)| model.get(name) == Some(value));
    let mut rest = all(world, &caller.scope, found)
        .into_iter()
        .filter(|(identifier, model)| is_of(model) && after.as_ref().is_none_or(|after| identifier > after));
    let mut page = Vec::new();
    let mut last = String::new();
    for (identifier, model) in rest.by_ref().take(usize::try_from(size).unwrap_or(usize::MAX)) {
        let parts = found.facts.identifiers().iter().filter_map(|part| {
            let part = part.split('/').next()?;
            Some((part.to_owned(), model.get(part)?.clone()))
        });
        let identifying: Properties = parts.collect();
        page.push(json!({ "Identifier": identifier, "Properties": Value::Object(identifying).to_string() }));
        last = identifier;
    }
    let mut answer = json!({ "TypeName": found.facts.kind(), "ResourceDescriptions": page });
    if rest.next().is_some() {
        answer["NextToken"] = BASE64_STANDARD.encode(last).into();
    }
    Ok(answer)
}

/// Every resource of a type that a stack of the account and region has created and that still exists, by its identifier.
fn all(world: &mut World, scope: &Scope, found: &ResourceType) -> BTreeMap<String, Properties> {
    let kind = found.facts.kind();
    let is_global = kind.starts_with("AWS::IAM::");
    let mut candidates = Vec::new();
    if let Some(account) = world.accounts.get(&scope.account) {
        for (name, region) in account.regions.iter().filter(|(name, _)| is_global || **name == scope.region) {
            let kept = region.resources.get(kind).into_iter().flat_map(BTreeMap::keys).cloned();
            let stacks = region.cloudformation.all_stacks().flat_map(|stack| stack.resources.values());
            let of_stacks = stacks.filter(|resource| resource.kind == kind && resource.is_live());
            let ids = kept.chain(of_stacks.filter_map(|resource| resource.physical_id.clone()));
            candidates.extend(ids.map(|id| (Scope::new(&scope.account, name), id)));
        }
    }
    let mut all = BTreeMap::new();
    for (scope, id) in candidates {
        if let Some(model) = model(world, &scope, found, &id) {
            all.insert(identifier(found.facts, &model).unwrap_or(id), model);
        }
    }
    all
}

/// The properties of a resource and what AWS says about it beside them; `None` if it does not exist.
fn model(world: &mut World, scope: &Scope, found: &ResourceType, physical_id: &str) -> Option<Properties> {
    let (properties, attributes) = found.read(world, &context(scope, found, None), physical_id)?;
    let mut model = properties;
    for (name, value) in attributes.into_iter().filter(|(name, _)| name != "Ref") {
        let mut at = &mut model;
        let mut steps = name.split('.').peekable();
        while let Some(step) = steps.next() {
            if steps.peek().is_none() {
                at.entry(step).or_insert_with(|| value.clone());
                break;
            }
            match at.entry(step).or_insert_with(|| json!({})).as_object_mut() {
                Some(inner) => at = inner,
                None => break,
            }
        }
    }
    if let [part] = found.facts.identifiers() {
        model.entry(part.as_str()).or_insert_with(|| physical_id.into());
    }
    Some(model)
}

/// The primary identifier of a resource, its parts separated by `|`.
fn identifier(facts: &Facts, model: &Properties) -> Option<String> {
    let part = |path: &String| {
        let mut steps = path.split('/');
        let first = model.get(steps.next()?)?;
        steps.try_fold(first, |value, step| value.get(step)).map(text_of)
    };
    let parts: Option<Vec<String>> = facts.identifiers().iter().map(part).collect();
    Some(parts.filter(|parts| !parts.is_empty())?.join("|"))
}

fn context(scope: &Scope, found: &ResourceType, role_arn: Option<String>) -> Context {
    Context {
        scope: scope.clone(),
        stack_name: String::new(),
        stack_id: String::new(),
        logical_id: String::new(),
        kind: found.facts.kind().to_owned(),
        capabilities: Vec::new(),
        root: None,
        restoring: false,
        service_role: None,
        stack_tags: Vec::new(),
        role_arn,
    }
}

/// Checks the permissions of the caller for the type's read handler.
fn may_read(world: &mut World, caller: &Caller, found: &ResourceType, identifier: &str) -> Result<(), ApiError> {
    let Some(session) = &caller.session else { return Ok(()) };
    let context = context(&caller.scope, found, Some(session.role.clone()));
    let nothing = Properties::new();
    let call = HandlerCall {
        kind: found.facts.kind(),
        work: ResourceOperation::Read,
        physical_id: Some(identifier),
        properties: &nothing,
        before: None,
    };
    permission::check(world, &context, call)
        .map_err(|refused| ApiError::new(400, "AccessDeniedException", refused.reason))
}

/// Checks the permissions of the caller for the type's list handler, as far as they are those of its own service.
fn may_list(world: &mut World, caller: &Caller, facts: &Facts) -> Result<(), ApiError> {
    if caller.is_root() {
        return Ok(());
    }
    let prefix = facts.service_prefix();
    let actions = facts.handlers().and_then(|handlers| handlers.permissions.get(&Handler::List));
    for action in actions.into_iter().flatten() {
        let is_own = action.split_once(':').is_some_and(|(service, name)| service == prefix && !name.contains('*'));
        let request = Request::new(caller.principal(), action, "*", &caller.scope.account);
        if is_own && authorise(world, &request, None).verdict != Verdict::Allowed {
            let why = format!(
                "User: {} is not authorized to perform: {action} on resource: * because no identity-based policy allows the {action} action",
                caller.arn()
            );
            return Err(ApiError::new(400, "AccessDeniedException", why));
        }
    }
    Ok(())
}
