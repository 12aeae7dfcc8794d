//! Checks values against their types, through all properties of a resource.

use cfn_template::Function;
use std::collections::BTreeMap;

use cfn_spec::constraint::{Constraints, Rule};
use cfn_spec::name::PropertyName;
use cfn_spec::spec::{Property, Shape, Spec, Type};
use cfn_spec::takes_scalars;

use super::Checker;
use super::finding::Finding;
use super::fix::Fix;
use super::path::Location;
use super::presence::Presence;
use super::suggest::{did_you_mean, one_of};
use crate::node::{Node, Object};

/// The resource that is checked: its specification and type.
#[derive(Clone, Copy)]
pub(super) struct Context<'s> {
    pub(super) spec: &'s Spec,
    pub(super) resource_type: &'s str,
    /// The paths of read-only properties.
    pub(super) read_only: &'s [String],
}

/// The properties of an object and the constraints between them.
#[derive(Clone, Copy)]
pub(super) struct Struct<'s> {
    /// The name of the type: `AWS::S3::Bucket`, `AWS::S3::Bucket.ReplicationRule`.
    pub(super) name: &'s str,
    pub(super) properties: &'s BTreeMap<PropertyName, Property>,
    pub(super) rules: &'s [Rule],
    pub(super) open: bool,
}

/// The constraints on each item of a list. The format of a list applies to its items: `AWS::EC2::Subnet.Ids`.
pub(super) fn of_items(list: &Constraints) -> Constraints {
    let mut each = list.each.as_deref().map_or_else(Constraints::default, Clone::clone);
    if each.formats.is_empty() {
        each.formats.clone_from(&list.formats);
    }
    each
}

