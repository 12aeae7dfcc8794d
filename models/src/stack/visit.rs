//! Changes to every resource of a stack.

use std::borrow::Cow;

use super::Stack;
use super::added::DeclaredResource;
use crate::node::Node;
use crate::resource::ResourceType;
use crate::value::{IntoJson, Literal};

/// A resource of a stack under construction, as [`Stack::visit`] gives it.
#[derive(Debug)]
pub struct StackResource<'s> {
    declared: &'s mut DeclaredResource,
}

impl StackResource<'_> {
    /// Its logical ID; of a loop the key, `Fn::ForEach::<name>`.
    pub fn logical_id(&self) -> &str {
        self.declared.id()
    }

    /// Its type: `AWS::SQS::Queue`. `None` for a loop, and for a raw entry that has no type.
    pub fn resource_type(&self) -> Option<Cow<'static, str>> {
        self.declared.type_name()
    }

    /// The resource, if it was added as an `R`.
    pub fn as_type<R: ResourceType>(&mut self) -> Option<&R> {
        self.declared.typed::<R>().map(|resource| &*resource)
    }

    /// Replaces the resource, if it was added as an `R`, and says whether it was.
    pub fn update<R: ResourceType>(&mut self, change: impl FnOnce(R) -> R) -> bool {
        match self.declared.typed::<R>() {
            Some(resource) => {
                *resource = change(resource.clone());
                true
            }
            None => false,
        }
    }

    /// A property as it stands, references written out. `None` where it is not set, and for loops and raw entries.
    pub fn property(&mut self, name: &str) -> Option<serde_json::Value> {
        self.declared.properties_mut()?.get(name).map(Node::to_json)
    }

    /// Sets a property that the compiler does not check, of a resource of any type; nothing happens to loops and raw entries.
    pub fn raw_property(&mut self, name: impl Into<Cow<'static, str>>, value: impl IntoJson) -> &mut Self {
        if let Some(properties) = self.declared.properties_mut() {
            properties.insert(name, value.into_json().into_node());
        }
        self
    }
}

impl Stack {
    /// Visits every resource that was added so far, in that order, to read it or to change it with the setters of its own type: what
    /// other tools call an aspect.
    ///
    /// ```
    /// use models::{ResourceAttributes, Stack, id, s3, sqs};
    /// let mut stack = Stack::new();
    /// stack.add(id!("Orders"), sqs::Queue::new());
    /// stack.add(id!("Archive"), s3::Bucket::new());
    /// stack.visit(|resource| {
    ///     resource.update(|queue: sqs::Queue| queue.sqs_managed_sse_enabled(true));
    ///     resource.update(|bucket: s3::Bucket| bucket.retain_except_on_create());
    /// });
    /// let template = stack.synth()?;
    /// assert_eq!(template.resource("Orders").unwrap().property("SqsManagedSseEnabled"), Some(true.into()));
    /// assert_eq!(template.resource("Archive").unwrap().attribute("UpdateReplacePolicy"), Some("Retain".into()));
    /// # Ok::<(), models::check::Findings>(())
    /// ```
    pub fn visit(&mut self, mut visit: impl FnMut(&mut StackResource<'_>)) -> &mut Self {
        for declared in &mut self.resources {
            visit(&mut StackResource { declared });
        }
        self
    }
}
