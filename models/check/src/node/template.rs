//! Conversion of templates that were read as text, without a JSON value between the two.

use cfn_template::{Kind, Value};

use super::{Node, Object};

impl From<&Value> for Node {
    /// Intrinsic functions are recognized; the places in the text are not kept.
    fn from(value: &Value) -> Self {
        match &value.kind {
            Kind::List(items) => Self::List(items.iter().map(Self::from).collect()),
            Kind::Map(entries) => {
                let object: Object =
                    entries.iter().map(|entry| (entry.key.clone(), Self::from(&entry.value))).collect();
                Self::Object(object).recognised()
            }
            Kind::String(text) => Self::String(text.clone().into()),
            Kind::Null | Kind::Bool(_) | Kind::Number(_) => Self::from(value.to_json()),
        }
    }
}
