//! Which resource's identifier a property takes, where the provider schemas do not say it.
//!
//! The schemas say it of 1,200 properties (`format`, `relationshipRef`), and of most others their names or patterns do: what is called
//! `RoleArn` takes the ARN of a role, and `RestApiId` of API Gateway what `Ref` of its `RestApi` returns. Such facts become
//! [`Relationship`]s like those of the schemas, so that the types and the checks know them. Nothing is said of a property of which the
//! schemas say something. The conventions are AWS's own, in the names of its properties; the list of what CDK knows beside the schemas
//! (<https://github.com/cdklabs/awscdk-service-spec>) is of the same kind.

mod facts;
mod serverless;

use std::collections::{BTreeMap, HashMap};
use std::sync::LazyLock;

use facts::{CONVENTIONS, Identifiers, NOT_OF_THE_SERVICE, NameConvention, PATTERNS, PropertyFact, SINGLES};

use crate::constraint::{Constraints, Relationship};
use crate::error::Problem;
use crate::name::{PropertyName, ResourceName};
use crate::overlay::takes_several_types;
use crate::spec::{Primitive, Property, Resource, Shape, Spec, Type};

/// Adds the relationships to the services for which `is_loaded` holds.
pub(crate) fn apply(spec: &mut Spec, is_loaded: impl Fn(&str) -> bool) -> Vec<Problem> {
    let services = of_services(spec);
    let mut seen: Vec<bool> = vec![false; BY_PLACE.len()];
    let identifiers: BTreeMap<ResourceName, Vec<String>> =
        spec.resources.iter().map(|(name, resource)| (name.clone(), resource.primary_identifier.clone())).collect();
    for (name, resource) in &mut spec.resources {
        let own = &identifiers[name];
        for (property, facts) in &mut resource.properties {
            // Of several that identify it together, most are others': a stage is identified by its API too.
            let is_own = matches!(own.as_slice(), [only] if only == property.as_str());
            relate(name.as_str(), name, property, facts, is_own, &services, &mut seen);
            drop_empty(&mut facts.constraints);
        }
    }
    for (name, ty) in &mut spec.types {
        let (Shape::Struct { properties, .. }, Some(resource)) = (&mut ty.shape, name.resource()) else { continue };
        let owner = name.to_string();
        for (property, facts) in properties {
            relate(&owner, resource, property, facts, false, &services, &mut seen);
            drop_empty(&mut facts.constraints);
        }
    }
    let unmatched = singles().zip(seen).filter(|(single, seen)| !seen && is_loaded(owner_of(single.at)));
    unmatched
        .map(|(single, _)| {
            let message = format!(
                "the relationship in cfn-spec's `relationships` matches nothing: AWS's documents have no such string property, or specify what \
                 it takes ({})",
                single.source
            );
            Problem::new(single.at, message)
        })
        .collect()
}

/// The facts about single properties.
fn singles() -> impl Iterator<Item = &'static PropertyFact> {
    SINGLES.iter().chain(serverless::SERVERLESS)
}

/// The facts about single properties and their positions, by their place: they are looked up for each property that is loaded.
static BY_PLACE: LazyLock<HashMap<&str, (usize, &PropertyFact)>> =
    LazyLock::new(|| singles().enumerate().map(|(index, single)| (single.at, (index, single))).collect());

fn owner_of(at: &str) -> &str {
    at.split('/').next().unwrap_or(at)
}

/// By service and resource type in lower case: the resource type and its one identifier.
type Services = BTreeMap<(String, String), (ResourceName, Identified)>;

/// What identifies a resource.
#[derive(Clone, Debug, Default)]
struct Identified {
    /// The property or attribute that is its id, where `Ref` returns that.
    id: Option<String>,
    /// Its ARN.
    arn: Option<String>,
}

fn of_services(spec: &Spec) -> Services {
    let services = spec.resources.iter().map(|(name, resource)| {
        let simple = simple_name(name);
        ((name.service().stem(), simple.to_ascii_lowercase()), (name.clone(), identified(simple, resource)))
    });
    services.collect()
}

fn simple_name(name: &ResourceName) -> &str {
    name.as_str().rsplit("::").next().unwrap_or("")
}

fn identified(simple: &str, resource: &Resource) -> Identified {
    let named = |name: &str, endings: &[&str]| {
        endings
            .iter()
            .any(|ending| name.eq_ignore_ascii_case(ending) || name.eq_ignore_ascii_case(&format!("{simple}{ending}")))
    };
    let only = match resource.primary_identifier.as_slice() {
        [only] => Some(only),
        _ => None,
    };
    let attributes = resource.attributes.keys().map(|name| name.as_str());
    let arn = only.map(String::as_str).into_iter().chain(attributes).find(|name| named(name, &["Arn"]));
    Identified { id: only.filter(|name| named(name, &["Id", "Identifier"])).cloned(), arn: arn.map(str::to_owned) }
}

