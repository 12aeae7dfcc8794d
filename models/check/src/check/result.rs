//! Results of intrinsic functions against the expected type.

use cfn_spec::constraint::Constraints;
use cfn_spec::spec::{Primitive, Type};

use super::Checker;
use super::finding::Finding;
use super::path::Location;
use super::returns::Returns;
use super::value::{Context, describe, of_items};
use crate::node::{Node, SubPart};

impl Checker<'_> {
    pub(super) fn result_of_function(
        &mut self,
        node: &Node,
        ty: &Type,
        constraints: &Constraints,
        context: Context<'_>,
        at: &Location<'_>,
    ) {
        // `${Role}` alone is what `Ref: Role` is.
        let plain = only_placeholder(node);
        let node = plain.as_ref().unwrap_or(node);
        let wanted = expected_kind(ty, context);
        match (self.returns(node), wanted) {
            (Returns::Condition, _) => {
                self.report(
                    Finding::error("wrong-type", &at.path(), format!("{} is a condition, not a value", describe(node)))
                        .suggest("declare it in `Conditions` and choose between two values with `Fn::If`".to_owned()),
                );
            }
            (Returns::List, ExpectedKind::Scalar) => {
                let message = format!("expected a single value, found {}, which is a list", describe(node));
                self.report(Finding::error("wrong-type", &at.path(), message).suggest(
                    "use `Fn::Select` for one of its items, or `Fn::Join` to join them into one string".to_owned(),
                ));
            }
            (Returns::Scalar, ExpectedKind::List) => {
                let message = format!("expected a list, found {}, which is a single value", describe(node));
                self.report(
                    Finding::error("wrong-type", &at.path(), message)
                        .suggest("write a list with one item, or split a string with `Fn::Split`".to_owned()),
                );
            }
            (Returns::Object, ExpectedKind::Scalar) => self.wrong_type(node, "a single value", at),
            (Returns::Object, ExpectedKind::List) => self.wrong_type(node, "a list", at),
            (Returns::Scalar | Returns::List, ExpectedKind::Object) => {
                self.wrong_type(node, "an object", at);
            }
            (Returns::Scalar, ExpectedKind::Scalar) => {
                let before = self.findings.len();
                self.kind(node, constraints, at);
                if self.findings.len() == before {
                    self.meaning_of(node, constraints, context, at);
                }
            }
            (Returns::List, ExpectedKind::List) => self.kind(node, &of_items(constraints), at),
            (Returns::Unknown, _) | (_, ExpectedKind::Anything) | (Returns::Object, ExpectedKind::Object) => {}
        }
    }
}

/// The reference that a string of one placeholder and nothing else is.
fn only_placeholder(node: &Node) -> Option<Node> {
    let Node::Sub(sub) = node else { return None };
    match sub.parts.as_slice() {
        [SubPart::Ref(target)] if sub.variables.is_empty() => Some(Node::Ref(Box::new(target.clone()))),
        [SubPart::GetAtt(target, attribute)] if sub.variables.is_empty() => {
            Some(Node::GetAtt(Box::new(target.clone()), attribute.clone()))
        }
        _ => None,
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum ExpectedKind {
    Scalar,
    List,
    Object,
    Anything,
}

fn expected_kind(ty: &Type, context: Context<'_>) -> ExpectedKind {
    match ty {
        Type::Primitive(Primitive::Json) => ExpectedKind::Anything,
        Type::Primitive(_) => ExpectedKind::Scalar,
        Type::List { .. } => ExpectedKind::List,
        Type::Map { .. } => ExpectedKind::Object,
        Type::Named(name) => match context.spec.types.get(name).map(|ty| &ty.shape) {
            Some(cfn_spec::spec::Shape::Alias(ty, _)) => expected_kind(ty, context),
            Some(cfn_spec::spec::Shape::Struct { .. }) => ExpectedKind::Object,
            None => ExpectedKind::Anything,
        },
    }
}
