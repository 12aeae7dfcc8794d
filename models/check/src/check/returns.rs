//! The type of a function's result, as far as the template determines it: a scalar, a list, an object, or a condition.

use cfn_spec::is_readable;
use cfn_spec::spec::{Primitive, Shape, Type};
use cfn_template::{Function, Returns as Result};

use super::presence::is_no_value;
use super::serverless::deployed;
use super::text::parsed;
use super::{Checker, Part};
use crate::node::{Node, Object, Reference};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Returns {
    Scalar,
    List,
    Object,
    /// A condition, which is not a value.
    Condition,
    Unknown,
}

impl Returns {
    /// The type of a result that is one of two.
    fn or(self, other: Self) -> Self {
        if self == other { self } else { Self::Unknown }
    }
}

impl Checker<'_> {
    pub(super) fn returns(&self, node: &Node) -> Returns {
        match node {
            Node::String(_) | Node::Number(_) | Node::Bool(_) | Node::Name(_) | Node::Sub(_) => Returns::Scalar,
            Node::Null => Returns::Unknown,
            Node::List(_) => Returns::List,
            Node::Object(object) if object.keys().any(|key| key.starts_with("Fn::")) => Returns::Unknown,
            Node::Object(_) => Returns::Object,
            Node::Ref(target) => self.reference_returns(target),
            Node::GetAtt(target, attribute) => self.attribute_returns(target, attribute),
            Node::Function(name, argument) => self.function_returns(name, argument),
        }
    }

    fn function_returns(&self, name: &str, argument: &Node) -> Returns {
        match Function::named(name).map(|function| function.returns) {
            // Among values it is an object with a key of that name.
            Some(Result::Condition) if name == "Condition" && self.part == Part::Values => Returns::Object,
            Some(Result::Text | Result::Number) => Returns::Scalar,
            Some(Result::Texts) => Returns::List,
            Some(Result::Condition) => Returns::Condition,
            Some(Result::Value | Result::Optional) => self.depends_on_arguments(name, argument),
            None => Returns::Unknown,
        }
    }

    fn depends_on_arguments(&self, name: &str, argument: &Node) -> Returns {
        match (name, argument) {
            ("Fn::If", Node::List(items)) => match items.as_slice() {
                [_, then, otherwise] => match (is_no_value(then), is_no_value(otherwise)) {
                    (true, _) => self.returns(otherwise),
                    (_, true) => self.returns(then),
                    _ => self.returns(then).or(self.returns(otherwise)),
                },
                _ => Returns::Unknown,
            },
            ("Fn::Select", Node::List(items)) => self.selected(items),
            ("Fn::FindInMap", Node::List(items)) => self.mapped_value(items),
            ("Fn::GetAtt", Node::String(dotted)) => match dotted.split_once('.') {
                Some((id, attribute)) => self.attribute_returns(&Reference::unchecked(id.to_owned()), attribute),
                None => Returns::Unknown,
            },
            _ => Returns::Unknown,
        }
    }

    /// An item of a list of strings is a string; an item of a literal list has its own type.
    fn selected(&self, arguments: &[Node]) -> Returns {
        let [index, list] = arguments else { return Returns::Unknown };
        match list {
            Node::List(items) => {
                let index = super::scalar::text_of(index).and_then(|index| parsed::<usize>(&index));
                match index.and_then(|index| items.get(index)) {
                    Some(item) => self.returns(item),
                    None => self.all_return(items.iter()),
                }
            }
            Node::Function(name, _) if Function::returns_list(name) => Returns::Scalar,
            Node::Ref(_) if self.returns(list) == Returns::List => Returns::Scalar,
            _ => Returns::Unknown,
        }
    }

    /// The result of `Fn::FindInMap`, if the values of the mapping have one type.
    fn mapped_value(&self, arguments: &[Node]) -> Returns {
        let [mapping, first, second, default @ ..] = arguments else { return Returns::Unknown };
        let name = match mapping {
            Node::String(name) => name.as_ref(),
            Node::Name(target) => target.id.as_ref(),
            _ => return Returns::Unknown,
        };
        let rows = self.symbols.section("Mappings").and_then(|mappings| mappings.get(name)?.as_object());
        let Some(rows) = rows else { return Returns::Unknown };
        let chosen = |object: &'_ Object, key: &Node| match key {
            Node::String(key) => object.get(key).into_iter().cloned().collect::<Vec<_>>(),
            _ => object.iter().map(|(_, value)| value.clone()).collect(),
        };
        let mut values = Vec::new();
        for row in chosen(rows, first) {
            if let Node::Object(row) = &row {
                values.extend(chosen(row, second));
            }
        }
        let found = self.all_return(values.iter());
        match default.first().and_then(|default| default.get("DefaultValue")) {
            Some(default) => found.or(self.returns(default)),
            None => found,
        }
    }

    fn all_return<'n>(&self, nodes: impl Iterator<Item = &'n Node>) -> Returns {
        nodes.map(|node| self.returns(node)).reduce(Returns::or).unwrap_or(Returns::Unknown)
    }

    pub(super) fn reference_returns(&self, target: &Reference) -> Returns {
        let id = target.id.as_ref();
        match id {
            "AWS::NotificationARNs" => return Returns::List,
            // It removes the property.
            "AWS::NoValue" => return Returns::Unknown,
            _ => {}
        }
        if id.starts_with("AWS::") || self.symbols.resource(id).is_some() {
            return Returns::Scalar;
        }
        match self.symbols.parameter(id).and_then(|p| p.get("Type")).and_then(Node::as_str) {
            Some(ty) if ty.contains("List") => Returns::List,
            Some(_) => Returns::Scalar,
            None => Returns::Unknown,
        }
    }

    pub(super) fn attribute_returns(&self, target: &Reference, attribute: &str) -> Returns {
        let Some(type_name) = self.symbols.resource_type(&target.id).map(deployed) else { return Returns::Unknown };
        let Some(spec) = self.facts.resource_type(type_name) else { return Returns::Unknown };
        let Some(resource) = spec.resources.get(type_name) else { return Returns::Unknown };
        let readable = || resource.properties.get(attribute).filter(|_| is_readable(type_name, attribute));
        let ty = resource.attributes.get(attribute).map(|attribute| &attribute.ty);
        match ty.or_else(|| readable().map(|property| &property.ty)) {
            Some(Type::List { .. }) => Returns::List,
            Some(Type::Primitive(primitive)) if *primitive != Primitive::Json => Returns::Scalar,
            Some(Type::Named(name)) => match spec.types.get(name).map(|ty| &ty.shape) {
                Some(Shape::Alias(Type::List { .. }, _)) => Returns::List,
                _ => Returns::Unknown,
            },
            _ => Returns::Unknown,
        }
    }
}
