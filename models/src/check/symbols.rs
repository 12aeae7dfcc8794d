//! What a template declares, and what may be referred to.

use crate::node::{Node, Object};

/// What a template declares.
#[derive(Debug)]
pub(crate) struct Symbols<'t> {
    root: &'t Object,
    /// A macro or `Fn::ForEach` may declare more than can be seen.
    pub(crate) open: bool,
}

impl<'t> Symbols<'t> {
    pub(crate) fn of(root: &'t Object) -> Self {
        let names_extensions_only = |node: &Node| node.as_str() == Some("AWS::LanguageExtensions");
        let transforms_are_harmless = match root.get("Transform") {
            None => true,
            Some(Node::List(items)) => items.iter().all(names_extensions_only),
            Some(node) => names_extensions_only(node),
        };
        let loops = ["Resources", "Conditions"]
            .iter()
            .any(|section| section_of(root, section).is_some_and(|s| s.keys().any(|key| key.starts_with("Fn::"))));
        Self { root, open: !transforms_are_harmless || loops }
    }

    pub(crate) fn section(&self, name: &str) -> Option<&'t Object> {
        section_of(self.root, name)
    }

    /// The ids that a section declares.
    pub(crate) fn names(&self, section: &str) -> impl Iterator<Item = &'t str> {
        self.section(section).into_iter().flat_map(Object::keys).filter(|key| !key.starts_with("Fn::"))
    }

    pub(crate) fn declares(&self, section: &str, id: &str) -> bool {
        self.section(section).is_some_and(|s| s.get(id).is_some())
    }

    /// The resource of that id.
    pub(crate) fn resource(&self, id: &str) -> Option<&'t Object> {
        self.section("Resources")?.get(id)?.as_object()
    }

    /// The type of the resource of that id.
    pub(crate) fn resource_type(&self, id: &str) -> Option<&'t str> {
        self.resource(id)?.get("Type")?.as_str()
    }

    /// The resources that are written as objects with a type: id, type, entry.
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
