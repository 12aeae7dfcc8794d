//! The number and types of the arguments of each function, by [`cfn_template::FUNCTIONS`].
//!
//! The result of a function that is an argument is followed through `Fn::If`;
//! unknown results are accepted.

use cfn_template::{Argument, Arguments, FUNCTIONS, Function, Sections};

use super::finding::Finding;
use super::fix::Fix;
use super::path::Location;
use super::presence::is_no_value;
use super::returns::Returns;
use super::value::describe;
use super::{Checker, Part};
use crate::node::Node;

/// The least and the greatest number of a function's arguments; `None` where it takes one that is not in a list.
#[cfg(test)]
pub(super) fn counts(name: &str) -> Option<(usize, usize)> {
    match Function::named(name)?.arguments? {
        Arguments::One(_) => None,
        Arguments::Items(arguments, least) => Some((least, arguments.len())),
        Arguments::Each(_, least, most) => Some((least, most)),
    }
}

impl Checker<'_> {
    /// Checks the number and types of a function's arguments; returns whether the number is valid.
    pub(super) fn arguments(&mut self, name: &'static str, argument: &Node, at: &Location<'_>) -> bool {
        let Some(function) = Function::named(name) else { return true };
        let Some(arguments) = function.arguments else { return true };
        // The result of a macro is not known.
        if matches!(argument, Node::Function("Fn::Transform", _)) {
            return false;
        }
        match (arguments, argument) {
            (Arguments::One(one), _) => self.takes(name, one, argument, at),
            (Arguments::Items(each, _), Node::List(items)) if arguments.accepts(items.len()) => {
                for (index, (item, argument)) in items.iter().zip(each).enumerate() {
                    self.takes(name, *argument, item, &at.index(index));
                }
            }
            (Arguments::Each(one, ..), Node::List(items)) if arguments.accepts(items.len()) => {
                for (index, item) in items.iter().enumerate() {
                    self.takes(name, one, item, &at.index(index));
                }
            }
            _ => {
                self.bad_argument(name, argument, function.expected, at);
                return false;
            }
        }
        true
    }

    fn takes(&mut self, name: &str, argument: Argument, node: &Node, at: &Location<'_>) {
        // Nulls are reported separately, and the result of a macro is not known.
        if matches!(node, Node::Null | Node::Function("Fn::Transform", _)) {
            return;
        }
        match argument {
            Argument::Anything => {}
            Argument::Text => self.takes_text(name, node, at),
            Argument::Literal => {
                if !matches!(node, Node::String(_) | Node::Number(_) | Node::Bool(_) | Node::Name(_)) {
                    self.bad_argument(name, node, "a literal string, not a function", at);
                }
            }
            Argument::Texts | Argument::List => self.takes_list(name, argument, node, at),
            Argument::Json => {
                if self.returns(node) == Returns::Scalar && !node.is_intrinsic() {
                    self.bad_argument(name, node, "an object or a list", at);
                }
            }
            Argument::Condition => self.takes_condition(name, node, at),
            Argument::ConditionName => {
                if !matches!(node, Node::String(_) | Node::Name(_)) {
                    self.report_condition_name(name, node, at);
                }
            }
            Argument::Index => self.takes_index(name, node, at),
            Argument::MapKey => self.takes_key(name, node, at),
            Argument::DefaultValue => {
                if !node.as_object().is_some_and(|object| object.len() == 1 && object.get("DefaultValue").is_some()) {
                    self.bad_argument(name, node, "an object with `DefaultValue` only", at);
                } else {
                    self.needs_extensions("a default value of `Fn::FindInMap`", at);
                }
            }
        }
    }

    /// A single value, in every branch of `Fn::If`.
    pub(super) fn takes_text(&mut self, name: &str, node: &Node, at: &Location<'_>) {
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

    fn takes_list(&mut self, name: &str, argument: Argument, node: &Node, at: &Location<'_>) {
        if self.branches(node, at, &mut |checker, branch, at| checker.takes_list(name, argument, branch, at)) {
            return;
        }
        match (node, self.returns(node)) {
            (Node::List(items), _) if argument == Argument::Texts => {
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

    fn takes_condition(&mut self, name: &str, node: &Node, at: &Location<'_>) {
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

    fn report_condition_name(&mut self, name: &str, node: &Node, at: &Location<'_>) {
        let remedy = match node {
            Node::Function("Condition", _) => "write only the name of the condition",
            _ => "declare the condition in the section `Conditions` and write its name here",
        };
        self.report(
            self.argument_finding(name, node, "the name of a condition, as a literal", at).suggest(remedy.to_owned()),
        );
    }

    fn takes_index(&mut self, name: &str, node: &Node, at: &Location<'_>) {
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

    fn takes_key(&mut self, name: &str, node: &Node, at: &Location<'_>) {
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
    fn branches(
        &mut self,
        node: &Node,
        at: &Location<'_>,
        each: &mut dyn FnMut(&mut Self, &Node, &Location<'_>),
    ) -> bool {
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

    pub(super) fn bad_argument(&mut self, name: &str, argument: &Node, expected: &str, at: &Location<'_>) {
        self.report(self.argument_finding(name, argument, expected, at));
    }

    fn argument_finding(&self, name: &str, argument: &Node, expected: &str, at: &Location<'_>) -> Finding {
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
    pub(super) fn needs_extensions(&mut self, what: &str, at: &Location<'_>) {
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
    pub(super) fn function_in_part(&mut self, name: &'static str, at: &Location<'_>) {
        let Some(function) = Function::named(name) else { return };
        let (what, allowed): (&str, String) = match (self.part, function.sections) {
            (Part::Rules, sections) if !sections.has_rules() => {
                let allowed = FUNCTIONS.iter().filter(|function| function.sections.has_rules());
                ("in the section `Rules`", super::suggest::one_of(allowed.map(|function| function.name)))
            }
            (Part::Conditions, Sections::ValuesOnly) => (
                "in the section `Conditions`",
                "`Ref`, `Fn::FindInMap`, `Fn::Sub`, `Fn::Join`, `Fn::Select`, `Fn::Split` and other conditions"
                    .to_owned(),
            ),
            (Part::Conditions | Part::Values, Sections::OnlyInRules) => {
                ("outside the section `Rules`", format!("`{name}` in the section `Rules`"))
            }
            _ => return,
        };
        self.report(
            Finding::error("function-place", &at.path(), format!("`{name}` is not allowed {what}")).allowed(allowed),
        );
    }
}
