//! Serialization of the tree.

use serde_core::ser::{Serialize, SerializeMap, SerializeSeq, Serializer};

use super::{Node, Object};

impl Serialize for Node {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Null => serializer.serialize_unit(),
            Self::Bool(value) => serializer.serialize_bool(*value),
            Self::Number(value) => value.serialize(serializer),
            Self::String(value) => serializer.serialize_str(value),
            Self::List(items) => {
                let mut seq = serializer.serialize_seq(Some(items.len()))?;
                for item in items {
                    seq.serialize_element(item)?;
                }
                seq.end()
            }
            Self::Object(object) => object.serialize(serializer),
            Self::Name(target) => serializer.serialize_str(&target.id),
            Self::Ref(target) => single(serializer, "Ref", &target.id),
            Self::GetAtt(target, attribute) => single(serializer, "Fn::GetAtt", &[&target.id, attribute]),
            Self::Sub(sub) => single(serializer, "Fn::Sub", &sub.argument()),
            Self::Function(name, argument) => single(serializer, name, argument),
        }
    }
}

impl Serialize for Object {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.len()))?;
        for (name, node) in self.iter() {
            map.serialize_entry(name, node)?;
        }
        map.end()
    }
}

fn single<S: Serializer>(serializer: S, name: &str, value: &(impl Serialize + ?Sized)) -> Result<S::Ok, S::Error> {
    let mut map = serializer.serialize_map(Some(1))?;
    map.serialize_entry(name, value)?;
    map.end()
}
