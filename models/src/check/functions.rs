//! The arguments of intrinsic functions.

use super::Checker;
use super::finding::Finding;
use super::path::At;
use super::suggest::{did_you_mean, one_of};
use super::value::describe;
use crate::node::{FUNCTIONS, Node, Object, Sub};

impl Checker<'_> {
    /// Checks the arguments of every function in `node`.
    pub(super) fn functions(&mut self, node: &Node, at: &At<'_>) {
        match node {
            Node::List(items) => {
                for (index, item) in items.iter().enumerate() {
                    self.functions(item, &at.index(index));
                }
            }
            Node::Object(object) => {
                self.duplicate_keys(object, at);
                self.unknown_function(object, at);
                for (key, value) in object.iter() {
                    self.functions(value, &at.key(key));
                }
            }
            Node::Sub(sub) => self.sub(sub, &at.key("Fn::Sub")),
            Node::Function(name, argument) => {
                let at = at.key(name);
                self.function(name, argument, &at);
                self.functions(argument, &at);
            }
            Node::Null
            | Node::Bool(_)
            | Node::Number(_)
            | Node::String(_)
            | Node::Name(_)
            | Node::Ref(_)
            | Node::GetAtt(..) => {}
        }
    }

    /// `{"Fn::Jion": …}`: an object that is written like a function that CloudFormation does not have.
    fn unknown_function(&mut self, object: &Object, at: &At<'_>) {
        for key in object.keys().filter(|key| key.starts_with("Fn::")) {
            let loops = key.starts_with("Fn::ForEach");
            if !loops && key != "Fn::Transform" && (object.len() == 1 || !FUNCTIONS.contains(&key)) {
                let near = did_you_mean(key, FUNCTIONS.iter().copied());
                self.report(
                    Finding::error(
                        "unknown-function",
                        &at.key(key).path(),
                        format!("CloudFormation has no function `{key}`"),
                    )
                    .suggest(near),
                );
            }
        }
    }

    /// A key that is in an object twice; only a statement's conditions can have one, and no JSON can hold both.
    fn duplicate_keys(&mut self, object: &Object, at: &At<'_>) {
        let keys: Vec<&str> = object.keys().collect();
        for (index, key) in keys.iter().enumerate() {
            if keys[..index].contains(key) {
                self.report(
                    Finding::error("duplicate-key", &at.key(key).path(), format!("`{key}` is given twice"))
                        .suggest("one condition may have several values, of which one must match; for conditions that must both hold, use two operators or two statements".to_owned()),
                );
            }
        }
    }

    fn sub(&mut self, sub: &Sub, at: &At<'_>) {
        if sub.variables.is_empty() {
            return;
        }
        let text = sub.text();
        let at = at.index(1);
        for (name, value) in sub.variables.iter() {
            let at = at.key(name);
            if !text.contains(&format!("${{{name}}}")) {
                self.report(
                    Finding::warning("sub-variable", &at.path(), format!("the text has no placeholder `${{{name}}}`"))
                        .suggest("remove the variable, or name it in the text".to_owned()),
                );
            }
            self.functions(value, &at);
        }
    }

    fn function(&mut self, name: &'static str, argument: &Node, at: &At<'_>) {
        let count = argument.as_list().map(<[Node]>::len);
        let between = |least: usize, most: usize| count.is_some_and(|count| (least..=most).contains(&count));
        let expected = match name {
            // `AWS::LanguageExtensions` computes names.
            "Ref" if argument.is_intrinsic() => return,
            "Ref" => "the name of a parameter or resource",
            "Fn::Sub" if argument.as_str().is_none() && !between(2, 2) => "a text, or a text and its variables",
            "Fn::Sub" => return self.unreadable_sub(argument, at),
            "Fn::GetAtt" if argument.as_str().is_some_and(|text| text.contains('.')) || between(2, 2) => return,
            "Fn::GetAtt" => "a resource and one of its attributes",
            "Fn::If" if between(3, 3) => return,
            "Fn::If" => "a condition's name and two values",
            "Fn::And" | "Fn::Or" if between(2, 10) => return,
            "Fn::And" | "Fn::Or" => "two to ten conditions",
            "Fn::Not" if between(1, 1) => return,
            "Fn::Not" => "a list of one condition",
            "Fn::Equals" if between(2, 2) => return,
            "Fn::Equals" => "two values",
            "Fn::Join" => return self.join(argument, at),
            "Fn::Select" => return self.select(argument, at),
            "Fn::Split" if between(2, 2) => return,
            "Fn::Split" => "a delimiter and a text",
            "Fn::Cidr" if between(2, 3) => return,
            "Fn::Cidr" => "a block, a count, and the size of the blocks",
            "Fn::FindInMap" => return self.find_in_map(argument, at),
            "Condition" if argument.as_str().is_some() || matches!(argument, Node::Name(_)) => return,
            "Condition" => "the name of a condition",
            "Fn::ImportValue" | "Fn::Base64" | "Fn::GetAZs" if argument.as_list().is_none() => return,
            "Fn::ImportValue" | "Fn::Base64" | "Fn::GetAZs" => "a text",
            "Fn::Transform" if argument.one_or_many().iter().all(|call| call.get("Name").is_some()) => return,
            "Fn::Transform" => "an object with a `Name`, or a list of them",
            _ => return,
        };
        self.bad_argument(name, argument, expected, at);
    }

    fn bad_argument(&mut self, name: &str, argument: &Node, expected: &str, at: &At<'_>) {
        let given = match argument.as_list() {
            Some(items) => format!("a list of {}", items.len()),
            None => describe(argument),
        };
        self.report(
            Finding::error("function-argument", &at.path(), format!("`{name}` is given {given}"))
                .allowed(expected.to_owned()),
        );
    }

    fn unreadable_sub(&mut self, argument: &Node, at: &At<'_>) {
        let text = argument.as_str().or_else(|| argument.as_list()?.first()?.as_str());
        // CloudFormation takes spaces around a name: `${ AWS::Region }`.
        let text = text.map(without_padding);
        if let Some(Err(error)) = text.as_deref().map(Sub::parse) {
            self.report(
                Finding::error("sub-placeholder", &at.path(), format!("the text cannot be read {error}"))
                    .allowed("`${Name}`, `${Resource.Attribute}`, `${AWS::…}`, and `${!…}` for `${…}` itself"),
            );
        }
    }

    fn join(&mut self, argument: &Node, at: &At<'_>) {
        match argument.as_list() {
            Some([Node::String(_), Node::List(_)]) => {}
            Some([Node::String(_), list]) if list.is_intrinsic() => {}
            _ => self.bad_argument("Fn::Join", argument, "a literal delimiter and a list", at),
        }
    }

    fn select(&mut self, argument: &Node, at: &At<'_>) {
        let Some([index, list]) = argument.as_list() else {
            return self.bad_argument("Fn::Select", argument, "an index and a list", at);
        };
        let Some(literal) = super::scalar::text_of(index) else { return };
        let Ok(number) = literal.parse::<usize>() else {
            return self.bad_argument("Fn::Select", index, "an index: a whole number from 0", &at.index(0));
        };
        if let Node::Function("Fn::Cidr", argument) = list
            && let Some(count) = argument.as_list().and_then(|arguments| super::scalar::text_of(arguments.get(1)?))
            && let Ok(count) = count.parse::<usize>()
            && number >= count
        {
            self.report(
                Finding::error(
                    "function-argument",
                    &at.index(0).path(),
                    format!("`Fn::Cidr` makes {count} blocks, and there is none at index {number}"),
                )
                .allowed(format!("0 to {}", count.saturating_sub(1))),
            );
        }
        if let Some(items) = list.as_list()
            && number >= items.len()
        {
            self.report(
                Finding::error(
                    "function-argument",
                    &at.index(0).path(),
                    format!("the list has no item at index {number}"),
                )
                .allowed(format!("0 to {}", items.len().saturating_sub(1))),
            );
        }
    }

    fn find_in_map(&mut self, argument: &Node, at: &At<'_>) {
        let Some([mapping, first, second, default @ ..]) = argument.as_list() else {
            return self.bad_argument("Fn::FindInMap", argument, "a mapping and two keys", at);
        };
        let name = match mapping {
            Node::String(name) => name.as_ref(),
            Node::Name(target) => target.id.as_ref(),
            _ => return,
        };
        // With a default, keys that the mapping does not have are meant to be possible.
        let rows = self.symbols.section("Mappings").and_then(|mappings| mappings.get(name)?.as_object());
        let (Some(rows), []) = (rows, default) else { return };
        let mut candidates: Vec<&Object> = rows.iter().filter_map(|(_, row)| row.as_object()).collect();
        if let Node::String(first) = first {
            match rows.get(first) {
                Some(row) => candidates = row.as_object().into_iter().collect(),
                None => return self.no_such_key(name, first, rows.keys().collect(), &at.index(1)),
            }
        }
        if let Node::String(second) = second
            && !candidates.is_empty()
            && candidates.iter().all(|row| row.get(second).is_none())
        {
            let known: Vec<&str> = candidates.iter().flat_map(|row| row.keys()).collect();
            self.no_such_key(name, second, known, &at.index(2));
        }
    }

    fn no_such_key(&mut self, mapping: &str, key: &str, mut known: Vec<&str>, at: &At<'_>) {
        known.sort_unstable();
        known.dedup();
        let near = did_you_mean(key, known.iter().copied());
        self.report(
            Finding::error("mapping-key", &at.path(), format!("the mapping `{mapping}` has no key `{key}` there"))
                .allowed(one_of(known))
                .suggest(near),
        );
    }
}

/// The text of `Fn::Sub` without the spaces inside its placeholders.
fn without_padding(text: &str) -> String {
    let mut parts = text.split("${");
    let mut trimmed = parts.next().unwrap_or_default().to_owned();
    for part in parts {
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
