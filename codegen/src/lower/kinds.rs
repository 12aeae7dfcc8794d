//! The fourth pass: kinds of strings, JSON with a type of the runtime, and what to know first about a property.

use std::collections::BTreeMap;

use cfn_spec::constraint::Constraints;
use cfn_spec::name::ResourceName;
use cfn_spec::serverless::deployed;

use super::shape::ConstraintsByPath;
use crate::model::{Model, NamedResource, Reference, Resource, Struct, Ty};
use crate::overlay::{IDENTIFIER, OWN_ARN, Overlays, TypeOverride};
use crate::string_kind;

/// Sets the kinds of strings, from the schemas and the overlay.
pub(super) fn assign(model: &mut Model, constraints_by_path: &ConstraintsByPath<'_>, overlays: &Overlays) {
    properties(&mut model.shared, constraints_by_path, overlays, &Resources::new());
    for service in &mut model.services {
        let known: Resources = service.resources.iter().map(|it| (it.name.clone(), it.body.ident.clone())).collect();
        for resource in &mut service.resources {
            properties(std::slice::from_mut(&mut resource.body), constraints_by_path, overlays, &known);
            properties(&mut resource.types, constraints_by_path, overlays, &known);
            returned(resource, overlays);
        }
    }
}

/// The resource types of a service, and their Rust names.
type Resources = BTreeMap<ResourceName, String>;

/// The results of `Ref` and the attributes.
fn returned(resource: &mut Resource, overlays: &Overlays) {
    let name = deployed(resource.name.as_str());
    let identifier = resource.identifier.as_deref();
    let is_arn = |name: &str| name.ends_with("Arn") || name.ends_with("ARN");
    let kind = overlays.references.get(name).copied().or_else(|| string_kind::returned(name, "Ref"));
    resource.reference = match (kind, identifier) {
        (Some(IDENTIFIER), _) => Reference::Identifier,
        (Some(OWN_ARN), _) => Reference::Arn,
        (Some(kind), _) => Reference::Kind(kind),
        (None, Some(identifier)) if is_arn(identifier) => Reference::Arn,
        (None, _) => Reference::Identifier,
    };
    let of = || NamedResource { resource: resource.name.clone(), ident: resource.body.ident.clone() };
    let simple = resource.body.simple();
    for attribute in &mut resource.attributes {
        let called = attribute.name.as_str();
        if let Some(kind) = string_kind::returned(name, called) {
            set(&mut attribute.ty, &Ty::Kind(kind));
        } else if is_arn(called) && (called.len() == 3 || called[..called.len() - 3].eq_ignore_ascii_case(simple)) {
            set(&mut attribute.ty, &Ty::ArnOf(of()));
        } else if is_arn(called) {
            set(&mut attribute.ty, &Ty::Kind(string_kind::ARN));
        } else if resource.reference == Reference::Identifier && identifier == Some(called) && !is_arn(called) {
            set(&mut attribute.ty, &Ty::Identifier(of()));
        }
    }
}

fn properties(
    types: &mut [Struct],
    constraints_by_path: &ConstraintsByPath<'_>,
    overlays: &Overlays,
    known: &Resources,
) {
    for body in types {
        for field in &mut body.fields {
            let path = format!("{}/{}", body.path, field.name);
            let levels = constraints_by_path.get(&path).map_or(&[][..], Vec::as_slice);
            by_constraints(&mut field.ty, levels, known);
            field.advice = overlays.advice.get(&path).copied();
            match overlays.types.get(&path) {
                Some(TypeOverride::Runtime(path)) => field.ty = Ty::Runtime(path),
                None => {
                    if let Some(kind) = string_kind::of_name(field.name.as_str())
                        && is_text(&field.ty)
                    {
                        set(&mut field.ty, &Ty::Kind(kind));
                    }
                }
            }
        }
    }
}

/// A string, or a list of strings, of unknown kind.
fn is_text(ty: &Ty) -> bool {
    match ty {
        Ty::String => true,
        Ty::List(item) => **item == Ty::String,
        _ => false,
    }
}

/// `levels` has the constraints of the value, of its items, and so on.
fn by_constraints(ty: &mut Ty, levels: &[&Constraints], known: &Resources) {
    let Some((constraints, each)) = levels.split_first() else { return };
    if let Ty::List(item) | Ty::Map(item) = ty {
        by_constraints(item, each, known);
        // `AWS::EC2::Subnet.Ids` is a format of the list.
        if let Some(kind) = wanted(constraints, known) {
            set(item, &kind);
        }
    } else if *ty == Ty::String
        && let Some(kind) = wanted(constraints, known)
    {
        *ty = kind;
    }
}

/// The kind of a property with these constraints: one of `models::string_kind`, or that of a resource type of the service.
fn wanted(constraints: &Constraints, known: &Resources) -> Option<Ty> {
    if let Some(marker) = string_kind::wanted(constraints) {
        return Some(Ty::Kind(marker));
    }
    let [to] = constraints.relationships.as_slice() else { return None };
    let of = NamedResource { resource: to.resource.clone(), ident: known.get(&to.resource)?.clone() };
    match to.attribute.as_str() {
        attribute if attribute.ends_with("Arn") || attribute.ends_with("ARN") => Some(Ty::ArnOf(of)),
        attribute if attribute.ends_with("Id") || attribute.ends_with("Identifier") => Some(Ty::Identifier(of)),
        _ => None,
    }
}

