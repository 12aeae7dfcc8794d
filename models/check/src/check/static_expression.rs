//! Expressions that are evaluated before resources are created and cannot depend on one: conditions, rules, the names
//! of exports and imports, and the keys of mappings.

use super::Checker;
use super::finding::Finding;
use super::path::Location;
use crate::node::{Node, SubPart};

/// An expression that is evaluated before resources are created.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum StaticExpression {
    /// Source: <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/conditions-section-structure.html>.
    Condition,
    /// Source: <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/rules-section-structure.html>.
    Rule,
    /// Source: <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/outputs-section-structure.html>.
    Export,
    /// Source:
    /// <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-importvalue.html>.
    Import,
    /// Source:
    /// <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-findinmap.html>.
    Key,
}

impl StaticExpression {
    const fn rule(self) -> &'static str {
        match self {
            Self::Condition => "condition-on-resource",
            Self::Rule => "rule-on-resource",
            Self::Export | Self::Import => "name-on-resource",
            Self::Key => "key-on-resource",
        }
    }

    fn message(self, id: &str) -> String {
        let what = match self {
            Self::Condition => "a condition",
            Self::Rule => "a rule",
            Self::Export => "the name of an export",
            Self::Import => "the name of an import",
            Self::Key => "a key of `Fn::FindInMap`",
        };
        format!("{what} cannot depend on the resource `{id}`: it is evaluated before resources are created")
    }

    const fn allowed(self) -> &'static str {
        match self {
            Self::Rule => "parameters",
            _ => "parameters, mappings and pseudo parameters",
        }
    }
}

impl Checker<'_> {
    /// Reports every reference to a resource in such an expression.
    pub(super) fn check_static(&mut self, node: &Node, expression: StaticExpression, at: &Location<'_>) {
        match node {
            Node::Ref(target) if self.is_resource(&target.id) => self.depends_on_resource(&target.id, expression, at),
            Node::GetAtt(target, _) => self.depends_on_resource(&target.id, expression, at),
            Node::Sub(sub) => {
                let own = |name: &str| sub.variables.get(name).is_some();
                for part in &sub.parts {
                    match part {
                        SubPart::Ref(target) if !own(&target.id) && self.is_resource(&target.id) => {
                            self.depends_on_resource(&target.id, expression, at);
                        }
                        SubPart::GetAtt(target, attribute) if !own(&format!("{}.{attribute}", target.id)) => {
                            self.depends_on_resource(&target.id, expression, at);
                        }
                        _ => {}
                    }
                }
                let at = at.key("Fn::Sub");
                let at = at.index(1);
                for (name, value) in sub.variables.iter() {
                    self.check_static(value, expression, &at.key(name));
                }
            }
            Node::Function("Fn::GetAtt", argument) => {
                let id = match &**argument {
                    Node::String(dotted) => dotted.split_once('.').map(|(id, _)| id),
                    list => list.as_list().and_then(|items| items.first()?.as_str()),
                };
                self.depends_on_resource(id.unwrap_or("?"), expression, at);
            }
            Node::Function("Fn::ImportValue", _) if expression == StaticExpression::Import => self.report(
                Finding::error("function-argument", &at.path(), "the name of an import cannot be another import")
                    .allowed("a string, `Fn::Sub`, `Fn::Join` and other functions of parameters"),
            ),
            Node::Function(name, argument) => self.check_static(argument, expression, &at.key(name)),
            Node::List(items) => {
                for (index, item) in items.iter().enumerate() {
                    self.check_static(item, expression, &at.index(index));
                }
            }
            Node::Object(object) => {
                for (key, value) in object.iter() {
                    self.check_static(value, expression, &at.key(key));
                }
            }
            _ => {}
        }
    }

    fn is_resource(&self, id: &str) -> bool {
        self.symbols.resource(id).is_some() || self.symbols.may_be_made(id)
    }

    fn depends_on_resource(&mut self, id: &str, expression: StaticExpression, at: &Location<'_>) {
        self.report(
            Finding::error(expression.rule(), &at.path(), expression.message(id)).allowed(expression.allowed()),
        );
    }
}
