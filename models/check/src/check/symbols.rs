//! The declarations of a template.

use std::collections::HashMap;

use super::transforms::Transforms;
use crate::node::{Node, Object};

/// The declarations of a template.
#[derive(Debug)]
pub(crate) struct Symbols<'t> {
    root: &'t Object,
    /// By logical ID; `None` for what is not an object.
    resources: HashMap<&'t str, Option<&'t Object>>,
    pub(crate) transforms: Transforms<'t>,
    /// A macro or `Fn::ForEach` can add declarations that are not known.
    pub(crate) open: bool,
    /// The logical IDs of modules. Their resources are referred to with both IDs: `Module.Resource` or `ModuleResource`.
    modules: Vec<&'t str>,
    /// What parameters are given, where that is known.
    given: Vec<(&'t str, String)>,
}

impl<'t> Symbols<'t> {
    pub(crate) fn of(root: &'t Object) -> Self {
        let transforms = Transforms::of(root);
        let loops = ["Resources", "Conditions"]
            .iter()
            .any(|section| section_of(root, section).is_some_and(|s| s.keys().any(|key| key.starts_with("Fn::"))));
        let is_module = |node: &Node| node.get("Type").and_then(Node::as_str).is_some_and(is_module);
        let entries = || section_of(root, "Resources").into_iter().flat_map(Object::iter);
        let modules = entries().filter(|(_, node)| is_module(node)).map(|(id, _)| id).collect();
        let mut resources = HashMap::new();
        for (id, node) in entries() {
            resources.entry(id).or_insert(node.as_object());
        }
        Self { root, resources, open: transforms.open || loops, transforms, modules, given: Vec::new() }
    }

    /// With the values that parameters are known to be given.
    pub(crate) fn given(mut self, facts: &dyn super::Facts) -> Self {
        let names = section_of(self.root, "Parameters").into_iter().flat_map(Object::keys);
        self.given = names.filter_map(|name| Some((name, facts.parameter(name)?.to_owned()))).collect();
        self
    }

    /// With these values of parameters.
    pub(crate) fn give(&mut self, values: impl Iterator<Item = (&'t str, String)>) {
        self.given = values.collect();
    }

    /// The value that a parameter is known to be given.
    pub(crate) fn value_of(&self, parameter: &str) -> Option<&str> {
        self.given.iter().find(|(name, _)| *name == parameter).map(|(_, value)| value.as_str())
    }

    /// Whether a name is that of a resource inside a module: the module's logical ID and the resource's, with or without a dot.
    ///
    /// Source: <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/module-ref-resources.html>.
    fn in_module(&self, id: &str) -> bool {
        self.modules.iter().any(|module| id.len() > module.len() && id.starts_with(module))
    }

    /// Whether a module or a transform can generate a declaration with the name.
    pub(crate) fn may_be_made(&self, id: &str) -> bool {
        self.in_module(id) || self.is_generated(id)
    }

    pub(crate) fn section(&self, name: &str) -> Option<&'t Object> {
        section_of(self.root, name)
    }

    /// The logical IDs that a section declares.
    pub(crate) fn names(&self, section: &str) -> impl Iterator<Item = &'t str> {
        self.section(section).into_iter().flat_map(Object::keys).filter(|key| !key.starts_with("Fn::"))
    }

    pub(crate) fn declares(&self, section: &str, id: &str) -> bool {
        self.section(section).is_some_and(|s| s.get(id).is_some())
    }

    /// The resource with that logical ID.
    pub(crate) fn resource(&self, id: &str) -> Option<&'t Object> {
        *self.resources.get(id)?
    }

    /// The type of the resource with that logical ID.
    pub(crate) fn resource_type(&self, id: &str) -> Option<&'t str> {
        self.resource(id)?.get("Type")?.as_str()
    }

    /// The resources that are objects with a type: logical ID, type, entry.
    pub(crate) fn resources(&self) -> impl Iterator<Item = (&'t str, &'t str, &'t Object)> {
        self.section("Resources").into_iter().flat_map(Object::iter).filter_map(|(id, node)| {
            let entry = node.as_object()?;
            Some((id, entry.get("Type")?.as_str()?, entry))
        })
    }

    /// The parameter of that name.
    pub(crate) fn parameter(&self, id: &str) -> Option<&'t Object> {
        self.section("Parameters")?.get(id)?.as_object()
    }
}

fn section_of<'t>(root: &'t Object, name: &str) -> Option<&'t Object> {
    root.get(name)?.as_object()
}

/// Whether a type is the type of a module: `Organization::Service::UseCase::MODULE`.
pub(crate) fn is_module(type_name: &str) -> bool {
    type_name.ends_with("::MODULE")
}