impl Checker<'_> {
    /// Checks a value of a property against its type and constraints. `schema_path` is the property's place in the
    /// schema: `Rules/*/Id`.
    pub(super) fn value(
        &mut self,
        node: &Node,
        ty: &Type,
        constraints: &Constraints,
        context: Context<'_>,
        schema_path: &str,
        at: &Location<'_>,
    ) {
        match node {
            // In a value it is an object with a property of that name.
            Node::Function("Condition", argument) => {
                let object = Object::from_iter([("Condition", (**argument).clone())]);
                return self.value(&Node::Object(object), ty, constraints, context, schema_path, at);
            }
            Node::Function("Fn::If", argument) => {
                if let Some([_, then, otherwise]) = argument.as_list() {
                    let at = at.key("Fn::If");
                    for (index, branch) in [(1, then), (2, otherwise)] {
                        if Presence::of(Some(branch)) != Presence::Never {
                            self.value(branch, ty, constraints, context, schema_path, &at.index(index));
                        }
                    }
                }
                return;
            }
            _ if node.is_intrinsic() => {
                self.allowed_of_parameter(node, ty, constraints, at);
                self.result_of_function(node, ty, constraints, context, at);
                return;
            }
            _ => {}
        }
        match ty {
            Type::Primitive(primitive) => {
                if self.scalar(node, *primitive, at) {
                    self.constraints(node, *primitive, constraints, at);
                }
            }
            Type::Named(name) => match context.spec.types.get(name).map(|ty| &ty.shape) {
                Some(Shape::Alias(ty, own)) => {
                    self.value(node, ty, own, context, schema_path, at);
                    if **own != *constraints && *constraints != Constraints::default() {
                        self.only_constraints(node, constraints, at);
                    }
                }
                Some(Shape::Struct { properties, rules }) => {
                    let name = name.to_string();
                    let shape = Struct { name: &name, properties, rules, open: false };
                    match node {
                        Node::Object(object) => self.object(object, shape, context, schema_path, at),
                        _ => self.wrong_type(node, &format!("an object with the properties of {name}"), at),
                    }
                }
                None => {}
            },
            Type::List { item, .. } => match node {
                Node::List(items) => self.items(items, item, constraints, context, schema_path, at),
                _ => self.not_a_list(node, item, at),
            },
            Type::Map { item, .. } => match node {
                Node::Object(object) => self.entries(object, item, constraints, context, schema_path, at),
                _ => self.wrong_type(node, "an object", at),
            },
        }
    }

    /// The items of a list, whose `constraints` are those of the list.
    fn items(
        &mut self,
        items: &[Node],
        ty: &Type,
        constraints: &Constraints,
        context: Context<'_>,
        schema_path: &str,
        at: &Location<'_>,
    ) {
        self.list_constraints(items, constraints, at);
        let each = &of_items(constraints);
        let inner = format!("{schema_path}/*");
        for (index, value) in items.iter().enumerate() {
            if Presence::of(Some(value)) != Presence::Never {
                self.value(value, ty, each, context, &inner, &at.index(index));
            }
        }
    }

    /// The entries of a map, whose `constraints` are those of the map.
    fn entries(
        &mut self,
        object: &Object,
        ty: &Type,
        constraints: &Constraints,
        context: Context<'_>,
        schema_path: &str,
        at: &Location<'_>,
    ) {
        self.map_constraints(object, constraints, at);
        let none = Constraints::default();
        let each = constraints.each.as_deref().unwrap_or(&none);
        let inner = format!("{schema_path}/*");
        for (key, value) in object.iter().filter(|(key, _)| !key.starts_with("Fn::")) {
            self.value(value, ty, each, context, &inner, &at.key(key));
        }
    }

    /// A single value in place of a list: a list of it is the fix if the items are scalars.
    fn not_a_list(&mut self, node: &Node, item: &Type, at: &Location<'_>) {
        let before = self.findings.len();
        self.wrong_type(node, "a list", at);
        let simple = matches!(node, Node::String(_) | Node::Number(_) | Node::Bool(_));
        if simple
            && matches!(item, Type::Primitive(_))
            && let Some(finding) = self.findings.get_mut(before)
        {
            finding.fix = Some(Fix::Enlist);
        }
    }

    /// Checks an object for unknown and missing properties.
    pub(super) fn object(
        &mut self,
        object: &Object,
        shape: Struct<'_>,
        context: Context<'_>,
        schema_path: &str,
        at: &Location<'_>,
    ) {
        // What a macro or a loop adds is not known.
        let open = shape.open || object.keys().any(|key| key.starts_with("Fn::"));
        self.functions_beside_properties(object, shape.name, at);
        for (key, value) in object.iter().filter(|(key, _)| !key.starts_with("Fn::")) {
            let at = at.key(key);
            let inner = if schema_path.is_empty() { key.to_owned() } else { format!("{schema_path}/{key}") };
            match shape.properties.get(key) {
                Some(property) => {
                    if context.read_only.contains(&inner) {
                        self.read_only(key, context, &at);
                    }
                    if Presence::of(Some(value)) != Presence::Never
                        && !self.local_path(value, context.resource_type, &inner, &at)
                    {
                        let outer = self.scalars;
                        self.scalars |= takes_scalars(shape.name, key);
                        self.value(value, &property.ty, &property.constraints, context, &inner, &at);
                        self.scalars = outer;
                    }
                }
                None if context.read_only.contains(&inner) => self.read_only(key, context, &at),
                None if shape.open => {}
                None => {
                    let known = shape.properties.keys().map(PropertyName::as_str);
                    let near = did_you_mean(key, known.clone());
                    self.report(
                        Finding::error(
                            "unknown-property",
                            &at.path(),
                            format!("{} has no property `{key}`", shape.name),
                        )
                        .fix(Fix::key(key, known.clone().filter(|known| object.get(known).is_none())))
                        .allowed(one_of(known))
                        .suggest(near),
                    );
                }
            }
        }
        if !open {
            for (name, property) in shape.properties {
                if property.required && !self.has_global(shape.name, name.as_str()) {
                    self.required(object, name.as_str(), shape.name, at);
                }
            }
            self.cross_field(object, shape.rules, shape.name, at);
        }
    }

    fn required(&mut self, object: &Object, name: &str, of: &str, at: &Location<'_>) {
        match Presence::of(object.get(name)) {
            Presence::Always => {}
            Presence::Never => self.report(
                Finding::error("missing-property", &at.path(), format!("{of} requires `{name}`"))
                    .suggest(format!("add `{name}`")),
            ),
            Presence::Sometimes => self.report(
                Finding::warning(
                    "missing-property",
                    &at.key(name).path(),
                    format!("{of} requires `{name}`, but a branch of `Fn::If` removes it with `AWS::NoValue`"),
                )
                .suggest("set a value in both branches".to_owned()),
            ),
        }
    }

    /// Where the properties are known, CloudFormation treats a function beside other keys as an unknown property.
    fn functions_beside_properties(&mut self, object: &Object, name: &str, at: &Location<'_>) {
        for key in object.keys().filter(|key| key.starts_with("Fn::") && Function::named(key).is_some()) {
            if key != "Fn::Transform" && object.len() > 1 {
                let message = format!(
                    "`{key}` is not the only key of its object, so it is not a function call, and {name} has no such property"
                );
                self.report(
                    Finding::error("function-beside-key", &at.key(key).path(), message)
                        .allowed("a function as the only key of its object")
                        .suggest("move the other keys into the function's result".to_owned()),
                );
            }
        }
    }

    fn read_only(&mut self, key: &str, context: Context<'_>, at: &Location<'_>) {
        self.report(
            Finding::error(
                "read-only-property",
                &at.path(),
                format!("`{key}` of {} is read-only: AWS sets it", context.resource_type),
            )
            .suggest("remove it; `Fn::GetAtt` returns its value".to_owned()),
        );
    }

    pub(super) fn wrong_type(&mut self, node: &Node, expected: &str, at: &Location<'_>) {
        // The result of a macro is not known; nulls, unknown functions and functions beside other keys are reported separately.
        let is_told = |object: &Object| object.keys().any(|key| key.starts_with("Fn::"));
        if *node == Node::Null || node.as_object().is_some_and(is_told) {
            return;
        }
        self.report(Finding::error("wrong-type", &at.path(), format!("expected {expected}, found {}", describe(node))));
    }
}

/// A description of a node for a message.
pub(super) fn describe(node: &Node) -> String {
    match node {
        Node::Null => "`null`".to_owned(),
        Node::Bool(value) => format!("the boolean `{value}`"),
        Node::Number(value) => format!("the number `{value}`"),
        Node::String(text) => format!("the string {}", quote(text)),
        Node::List(_) => "a list".to_owned(),
        Node::Object(_) => "an object".to_owned(),
        Node::Name(target) => format!("the name `{}`", target.id),
        Node::Ref(target) => format!("a reference to `{}`", target.id),
        Node::GetAtt(target, attribute) => format!("the attribute `{attribute}` of `{}`", target.id),
        Node::Sub(_) => "the result of `Fn::Sub`".to_owned(),
        Node::Function(name, _) => format!("the result of `{name}`"),
    }
}

/// A string in backticks, truncated if it is long.
pub(super) fn quote(text: &str) -> String {
    const SHOWN: usize = 60;
    if text.chars().count() <= SHOWN {
        format!("`{text}`")
    } else {
        let start: String = text.chars().take(SHOWN).collect();
        format!("`{start}…` ({} characters)", text.chars().count())
    }
}
