//! `Fn::ForEach`: resources or outputs that are repeated for the items of a list.

use std::borrow::Cow;

use super::added::DeclaredResource;
use super::{Output, Stack};
use crate::handle::Handle;
use crate::logical_id::LogicalId;
use crate::node::StackId;
use crate::node::{Node, Object, Reference};
use crate::resource::ResourceType;
use crate::value::{IntoValue, List, Value};

/// The body of a loop, passed to the closures of [`Stack::for_each`] and [`Stack::for_each_output`].
///
/// Source:
/// <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-foreach.html>.
#[derive(Debug)]
struct ForEach {
    stack: StackId,
    identifier: Cow<'static, str>,
    entries: Object,
}

impl ForEach {
    fn new(stack: StackId, identifier: LogicalId) -> Self {
        Self { stack, identifier: identifier.into_text(), entries: Object::new() }
    }

    /// The current item of the list.
    fn item(&self) -> Value<String> {
        Value::from_node(Node::reference(Reference::unchecked(self.identifier.clone())))
    }

    /// `<prefix>${item}`: the logical ID for the item, which has to consist of letters and digits.
    fn id(&self, prefix: LogicalId) -> String {
        format!("{prefix}${{{}}}", self.identifier)
    }

    fn finish(self, items: impl IntoValue<List<String>>) -> Node {
        let Self { identifier, entries, .. } = self;
        Node::List(vec![Node::String(identifier), items.into_value().into_node(), Node::Object(entries)])
    }
}

/// The resources that [`Stack::for_each`] repeats.
#[derive(Debug)]
pub struct ForEachResource(ForEach);

impl ForEachResource {
    /// The current item of the list.
    pub fn item(&self) -> Value<String> {
        self.0.item()
    }

    /// Adds a resource with the logical ID `<prefix><item>`. The handle refers to the resource for the same item.
    pub fn add<R: ResourceType>(&mut self, prefix: LogicalId, resource: R) -> Handle<R> {
        let id = self.0.id(prefix);
        self.0.entries.insert(id.clone(), super::added::entry(resource));
        Handle::new(Reference::to(self.0.stack, id.into()))
    }
}

/// The outputs that [`Stack::for_each_output`] repeats.
#[derive(Debug)]
pub struct ForEachOutput(ForEach);

impl ForEachOutput {
    /// The current item of the list.
    pub fn item(&self) -> Value<String> {
        self.0.item()
    }

    /// Adds an output with the name `<prefix><item>`; `with` may add a description, an export name and a condition.
    pub fn add(&mut self, prefix: LogicalId, value: impl IntoValue<String>, with: impl FnOnce(&mut Output)) {
        let mut output = Output::new(self.0.id(prefix).into(), value.into_value().into_node());
        with(&mut output);
        let (id, entry) = output.entry();
        self.0.entries.insert(id, entry);
    }
}

impl Stack {
    /// `Fn::ForEach` of resources: what `repeat` adds is repeated for each item.
    /// Requires [`Transform::LanguageExtensions`](crate::Transform::LanguageExtensions). `name` is the name of the loop, unique in the template; `identifier` is the name of the item in it.
    #[track_caller]
    pub fn for_each(
        &mut self,
        name: LogicalId,
        identifier: LogicalId,
        items: impl IntoValue<List<String>>,
        repeat: impl FnOnce(&mut ForEachResource),
    ) -> &mut Self {
        let mut each = ForEachResource(ForEach::new(self.id, identifier));
        repeat(&mut each);
        let key = self.declare("Resources", LogicalId::unchecked(format!("Fn::ForEach::{name}"))).into_text();
        self.resources.push(DeclaredResource::raw(key, each.0.finish(items)));
        self
    }

    /// `Fn::ForEach` of outputs: what `repeat` adds is repeated for each item.
    /// Requires [`Transform::LanguageExtensions`](crate::Transform::LanguageExtensions). `name` is the name of the loop, unique in the template; `identifier` is the name of the item in it.
    #[track_caller]
    pub fn for_each_output(
        &mut self,
        name: LogicalId,
        identifier: LogicalId,
        items: impl IntoValue<List<String>>,
        repeat: impl FnOnce(&mut ForEachOutput),
    ) -> &mut Self {
        let mut each = ForEachOutput(ForEach::new(self.id, identifier));
        repeat(&mut each);
        let key = self.declare("Outputs", LogicalId::unchecked(format!("Fn::ForEach::{name}"))).into_text();
        self.loops.push((key, each.0.finish(items)));
        self
    }
}
