//! The scope of a template with its parameters.

use std::collections::BTreeMap;

use cfn_template::{Kind, PSEUDO_PARAMETERS, Span, Template, Value};

use crate::function::scalar;
use crate::{Answer, Condition, Scope};

/// What a template says of its names, and what is told beside it.
///
/// Parameters have their defaults until [`set_parameter`](Self::set_parameter) gives a value. Pseudo parameters, resources and attributes are not
/// known until [`set_reference`](Self::set_reference) or [`set_attribute`](Self::set_attribute) tells them.
#[derive(Clone, Debug)]
pub struct TemplateScope<'t> {
    template: &'t Template,
    references: BTreeMap<String, Value>,
    attributes: BTreeMap<(String, String), Value>,
}

impl<'t> TemplateScope<'t> {
    /// What the template itself says.
    #[must_use]
    pub fn new(template: &'t Template) -> Self {
        let mut scope = Self { template, references: BTreeMap::new(), attributes: BTreeMap::new() };
        for parameter in template.section("Parameters") {
            // The default of a parameter that is kept in Systems Manager is where it is kept, not its value.
            let is_stored =
                type_of(&parameter.value).is_some_and(|name| name.starts_with("AWS::SSM::Parameter::Value<"));
            let default = parameter.value.get("Default").and_then(scalar).filter(|_| !is_stored);
            if let Some(default) = default {
                scope.set_parameter(&parameter.key, default);
            }
        }
        scope
    }

    /// Gives a parameter its value, as text; a parameter whose type is a list is split at the commas.
    pub fn set_parameter(&mut self, name: &str, value: impl AsRef<str>) -> &mut Self {
        let value = value.as_ref();
        let text = |text: &str| Value::new(Kind::String(text.to_owned()), Span::default());
        let is_list = self.template.definition("Parameters", name).and_then(type_of).is_some_and(is_list);
        let value = if is_list {
            Value::new(Kind::List(value.split(',').map(|item| text(item.trim())).collect()), Span::default())
        } else {
            text(value)
        };
        self.references.insert(name.to_owned(), value);
        self
    }

    /// Tells what `Ref` of a pseudo parameter or resource gives.
    pub fn set_reference(&mut self, name: impl Into<String>, value: impl Into<String>) -> &mut Self {
        self.references.insert(name.into(), Value::new(Kind::String(value.into()), Span::default()));
        self
    }

    /// Tells what `Fn::GetAtt` of a resource's attribute gives.
    pub fn set_attribute(
        &mut self,
        logical_id: impl Into<String>,
        attribute: impl Into<String>,
        value: impl Into<String>,
    ) -> &mut Self {
        let value = Value::new(Kind::String(value.into()), Span::default());
        self.attributes.insert((logical_id.into(), attribute.into()), value);
        self
    }

    /// A name that the template does not have: none, unless a macro may still make it.
    fn absent<T>(&self, section: &str) -> Answer<T> {
        let by_macro = self.template.transforms().any(|name| name != "AWS::LanguageExtensions");
        let by_section = self.template.section(section).any(|entry| entry.key.starts_with("Fn::"));
        if by_macro || by_section { Answer::Unknown } else { Answer::Undefined }
    }
}

impl Scope for TemplateScope<'_> {
    fn reference(&self, name: &str) -> Answer<Value> {
        if let Some(value) = self.references.get(name) {
            return Answer::Known(value.clone());
        }
        let is_named = self.template.definition("Parameters", name).is_some()
            || self.template.definition("Resources", name).is_some();
        if is_named || PSEUDO_PARAMETERS.contains(&name) { Answer::Unknown } else { self.absent("Resources") }
    }

    fn attribute(&self, logical_id: &str, attribute: &str) -> Answer<Value> {
        // Attributes are given as owned pairs; a look-up by parts would cost a wrapper type.
        match self.attributes.get(&(logical_id.to_owned(), attribute.to_owned())) {
            Some(value) => Answer::Known(value.clone()),
            None if self.template.definition("Resources", logical_id).is_some() => Answer::Unknown,
            None => self.absent("Resources"),
        }
    }

    fn condition(&self, name: &str) -> Answer<Condition<'_>> {
        match self.template.definition("Conditions", name) {
            Some(definition) => Answer::Known(Condition::Defined(definition)),
            None => self.absent("Conditions"),
        }
    }

    fn mapping(&self, name: &str) -> Answer<&Value> {
        match self.template.definition("Mappings", name) {
            Some(mapping) => Answer::Known(mapping),
            None => self.absent("Mappings"),
        }
    }
}

fn type_of(parameter: &Value) -> Option<&str> {
    parameter.get("Type")?.as_str()
}

fn is_list(name: &str) -> bool {
    let name = name.strip_prefix("AWS::SSM::Parameter::Value<").unwrap_or(name);
    name.starts_with("CommaDelimitedList") || name.starts_with("List<")
}
