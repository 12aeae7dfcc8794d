//! JSON as the text of a property, without `Fn::ToJsonString`: `Fn::Sub` puts the values of references into it.

use std::fmt;

use cfn_template::Function;

use super::Text;
use crate::node::{Node, Object, Sub, SubPart};
use crate::value::{Json, JsonType, Tree, Value};

/// JSON that cannot be written as text with `Fn::Sub`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StringifyError {
    /// The place in the JSON, `Statement.0.Resource`; empty for the whole.
    place: String,
    /// What stands there, and what can be done.
    reason: &'static str,
}

const LIST: &str = "a function that returns a list, and `Fn::Sub` puts texts together: write the JSON with \
                    `intrinsic::to_json_string` (it needs `Transform::LanguageExtensions`), or a list of single values";
const UNKNOWN: &str = "a function of which no type says what it returns, so it is not known whether it needs quotes: say it with \
                       `Value::assume::<String>()`, or write the JSON with `intrinsic::to_json_string`";
const LEFT_OUT: &str = "`NoValue`, and `Fn::Sub` cannot leave out an entry: choose between two whole objects or lists with `if_`, or \
                        write the JSON with `intrinsic::to_json_string`";
const NESTED: &str = "`Fn::ToJsonString` inside a string, whose quotes `Fn::Sub` does not escape: write the JSON around it with \
                      `intrinsic::to_json_string` too";

impl Json {
    /// The JSON as text without white space, for properties that want it so. References in it make it `Fn::Sub`.
    ///
    /// Values keep their types: a string's reference is in quotes, a number's or a boolean's does not. Literal text is escaped,
    /// in functions too; what a parameter or a resource returns CloudFormation writes as it is, and `synth()` reports parameters
    /// whose values would break the JSON. [`to_json_string`](super::to_json_string) has no such limits, but needs a transform.
    ///
    /// ```
    /// use models::{Parameter, Stack, id, json};
    /// let mut stack = Stack::new();
    /// let seconds = stack.parameter(id!("Seconds"), Parameter::number());
    /// let text = json!({ "Timeout": seconds.reference() }).stringify()?;
    /// assert_eq!(text.node().to_json(), serde_json::json!({ "Fn::Sub": r#"{"Timeout":${Seconds}}"# }));
    /// # Ok::<(), models::StringifyError>(())
    /// ```
    ///
    /// # Errors
    /// When a function in it returns a list, or what is not known, or nothing (`NoValue`): the error names the place.
    pub fn stringify(&self) -> Result<Value<String>, StringifyError> {
        let mut writer = Writer { text: Text::new(), place: Vec::new(), unknown: None };
        writer.tree(self.tree())?;
        Ok(writer.text.finish())
    }
}

/// A tree as text in which every function of unknown type returns a string.
pub(crate) fn stringify_strings(node: Node) -> Result<Value<String>, StringifyError> {
    let mut writer = Writer { text: Text::new(), place: Vec::new(), unknown: Some(JsonType::String) };
    writer.node(&node, JsonType::Unknown)?;
    Ok(writer.text.finish())
}

struct Writer {
    text: Text,
    /// The keys and indices that lead to what is written.
    place: Vec<String>,
    /// What functions of unknown type return.
    unknown: Option<JsonType>,
}

impl Writer {
    fn tree(&mut self, tree: &Tree) -> Result<(), StringifyError> {
        match tree {
            Tree::Value(node, json_type) => self.node(node, *json_type),
            Tree::List(items) => self.list(items, Self::tree),
            Tree::Object(entries) => {
                self.object(entries.iter().map(|(name, value)| (name.as_ref(), value)), Self::tree)
            }
            Tree::If(condition, branches) => {
                let [then, otherwise] = branches.as_ref();
                self.choice(condition, [then, otherwise], Self::tree)
            }
        }
    }

    fn node(&mut self, node: &Node, json_type: JsonType) -> Result<(), StringifyError> {
        match node {
            Node::Null | Node::Bool(_) | Node::Number(_) | Node::String(_) => {
                self.text.push(&node.to_json().to_string());
            }
            Node::Name(target) => self.text.push(&serde_json::Value::from(target.id.as_ref()).to_string()),
            Node::List(items) => {
                let item = match json_type {
                    JsonType::List(item) => *item,
                    _ => JsonType::Unknown,
                };
                self.list(items, |writer, node| writer.node(node, item))?;
            }
            Node::Object(object) => self.object(object.iter(), |writer, node| writer.node(node, JsonType::Unknown))?,
            Node::Function("Fn::If", argument) if argument.as_list().is_some_and(|items| items.len() == 3) => {
                if let Some([condition, then, otherwise]) = argument.as_list() {
                    self.choice(condition, [then, otherwise], |writer, node| writer.node(node, json_type))?;
                }
            }
            // References and functions.
            _ => self.function(node, json_type)?,
        }
        Ok(())
    }

