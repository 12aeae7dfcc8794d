//! Requests about templates.

use serde_json::Value;

use crate::api_error::ApiError;
use crate::cloudformation::api::{Answer, Call, result};
use crate::cloudformation::resource::provider;
use crate::cloudformation::template::Template;
use crate::cloudformation::template::intrinsics::text_of;
use crate::protocol::query::Params;
use crate::protocol::request::decode_path;
use crate::protocol::xml::Element;
use crate::s3::object;
use crate::world::World;

/// The longest template that a request may carry itself.
const LONGEST_BODY: usize = 51_200;
/// The longest template in S3.
const LONGEST_OBJECT: usize = 1_048_576;

/// The template of a request: in it, or in an object of S3.
pub(super) fn body(world: &mut World, params: &Params) -> Result<String, ApiError> {
    match (params.text("TemplateBody"), params.text("TemplateURL")) {
        (Some(_), Some(_)) => Err(ApiError::validation("You cannot specify both TemplateBody and TemplateURL.")),
        (Some(body), None) if body.len() > LONGEST_BODY => {
            let why = "1 validation error detected: Value at 'templateBody' failed to satisfy constraint: \
                Member must have length less than or equal to 51200";
            Err(ApiError::validation(why))
        }
        (Some(body), None) => Ok(body.to_owned()),
        (None, Some(url)) => fetch(world, url),
        (None, None) => Err(ApiError::validation("Either Template URL or Template Body must be specified.")),
    }
}

/// Reads a template from the simulation's own S3.
///
/// # Errors
/// The address is not one of S3, or there is no such object.
pub(crate) fn fetch(world: &mut World, url: &str) -> Result<String, ApiError> {
    let invalid = || ApiError::validation(format!("TemplateURL must be a supported URL: {url}"));
    let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://")).ok_or_else(invalid)?;
    let (host, path) = rest.split_once('/').ok_or_else(invalid)?;
    let path = path.split('?').next().unwrap_or_default();
    let in_host = [".s3.", ".s3-", ".localhost"].iter().find_map(|mark| host.find(mark).map(|at| &host[..at]));
    let (bucket, key) = match in_host {
        Some(bucket) => (bucket, path),
        None => path.split_once('/').ok_or_else(invalid)?,
    };
    let (bucket, key) = (decode_path(bucket), decode_path(key));
    let found = world.buckets.get(&bucket).and_then(|bucket| object::find(bucket, &key, None).ok());
    let content = found.and_then(|version| version.content.as_ref());
    let content = content.ok_or_else(|| ApiError::validation(format!("S3 error: Access Denied for {url}")))?;
    if content.size > LONGEST_OBJECT {
        return Err(ApiError::validation("Template may not exceed 1000000 bytes in size."));
    }
    let bytes = world.blobs.get(&content.blob).map_err(|error| ApiError::validation(error.to_string()))?;
    String::from_utf8(bytes.to_vec()).map_err(|_| ApiError::validation("Template format error: not UTF-8"))
}

pub(super) fn get(world: &mut World, call: &Call<'_>) -> Answer {
    let template = match call.params.text("ChangeSetName") {
        Some(name) => {
            let stack = call.params.text("StackName");
            crate::cloudformation::change_set::find(world, call.scope, name, stack)?.1.goal.template.clone()
        }
        None => {
            let name = call.params.require("StackName")?;
            world.cloudformation(call.scope).stack(name)?.deployment.template.clone()
        }
    };
    Ok(result().with("TemplateBody", template).child(Element::texts("StagesAvailable", ["Original", "Processed"])))
}

pub(super) fn validate(world: &mut World, call: &Call<'_>) -> Answer {
    let body = body(world, call.params)?;
    let template = Template::parse(&body)?;
    let parameters = template.section("Parameters").map(|(name, declaration)| {
        Element::new("member")
            .with("ParameterKey", name)
            .with_some("DefaultValue", declaration.get("Default").map(text_of))
            .with("NoEcho", declaration.get("NoEcho").is_some_and(|flag| text_of(flag) == "true"))
            .with_some("Description", declaration.get("Description").map(text_of))
    });
    let answer = result()
        .with_some("Description", template.description())
        .child(Element::members("Parameters", parameters))
        .child(Element::texts("DeclaredTransforms", template.transforms()));
    Ok(capabilities(answer, &template))
}

fn capabilities(answer: Element, template: &Template) -> Element {
    let Some((needed, kinds)) = template.capabilities() else { return answer };
    let why = format!("The following resource(s) require capabilities: [{}]", kinds.join(", "));
    answer.child(Element::texts("Capabilities", [needed])).with("CapabilitiesReason", why)
}

pub(super) fn summary(world: &mut World, call: &Call<'_>) -> Answer {
    let body = match call.params.text("StackName") {
        Some(name) => world.cloudformation(call.scope).stack(name)?.deployment.template.clone(),
        None => match call.params.text("StackSetName") {
            Some(name) => crate::cloudformation::stack_set::find(world, call.scope, name)?.settings.template.clone(),
            None => body(world, call.params)?,
        },
    };
    let template = Template::parse(&body)?;
    let parameters = template.section("Parameters").map(|(name, declaration)| {
        let allowed = declaration.get("AllowedValues").and_then(Value::as_array);
        let allowed = allowed.into_iter().flatten().map(text_of);
        Element::new("member")
            .with("ParameterKey", name)
            .with_some("DefaultValue", declaration.get("Default").map(text_of))
            .with_some("ParameterType", declaration.get("Type").map(text_of))
            .with("NoEcho", declaration.get("NoEcho").is_some_and(|flag| text_of(flag) == "true"))
            .with_some("Description", declaration.get("Description").map(text_of))
            .child(Element::new("ParameterConstraints").child(Element::texts("AllowedValues", allowed)))
    });
    let mut kinds: Vec<&str> = template.resources.iter().map(|resource| resource.kind.as_str()).collect();
    kinds.sort_unstable();
    kinds.dedup();
    let identifiers = kinds.iter().map(|kind| {
        let of_kind = template.resources.iter().filter(|resource| resource.kind == *kind);
        let names = provider(kind).map(|provider| provider.identifiers()).unwrap_or_default();
        Element::new("member")
            .with("ResourceType", kind)
            .child(Element::texts("LogicalResourceIds", of_kind.map(|resource| &resource.logical_id)))
            .child(Element::texts("ResourceIdentifiers", names))
    });
    let identifiers: Vec<Element> = identifiers.collect();
    let answer = result()
        .child(Element::members("Parameters", parameters))
        .with_some("Description", template.description())
        .child(Element::texts("ResourceTypes", &kinds))
        .with("Version", "2010-09-09")
        .with_some("Metadata", template.metadata().map(Value::to_string))
        .child(Element::texts("DeclaredTransforms", template.transforms()))
        .child(Element::members("ResourceIdentifierSummaries", identifiers));
    Ok(capabilities(answer, &template))
}
