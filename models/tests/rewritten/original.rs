//! The templates that are rewritten.

use models::{Stack, Template};
use serde_json::Value;

/// A template as somebody else wrote it.
pub(crate) struct Original(Value);

impl Original {
    /// Reads a template of the corpus; `None` where there is none.
    pub(crate) fn read(name: &str) -> Option<Self> {
        let path = test_support::machine::shared(&format!("corpus/{name}"))?;
        Some(Self::parse(&std::fs::read_to_string(path).unwrap()))
    }

    /// Reads a template inside another.
    pub(crate) fn parse(text: &str) -> Self {
        Self(parse(text))
    }

    /// A text of the original, by its JSON pointer.
    pub(crate) fn text(&self, pointer: &str) -> String {
        let text = self.0.pointer(pointer).unwrap_or_else(|| panic!("{pointer} is not in the original"));
        text.as_str().unwrap_or_else(|| panic!("{pointer} is not a text")).to_owned()
    }

    /// The description of a parameter or output.
    pub(crate) fn description(&self, of: &str) -> String {
        self.text(&format!("/{of}/Description"))
    }

    /// The stack passes the checks and equals the original.
    pub(crate) fn equals(self, stack: &Stack) {
        let template = stack.synth().unwrap_or_else(|findings| panic!("{findings}"));
        self.equals_template(&template);
    }

    /// The template equals the original, templates inside both compared as templates.
    pub(crate) fn equals_template(mut self, template: &Template) {
        let mut written = template.to_value();
        parse_bodies(&mut written);
        parse_bodies(&mut self.0);
        assert_eq!(written, self.0);
    }
}

fn parse(text: &str) -> Value {
    cfn_template::read(text, &cfn_template::Options::default()).unwrap().root.to_json()
}

/// A template inside a template is text: JSON here, YAML there.
fn parse_bodies(value: &mut Value) {
    match value {
        Value::Object(entries) => {
            for (key, value) in entries.iter_mut() {
                match value {
                    Value::String(text) if key == "TemplateBody" => *value = parse(text),
                    other => parse_bodies(other),
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(parse_bodies),
        _ => {}
    }
}
