//! The items that callers of the generated code use, with their signatures, to compare those of two specifications.
//!
//! Names of enums and of their values depend on their neighbours: an enum that AWS adds can take the name of another. So a change that
//! is additive in AWS's documents can break callers, and only the lowered models show it.

use std::collections::BTreeMap;

use cfn_spec::spec::Spec;

use crate::emit::types::{Names, Scope};
use crate::lower;
use crate::model::{Reference, Resource, Role, Struct};

/// Items by their path in `cfn_models`, and their signatures: `sqs::Queue::new` and `()`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Api {
    items: BTreeMap<String, String>,
}

/// An item that callers may have to change for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApiChange {
    /// Its path: `sqs::Queue::new`.
    pub item: String,
    /// The old signature.
    pub was: String,
    /// The new one, `None` if there is no such item any more.
    pub is: Option<String>,
}

impl Api {
    /// The items generated for `spec`. What cannot be generated is reported by [`generate`](crate::generate), not here.
    pub fn of(spec: &Spec) -> Self {
        let mut api = Self::default();
        let model = lower::lower(spec, &mut Vec::new());
        for body in &model.shared {
            api.structure("", body, &Scope::Shared);
        }
        for service in &model.services {
            for resource in &service.resources {
                api.resource(&format!("{}::", service.module), resource);
            }
        }
        api
    }

    /// What is removed or has another signature in `new`. Members of what is removed as a whole are not listed.
    pub fn changes(&self, new: &Self) -> Vec<ApiChange> {
        let is_there = |item: &str| match item.rsplit_once("::") {
            Some((parent, _)) => !self.items.contains_key(parent) || new.items.contains_key(parent),
            None => true,
        };
        let mut changes = Vec::new();
        for (item, was) in &self.items {
            let is = new.items.get(item);
            if is != Some(was) && is_there(item) {
                changes.push(ApiChange { item: item.clone(), was: was.clone(), is: is.cloned() });
            }
        }
        changes
    }

    fn resource(&mut self, module: &str, resource: &Resource) {
        let names = Names::of(resource);
        self.structure(module, &resource.body, &Scope::Service(&names));
        let scope = Scope::Service(&names);
        let handle = format!("{module}{}", resource.body.ident);
        let reference = match resource.reference {
            Reference::Kind(kind) => kind.to_owned(),
            Reference::Identifier => "Identifier".to_owned(),
            Reference::Arn => "ArnOf".to_owned(),
        };
        self.items.insert(format!("{handle}::(handle).reference"), reference);
        for attribute in &resource.attributes {
            self.items.insert(format!("{handle}::(handle).{}", attribute.ident), plain(&scope.path(&attribute.ty)));
        }
        let module = format!("{module}{}::", resource.module);
        for body in &resource.types {
            self.structure(&module, body, &Scope::Resource(&names));
        }
        for enum_type in &resource.enums {
            self.items.insert(format!("{module}{}", enum_type.ident), "enum".to_owned());
            for (member, value) in &enum_type.members {
                self.items.insert(format!("{module}{}::{member}", enum_type.ident), format!("{value:?}"));
            }
        }
    }

    fn structure(&mut self, module: &str, body: &Struct, scope: &Scope<'_>) {
        let path = format!("{module}{}", body.ident);
        self.items.insert(path.clone(), "type".to_owned());
        if body.role == Role::Attribute {
            return;
        }
        let argument = |field: &crate::model::Field| format!("{}: {}", field.ident, plain(&scope.path(&field.ty)));
        let required: Vec<String> = body.required().map(argument).collect();
        for field in body.alternatives() {
            let arguments = [&[argument(field)], &required[..]].concat();
            self.items.insert(format!("{path}::{}", field.ident), format!("{}({})", field.ident, arguments.join(", ")));
        }
        let new = match &body.required_ident {
            Some(ident) => format!("new({ident} {{ {} }})", required.join(", ")),
            None => format!("new({})", required.join(", ")),
        };
        if body.alternatives.is_empty() {
            self.items.insert(format!("{path}::new"), new);
        }
        for field in body.optional() {
            self.items.insert(format!("{path}::{}", field.ident), plain(&scope.path(&field.ty)));
        }
    }
}

/// A type without the path of the generated code's imports.
fn plain(ty: &str) -> String {
    ty.replace("g::", "")
}