    fn function(&mut self, node: &Node, json_type: JsonType) -> Result<(), StringifyError> {
        let by_name = match node {
            Node::Ref(target) if target.id == "AWS::NoValue" => return Err(self.error(LEFT_OUT)),
            Node::Ref(target) if target.id == "AWS::NotificationARNs" => JsonType::List(&JsonType::String),
            Node::Sub(_) | Node::Function("Fn::Sub" | "Fn::Join" | "Fn::Base64" | "Fn::ImportValue", _) => {
                JsonType::String
            }
            Node::Function("Fn::ToJsonString", _) => return Err(self.error(NESTED)),
            Node::Function("Fn::Length", _) => JsonType::Number,
            Node::Function(name, _) if Function::returns_list(name) => JsonType::List(&JsonType::String),
            _ => JsonType::Unknown,
        };
        // A type that the author gave with `assume` says more than the function's name.
        let json_type = if json_type == JsonType::Unknown { by_name } else { json_type };
        match (json_type, self.unknown) {
            (JsonType::String, _) | (JsonType::Unknown, Some(JsonType::String)) => {
                self.text.push("\"");
                let escaped = self.escaped(node.clone())?;
                self.text.push_value("Value", escaped);
                self.text.push("\"");
            }
            (JsonType::Number | JsonType::Boolean, _) => self.text.push_value("Value", node.clone()),
            (JsonType::List(_), _) => return Err(self.error(LIST)),
            (JsonType::Object | JsonType::Unknown, _) => return Err(self.error(UNKNOWN)),
        }
        Ok(())
    }

    fn list<T>(
        &mut self,
        items: &[T],
        mut write: impl FnMut(&mut Self, &T) -> Result<(), StringifyError>,
    ) -> Result<(), StringifyError> {
        self.text.push("[");
        for (index, item) in items.iter().enumerate() {
            self.text.push(if index > 0 { "," } else { "" });
            self.place.push(index.to_string());
            write(self, item)?;
            self.place.pop();
        }
        self.text.push("]");
        Ok(())
    }

    fn object<'n, T: 'n>(
        &mut self,
        entries: impl Iterator<Item = (&'n str, &'n T)>,
        mut write: impl FnMut(&mut Self, &T) -> Result<(), StringifyError>,
    ) -> Result<(), StringifyError> {
        self.text.push("{");
        for (index, (name, value)) in entries.enumerate() {
            self.text.push(if index > 0 { "," } else { "" });
            self.text.push(&serde_json::Value::from(name).to_string());
            self.text.push(":");
            self.place.push(name.to_owned());
            write(self, value)?;
            self.place.pop();
        }
        self.text.push("}");
        Ok(())
    }

    /// `Fn::If` of the texts of both values: they may differ in their types.
    fn choice<T>(
        &mut self,
        condition: &Node,
        branches: [&T; 2],
        mut write: impl FnMut(&mut Self, &T) -> Result<(), StringifyError>,
    ) -> Result<(), StringifyError> {
        let mut texts = vec![condition.clone()];
        for branch in branches {
            let outside = std::mem::take(&mut self.text);
            let written = write(self, branch);
            let inside = std::mem::replace(&mut self.text, outside);
            written?;
            texts.push(inside.finish().into_node());
        }
        self.text.push_value("Value", Node::call("Fn::If", texts));
        Ok(())
    }

    /// The function with its literal text escaped, as a string of JSON wants it.
    fn escaped(&self, node: Node) -> Result<Node, StringifyError> {
        Ok(match node {
            Node::String(text) => Node::text(escape(&text)),
            Node::Sub(sub) => {
                let parts = sub.parts.into_iter().map(|part| match part {
                    SubPart::Text(text) => SubPart::Text(escape(&text).into()),
                    other => other,
                });
                let parts = parts.collect();
                let variables = sub.variables.into_iter().map(|(name, value)| Ok((name, self.escaped(value)?)));
                Node::Sub(Box::new(Sub { parts, variables: variables.collect::<Result<Object, StringifyError>>()? }))
            }
            Node::Function(name @ ("Fn::Join" | "Fn::If" | "Fn::Select"), argument) => match *argument {
                Node::List(arguments) => {
                    let literals = arguments.into_iter().map(|argument| match argument {
                        Node::List(items) => {
                            items.into_iter().map(|item| self.escaped(item)).collect::<Result<_, _>>().map(Node::List)
                        }
                        other => self.escaped(other),
                    });
                    Node::call(name, literals.collect::<Result<Vec<_>, StringifyError>>()?)
                }
                other => Node::function(name, other),
            },
            Node::Function("Fn::ToJsonString", _) => return Err(self.error(NESTED)),
            other => other,
        })
    }

    fn error(&self, reason: &'static str) -> StringifyError {
        StringifyError { place: self.place.join("."), reason }
    }
}

/// The text between the quotes of a JSON string.
fn escape(text: &str) -> String {
    let quoted = serde_json::Value::from(text).to_string();
    quoted[1..quoted.len() - 1].to_owned()
}

impl fmt::Display for StringifyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let place = if self.place.is_empty() { "the JSON itself" } else { &self.place };
        write!(f, "{place}: {}", self.reason)
    }
}

impl std::error::Error for StringifyError {}
