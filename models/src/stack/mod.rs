//! A stack under construction.

mod added;
mod child;
mod condition;
mod for_each;
mod interface;
mod mapping;
mod nested;
mod output;
mod parameter;
mod parameter_type;
mod query;
mod rule;
mod scope;
mod synth;
mod tags;
mod template;
mod transform;
mod visit;

use std::borrow::Cow;
use std::panic::Location;

pub use child::{OutputHandle, ParameterValues};
pub use condition::{Condition, ConditionHandle};
pub use for_each::{ForEachOutput, ForEachResource};
pub use interface::{Interface, ParameterGroup};
pub use mapping::{Mapping, MappingHandle};
pub use output::Output;
pub use parameter::{Parameter, ParameterHandle};
pub use parameter_type::{ParameterDefault, SsmParameterName};
pub use query::{NoMatch, TemplateResource};
pub use rule::{Rule, RuleExpression};
pub use scope::Scope;
pub use template::Template;
pub use transform::Transform;
pub use visit::StackResource;

use added::Declared;
use tags::Tags;

use crate::check::Accepted;
use crate::environment::Environment;
use crate::handle::Handle;
use crate::logical_id::{IntoLogicalId, LogicalId};
use crate::node::StackId;
use crate::node::{Node, Object, Reference};
use crate::resource::ResourceType;
use crate::value::{IntoJson, IntoValue, Literal};

/// A stack under construction; [`synth`](Self::synth) converts it to a [`Template`].
///
/// Errors that the compiler cannot find (duplicate logical IDs, values that AWS does not allow) are reported by
/// [`synth`](Self::synth), all at once.
#[derive(Debug)]
pub struct Stack {
    id: StackId,
    format_version: bool,
    description: Option<String>,
    metadata: Object,
    parameters: Section,
    rules: Section,
    mappings: Section,
    conditions: Section,
    transforms: Vec<Node>,
    resources: Vec<Declared>,
    /// Of all resources that can have tags.
    tags: Tags,
    environment: Environment,
    outputs: Vec<Output>,
    /// Raw entries and `Fn::ForEach` among the outputs.
    loops: Section,
    raw: Object,
    accepted: Vec<Accepted>,
    /// The nested stacks whose templates are known.
    children: Vec<nested::NestedStackOutputs>,
    /// Where the program declares what: section and id.
    declared: Vec<(&'static str, Cow<'static, str>, &'static Location<'static>)>,
    /// The order of the keys of objects, by the keys and indices that lead to them from the root.
    orders: Vec<(Vec<String>, Vec<String>)>,
}

/// A section, for [`Stack::raw_entry`] and [`Stack::order`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RawSection {
    /// `Parameters`.
    Parameters,
    /// `Rules`.
    Rules,
    /// `Mappings`.
    Mappings,
    /// `Conditions`.
    Conditions,
    /// `Resources`.
    Resources,
    /// `Outputs`.
    Outputs,
}

impl RawSection {
    /// As the template has it.
    const fn name(self) -> &'static str {
        match self {
            Self::Parameters => "Parameters",
            Self::Rules => "Rules",
            Self::Mappings => "Mappings",
            Self::Conditions => "Conditions",
            Self::Resources => "Resources",
            Self::Outputs => "Outputs",
        }
    }
}

