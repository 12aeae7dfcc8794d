//! Templates that take existing resources in.
//!
//! They are taken from the desired templates: of each resource that exists, what tells it apart, what cannot be changed
//! later, and its policy as it is. An import changes no resource, so whatever else such a template said would be taken
//! for true and never be made so; what it leaves out, the next deployment sets. Its policies are the real ones, so that
//! the next deployment's gates compare with those.

use std::collections::{BTreeMap, BTreeSet};

use cfn_deploy::allows_the_same;
use cfn_evaluate::{Evaluator, TemplateScope};
use cfn_template::Template;
use serde_json::{Map, Value, json};

use super::retained::{ExistingResource, RetainedRegion};

/// The property with a bucket's lifecycle rules.
const LIFECYCLE: &str = "LifecycleConfiguration";

/// Where templates are read: the values of pseudo parameters that are the same in all regions.
pub(super) struct EvaluationContext<'a> {
    pub(super) partition: &'a str,
    pub(super) account: &'a str,
    /// The values of the template's parameters.
    pub(super) parameters: &'a BTreeMap<String, String>,
}

/// One template that imports what exists in each of the `regions`, cut out of the one that is `wanted` there.
///
/// # Errors
/// What of the wanted template cannot be evaluated, in words.
pub(super) fn import_template(
    desired: &Value,
    context: &EvaluationContext<'_>,
    regions: &[RetainedRegion],
) -> Result<Value, String> {
    let read = Template::from_root(desired.into()).map_err(|unreadable| unreadable.to_string())?;
    let mut template = Map::new();
    let (mut resources, mut conditions, mut found) = (Map::new(), Map::new(), Map::new());
    let known = desired["Resources"].as_object().into_iter().flatten();
    for (logical_id, resource) in known {
        let having: Vec<(&RetainedRegion, &ExistingResource)> =
            regions.iter().filter_map(|left| Some((left, left.resource(logical_id)?))).collect();
        let Some((_, first)) = having.first() else { continue };
        let mut properties = kept(desired, resource);
        properties.extend(held(resource, regions));
        if let Some((name, policy)) = policy_property(resource) {
            let real: Vec<_> =
                having.iter().filter_map(|(left, existing)| Some((*left, existing.policy.as_ref()?))).collect();
            let as_it_is = as_it_is(&read, policy, context, &real, allows_the_same, &mut conditions)?;
            properties.insert(name.to_owned(), as_it_is);
        }
        if let Some(lifecycle) = resource["Properties"].get(LIFECYCLE) {
            let none = json!({ "Ref": "AWS::NoValue" });
            let real: Vec<(&RetainedRegion, &Value)> = having
                .iter()
                .filter_map(|(left, existing)| {
                    Some((*left, existing.configuration.as_ref()?.lifecycle.as_ref().unwrap_or(&none)))
                })
                .collect();
            let as_it_is = as_it_is(&read, lifecycle, context, &real, deletes_the_same, &mut conditions)?;
            if as_it_is != none {
                properties.insert(LIFECYCLE.to_owned(), as_it_is);
            }
        }
        let mut imported = json!({
            "Type": first.resource_type,
            "DeletionPolicy": "Retain",
            "UpdateReplacePolicy": "Retain",
            "Properties": properties,
        });
        // A StackSet has one template for all regions, and a resource may be missing in some.
        if having.len() < regions.len() {
            let condition = format!("Has{logical_id}");
            for left in regions {
                let here = having.iter().any(|(having, _)| having.region == left.region).to_string();
                let region = found.entry(left.region.as_str()).or_insert_with(|| json!({}));
                region[logical_id] = here.into();
            }
            let here = json!({ "Fn::FindInMap": ["Found", { "Ref": "AWS::Region" }, logical_id] });
            conditions.insert(condition.clone(), json!({ "Fn::Equals": [here, "true"] }));
            imported["Condition"] = condition.into();
        }
        resources.insert(logical_id.clone(), imported);
    }
    let parameters = referenced(&resources, desired["Parameters"].as_object());
    for (section, entries) in [
        ("Parameters", parameters),
        ("Mappings", [("Found".to_owned(), found.into())].into_iter().collect()),
        ("Conditions", conditions),
    ] {
        let empty = entries.values().all(|entry| entry.as_object().is_some_and(Map::is_empty));
        if !empty {
            template.insert(section.to_owned(), entries.into());
        }
    }
    template.insert("Resources".to_owned(), resources.into());
    Ok(template.into())
}

