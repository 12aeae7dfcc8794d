//! What intrinsic functions return, against what their place wants.

use cfn_spec::constraint::Constraints;
use cfn_spec::spec::{Primitive, Type};

use super::Checker;
use super::finding::Finding;
use super::path::At;
use super::value::{Context, describe, of_items};
use crate::node::{Node, Reference};

/// What a function returns, as far as it can be said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Returns {
    Scalar,
    List,
    /// A truth value that only conditions take.
    Condition,
    Unknown,
}

impl Checker<'_> {
    pub(super) fn result_of_function(
        &mut self,
        node: &Node,
        ty: &Type,
        constraints: &Constraints,
        context: Context<'_>,
        at: &At<'_>,
    ) {
        let wanted = wanted(ty, context);
        match (self.returns(node), wanted) {
            (Returns::Condition, _) => {
                self.report(
                    Finding::error("wrong-type", &at.path(), format!("{} is a condition, not a value", describe(node)))
                        .suggest("declare it in `Conditions` and choose between two values with `Fn::If`".to_owned()),
                );
            }
            (Returns::List, Wanted::Scalar) => {
                let message = format!("{} is a list, and one value is wanted", describe(node));
                self.report(
                    Finding::error("wrong-type", &at.path(), message)
                        .suggest("`Fn::Select` takes one of its items, `Fn::Join` makes one text of them".to_owned()),
                );
            }
            (Returns::Scalar, Wanted::List) => {
                let message = format!("{} is one value, and a list is wanted", describe(node));
                self.report(
                    Finding::error("wrong-type", &at.path(), message)
                        .suggest("write a list of one item, or make one of a text with `Fn::Split`".to_owned()),
                );
            }
            (Returns::Scalar | Returns::List, Wanted::Object) => {
                self.wrong_type(node, "an object", at);
            }
            (Returns::Scalar, Wanted::Scalar) => {
                let before = self.findings.len();
                self.kind(node, constraints, at);
                if self.findings.len() == before {
                    self.meaning(node, constraints, context, at);
                }
            }
            (Returns::List, Wanted::List) => self.kind(node, &of_items(constraints), at),
            (Returns::Unknown, _) | (_, Wanted::Anything) => {}
        }
    }

    fn returns(&self, node: &Node) -> Returns {
        match node {
            Node::Ref(target) => self.reference_returns(target),
            Node::GetAtt(target, attribute) => self.attribute_returns(target, attribute),
            Node::Sub(_) => Returns::Scalar,
            Node::Function(name, _) => match *name {
                "Fn::Join" | "Fn::Base64" | "Fn::ToJsonString" | "Fn::Length" => Returns::Scalar,
                "Fn::Split" | "Fn::Cidr" | "Fn::GetAZs" => Returns::List,
                "Fn::And" | "Fn::Or" | "Fn::Not" | "Fn::Equals" | "Condition" => Returns::Condition,
                _ => Returns::Unknown,
            },
            _ => Returns::Unknown,
        }
    }

    fn reference_returns(&self, target: &Reference) -> Returns {
        let id = target.id.as_ref();
        if id == "AWS::NotificationARNs" {
            return Returns::List;
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

    fn attribute_returns(&self, target: &Reference, attribute: &str) -> Returns {
        let ty = self.symbols.resource_type(&target.id);
        let resource = ty.and_then(|ty| self.facts.service_of(ty)?.resources.get(ty));
        match resource.and_then(|resource| resource.attributes.get(attribute)).map(|attribute| &attribute.ty) {
            Some(Type::List { .. }) => Returns::List,
            Some(Type::Primitive(primitive)) if *primitive != Primitive::Json => Returns::Scalar,
            _ => Returns::Unknown,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Wanted {
    Scalar,
    List,
    Object,
    Anything,
}

fn wanted(ty: &Type, context: Context<'_>) -> Wanted {
    match ty {
        Type::Primitive(Primitive::Json) => Wanted::Anything,
        Type::Primitive(_) => Wanted::Scalar,
        Type::List { .. } => Wanted::List,
        Type::Map { .. } => Wanted::Object,
        Type::Named(name) => match context.spec.types.get(name).map(|ty| &ty.shape) {
            Some(cfn_spec::spec::Shape::Alias(ty, _)) => wanted(ty, context),
            Some(cfn_spec::spec::Shape::Struct { .. }) => Wanted::Object,
            None => Wanted::Anything,
        },
    }
}
