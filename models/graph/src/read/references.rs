//! What a value refers to.

use std::collections::BTreeSet;

use cfn_template::Value;

/// What a value refers to.
#[derive(Default)]
pub(super) struct References {
    /// The logical IDs, and the names of parameters.
    pub(super) logical_ids: BTreeSet<String>,
    /// The names of exports.
    pub(super) imports: BTreeSet<String>,
}

impl References {
    /// Adds what a value of a stack refers to.
    pub(super) fn read(&mut self, value: &Value, stack: &str) {
        match value.as_function() {
            Some(("Ref", id)) => self.logical_ids.extend(id.as_str().map(str::to_owned)),
            Some(("Fn::GetAtt", argument)) => {
                let id = match argument.as_list() {
                    Some(parts) => parts.first().and_then(Value::as_str),
                    None => argument.as_str().and_then(|path| path.split('.').next()),
                };
                self.logical_ids.extend(id.map(str::to_owned));
            }
            Some(("Fn::Sub", argument)) => {
                let (text, variables) = match argument.as_list() {
                    Some([text, variables, ..]) => (text.as_str(), variables.entries()),
                    Some(parts) => (parts.first().and_then(Value::as_str), &[][..]),
                    None => (argument.as_str(), &[][..]),
                };
                for name in text.into_iter().flat_map(substituted) {
                    if !variables.iter().any(|variable| variable.key == name) {
                        self.logical_ids.extend(name.split('.').next().map(str::to_owned));
                    }
                }
                variables.iter().for_each(|variable| self.read(&variable.value, stack));
            }
            Some(("Fn::ImportValue", name)) => {
                self.imports.extend(text(name, stack));
                self.read(name, stack);
            }
            _ => {
                value.items().iter().for_each(|item| self.read(item, stack));
                value.entries().iter().for_each(|entry| self.read(&entry.value, stack));
            }
        }
    }
}

/// The names between `${` and `}`; `${!Literal}` is none.
fn substituted(text: &str) -> impl Iterator<Item = &str> {
    let parts = text.split("${").skip(1).filter_map(|part| part.split_once('}'));
    parts.map(|(name, _)| name.trim()).filter(|name| !name.starts_with('!'))
}

/// A string, also one that has nothing but the name of the stack to substitute; `None` if it is known only in a deployment.
pub(super) fn text(value: &Value, stack: &str) -> Option<String> {
    let written = match value.as_function() {
        Some(("Fn::Sub", text)) => text.as_str()?.replace("${AWS::StackName}", stack),
        _ => value.as_str()?.to_owned(),
    };
    (!written.contains("${")).then_some(written)
}