/// What an import must say of a resource: what tells it apart, and what can never be changed.
fn kept(desired: &Value, resource: &Value) -> Map<String, Value> {
    let names: &[&str] = match resource["Type"].as_str() {
        Some("AWS::S3::Bucket") => &["BucketName", "BucketNamespace"],
        Some("AWS::S3::BucketPolicy") => &["Bucket"],
        Some("AWS::KMS::Key") => &["MultiRegion"],
        Some("AWS::KMS::ReplicaKey") => &["PrimaryKeyArn"],
        _ => &[],
    };
    let properties = names.iter().filter_map(|name| {
        let value = resource["Properties"].get(name)?;
        // What identifies a resource must be known before the import begins, so a reference becomes the name that it gives.
        let bucket = value.get("Ref").and_then(Value::as_str).and_then(|id| desired["Resources"].get(id));
        let value = bucket.and_then(|bucket| bucket["Properties"].get("BucketName")).unwrap_or(value);
        Some(((*name).to_owned(), value.clone()))
    });
    properties.collect()
}

/// What an import says besides, because a rollback of the next deployment would else take it from the bucket: versions
/// must still be retained, and under the bucket's own key, by which it is known as an archive's. An archive has one
/// value for each, so nothing is taken for true that is not.
fn held(resource: &Value, regions: &[RetainedRegion]) -> Map<String, Value> {
    let names: &[&str] = match resource["Type"].as_str() {
        Some("AWS::S3::Bucket") => &["VersioningConfiguration", "BucketEncryption"],
        _ => &[],
    };
    let properties =
        names.iter().filter_map(|name| Some(((*name).to_owned(), resource["Properties"].get(name)?.clone())));
    // What it refers to has to be there in every region.
    let is_there = |id: &str| regions.iter().all(|left| left.resource(id).is_some());
    let mut held: Map<_, _> =
        properties.filter(|(_, value)| attributes_of(value).iter().all(|id| is_there(id))).collect();
    // An archive of an earlier version does not block uploads with customers' keys: the next deployment makes it.
    let buckets = regions.iter().flat_map(|left| &left.resources).filter_map(|it| it.configuration.as_ref());
    if !buckets.into_iter().all(|configuration| configuration.blocks_customer_keys) {
        let rules = held.get_mut("BucketEncryption").and_then(|it| it.get_mut("ServerSideEncryptionConfiguration"));
        for rule in rules.and_then(Value::as_array_mut).into_iter().flatten().filter_map(Value::as_object_mut) {
            rule.remove("BlockedEncryptionTypes");
        }
    }
    held
}

/// The logical IDs of the resources whose attributes or names a value takes.
fn attributes_of(value: &Value) -> Vec<&str> {
    match value {
        Value::Array(items) => items.iter().flat_map(attributes_of).collect(),
        Value::Object(object) => object
            .iter()
            .flat_map(|(key, value)| match (key.as_str(), value) {
                ("Ref", Value::String(id)) => vec![id.as_str()],
                ("Fn::GetAtt", Value::Array(parts)) => parts.first().and_then(Value::as_str).into_iter().collect(),
                _ => attributes_of(value),
            })
            .collect(),
        _ => Vec::new(),
    }
}

fn policy_property(resource: &Value) -> Option<(&'static str, &Value)> {
    let name = match resource["Type"].as_str()? {
        "AWS::S3::BucketPolicy" => "PolicyDocument",
        "AWS::KMS::Key" | "AWS::KMS::ReplicaKey" => "KeyPolicy",
        _ => return None,
    };
    Some((name, resource["Properties"].get(name)?))
}

/// A property of a resource as it is: where the `real` value is the same as the `wanted` one, the wanted expression; elsewhere the real value.
fn as_it_is(
    template: &Template,
    wanted: &Value,
    context: &EvaluationContext<'_>,
    real: &[(&RetainedRegion, &Value)],
    is_same: impl Fn(&Value, &Value) -> bool,
    conditions: &mut Map<String, Value>,
) -> Result<Value, String> {
    let mut others: Vec<(&RetainedRegion, &Value)> = Vec::new();
    for (left, real) in real {
        let wanted = evaluated(template, wanted, context, left)?;
        // Of a value that is not known whole it cannot be said that it is the same.
        if !wanted.is_some_and(|wanted| is_same(real, &wanted)) {
            others.push((left, real));
        }
    }
    // Where no region has the wanted value, it is left out: the template then says only what is there, and is the same for every caller that imports
    // it, with whatever configuration.
    let rest = match others.len() == real.len() {
        true => others.pop().map_or_else(|| wanted.clone(), |(_, real)| real.clone()),
        false => wanted.clone(),
    };
    others.retain(|(_, real)| **real != rest);
    Ok(others.into_iter().fold(rest, |rest, (left, real)| {
        let condition: String = format!("In{}", left.region).chars().filter(char::is_ascii_alphanumeric).collect();
        let here = json!({ "Fn::Equals": [{ "Ref": "AWS::Region" }, left.region.as_str()] });
        conditions.insert(condition.clone(), here);
        json!({ "Fn::If": [condition, real, rest] })
    }))
}