/// Entries of a section in the order in which they were added; duplicate logical IDs are kept.
type Section = Vec<(Cow<'static, str>, Node)>;

impl Default for Stack {
    fn default() -> Self {
        Self::new()
    }
}

impl Stack {
    /// An empty stack.
    pub fn new() -> Self {
        Self {
            id: StackId::unique(),
            format_version: true,
            description: None,
            metadata: Object::new(),
            parameters: Vec::new(),
            rules: Vec::new(),
            mappings: Vec::new(),
            conditions: Vec::new(),
            transforms: Vec::new(),
            resources: Vec::new(),
            tags: Tags::default(),
            environment: Environment::current(),
            outputs: Vec::new(),
            loops: Vec::new(),
            raw: Object::new(),
            accepted: Vec::new(),
            children: Vec::new(),
            declared: Vec::new(),
            orders: Vec::new(),
        }
    }

    /// `Description`: at most 1,024 bytes.
    pub fn description(&mut self, text: impl Into<String>) -> &mut Self {
        self.description = Some(text.into());
        self
    }

    /// Omits `AWSTemplateFormatVersion`, which defaults to `2010-09-09`, the only version.
    pub fn without_format_version(&mut self) -> &mut Self {
        self.format_version = false;
        self
    }

    /// An entry of the template's `Metadata`.
    pub fn metadata(&mut self, key: impl Into<String>, value: impl IntoJson) -> &mut Self {
        self.metadata.insert(key.into(), value.into_json().into_node());
        self
    }

    /// Sets how the console groups and labels the parameters (`Metadata`, `AWS::CloudFormation::Interface`).
    pub fn interface(&mut self, interface: Interface) -> &mut Self {
        self.metadata.insert("AWS::CloudFormation::Interface", interface.into_node());
        self
    }

    /// Adds a transform. A single one is written as a string, several as a list.
    pub fn transform(&mut self, transform: Transform) -> &mut Self {
        self.transforms.push(transform.into_node());
        self
    }

    /// Adds a parameter and returns a handle to refer to its value.
    #[track_caller]
    pub fn parameter<T, K>(&mut self, id: impl IntoLogicalId, parameter: Parameter<T, K>) -> ParameterHandle<T> {
        let id = self.declare("Parameters", id.into_logical_id());
        let handle = ParameterHandle::new(self.reference(&id));
        self.parameters.push((id.into_text(), parameter.into_node()));
        handle
    }

    /// Adds a mapping and returns a handle to look up its values.
    #[track_caller]
    pub fn mapping<T>(&mut self, id: impl IntoLogicalId, mapping: Mapping<T>) -> MappingHandle<T> {
        let id = self.declare("Mappings", id.into_logical_id());
        let handle = MappingHandle::new(self.reference(&id));
        self.mappings.push((id.into_text(), mapping.into_node()));
        handle
    }

    /// Adds a condition and returns its handle.
    #[track_caller]
    pub fn condition(&mut self, id: impl IntoLogicalId, condition: impl Into<Condition>) -> ConditionHandle {
        let id = self.declare("Conditions", id.into_logical_id());
        let handle = ConditionHandle::new(self.reference(&id));
        self.conditions.push((id.into_text(), condition.into().into_node()));
        handle
    }

    /// Adds a rule for the values of parameters, which CloudFormation validates before it creates anything.
    #[track_caller]
    pub fn rule(&mut self, id: impl IntoLogicalId, rule: Rule) -> &mut Self {
        let id = self.declare("Rules", id.into_logical_id());
        self.rules.push((id.into_text(), rule.into_node()));
        self
    }

    /// Adds a resource and returns a handle to refer to it.
    #[track_caller]
    pub fn add<R: ResourceType>(&mut self, id: impl IntoLogicalId, resource: R) -> Handle<R> {
        self.add_tagged(id.into_logical_id(), resource, Tags::default())
    }

    /// Adds a resource with default tags of its own, before those of the stack.
    #[track_caller]
    fn add_tagged<R: ResourceType>(&mut self, id: LogicalId, resource: R, tags: Tags) -> Handle<R> {
        let id = self.declare("Resources", id);
        let handle = Handle::new(self.reference(&id));
        self.resources.push(Declared::new(id.into_text(), resource, tags));
        handle
    }

    /// Adds an output and returns it, to set a description, an export name and a condition.
    #[track_caller]
    pub fn output(&mut self, id: impl IntoLogicalId, value: impl IntoValue<String>) -> &mut Output {
        let id = self.declare("Outputs", id.into_logical_id());
        self.outputs.push(Output::new(id.into_text(), value.into_value().into_node()));
        let last = self.outputs.len() - 1;
        &mut self.outputs[last]
    }

    /// Replaces a whole section of the template, or adds one that this crate does not have; not checked before
    /// `synth()`.
    pub fn raw_section(&mut self, name: impl Into<String>, value: impl IntoJson) -> &mut Self {
        self.raw.insert(name.into(), value.into_json().into_node());
        self
    }

    /// Adds an entry to a section in a form that the methods above do not write, under any key; not checked before `synth()`, and there is no handle to it.
    #[track_caller]
    pub fn raw_entry(&mut self, section: RawSection, key: impl Into<String>, value: impl IntoJson) -> &mut Self {
        let (key, node): (Cow<'static, str>, Node) = (key.into().into(), value.into_json().into_node());
        self.declared.push((section.name(), key.clone(), Location::caller()));
        match section {
            RawSection::Parameters => self.parameters.push((key, node)),
            RawSection::Rules => self.rules.push((key, node)),
            RawSection::Mappings => self.mappings.push((key, node)),
            RawSection::Conditions => self.conditions.push((key, node)),
            RawSection::Resources => self.resources.push(Declared::raw(key, node)),
            RawSection::Outputs => self.loops.push((key, node)),
        }
        self
    }

    /// Sets the order of the entries of a section in the template, by logical ID; others follow in the order in which they
    /// were added. Referenced entries have to be added first, but a template may have them in any order.
    ///
    /// ```
    /// # use models::{RawSection, Stack, id, RawResource};
    /// let mut stack = Stack::new();
    /// stack.add(id!("Key"), RawResource::new("AWS::KMS::Key"));
    /// stack.add(id!("Bucket"), RawResource::new("AWS::S3::Bucket"));
    /// stack.order(RawSection::Resources, ["Bucket", "Key"]);
    /// let template = stack.synth_unchecked().to_json_compact();
    /// assert!(template.find("Bucket") < template.find("Key"));
    /// ```
    pub fn order(&mut self, section: RawSection, ids: impl IntoIterator<Item = impl Into<String>>) -> &mut Self {
        self.key_order([section.name()], ids)
    }

    /// Sets the order of the sections in the template; others follow in the order of CloudFormation's documentation.
    pub fn section_order(&mut self, names: impl IntoIterator<Item = impl Into<String>>) -> &mut Self {
        self.key_order([""; 0], names)
    }

    /// Sets the order of the keys of an object in the template: the keys and indices that lead to it from the root, and its keys; others
    /// follow in the order in which they were set. Nothing happens if there is no such object.
    ///
    /// ```
    /// # use models::{RawResource, Stack, id};
    /// let mut stack = Stack::new();
    /// stack.add(id!("Topic"), RawResource::new("AWS::SNS::Topic").property("TopicName", "a").property("DisplayName", "b"));
    /// stack.key_order(["Resources", "Topic", "Properties"], ["DisplayName", "TopicName"]);
    /// let template = stack.synth_unchecked().to_json_compact();
    /// assert!(template.find("DisplayName") < template.find("TopicName"));
    /// ```
    pub fn key_order(
        &mut self,
        place: impl IntoIterator<Item = impl Into<String>>,
        keys: impl IntoIterator<Item = impl Into<String>>,
    ) -> &mut Self {
        let (place, keys) = (place.into_iter().map(Into::into), keys.into_iter().map(Into::into));
        self.orders.push((place.collect(), keys.collect()));
        self
    }

    /// Accepts a finding that would make [`synth`](Self::synth) fail: the rule, the path as in the finding (or a prefix of it), and the reason. The finding becomes a note; if there is no such finding, `synth` reports it.
    ///
    /// The finding becomes a note; if there is no such finding, `synth` reports it. Use it to keep all other checks
    /// while a resource uses what AWS added after this version of the specification.
    pub fn accept(
        &mut self,
        rule: impl Into<String>,
        place: impl Into<String>,
        reason: impl Into<String>,
    ) -> &mut Self {
        self.accepted.push(Accepted { rule: rule.into(), place: place.into(), reason: reason.into() });
        self
    }

    /// Notes where the program declares it.
    #[track_caller]
    fn declare(&mut self, section: &'static str, id: LogicalId) -> LogicalId {
        self.declared.push((section, id.clone().into_text(), Location::caller()));
        id
    }

    fn reference(&self, id: &LogicalId) -> Reference {
        Reference::to(self.id, id.clone().into_text())
    }
}