fn relate(
    owner: &str,
    resource: &ResourceName,
    name: &PropertyName,
    property: &mut Property,
    is_own: bool,
    services: &Services,
    seen: &mut [bool],
) {
    let Property { ty, constraints, .. } = property;
    let path = format!("{owner}/{name}");
    let is_identifier = || {
        (BY_PLACE.contains_key(path.as_str()) || by_name(&path, name.as_str()).is_some())
            && !takes_several_types(owner, name.as_str())
    };
    if *ty == Type::Primitive(Primitive::Json) && serverless::is_passed_on(owner) && is_identifier() {
        *ty = Type::Primitive(Primitive::String);
    }
    let Some(constraints) = of_text(ty, constraints) else { return };
    let takes = match BY_PLACE.get(path.as_str()) {
        Some((index, single)) => {
            seen[*index] = true;
            related(single.takes)
        }
        // What names the resource itself is not another's.
        None if is_own => return,
        None => by_pattern(constraints)
            .or_else(|| by_name(&path, name.as_str()))
            .map(related)
            .or_else(|| of_the_service(resource, name.as_str(), owner == resource.as_str(), constraints, services))
            .into_iter()
            .flatten()
            .collect(),
    };
    constraints.relationships.extend(takes);
}

/// Removes the constraints of the items of a list if there are none.
fn drop_empty(constraints: &mut Constraints) {
    if constraints.each.as_deref() == Some(&Constraints::default()) {
        constraints.each = None;
    }
}

/// The constraints on the string that a property takes, or on each string of its list; `None` if the schemas identify its resource type.
fn of_text<'c>(ty: &Type, constraints: &'c mut Constraints) -> Option<&'c mut Constraints> {
    let says = |constraints: &Constraints| {
        constraints.formats.iter().any(|format| format.contains("::")) || !constraints.relationships.is_empty()
    };
    if says(constraints) || constraints.each.as_deref().is_some_and(says) {
        return None;
    }
    match ty {
        Type::Primitive(Primitive::String) => Some(constraints),
        Type::List { item, .. } if **item == Type::Primitive(Primitive::String) => {
            Some(constraints.each.get_or_insert_default())
        }
        _ => None,
    }
}

fn related(takes: Identifiers) -> Vec<Relationship> {
    let relationship = |(resource, attribute): &(&str, &str)| {
        // A name of the tables that is none is left out, and the test below finds it.
        let resource = ResourceName::of(resource)?;
        Some(Relationship { resource, attribute: (*attribute).to_owned() })
    };
    takes.iter().filter_map(relationship).collect()
}

fn by_pattern(constraints: &Constraints) -> Option<Identifiers> {
    let pattern = constraints.pattern.as_deref()?;
    // One that takes other texts than ARNs begins in another way.
    if !pattern.trim_start_matches(['^', '(', '?', ':']).starts_with("arn:") {
        return None;
    }
    let matches = |fact: &&facts::PatternFact| {
        fact.parts.iter().all(|part| pattern.contains(part)) && !fact.without.iter().any(|part| pattern.contains(part))
    };
    PATTERNS.iter().find(matches).map(|fact| fact.takes)
}

fn by_name(path: &str, name: &str) -> Option<Identifiers> {
    CONVENTIONS.iter().find(|convention| convention.is_about(path, name)).map(|convention| convention.takes)
}

impl NameConvention {
    fn is_about(&self, path: &str, name: &str) -> bool {
        let ends = self.endings.iter().any(|ending| name.ends_with(ending));
        ends && !self.but.iter().any(|other| is_within(path, name, other))
    }
}

/// Whether a property is of the service, of the type, or has the word in its name.
fn is_within(path: &str, name: &str, other: &str) -> bool {
    if !other.starts_with("AWS::") {
        return name.contains(other);
    }
    let rest = path.strip_prefix(other);
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with([':', '/', '.']))
}

