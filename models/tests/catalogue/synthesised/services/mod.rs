//! What a service refuses although each value has its type: rules between properties and between resources, from cfn-lint's schemas, the
//! snapshot and the overlay.

mod compute;
mod operation;
mod web;

use models::{IntoLogicalId, LogicalId, RawResource, Stack};
use serde_json::Value;

use super::Mistake;

pub(crate) fn mistakes() -> impl Iterator<Item = &'static Mistake> {
    [compute::MISTAKES, web::MISTAKES, operation::MISTAKES].into_iter().flatten()
}

/// The resources of a mistake: logical ID, type and properties.
pub(crate) fn resources<const N: usize>(stack: &mut Stack, resources: [(&str, &str, Value); N]) {
    for (id, type_name, properties) in resources {
        let Value::Object(properties) = properties else { panic!("the properties of {id} are no object") };
        let resource = properties
            .into_iter()
            .fold(RawResource::new(type_name.to_owned()), |resource, (name, value)| resource.property(name, value));
        stack.add(LogicalId::try_from(id.to_owned()).unwrap().into_logical_id(), resource);
    }
}

const ROLE: &str = "arn:aws:iam::111122223333:role/work";

const QUEUE: &str = "arn:aws:sqs:eu-west-1:111122223333:a";

fn add(all: &mut Value, more: Value) {
    let (Value::Object(all), Value::Object(more)) = (all, more) else { panic!("two objects") };
    for (name, value) in more {
        all.insert(name, value);
    }
}
