//! Conversion from and to plain JSON. Reading recognizes the intrinsic functions; writing returns exactly the value
//! that was read.

use cfn_template::Function;
use serde_json::Value as Json;

use super::{Node, Object, Reference, Sub};

impl Node {
    /// The tree as plain JSON, references written out.
    pub fn to_json(&self) -> Json {
        match self {
            Self::Null => Json::Null,
            Self::Bool(value) => Json::Bool(*value),
            Self::Number(value) => Json::Number(value.clone()),
            Self::String(value) => Json::String(value.clone().into_owned()),
            Self::List(items) => Json::Array(items.iter().map(Self::to_json).collect()),
            Self::Object(object) => object.to_json(),
            Self::Name(target) => Json::String(target.id.clone().into_owned()),
            Self::Ref(target) => serde_json::json!({ "Ref": target.id }),
            Self::GetAtt(target, attribute) => {
                serde_json::json!({ "Fn::GetAtt": [target.id, attribute] })
            }
            Self::Sub(sub) => serde_json::json!({ "Fn::Sub": sub.argument().to_json() }),
            Self::Function(name, argument) => {
                Json::Object(std::iter::once(((*name).to_owned(), argument.to_json())).collect())
            }
        }
    }
}

impl Object {
    /// The tree as plain JSON, references written out.
    pub fn to_json(&self) -> Json {
        Json::Object(self.iter().map(|(name, node)| (name.to_owned(), node.to_json())).collect())
    }
}

impl From<Json> for Node {
    fn from(json: Json) -> Self {
        match json {
            Json::Null => Self::Null,
            Json::Bool(value) => Self::Bool(value),
            Json::Number(value) => Self::Number(value),
            Json::String(value) => Self::String(value.into()),
            Json::Array(items) => Self::List(items.into_iter().map(Self::from).collect()),
            Json::Object(map) => {
                let object: Object = map.into_iter().map(|(name, value)| (name, Self::from(value))).collect();
                recognise(object)
            }
        }
    }
}

impl Node {
    /// The tree with intrinsic functions recognized.
    #[doc(hidden)]
    pub fn recognised(self) -> Self {
        match self {
            Self::Object(object) => recognise(object),
            other => other,
        }
    }
}

/// An object whose only key is the name of an intrinsic function is that function.
fn recognise(object: Object) -> Node {
    if object.len() != 1 {
        return Node::Object(object);
    }
    let Some(function) = object.keys().next().and_then(Function::named) else {
        return Node::Object(object);
    };
    let name = function.name;
    // A condition block of an IAM policy is keyed `Condition` too, but holds operators, not a name.
    if name == "Condition" && object.get(name).is_none_or(|n| n.as_str().is_none()) {
        return Node::Object(object);
    }
    let Some((_, argument)) = object.into_iter().next() else {
        return Node::Object(Object::new());
    };
    match (name, argument) {
        ("Ref", Node::String(id)) => Node::reference(Reference::unchecked(id)),
        ("Fn::GetAtt", Node::List(items)) => get_att(items),
        ("Fn::Sub", argument) => sub(argument),
        (name, argument) => Node::function(name, argument),
    }
}

/// `[resource, attribute]`, both literals; other forms are kept unchanged.
fn get_att(items: Vec<Node>) -> Node {
    match <[Node; 2]>::try_from(items) {
        Ok([Node::String(id), Node::String(attribute)]) => Node::GetAtt(Box::new(Reference::unchecked(id)), attribute),
        Ok(items) => Node::call("Fn::GetAtt", items),
        Err(items) => Node::call("Fn::GetAtt", items),
    }
}

/// The forms that [`Sub`] writes back unchanged; other forms are kept as they are.
fn sub(argument: Node) -> Node {
    #[expect(clippy::disallowed_methods, reason = "what cannot be parsed stays in the function, and is reported there")]
    let parse = |text: &str| Sub::parse(text).ok();
    let parsed = match &argument {
        Node::String(text) => parse(text),
        Node::List(items) => match items.as_slice() {
            [Node::String(text), Node::Object(variables)] if !variables.is_empty() => {
                parse(text).map(|sub| Sub { variables: variables.clone(), ..sub })
            }
            _ => None,
        },
        _ => None,
    };
    match parsed {
        Some(sub) => Node::Sub(Box::new(sub)),
        None => Node::function("Fn::Sub", argument),
    }
}
