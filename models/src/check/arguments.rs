//! The number and types of the arguments of each function.
//!
//! Source: <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference.html>
//! and the pages of the functions below it. The result of a function that is an argument is followed through `Fn::If`;
//! unknown results are accepted.

use super::finding::Finding;
use super::fix::Fix;
use super::path::At;
use super::presence::is_no_value;
use super::returns::Returns;
use super::value::describe;
use super::{Checker, Part};
use crate::node::Node;

/// The type of an argument.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Takes {
    /// A string, number or boolean, or a function that returns one.
    Text,
    /// A literal string, not a function.
    Literal,
    /// A list of strings, or a function that returns a list.
    Texts,
    /// A list of anything, or a function that returns a list.
    List,
    /// An object or a list.
    Json,
    /// Another condition function.
    Condition,
    /// The name of a condition, as a literal.
    ConditionName,
    /// An integer from 0, `Ref` or `Fn::FindInMap`; with `AWS::LanguageExtensions` any function that returns one.
    Index,
    /// A name or key of a mapping: a string, `Ref` or `Fn::FindInMap`; with `AWS::LanguageExtensions` other functions too.
    Key,
    /// `{"DefaultValue": …}`.
    Default,
    Anything,
}

/// The form of the arguments.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    /// One argument, not in a list.
    One(Takes),
    /// A list of these, of which the last ones are optional.
    List(&'static [Takes], usize),
    /// A list of several of one type.
    Many(Takes, usize, usize),
}

struct Signature {
    name: &'static str,
    form: Form,
    /// A description of the arguments for messages.
    expected: &'static str,
}

const fn signature(name: &'static str, form: Form, expected: &'static str) -> Signature {
    Signature { name, form, expected }
}

const SIGNATURES: &[Signature] = &[
    signature("Fn::And", Form::Many(Takes::Condition, 2, 10), "two to ten conditions"),
    signature("Fn::Or", Form::Many(Takes::Condition, 2, 10), "two to ten conditions"),
    signature("Fn::Not", Form::Many(Takes::Condition, 1, 1), "a list of one condition"),
    signature("Fn::Equals", Form::List(&[Takes::Text, Takes::Text], 2), "two values"),
    signature(
        "Fn::If",
        Form::List(&[Takes::ConditionName, Takes::Anything, Takes::Anything], 3),
        "a condition name and two values",
    ),
    signature("Fn::Base64", Form::One(Takes::Text), "a string"),
    signature("Fn::GetAZs", Form::One(Takes::Text), "a string"),
    signature("Fn::ImportValue", Form::One(Takes::Text), "a string"),
    signature("Fn::Join", Form::List(&[Takes::Literal, Takes::Texts], 2), "a literal delimiter and a list"),
    signature("Fn::Split", Form::List(&[Takes::Literal, Takes::Text], 2), "a literal delimiter and a string"),
    signature("Fn::Select", Form::List(&[Takes::Index, Takes::List], 2), "an index and a list"),
    signature(
        "Fn::Cidr",
        Form::List(&[Takes::Text, Takes::Text, Takes::Text], 2),
        "a CIDR block, a count and, optionally, `cidrBits`",
    ),
    signature(
        "Fn::FindInMap",
        Form::List(&[Takes::Key, Takes::Key, Takes::Key, Takes::Default], 3),
        "a mapping name and two keys",
    ),
    signature("Fn::Length", Form::One(Takes::List), "a list"),
    signature("Fn::ToJsonString", Form::One(Takes::Json), "an object or a list"),
    signature("Fn::Contains", Form::List(&[Takes::Texts, Takes::Text], 2), "a list and a value"),
    signature("Fn::EachMemberEquals", Form::List(&[Takes::Texts, Takes::Text], 2), "a list and a value"),
    signature("Fn::EachMemberIn", Form::List(&[Takes::Texts, Takes::Texts], 2), "two lists"),
    signature("Fn::RefAll", Form::One(Takes::Literal), "a parameter type"),
    signature("Fn::ValueOf", Form::List(&[Takes::Literal, Takes::Literal], 2), "a parameter and an attribute"),
    signature("Fn::ValueOfAll", Form::List(&[Takes::Literal, Takes::Literal], 2), "a parameter type and an attribute"),
];

/// The least and the greatest number of a function's arguments; `None` where it takes one that is not in a list.
#[cfg(test)]
pub(super) fn counts(name: &str) -> Option<(usize, usize)> {
    match SIGNATURES.iter().find(|signature| signature.name == name)?.form {
        Form::One(_) => None,
        Form::List(takes, least) => Some((least, takes.len())),
        Form::Many(_, least, most) => Some((least, most)),
    }
}

