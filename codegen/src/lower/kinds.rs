//! The fourth pass: kinds of strings, and JSON with a type of the runtime.

use cfn_spec::constraint::Constraints;

use super::shape::Said;
use crate::model::{Model, Reference, Resource, Struct, Ty};
use crate::overlay::{Overlays, Wanted};
use crate::string_kind;

/// Sets the kinds of strings, from the schemas and the overlay.
pub(super) fn assign(model: &mut Model, said: &Said<'_>, overlays: &Overlays) {
    properties(&mut model.shared, said, overlays);
    for resource in model.services.iter_mut().flat_map(|service| &mut service.resources) {
        properties(std::slice::from_mut(&mut resource.body), said, overlays);
        properties(&mut resource.types, said, overlays);
        returned(resource, overlays);
    }
}

/// The results of `Ref` and the attributes.
fn returned(resource: &mut Resource, overlays: &Overlays) {
    let name = resource.name.as_str();
    let reference = overlays.references.get(name).copied().or_else(|| string_kind::returned(name, "Ref"));
    resource.reference = reference.map_or(Reference::Identifier, Reference::Kind);
    for attribute in &mut resource.attributes {
        let arn = || attribute.name.as_str().ends_with("Arn").then_some(string_kind::ARN);
        if let Some(kind) = string_kind::returned(name, attribute.name.as_str()).or_else(arn) {
            set(&mut attribute.ty, kind);
        }
    }
}

fn properties(types: &mut [Struct], said: &Said<'_>, overlays: &Overlays) {
    for body in types {
        for field in &mut body.fields {
            let path = format!("{}/{}", body.path, field.name);
            let levels = said.get(&path).map(Vec::as_slice).unwrap_or_default();
            by_constraints(&mut field.ty, levels);
            match overlays.types.get(&path) {
                Some(Wanted::Runtime(path)) => field.ty = Ty::Runtime(path),
                Some(Wanted::Kind(kind)) => set(&mut field.ty, kind),
                None => {
                    if let (Ty::List(item), Some(kind)) = (&mut field.ty, string_kind::of_name(field.name.as_str()))
                        && **item == Ty::String
                    {
                        **item = Ty::Kind(kind);
                    }
                }
            }
        }
    }
}

/// `levels` has the constraints of the value, of its items, and so on.
fn by_constraints(ty: &mut Ty, levels: &[&Constraints]) {
    let Some((constraints, each)) = levels.split_first() else { return };
    if let Ty::List(item) | Ty::Map(item) = ty {
        by_constraints(item, each);
        // `AWS::EC2::Subnet.Ids` is a format of the list.
        if let Some(kind) = string_kind::wanted(constraints) {
            set(item, kind);
        }
    } else if *ty == Ty::String
        && let Some(kind) = string_kind::wanted(constraints)
    {
        *ty = Ty::Kind(kind);
    }
}

/// Sets the kind of a string or of the items of a list of strings; other types are unchanged.
fn set(ty: &mut Ty, kind: &'static str) {
    match ty {
        Ty::String | Ty::Kind(_) => *ty = Ty::Kind(kind),
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
        let (mut model, said) = shape::shape(&spec, &mut Vec::new());
        assign(&mut model, &said, &Overlays::new());
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
}
