//! Custom resources: your own code creates them.

use std::borrow::Cow;

use super::NoAttributes;
use super::{RawProperties, ResourceType};
use crate::node::{Node, Object};
use crate::value::{IntoJson, IntoValue, JsonType, Literal};

/// A custom resource: CloudFormation calls a Lambda function or notifies a topic, which creates it.
///
/// Its attributes are what the function returns; read them with
/// [`Handle::raw_attribute`](crate::Handle::raw_attribute).
///
/// Source: <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-custom-resources.html>.
#[derive(Clone, Debug, PartialEq)]
pub struct CustomResource {
    type_name: Cow<'static, str>,
    properties: Object,
}

impl CustomResource {
    /// A custom resource of the type `Custom::<name>`, created by the function or topic with the ARN `service_token`.
    ///
    /// `name` has at most 60 letters, digits, `_`, `@` and `-`; `synth()` reports others.
    #[must_use]
    pub fn new(name: &str, service_token: impl IntoValue<String>) -> Self {
        Self {
            type_name: format!("Custom::{name}").into(),
            properties: Object::from_iter([("ServiceToken", service_token.into_value().into_node())]),
        }
    }

    /// The longest time, in seconds, that CloudFormation waits for an answer (`ServiceTimeout`, 1 to 3,600).
    #[must_use]
    pub fn service_timeout(mut self, seconds: impl IntoValue<i64>) -> Self {
        self.properties.insert("ServiceTimeout", seconds.into_value().into_node());
        self
    }

    /// Sets a property that your code receives.
    #[must_use]
    pub fn property(mut self, name: impl Into<Cow<'static, str>>, value: impl IntoJson) -> Self {
        self.properties.insert(name, value.into_json().into_node());
        self
    }
}

impl RawProperties for CustomResource {
    fn properties_mut(&mut self) -> &mut Object {
        &mut self.properties
    }
}

impl Literal for CustomResource {
    const JSON_TYPE: JsonType = JsonType::Object;

    fn into_node(self) -> Node {
        Node::Object(self.properties)
    }
}

impl ResourceType for CustomResource {
    const NAME: &'static str = "AWS::CloudFormation::CustomResource";
    type Reference = String;
    type Attributes = NoAttributes;

    fn type_name(&self) -> Cow<'static, str> {
        self.type_name.clone()
    }
}
