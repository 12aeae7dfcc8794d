//! References: every name that is referred to has to be declared.

use cfn_template::PSEUDO_PARAMETERS;

use super::finding::Finding;
use super::fix::Fix;
use super::path::Location;
use super::suggest::did_you_mean;
use super::{Checker, Part};
use crate::node::{Node, Object, Reference, Sub, SubPart};

impl Checker<'_> {
    /// Checks the references in `node` and everything inside it. `locals` are names that surrounding functions define:
    /// the variables of `Fn::Sub` and the identifiers of `Fn::ForEach`.
    pub(crate) fn references(&mut self, node: &Node, at: &Location<'_>, locals: &[&str]) {
        match node {
            Node::Null | Node::Bool(_) | Node::Number(_) | Node::String(_) => {}
            Node::List(items) => {
                for (index, item) in items.iter().enumerate() {
                    self.references(item, &at.index(index), locals);
                }
            }
            Node::Object(object) => self.object_references(object, at, locals),
            Node::Name(target) => {
                self.foreign(target, at);
            }
            Node::Ref(target) => self.value_reference(target, &at.key("Ref"), locals),
            Node::GetAtt(target, attribute) => {
                self.attribute_reference(target, attribute, &at.key("Fn::GetAtt"));
            }
            Node::Sub(sub) => self.sub_references(sub, &at.key("Fn::Sub"), locals),
            Node::Function(name, argument) => {
                self.function_references(name, argument, &at.key(name), locals);
            }
        }
    }

    fn object_references(&mut self, object: &Object, at: &Location<'_>, locals: &[&str]) {
        for (key, value) in object.iter() {
            // `Fn::ForEach::Name: [identifier, collection, template]` defines the identifier for its template.
            match (key.starts_with("Fn::ForEach"), value) {
                (true, Node::List(items)) => {
                    let at = at.key(key);
                    let identifier = items.first().and_then(Node::as_str);
                    let mut inner = locals.to_vec();
                    inner.extend(identifier);
                    for (index, item) in items.iter().enumerate().skip(1) {
                        self.references(item, &at.index(index), &inner);
                    }
                }
                _ => self.references(value, &at.key(key), locals),
            }
        }
    }

    fn function_references(&mut self, name: &'static str, argument: &Node, at: &Location<'_>, locals: &[&str]) {
        match (name, argument) {
            // In a value it is an ordinary key; `AWS::LanguageExtensions` treats it as the name of a condition.
            ("Condition", Node::String(condition))
                if self.part != Part::Values || self.symbols.transforms.extensions =>
            {
                self.condition_reference(condition, at);
            }
            ("Fn::If", Node::List(items)) => {
                if let Some(Node::String(condition)) = items.first() {
                    self.condition_reference(condition, &at.index(0));
                }
            }
            ("Fn::GetAtt", Node::String(dotted)) => {
                if let Some((id, attribute)) = dotted.split_once('.') {
                    let target = Reference::unchecked(id.to_owned());
                    self.attribute_reference(&target, attribute, at);
                }
            }
            // The name of the attribute can be a `Ref`; the resource is a literal.
            ("Fn::GetAtt", Node::List(items)) => {
                if let Some(Node::String(id)) = items.first()
                    && self.symbols.resource(id).is_none()
                    && !self.symbols.may_be_made(id)
                    && !self.symbols.open
                {
                    self.no_such_resource(id, &at.index(0));
                }
            }
            ("Fn::FindInMap", Node::List(items)) => {
                if let Some(Node::String(mapping)) = items.first()
                    && !self.symbols.declares("Mappings", mapping)
                    && !self.symbols.open
                {
                    let near = did_you_mean(mapping, self.symbols.names("Mappings"));
                    let fix = Fix::name(mapping, self.symbols.names("Mappings"));
                    self.report(
                        Finding::error(
                            "unknown-mapping",
                            &at.index(0).path(),
                            format!("the template has no mapping `{mapping}`"),
                        )
                        .suggest(near)
                        .fix(fix),
                    );
                }
            }
            _ => {}
        }
        self.references(argument, at, locals);
    }

    fn sub_references(&mut self, sub: &Sub, at: &Location<'_>, locals: &[&str]) {
        let text_at = if sub.variables.is_empty() { *at } else { at.index(0) };
        for part in &sub.parts {
            match part {
                SubPart::Text(_) | SubPart::Literal(_) => {}
                SubPart::Ref(target) => {
                    if sub.variables.get(&target.id).is_none() {
                        self.value_reference(target, &text_at, locals);
                    }
                }
                SubPart::GetAtt(target, attribute) => {
                    let whole = format!("{}.{attribute}", target.id);
                    if sub.variables.get(&whole).is_none() {
                        self.attribute_reference(target, attribute, &text_at);
                    }
                }
            }
        }
        if !sub.variables.is_empty() {
            let variables_at = at.index(1);
            for (name, value) in sub.variables.iter() {
                self.references(value, &variables_at.key(name), locals);
            }
        }
    }

    /// `Ref`: a parameter, a resource or a pseudo parameter.
    fn value_reference(&mut self, target: &Reference, at: &Location<'_>, locals: &[&str]) {
        let id = target.id.as_ref();
        if self.foreign(target, at)
            || self.symbols.declares("Parameters", id)
            || self.symbols.resource(id).is_some()
            || PSEUDO_PARAMETERS.contains(&id)
            || locals.contains(&id)
            || self.symbols.may_be_made(id)
        {
            return;
        }
        if self.symbols.open {
            self.may_be_declared_later(id, at);
            return;
        }
        let declared = || {
            self.symbols
                .names("Parameters")
                .chain(self.symbols.names("Resources"))
                .chain(PSEUDO_PARAMETERS.iter().copied())
        };
        let near = did_you_mean(id, declared());
        let fix = Fix::name(id, declared());
        self.report(
            Finding::error(
                "unknown-reference",
                &at.path(),
                format!("the template has no parameter or resource `{id}`"),
            )
            .suggest(near)
            .fix(fix),
        );
    }

    fn attribute_reference(&mut self, target: &Reference, attribute: &str, at: &Location<'_>) {
        let id = target.id.as_ref();
        if self.foreign(target, at) {
            return;
        }
        match self.symbols.resource_type(id) {
            Some(type_name) => self.attribute_of(id, type_name, attribute, at),
            None if self.symbols.resource(id).is_some() || self.symbols.may_be_made(id) => {}
            None if self.symbols.open => self.may_be_declared_later(id, at),
            None => self.no_such_resource(id, at),
        }
    }

    pub(super) fn no_such_resource(&mut self, id: &str, at: &Location<'_>) {
        let near = did_you_mean(id, self.symbols.names("Resources"));
        let fix = Fix::name(id, self.symbols.names("Resources"));
        self.report(
            Finding::error("unknown-reference", &at.path(), format!("the template has no resource `{id}`"))
                .suggest(near)
                .fix(fix),
        );
    }

    pub(crate) fn condition_reference(&mut self, name: &str, at: &Location<'_>) {
        if self.symbols.declares("Conditions", name) {
            return;
        }
        if self.symbols.open {
            self.may_be_declared_later(name, at);
            return;
        }
        let near = did_you_mean(name, self.symbols.names("Conditions"));
        let fix = Fix::name(name, self.symbols.names("Conditions"));
        self.report(
            Finding::error("unknown-condition", &at.path(), format!("the template has no condition `{name}`"))
                .suggest(near)
                .fix(fix),
        );
    }

    fn may_be_declared_later(&mut self, id: &str, at: &Location<'_>) {
        self.report(Finding::note(
            "unknown-reference",
            &at.path(),
            format!("`{id}` is not declared in the template; a transform or loop may declare it"),
        ));
    }

    /// Reports a handle of another stack; its logical ID may be that of another resource in this one.
    fn foreign(&mut self, target: &Reference, at: &Location<'_>) -> bool {
        let foreign = target.stack.is_some() && target.stack != self.stack;
        if foreign {
            self.report(
                Finding::error(
                    "foreign-handle",
                    &at.path(),
                    format!("the handle of `{}` belongs to another stack", target.id),
                )
                .suggest("export the value there and import it here, or pass it as a parameter".to_owned()),
            );
        }
        foreign
    }
}