/// Sets the kind of a string or of the items of a list of strings; other types are unchanged.
fn set(ty: &mut Ty, kind: &Ty) {
    match ty {
        Ty::String | Ty::Kind(_) | Ty::Identifier(_) | Ty::ArnOf(_) => *ty = kind.clone(),
        Ty::List(item) => set(item, kind),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::super::shape;
    use super::*;

    fn lowered(service: &str) -> Model {
        let spec = cfn_spec::load(cfn_spec::snapshot::directory(), &[service]).unwrap();
        let (mut model, constraints_by_path) = shape::shape(&spec, &mut Vec::new());
        assign(&mut model, &constraints_by_path, &Overlays::new());
        model
    }

    fn ty(model: &Model, path: &str) -> Ty {
        let resources = model.services.iter().flat_map(|service| &service.resources);
        let bodies = resources.flat_map(|resource| std::iter::once(&resource.body).chain(&resource.types));
        let mut fields = bodies.flat_map(|body| body.fields.iter().map(move |field| (body, field)));
        let found = fields.find(|(body, field)| format!("{}/{}", body.path, field.name) == path);
        found.unwrap().1.ty.clone()
    }

    #[test]
    fn formats_overlays_and_names_say_the_kind() {
        let sqs = lowered("sqs");
        assert_eq!(ty(&sqs, "AWS::SQS::Queue/KmsMasterKeyId"), Ty::Kind("KmsKey"), "by the schema's formats");
        assert_eq!(
            ty(&sqs, "AWS::SQS::QueuePolicy/Queues"),
            Ty::List(Box::new(Ty::Kind("SqsQueueUrl"))),
            "by an overlay"
        );
        assert_eq!(ty(&sqs, "AWS::SQS::QueuePolicy/PolicyDocument"), Ty::Runtime("policy::ResourcePolicy"));
        assert_eq!(ty(&sqs, "AWS::SQS::Queue/QueueName"), Ty::String);
    }

    #[test]
    fn what_is_returned_is_of_a_kind() {
        let sqs = lowered("sqs");
        let queue = sqs.services[0].resources.iter().find(|it| it.name.as_str() == "AWS::SQS::Queue").unwrap();
        assert_eq!(queue.reference, Reference::Kind("SqsQueueUrl"));
        let arn = queue.attributes.iter().find(|attribute| attribute.name.as_str() == "Arn").unwrap();
        assert_eq!(arn.ty, Ty::Kind("SqsQueueArn"));
    }

    /// Properties that by their names or patterns take the ARN or the id of another resource: of all of them, how many have a kind,
    /// and which have none.
    #[test]
    fn properties_that_take_the_arn_or_id_of_another_resource_have_a_kind() {
        const OF_OTHER_SERVICES: &[&str] =
            &["SubnetId", "SecurityGroupId", "VpcId", "KmsKeyId", "KmsKey", "HostedZoneId", "SecretId"];
        let spec = cfn_spec::load_all(cfn_spec::snapshot::directory()).unwrap();
        let (mut model, constraints_by_path) = shape::shape(&spec, &mut Vec::new());
        super::super::names::give(&mut model, &mut Vec::new());
        assign(&mut model, &constraints_by_path, &Overlays::new());
        let (mut typed, mut arns, mut plain) = (0, 0, Vec::new());
        for service in &model.services {
            // What `Ref` returns as the id of a resource type of the service.
            let ids = service.resources.iter().filter_map(|resource| {
                let (identifier, simple) = (resource.identifier.as_deref()?, resource.body.simple());
                let is_id = identifier == "Id" || identifier.eq_ignore_ascii_case(&format!("{simple}Id"));
                is_id.then(|| format!("{simple}Id").to_ascii_lowercase())
            });
            let ids: Vec<String> = ids.collect();
            for resource in &service.resources {
                for (body, field) in std::iter::once(&resource.body)
                    .chain(&resource.types)
                    .flat_map(|body| body.fields.iter().map(move |field| (body, field)))
                {
                    let path = format!("{}/{}", body.path, field.name);
                    let name = field.name.as_str();
                    let is_own = body.path == resource.name.as_str()
                        && (resource.identifier.as_deref() == Some(name) || name == format!("{}Id", body.simple()));
                    let item = match &field.ty {
                        Ty::List(item) => item,
                        ty => ty,
                    };
                    let text = matches!(item, Ty::String | Ty::Kind(_) | Ty::Identifier(_) | Ty::ArnOf(_));
                    if is_own || !text {
                        continue;
                    }
                    let singular = name.strip_suffix('s').unwrap_or(name);
                    let levels = constraints_by_path.get(&path).map_or(&[][..], Vec::as_slice);
                    let arn_only = |constraints: &&Constraints| {
                        constraints.pattern.as_deref().is_some_and(|pattern| pattern.starts_with("^arn:"))
                    };
                    let takes = string_kind::of_name(name).is_some()
                        || levels.iter().any(arn_only)
                        || OF_OTHER_SERVICES.iter().any(|ending| singular.ends_with(ending))
                        || ids.contains(&singular.to_ascii_lowercase());
                    match (takes, item) {
                        (false, _) => {}
                        (true, Ty::String) => plain.push(path),
                        (true, Ty::Kind(string_kind::ARN)) => arns += 1,
                        (true, _) => typed += 1,
                    }
                }
            }
        }
        let all = typed + arns + plain.len();
        println!(
            "{typed} of {all} have the kind of a resource type, {arns} are ARNs of no particular kind, and {} are plain:",
            plain.len()
        );
        println!("{}", plain.join("\n"));
        assert!(all > 2_500, "{all}");
        assert!((typed + arns) * 100 >= all * 95, "{} of {all} have no kind", plain.len());
        assert!(typed * 100 >= all * 60, "{typed} of {all} have the kind of a resource type");
    }
}