#[cfg(test)]
mod tests {
    use super::{Api, ApiChange};

    fn spec(text: &str) -> cfn_spec::spec::Spec {
        let text: &'static str = Box::leak(format!("service AWS::Tiny\n\n{text}").into_boxed_str());
        let text_of = |path: &str| (path == "spec/tiny.txt").then_some(text);
        cfn_spec::load_embedded(&text_of, &["tiny"]).unwrap()
    }

    fn changes(old: &str, new: &str) -> Vec<(String, String, Option<String>)> {
        let changes = Api::of(&spec(old)).changes(&Api::of(&spec(new)));
        changes.into_iter().map(|ApiChange { item, was, is }| (item, was, is)).collect()
    }

    const NAME: &str = "resource Thing\n  property Name String required\n";

    #[test]
    fn what_is_required_is_in_the_signature_of_new() {
        let with_zone = format!("{NAME}  property Zone String required\n");
        let is = Some("new(name: String, zone: String)".to_owned());
        assert_eq!(changes(NAME, &with_zone), [("tiny::Thing::new".to_owned(), "new(name: String)".to_owned(), is)]);
        // The same number and types of arguments: the compiler would not notice.
        let other = "resource Thing\n  property Alias String required\n  property Name String\n";
        let is = Some("new(alias: String)".to_owned());
        assert_eq!(changes(NAME, other), [("tiny::Thing::new".to_owned(), "new(name: String)".to_owned(), is)]);
        // Required before, optional now: the argument goes, and the setter is new.
        let optional = "resource Thing\n  property Name String\n";
        let is = Some("new()".to_owned());
        assert_eq!(changes(NAME, optional), [("tiny::Thing::new".to_owned(), "new(name: String)".to_owned(), is)]);
        // A fourth turns arguments into a struct.
        let three =
            "resource Thing\n  property A String required\n  property B String required\n  property C Long required\n";
        let four = format!("{three}  property D Boolean required\n");
        let (_, _, is) = changes(three, &four).remove(0);
        assert_eq!(is.unwrap(), "new(ThingRequired { a: String, b: String, c: i64, d: bool })");
    }

    #[test]
    fn a_choice_takes_new_away_and_one_more_alternative_changes_nothing() {
        let of = |rule: &str| {
            format!(
                "resource Thing\n  property Rule .Rule\n\ntype Thing.Rule\n{rule}  property A String\n  property B String\n  property C Long\n"
            )
        };
        let choice = of("  exactly-one A B\n");
        let changed: Vec<String> = changes(&of(""), &choice).into_iter().map(|(item, ..)| item).collect();
        assert_eq!(changed, ["tiny::thing::Rule::a", "tiny::thing::Rule::b", "tiny::thing::Rule::new"]);
        let more = choice.replace("exactly-one A B", "exactly-one A B D") + "  property D String\n";
        assert_eq!(changes(&choice, &more), []);
        let is = Some("a(a: String, e: String)".to_owned());
        let required = choice.clone() + "  property E String required\n";
        assert_eq!(changes(&choice, &required)[0], ("tiny::thing::Rule::a".to_owned(), "a(a: String)".to_owned(), is));
    }

    #[test]
    fn additions_are_no_changes_and_removals_are() {
        let more = format!("{NAME}  property Note String\n");
        assert_eq!(changes(NAME, &more), []);
        assert_eq!(changes(&more, NAME), [("tiny::Thing::note".to_owned(), "String".to_owned(), None)]);
        assert_eq!(changes(&more, "resource Other\n"), [("tiny::Thing".to_owned(), "type".to_owned(), None)]);
    }

    #[test]
    fn an_enum_that_takes_the_name_of_another_is_a_change() {
        let old =
            "resource Thing\n  property Rule .Rule\n\ntype Thing.Rule\n  property Status String\n    allow \"up\"\n";
        let new = "resource Thing\n  property Rule .Rule\n  property Status String\n    allow \"on\"\n\n\
                   type Thing.Rule\n  property Status String\n    allow \"up\"\n";
        let changed: Vec<String> = changes(old, new).into_iter().map(|(item, ..)| item).collect();
        assert_eq!(changed, ["tiny::thing::Rule::status", "tiny::thing::Status::Up"]);
    }
}