impl Checker<'_> {
    /// Checks the number and types of a function's arguments; returns whether the number is valid.
    pub(super) fn arguments(&mut self, name: &'static str, argument: &Node, at: &At<'_>) -> bool {
        let Some(signature) = SIGNATURES.iter().find(|signature| signature.name == name) else { return true };
        // The result of a macro is not known.
        if matches!(argument, Node::Function("Fn::Transform", _)) {
            return false;
        }
        match (signature.form, argument) {
            (Form::One(takes), _) => self.takes(name, takes, argument, at),
            (Form::List(takes, least), Node::List(items)) if (least..=takes.len()).contains(&items.len()) => {
                for (index, (item, takes)) in items.iter().zip(takes).enumerate() {
                    self.takes(name, *takes, item, &at.index(index));
                }
            }
            (Form::Many(takes, least, most), Node::List(items)) if (least..=most).contains(&items.len()) => {
                for (index, item) in items.iter().enumerate() {
                    self.takes(name, takes, item, &at.index(index));
                }
            }
            _ => {
                self.bad_argument(name, argument, signature.expected, at);
                return false;
            }
        }
        true
    }

    fn takes(&mut self, name: &str, takes: Takes, node: &Node, at: &At<'_>) {
        // Nulls are reported separately, and the result of a macro is not known.
        if matches!(node, Node::Null | Node::Function("Fn::Transform", _)) {
            return;
        }
        match takes {
            Takes::Anything => {}
            Takes::Text => self.takes_text(name, node, at),
            Takes::Literal => {
                if !matches!(node, Node::String(_) | Node::Number(_) | Node::Bool(_) | Node::Name(_)) {
                    self.bad_argument(name, node, "a literal string, not a function", at);
                }
            }
            Takes::Texts | Takes::List => self.takes_list(name, takes, node, at),
            Takes::Json => {
                if self.returns(node) == Returns::Scalar && !node.is_intrinsic() {
                    self.bad_argument(name, node, "an object or a list", at);
                }
            }
            Takes::Condition => self.takes_condition(name, node, at),
            Takes::ConditionName => {
                if !matches!(node, Node::String(_) | Node::Name(_)) {
                    self.report_condition_name(name, node, at);
                }
            }
            Takes::Index => self.takes_index(name, node, at),
            Takes::Key => self.takes_key(name, node, at),
            Takes::Default => {
                if !node.as_object().is_some_and(|object| object.len() == 1 && object.get("DefaultValue").is_some()) {
                    self.bad_argument(name, node, "an object with `DefaultValue` only", at);
                } else {
                    self.needs_extensions("a default value of `Fn::FindInMap`", at);
                }
            }
        }
    }

    /// A single value, in every branch of `Fn::If`.
    pub(super) fn takes_text(&mut self, name: &str, node: &Node, at: &At<'_>) {
        if self.branches(node, at, &mut |checker, branch, at| checker.takes_text(name, branch, at)) {
            return;
        }
        let expected = "a single string";
        match self.returns(node) {
            Returns::Scalar | Returns::Unknown => {}
            Returns::List if node.is_intrinsic() => {
                self.report(self.argument_finding(name, node, expected, at).suggest(
                    "use `Fn::Select` for one of its items, or `Fn::Join` to join them into one string".to_owned(),
                ));
            }
            // In a condition, `Fn::Equals` can compare the results of other conditions.
            Returns::Condition if name == "Fn::Equals" => {}
            Returns::List | Returns::Object | Returns::Condition => self.bad_argument(name, node, expected, at),
        }
    }

    fn takes_list(&mut self, name: &str, takes: Takes, node: &Node, at: &At<'_>) {
        if self.branches(node, at, &mut |checker, branch, at| checker.takes_list(name, takes, branch, at)) {
            return;
        }
        match (node, self.returns(node)) {
            (Node::List(items), _) if takes == Takes::Texts => {
                for (index, item) in items.iter().enumerate() {
                    self.takes_text(name, item, &at.index(index));
                }
            }
            (_, Returns::List | Returns::Unknown) => {}
            _ => self.report(
                self.argument_finding(name, node, "a list", at)
                    .suggest("write a list, or split a string with `Fn::Split`".to_owned()),
            ),
        }
    }

    fn takes_condition(&mut self, name: &str, node: &Node, at: &At<'_>) {
        if self.returns(node) == Returns::Condition || matches!(node, Node::Bool(_)) {
            return;
        }
        let near = match node {
            Node::String(id) if self.symbols.declares("Conditions", id) => {
                Some(format!("write `{{\"Condition\": \"{id}\"}}` (`!Condition {id}`)"))
            }
            _ => None,
        };
        self.report(
            self.argument_finding(name, node, "`Condition`, `Fn::Equals`, `Fn::And`, `Fn::Or` or `Fn::Not`", at)
                .suggest(near),
        );
    }

    fn report_condition_name(&mut self, name: &str, node: &Node, at: &At<'_>) {
        let remedy = match node {
            Node::Function("Condition", _) => "write only the name of the condition",
            _ => "declare the condition in the section `Conditions` and write its name here",
        };
        self.report(
            self.argument_finding(name, node, "the name of a condition, as a literal", at).suggest(remedy.to_owned()),
        );
    }

    fn takes_index(&mut self, name: &str, node: &Node, at: &At<'_>) {
        match node {
            Node::String(_) | Node::Number(_) => {}
            Node::Ref(_) | Node::Function("Fn::FindInMap", _) if self.returns(node) != Returns::List => {}
            _ if node.is_intrinsic() && self.symbols.transforms.extensions => {}
            _ if node.is_intrinsic() && self.returns(node) != Returns::List => {
                self.bad_argument(name, node, "a number, `Ref` or `Fn::FindInMap`", at);
            }
            _ => self.bad_argument(name, node, "an index: an integer from 0", at),
        }
    }

    fn takes_key(&mut self, name: &str, node: &Node, at: &At<'_>) {
        match node {
            Node::String(_) | Node::Number(_) | Node::Bool(_) | Node::Name(_) => {}
            Node::Ref(_) | Node::Function("Fn::FindInMap", _) => self.takes_text(name, node, at),
            _ if node.is_intrinsic() && self.symbols.transforms.extensions => self.takes_text(name, node, at),
            _ if node.is_intrinsic() => {
                self.report(self.argument_finding(name, node, "a string, `Ref` or `Fn::FindInMap`", at).suggest(
                    "with the transform `AWS::LanguageExtensions` other functions are allowed here".to_owned(),
                ))
            }
            _ => self.bad_argument(name, node, "a string, `Ref` or `Fn::FindInMap`", at),
        }
    }

    /// Checks both branches of an `Fn::If`; returns whether it is one.
    fn branches(&mut self, node: &Node, at: &At<'_>, each: &mut dyn FnMut(&mut Self, &Node, &At<'_>)) -> bool {
        let Node::Function("Fn::If", argument) = node else { return false };
        if let Some([_, then, otherwise]) = argument.as_list() {
            let at = at.key("Fn::If");
            for (index, branch) in [(1, then), (2, otherwise)] {
                if !is_no_value(branch) && *branch != Node::Null {
                    each(self, branch, &at.index(index));
                }
            }
        }
        true
    }

    pub(super) fn bad_argument(&mut self, name: &str, argument: &Node, expected: &str, at: &At<'_>) {
        self.report(self.argument_finding(name, argument, expected, at));
    }

    fn argument_finding(&self, name: &str, argument: &Node, expected: &str, at: &At<'_>) -> Finding {
        let given = match argument {
            Node::List(items) if items.len() == 1 => "a list of 1 item".to_owned(),
            Node::List(items) => format!("a list of {} items", items.len()),
            _ if self.returns(argument) == Returns::List => format!("{}, which is a list", describe(argument)),
            _ => describe(argument),
        };
        Finding::error("function-argument", &at.path(), format!("`{name}` does not accept {given}"))
            .allowed(expected.to_owned())
    }

    /// Reports what requires `AWS::LanguageExtensions`, in a template without it.
    ///
    /// Source: <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/transform-aws-languageextensions.html>.
    pub(super) fn needs_extensions(&mut self, what: &str, at: &At<'_>) {
        if !self.symbols.transforms.extensions {
            self.report(
                Finding::error(
                    "missing-transform",
                    &at.path(),
                    format!("{what} requires the transform `AWS::LanguageExtensions`"),
                )
                .suggest("add `Transform: AWS::LanguageExtensions` to the template".to_owned())
                .fix(Fix::AddTransform("AWS::LanguageExtensions")),
            );
        }
    }

    /// Reports functions that are not allowed in this part of the template.
    pub(super) fn function_in_part(&mut self, name: &'static str, at: &At<'_>) {
        let (what, allowed): (&str, String) = match self.part {
            Part::Rules if !OF_RULES.contains(&name) => {
                ("in the section `Rules`", super::suggest::one_of(OF_RULES.iter().copied()))
            }
            Part::Conditions if NOT_IN_CONDITIONS.contains(&name) => (
                "in the section `Conditions`",
                "`Ref`, `Fn::FindInMap`, `Fn::Sub`, `Fn::Join`, `Fn::Select`, `Fn::Split` and other conditions"
                    .to_owned(),
            ),
            Part::Conditions | Part::Values if ONLY_IN_RULES.contains(&name) => {
                ("outside the section `Rules`", format!("`{name}` in the section `Rules`"))
            }
            _ => return,
        };
        self.report(
            Finding::error("function-place", &at.path(), format!("`{name}` is not allowed {what}")).allowed(allowed),
        );
    }
}

/// Source:
/// <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-rules.html>.
const OF_RULES: &[&str] = &[
    "Condition",
    "Fn::And",
    "Fn::Contains",
    "Fn::EachMemberEquals",
    "Fn::EachMemberIn",
    "Fn::Equals",
    "Fn::Not",
    "Fn::Or",
    "Fn::RefAll",
    "Fn::ValueOf",
    "Fn::ValueOfAll",
    "Ref",
];

const ONLY_IN_RULES: &[&str] =
    &["Fn::Contains", "Fn::EachMemberEquals", "Fn::EachMemberIn", "Fn::RefAll", "Fn::ValueOf", "Fn::ValueOfAll"];

/// They depend on the account or on another stack, and conditions are evaluated before.
///
/// Source:
/// <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-conditions.html>.
const NOT_IN_CONDITIONS: &[&str] = &["Fn::Base64", "Fn::Cidr", "Fn::GetAZs", "Fn::GetStackOutput", "Fn::ImportValue"];