/// Whether two lifecycle configurations have the same rules, in any order.
fn deletes_the_same(one: &Value, other: &Value) -> bool {
    let rules = |of: &Value| of.get("Rules").and_then(Value::as_array).map_or_else(Vec::new, Clone::clone);
    let (one, other) = (rules(one), rules(other));
    one.len() == other.len() && one.iter().all(|rule| other.contains(rule))
}

/// What an expression is worth in the region of `left`; `None` if a part of it is not known before the import.
fn evaluated(
    desired: &Template,
    expression: &Value,
    context: &EvaluationContext<'_>,
    left: &RetainedRegion,
) -> Result<Option<Value>, String> {
    let scope = scope(desired, context, Some(left))?;
    let outcome = Evaluator::new(&scope).value(&expression.into()).map_err(|error| error.to_string())?;
    Ok(outcome.known().map(|value| value.to_json()))
}

/// An expression evaluated as far as it is known in the region of `left`.
///
/// # Errors
/// Why it cannot be evaluated.
pub(super) fn residual(
    template: &Template,
    expression: &Value,
    context: &EvaluationContext<'_>,
    left: Option<&RetainedRegion>,
) -> Result<Value, String> {
    let scope = scope(template, context, left)?;
    let outcome = Evaluator::new(&scope).value(&expression.into()).map_err(|error| error.to_string())?;
    Ok(outcome.value().map_or(Value::Null, |value| value.to_json()))
}

/// What is known of a template in the region of `left`.
fn scope<'t>(
    desired: &'t Template,
    context: &EvaluationContext<'_>,
    left: Option<&RetainedRegion>,
) -> Result<TemplateScope<'t>, String> {
    let mut scope = TemplateScope::new(desired);
    let account = left.map_or(context.account, |left| left.account.as_str());
    scope.set_reference("AWS::Partition", context.partition).set_reference("AWS::AccountId", account);
    if let Some(left) = left {
        scope.set_reference("AWS::Region", left.region.as_str());
    }
    for (name, value) in context.parameters {
        scope.set_parameter(name, value);
    }
    for resource in desired.resources() {
        let Some(name) = resource.properties().and_then(|properties| properties.get("BucketName")) else { continue };
        let name = Evaluator::new(&scope).value(name).map_err(|error| error.to_string())?.known();
        if let Some(name) = name.as_ref().and_then(|name| name.as_str()) {
            let arn = format!("arn:{}:s3:::{name}", context.partition);
            scope.set_reference(resource.logical_id, name).set_attribute(resource.logical_id, "Arn", arn);
        }
    }
    let resources = left.into_iter().flat_map(|left| left.resources.iter().map(move |existing| (left, existing)));
    for (left, existing) in resources.filter(|(_, existing)| existing.resource_type.starts_with("AWS::KMS::")) {
        if let Some(arn) = left.key.as_deref() {
            scope.set_attribute(existing.logical_id, "Arn", arn);
        }
    }
    Ok(scope)
}

/// The parameters that the resources refer to: a StackSet would keep the others' values for its instances.
fn referenced(resources: &Map<String, Value>, parameters: Option<&Map<String, Value>>) -> Map<String, Value> {
    let mut names = BTreeSet::new();
    for resource in resources.values() {
        references(resource, &mut names);
    }
    let parameters = parameters.into_iter().flatten().filter(|(name, _)| names.contains(name.as_str()));
    parameters.map(|(name, parameter)| (name.clone(), parameter.clone())).collect()
}

fn references<'v>(value: &'v Value, names: &mut BTreeSet<&'v str>) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| references(item, names)),
        Value::Object(object) => {
            for (key, value) in object {
                match (key.as_str(), value) {
                    ("Ref", Value::String(name)) => _ = names.insert(name),
                    ("Fn::Sub", Value::String(text)) => {
                        names.extend(text.split("${").filter_map(|part| Some(part.split_once('}')?.0)))
                    }
                    ("Fn::Sub", Value::Array(parts)) => {
                        let text = parts.first().and_then(Value::as_str).into_iter();
                        names.extend(
                            text.flat_map(|text| text.split("${")).filter_map(|part| Some(part.split_once('}')?.0)),
                        );
                        parts.iter().skip(1).for_each(|part| references(part, names));
                    }
                    _ => references(value, names),
                }
            }
        }
        _ => {}
    }
}
