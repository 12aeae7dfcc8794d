//! Parameters.

use std::marker::PhantomData;

use super::parameter_type::{ParameterDefault, SsmParameterName};
use crate::node::{Node, Object, Reference};
use crate::value::{IntoJson, List, Literal, Number, Value};

/// A parameter whose value is a `T`. `K` is the type of its default: also `T`, except for parameters whose value is in
/// the Systems Manager Parameter Store.
///
/// Source: <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/parameters-section-structure.html>.
#[derive(Clone, Debug)]
pub struct Parameter<T, K = T> {
    declaration: Object,
    ty: PhantomData<fn() -> (T, K)>,
}

impl<T, K> Parameter<T, K> {
    pub(super) fn of_type(name: &'static str) -> Self {
        Self { declaration: Object::from_iter([("Type", Node::text(name))]), ty: PhantomData }
    }

    /// `Default`: the value if none is specified.
    #[must_use]
    pub fn default(self, value: impl ParameterDefault<K>) -> Self {
        self.with("Default", value.into_default())
    }

    /// `Description`: at most 4,000 characters.
    #[must_use]
    pub fn description(self, text: impl Into<String>) -> Self {
        self.with("Description", Node::text(text.into()))
    }

    /// `ConstraintDescription`: the message if a value violates the constraints.
    #[must_use]
    pub fn constraint_description(self, text: impl Into<String>) -> Self {
        self.with("ConstraintDescription", Node::text(text.into()))
    }

    /// `NoEcho`: the value is shown as asterisks. CloudFormation still stores it; for secrets a dynamic reference is
    /// safer.
    #[must_use]
    pub fn no_echo(self) -> Self {
        self.with("NoEcho", Node::Bool(true))
    }

    /// `AllowedValues`: the list of allowed values.
    #[must_use]
    pub fn allowed_values<V: ParameterDefault<K>>(self, values: impl IntoIterator<Item = V>) -> Self {
        let values = values.into_iter().map(V::into_default).collect();
        self.with("AllowedValues", Node::List(values))
    }

    /// `AllowedPattern`: a Java regular expression that the whole value must match.
    #[must_use]
    pub fn allowed_pattern(self, pattern: impl Into<String>) -> Self {
        self.with("AllowedPattern", Node::text(pattern.into()))
    }

    /// An attribute in a form that the methods above do not write; not checked before `synth()`.
    #[must_use]
    pub fn raw(self, name: impl Into<String>, value: impl IntoJson) -> Self {
        self.with(name.into(), value.into_json().into_node())
    }

    fn with(mut self, name: impl Into<std::borrow::Cow<'static, str>>, node: Node) -> Self {
        self.declaration.insert(name, node);
        self
    }

    pub(super) fn into_node(self) -> Node {
        Node::Object(self.declaration)
    }
}

impl<T> Parameter<T> {
    /// `AWS::SSM::Parameter::Value<…>`: the value of the parameter is the name of a parameter in the Systems Manager
    /// Parameter Store, whose value CloudFormation reads whenever the stack is created or updated.
    #[must_use]
    pub fn stored_in_ssm(mut self) -> Parameter<T, SsmParameterName> {
        let name = match self.declaration.get("Type").and_then(Node::as_str) {
            Some(name) => format!("AWS::SSM::Parameter::Value<{name}>"),
            None => "AWS::SSM::Parameter::Value<String>".to_owned(),
        };
        self.declaration.insert("Type", Node::text(name));
        Parameter { declaration: self.declaration, ty: PhantomData }
    }
}

impl Parameter<String> {
    /// `String`.
    #[must_use]
    pub fn string() -> Self {
        Self::of_type("String")
    }

    /// `MinLength`, in characters.
    #[must_use]
    pub fn min_length(self, characters: impl Into<Number>) -> Self {
        self.with("MinLength", characters.into().into_node())
    }

    /// `MaxLength`, in characters.
    #[must_use]
    pub fn max_length(self, characters: impl Into<Number>) -> Self {
        self.with("MaxLength", characters.into().into_node())
    }
}

impl Parameter<bool> {
    /// `String` with the allowed values `true` and `false`: CloudFormation has no parameters of type Boolean.
    #[must_use]
    pub fn boolean() -> Self {
        Self::of_type("String").allowed_values([true, false])
    }
}

impl<T: Literal> Parameter<T> {
    /// `String` with enum values, such as `Parameter::one_of([AttributeType::S, AttributeType::N])`. An empty list
    /// allows all values of the enum.
    #[must_use]
    pub fn one_of(members: impl IntoIterator<Item = T>) -> Self {
        let members: Vec<Node> = members.into_iter().map(Literal::into_node).collect();
        let parameter = Self::of_type("String");
        if members.is_empty() { parameter } else { parameter.with("AllowedValues", Node::List(members)) }
    }
}

impl Parameter<Number> {
    /// `Number`.
    #[must_use]
    pub fn number() -> Self {
        Self::of_type("Number")
    }

    /// `MinValue`.
    #[must_use]
    pub fn min_value(self, least: impl Into<Number>) -> Self {
        self.with("MinValue", least.into().into_node())
    }

    /// `MaxValue`.
    #[must_use]
    pub fn max_value(self, greatest: impl Into<Number>) -> Self {
        self.with("MaxValue", greatest.into().into_node())
    }
}

impl Parameter<List<Number>> {
    /// `List<Number>`: numbers separated by commas.
    #[must_use]
    pub fn number_list() -> Self {
        Self::of_type("List<Number>")
    }
}

impl Parameter<List<String>> {
    /// `CommaDelimitedList`: strings separated by commas.
    #[must_use]
    pub fn comma_delimited_list() -> Self {
        Self::of_type("CommaDelimitedList")
    }

    /// `List<String>`, which CloudFormation supports for Parameter Store types only.
    #[must_use]
    pub fn string_list_in_ssm() -> Parameter<List<String>, SsmParameterName> {
        Parameter::of_type("AWS::SSM::Parameter::Value<List<String>>")
    }
}

/// A parameter of a stack, returned by [`Stack::parameter`](crate::Stack::parameter).
#[derive(Debug)]
pub struct ParameterHandle<T> {
    target: Reference,
    ty: PhantomData<fn() -> T>,
}

impl<T> ParameterHandle<T> {
    pub(crate) const fn new(target: Reference) -> Self {
        Self { target, ty: PhantomData }
    }

    /// The name of the parameter.
    pub fn name(&self) -> &str {
        &self.target.id
    }

    /// `Ref`: the value of the parameter.
    pub fn reference(&self) -> Value<T> {
        Value::from_node(Node::reference(self.target.clone()))
    }

    pub(crate) fn name_node(&self) -> Node {
        Node::name(self.target.clone())
    }
}

impl<T> Clone for ParameterHandle<T> {
    fn clone(&self) -> Self {
        Self::new(self.target.clone())
    }
}
