//! Intrinsic functions: where they are allowed, and the forms of their arguments. `arguments` checks the number and types,
//! `argument_values` the values.

use super::finding::Finding;
use super::fix::Fix;
use super::path::Location;
use super::returns::Returns;
use super::suggest::{did_you_mean, one_of};
use super::transforms::rewrites_neighbours;
use super::{Checker, Part};
use crate::node::{Node, Object, Sub, SubPart};
use cfn_template::{FUNCTIONS, Function};

impl Checker<'_> {
    /// Checks the arguments of every function in `node`.
    pub(super) fn functions(&mut self, node: &Node, at: &Location<'_>) {
        match node {
            Node::List(items) => {
                for (index, item) in items.iter().enumerate() {
                    self.functions(item, &at.index(index));
                }
            }
            Node::Object(object) => {
                self.duplicate_keys(object, at);
                self.unknown_function(object, at);
                if rewrites_neighbours(object) {
                    self.rewritten.push(at.path());
                }
                for (key, value) in object.iter() {
                    self.functions(value, &at.key(key));
                }
            }
            Node::Sub(sub) => {
                let at = at.key("Fn::Sub");
                self.function_in_part("Fn::Sub", &at);
                self.sub(sub, &at);
            }
            Node::Function(name, argument) => {
                let at = at.key(name);
                self.function_in_part(name, &at);
                self.function(name, argument, &at);
                self.functions(argument, &at);
            }
            Node::Null => self.null(at),
            Node::GetAtt(..) => self.function_in_part("Fn::GetAtt", &at.key("Fn::GetAtt")),
            Node::String(text) if text.contains("${") => self.missing_sub(text, at),
            Node::Bool(_) | Node::Number(_) | Node::String(_) | Node::Name(_) | Node::Ref(_) => {}
        }
    }

    /// Reports every null in sections that are not evaluated.
    pub(super) fn nulls(&mut self, node: &Node, at: &Location<'_>) {
        match node {
            Node::Null => self.null(at),
            Node::List(items) => {
                for (index, item) in items.iter().enumerate() {
                    self.nulls(item, &at.index(index));
                }
            }
            Node::Object(object) => {
                for (key, value) in object.iter() {
                    self.nulls(value, &at.key(key));
                }
            }
            Node::Function(name, argument) => self.nulls(argument, &at.key(name)),
            _ => {}
        }
    }

    /// CloudFormation allows no null anywhere: "'null' values are not allowed in templates".
    fn null(&mut self, at: &Location<'_>) {
        self.report(
            Finding::error("null-value", &at.path(), "the value is null, which CloudFormation does not allow")
                .allowed("a value")
                .suggest("set a value or remove the key; `Ref: AWS::NoValue` removes a property (in YAML, an empty value is null)".to_owned()),
        );
    }

    /// `{"Fn::Jion": …}`: unknown functions, and functions that are not the only key of their object.
    fn unknown_function(&mut self, object: &Object, at: &Location<'_>) {
        for key in object.keys().filter(|key| key.starts_with("Fn::")) {
            if key.starts_with("Fn::ForEach") || key == "Fn::Transform" {
                continue;
            }
            if Function::named(key).is_none() {
                let near = did_you_mean(key, FUNCTIONS.iter().map(|function| function.name));
                let fix = Fix::key(key, FUNCTIONS.iter().map(|function| function.name));
                self.report(
                    Finding::error(
                        "unknown-function",
                        &at.key(key).path(),
                        format!("CloudFormation has no function `{key}`"),
                    )
                    .suggest(near)
                    .fix(fix),
                );
            } else if object.len() > 1 {
                // CloudFormation keeps it unchanged in a value of type Json, and rejects it where the properties are known.
                self.report(
                    Finding::warning(
                        "function-beside-key",
                        &at.key(key).path(),
                        format!("`{key}` is not the only key of its object, so it is not a function call"),
                    )
                    .allowed("a function as the only key of its object")
                    .suggest(
                        "move the other keys into the function's result, or the function into the value of one of them"
                            .to_owned(),
                    ),
                );
            }
        }
    }

    /// Duplicate keys of an object; only the conditions of a policy statement can have them.
    fn duplicate_keys(&mut self, object: &Object, at: &Location<'_>) {
        let keys: Vec<&str> = object.keys().collect();
        for (index, key) in keys.iter().enumerate() {
            if keys[..index].contains(key) {
                self.report(
                    Finding::error("duplicate-key", &at.key(key).path(), format!("the key `{key}` is used twice"))
                        .suggest("to match any of several values, list them under one key; to require both conditions, use two operators or two statements".to_owned()),
                );
            }
        }
    }

    fn sub(&mut self, sub: &Sub, at: &Location<'_>) {
        let text_at = if sub.variables.is_empty() { *at } else { at.index(0) };
        for part in &sub.parts {
            self.placeholder(part, sub, &text_at);
        }
        self.sub_json(sub, &text_at);
        if sub.variables.is_empty() {
            return;
        }
        let text = sub.text();
        let at = at.index(1);
        for (name, value) in sub.variables.iter() {
            let at = at.key(name);
            if !text.contains(&format!("${{{name}}}")) {
                self.report(
                    Finding::warning(
                        "sub-variable",
                        &at.path(),
                        format!("the variable `{name}` is not used: the string has no placeholder `${{{name}}}`"),
                    )
                    .suggest("remove the variable, or add its placeholder to the string".to_owned()),
                );
            }
            self.takes_text("Fn::Sub", value, &at);
            self.functions(value, &at);
        }
    }

    /// The value of a placeholder has to be a single string.
    fn placeholder(&mut self, part: &SubPart, sub: &Sub, at: &Location<'_>) {
        let (name, returns) = match part {
            SubPart::Text(_) | SubPart::Literal(_) => return,
            SubPart::Ref(target) => (target.id.to_string(), self.reference_returns(target)),
            SubPart::GetAtt(target, attribute) => {
                (format!("{}.{attribute}", target.id), self.attribute_returns(target, attribute))
            }
        };
        if returns == Returns::List && sub.variables.get(&name).is_none() {
            let message = format!("`${{{name}}}` is a list, but `Fn::Sub` substitutes strings only");
            self.report(
                Finding::error("function-argument", &at.path(), message).allowed("placeholders for strings").suggest(
                    "define a variable of `Fn::Sub`, with `Fn::Join` of the list or `Fn::Select` of one item"
                        .to_owned(),
                ),
            );
        }
    }

    fn function(&mut self, name: &'static str, argument: &Node, at: &Location<'_>) {
        let expected = match name {
            "Ref" => return self.computed_ref(argument, at),
            "Fn::Sub" => return self.unreadable_sub(argument, at),
            "Fn::GetAtt" => return self.computed_get_att(argument, at),
            "Condition" if self.part == Part::Values => return,
            "Condition" if argument.as_str().is_some() || matches!(argument, Node::Name(_)) => return,
            "Condition" => "the name of a condition",
            "Fn::Transform" if argument.one_or_many().iter().all(|call| call.get("Name").is_some()) => return,
            "Fn::Transform" => "an object with a `Name`, or a list of them",
            "Fn::GetStackOutput" => return self.stack_output(argument, at),
            "Fn::Length" | "Fn::ToJsonString" => {
                self.needs_extensions(&format!("`{name}`"), at);
                self.arguments(name, argument, at);
                return;
            }
            _ => {
                if self.arguments(name, argument, at) {
                    self.argument_values(name, argument, at);
                }
                return;
            }
        };
        self.bad_argument(name, argument, expected, at);
    }

    /// `Ref` of something that is not a string.
    fn computed_ref(&mut self, argument: &Node, at: &Location<'_>) {
        if !argument.is_intrinsic() {
            self.bad_argument("Ref", argument, "the name of a parameter or resource", at);
        } else if !matches!(argument, Node::Function("Fn::Transform", _)) {
            self.needs_extensions("a function in `Ref`", at);
            self.takes_text("Ref", argument, at);
        }
    }

    /// `Fn::GetAtt` with other arguments than two strings. The attribute can be a `Ref`; the resource is a literal.
    fn computed_get_att(&mut self, argument: &Node, at: &Location<'_>) {
        match argument {
            Node::String(text) if text.contains('.') => {}
            Node::List(items) if items.len() == 2 => {
                for (index, item) in items.iter().enumerate() {
                    let at = at.index(index);
                    match item {
                        Node::String(_) | Node::Name(_) | Node::Null => {}
                        Node::Ref(_) if index == 1 => self.takes_text("Fn::GetAtt", item, &at),
                        _ if item.is_intrinsic() => {
                            self.needs_extensions("a function as the resource of `Fn::GetAtt`", &at);
                            self.takes_text("Fn::GetAtt", item, &at);
                        }
                        _ => self.bad_argument("Fn::GetAtt", item, "a string", &at),
                    }
                }
            }
            _ => self.bad_argument("Fn::GetAtt", argument, "a resource and one of its attributes", at),
        }
    }

    /// Source:
    /// <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-getstackoutput.html>.
    fn stack_output(&mut self, argument: &Node, at: &Location<'_>) {
        const KEYS: &[&str] = &["StackName", "OutputName", "Region", "RoleArn"];
        let expected = "an object with `StackName`, `OutputName` and optionally `Region` and `RoleArn`";
        let Node::Object(object) = argument else {
            return self.bad_argument("Fn::GetStackOutput", argument, expected, at);
        };
        for (key, value) in object.iter() {
            let at = at.key(key);
            if KEYS.contains(&key) {
                self.takes_text("Fn::GetStackOutput", value, &at);
            } else {
                let message = format!("`Fn::GetStackOutput` has no key `{key}`");
                self.report(
                    Finding::error("function-argument", &at.path(), message)
                        .allowed(one_of(KEYS.iter().copied()))
                        .suggest(did_you_mean(key, KEYS.iter().copied())),
                );
            }
        }
        if KEYS[..2].iter().any(|key| object.get(key).is_none()) {
            self.bad_argument("Fn::GetStackOutput", argument, expected, at);
        }
    }

    fn unreadable_sub(&mut self, argument: &Node, at: &Location<'_>) {
        let text = match argument {
            Node::String(text) => Some(text),
            Node::List(items) => match items.as_slice() {
                [Node::String(text), Node::Object(_)] => Some(text),
                _ => None,
            },
            _ => None,
        };
        let Some(text) = text else {
            return self.bad_argument(
                "Fn::Sub",
                argument,
                "a literal string, or a literal string and an object of variables",
                at,
            );
        };
        if let Some(variables) = argument.as_list().and_then(|items| items.get(1)?.as_object()) {
            let at = at.index(1);
            for (name, value) in variables.iter() {
                self.takes_text("Fn::Sub", value, &at.key(name));
            }
        }
        // CloudFormation accepts spaces around a name: `${ AWS::Region }`.
        if let Err(error) = Sub::parse(&without_padding(text)) {
            self.report(
                Finding::error("sub-placeholder", &at.path(), format!("the string is invalid {error}"))
                    .allowed("`${Name}`, `${Resource.Attribute}`, `${AWS::…}`, and `${!…}` for a literal `${…}`"),
            );
        }
    }
}

/// The string of `Fn::Sub` without the spaces inside its placeholders.
fn without_padding(text: &str) -> String {
    let Some((first, rest)) = text.split_once("${") else { return text.to_owned() };
    let mut trimmed = first.to_owned();
    for part in rest.split("${") {
        trimmed.push_str("${");
        match part.split_once('}') {
            Some((name, rest)) => {
                trimmed.push_str(name.trim());
                trimmed.push('}');
                trimmed.push_str(rest);
            }
            None => trimmed.push_str(part),
        }
    }
    trimmed
}