/// `RestApiId` in API Gateway takes what identifies its `RestApi`.
fn of_the_service(
    owner: &ResourceName,
    name: &str,
    is_top: bool,
    constraints: &Constraints,
    services: &Services,
) -> Option<Vec<Relationship>> {
    if NOT_OF_THE_SERVICE.contains(&name) {
        return None;
    }
    let singular = name.strip_suffix('s').unwrap_or(name);
    let (stem, is_arn) = match singular {
        name if name.ends_with("Arn") || name.ends_with("ARN") => (&name[..name.len() - 3], true),
        name => (name.strip_suffix("Id")?, false),
    };
    // Where an ARN is allowed too, `Ref` alone does not say what fits.
    if !is_arn && constraints.pattern.as_deref().is_some_and(|pattern| pattern.contains("arn")) {
        return None;
    }
    let (resource, identified) = services.get(&(owner.service().stem(), stem.to_ascii_lowercase()))?;
    if is_top && resource == owner {
        return None;
    }
    let attribute = if is_arn { identified.arn.clone() } else { identified.id.clone() }?;
    Some(vec![Relationship { resource: resource.clone(), attribute }])
}

#[cfg(test)]
mod tests {
    use super::*;

    /// All properties that were given a relationship: their paths and the relationships.
    fn all() -> Vec<(String, String, Vec<Relationship>)> {
        let spec = crate::load_all(crate::snapshot::directory()).unwrap();
        let of = |owner: String, properties: &BTreeMap<PropertyName, Property>| {
            let texts = properties.iter().map(|(name, property)| {
                let each = property.constraints.each.as_deref().unwrap_or(&property.constraints);
                (format!("{owner}/{name}"), name.to_string(), each.relationships.clone())
            });
            texts.collect::<Vec<_>>()
        };
        let resources = spec.resources.iter().flat_map(|(name, resource)| of(name.to_string(), &resource.properties));
        let types = spec.types.iter().flat_map(|(name, ty)| match &ty.shape {
            Shape::Struct { properties, .. } => of(name.to_string(), properties),
            Shape::Alias(..) => Vec::new(),
        });
        resources.chain(types).collect()
    }

    #[test]
    fn every_fact_is_about_something_and_names_resources_that_there_are() {
        let spec = crate::load_all(crate::snapshot::directory()).unwrap();
        let sources = CONVENTIONS.iter().map(|it| it.source).chain(singles().map(|it| it.source));
        assert!(sources.into_iter().all(|source| source.starts_with("https://docs.aws.amazon.com/")));
        let takes = CONVENTIONS.iter().map(|it| it.takes).chain(PATTERNS.iter().map(|it| it.takes));
        for (resource, _) in takes.chain(singles().map(|it| it.takes)).flatten() {
            assert!(spec.resources.keys().any(|name| name.as_str() == *resource), "{resource}");
        }
        let all = all();
        let mut idle = Vec::new();
        for convention in CONVENTIONS {
            let wanted = related(convention.takes);
            for ending in convention.endings {
                let about = |(path, name, has): &&(String, String, Vec<Relationship>)| {
                    name.ends_with(ending) && convention.is_about(path, name) && *has == wanted
                };
                if !all.iter().any(|it| about(&it)) {
                    idle.push(*ending);
                }
            }
            for other in convention.but {
                let excluded = |(path, name, _): &&(String, String, Vec<Relationship>)| {
                    convention.endings.iter().any(|ending| name.ends_with(ending)) && is_within(path, name, other)
                };
                if !all.iter().any(|it| excluded(&it)) {
                    idle.push(*other);
                }
            }
        }
        assert_eq!(idle, [""; 0], "these match nothing");
    }

    #[test]
    fn names_patterns_and_services_say_what_a_property_takes() {
        let all = all();
        let of = |path: &str| {
            let found = all.iter().find(|(at, ..)| at == path);
            let has = found.map(|(_, _, has)| has.iter().map(|to| format!("{}.{}", to.resource, to.attribute)));
            has.into_iter().flatten().collect::<Vec<_>>().join(" ")
        };
        assert_eq!(of("AWS::Lambda::Function/Role"), "AWS::IAM::Role.Arn", "by its pattern");
        assert_eq!(of("AWS::DAX::Cluster/NotificationTopicARN"), "AWS::SNS::Topic.TopicArn", "by its name");
        assert_eq!(of("AWS::RDS::DBSubnetGroup/SubnetIds"), "AWS::EC2::Subnet.SubnetId", "in a list");
        assert_eq!(of("AWS::ApiGateway::Deployment/RestApiId"), "AWS::ApiGateway::RestApi.RestApiId", "by its service");
        assert_eq!(of("AWS::ApiGateway::RestApi/RestApiId"), "", "what names the resource itself");
        assert_eq!(
            of("AWS::DMS::Endpoint/CertificateArn"),
            "AWS::DMS::Certificate.CertificateArn",
            "another's certificate"
        );
        assert_eq!(
            of("AWS::Lambda::Permission/FunctionName"),
            "AWS::Lambda::Function.Arn AWS::Lambda::Function.FunctionName"
        );
    }
}
