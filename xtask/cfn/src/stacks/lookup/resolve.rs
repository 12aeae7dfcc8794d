//! Resolves lookups through the Cloud Control API.

use cfn_command_line::CommandError;
use cfn_deploy::Error;
use cfn_deploy::aws::{ApiError, Aws, ResourceDescription};
use futures_util::{StreamExt as _, TryStreamExt as _, stream};
use serde_json::{Map, Value};

use super::super::place::Place;
use super::check::{LookedUpType, REF};
use super::pins::{Found, Pin};
use super::wanted::{By, Wanted};

/// How many resources are read at once.
const AT_ONCE: usize = 8;
/// How many are named in a message.
const NAMED: usize = 10;

/// Why a lookup has no result.
pub(super) enum Unresolved {
    /// What there is does not answer it.
    Problem(String),
    /// A call failed.
    Failed(CommandError),
}

impl From<ApiError> for Unresolved {
    fn from(error: ApiError) -> Self {
        Self::Failed(Error::from(error).into())
    }
}

/// Resolves a lookup in a region, where `aws` is connected to its account.
pub(super) async fn resolve(
    aws: &Aws,
    place: &Place,
    wanted: &Wanted,
    known: &LookedUpType,
) -> Result<Pin, Unresolved> {
    let query = &wanted.query;
    let all = match &query.by.id {
        Some(id) => aws.resource(&place.region, &query.type_name, id).await?.into_iter().collect(),
        None => every(aws, place, wanted, known).await?,
    };
    let (mut matching, others): (Vec<_>, Vec<_>) =
        all.into_iter().partition(|each| matches(each, &query.by, &known.tags));
    matching.sort_by(|one, other| one.identifier.cmp(&other.identifier));
    if !query.many && matching.len() != 1 {
        return Err(Unresolved::Problem(not_one(&matching, &others, place, wanted, known)));
    }
    let found = matching.iter().map(|each| taken(each, wanted, known)).collect::<Result<Vec<_>, _>>();
    let found = found.map_err(Unresolved::Problem)?;
    Ok(Pin { query: query.clone(), resolved: place.clone(), found })
}

/// Every resource of the type, whole: what AWS lists need not have more than what identifies each.
async fn every(
    aws: &Aws,
    place: &Place,
    wanted: &Wanted,
    known: &LookedUpType,
) -> Result<Vec<ResourceDescription>, Unresolved> {
    let (region, type_name) = (place.region.as_str(), wanted.query.type_name.as_str());
    let asked = &wanted.query.by.properties;
    // What belongs to another resource is listed by that one: the stages of an API.
    let is_part = |name: &String| known.identifier.len() > 1 && known.identifier.contains(name);
    let parents: Map<String, Value> =
        asked.iter().filter(|(name, _)| is_part(name)).map(|(name, value)| (name.clone(), value.clone())).collect();
    let listed = match aws.resources(region, type_name, Some(&parents).filter(|parents| !parents.is_empty())).await {
        // A few types need properties that do not identify them; no document of AWS says which.
        Err(error) if error.is("InvalidRequestException") && !asked.is_empty() => {
            aws.resources(region, type_name, Some(asked)).await?
        }
        other => other?,
    };
    let whole = stream::iter(listed)
        .map(|each| async move { aws.resource(region, type_name, &each.identifier).await })
        .buffered(AT_ONCE)
        // What was deleted meanwhile is not there.
        .try_filter_map(|found| std::future::ready(Ok(found)));
    Ok(whole.try_collect().await?)
}

/// Whether a resource is what is asked for.
fn matches(each: &ResourceDescription, by: &By, tags: &str) -> bool {
    let has_tags = by.tags.iter().all(|(key, value)| tag(each, tags, key).as_deref() == Some(value));
    has_tags && by.properties.iter().all(|(name, value)| at(&each.properties, name).is_some_and(|its| same(its, value)))
}

/// A tag of a resource, from a list of keys and values or from an object.
fn tag(each: &ResourceDescription, property: &str, key: &str) -> Option<String> {
    match at(&each.properties, property)? {
        Value::Array(tags) => {
            let tag = tags.iter().find(|tag| tag.get("Key").and_then(Value::as_str) == Some(key))?;
            Some(tag.get("Value")?.as_str()?.to_owned())
        }
        Value::Object(tags) => Some(tags.get(key)?.as_str()?.to_owned()),
        _ => None,
    }
}

/// The value at a path, `Endpoint.Address`.
fn at<'p>(properties: &'p Map<String, Value>, path: &str) -> Option<&'p Value> {
    let mut steps = path.split(['.', '/']);
    let first = properties.get(steps.next()?)?;
    steps.try_fold(first, |value, step| value.get(step))
}

/// Handlers return numbers and booleans as text for some types.
fn same(its: &Value, asked: &Value) -> bool {
    let text = |value: &Value| match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(_) | Value::Bool(_) => Some(value.to_string()),
        _ => None,
    };
    its == asked || text(its).is_some_and(|its| text(asked) == Some(its))
}

/// The values that the program takes.
fn taken(each: &ResourceDescription, wanted: &Wanted, known: &LookedUpType) -> Result<Found, String> {
    let mut values = Map::new();
    for name in &wanted.values {
        let value = match (name.as_str(), known.reference) {
            (REF, None) => Some(Value::String(each.identifier.clone())),
            (REF, Some(property)) => at(&each.properties, property).cloned(),
            (name, _) => at(&each.properties, name).cloned(),
        };
        let value = value.ok_or_else(|| {
            let has: Vec<&str> = each.properties.keys().map(String::as_str).collect();
            format!("{} has no value of {name}; it has {}", each.identifier, has.join(", "))
        })?;
        values.insert(name.clone(), value);
    }
    Ok(Found { identifier: each.identifier.clone(), values })
}

/// What there is instead of the one resource.
fn not_one(
    matching: &[ResourceDescription],
    others: &[ResourceDescription],
    place: &Place,
    wanted: &Wanted,
    known: &LookedUpType,
) -> String {
    let (type_name, by, region) = (&wanted.query.type_name, &wanted.query.by, &place.region);
    let shown = |all: &[ResourceDescription]| {
        let label = |each: &ResourceDescription| match tag(each, &known.tags, "Name") {
            Some(name) => format!("{} (Name={name})", each.identifier),
            None => each.identifier.clone(),
        };
        let mut shown: Vec<String> = all.iter().take(NAMED).map(label).collect();
        if all.len() > NAMED {
            shown.push(format!("and {} more", all.len() - NAMED));
        }
        shown.join(", ")
    };
    let by = if *by == By::default() { String::new() } else { format!(" has {by}") };
    match (matching, others) {
        ([], []) => format!("no {type_name} in {}/{region}{by}", place.account),
        ([], others) => {
            format!("no {type_name} in {}/{region}{by}; there is {}", place.account, shown(others))
        }
        (several, _) => format!(
            "{} of {type_name} in {}/{region} match: {}; add a tag or a property that only one of them has, name one with `by.id(…)`, or take \
             all with `lookup_all`",
            several.len(),
            place.account,
            shown(several)
        ),
    }
}
