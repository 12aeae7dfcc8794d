//! JSON as a string.

use super::Text;
use crate::node::Node;
use crate::value::{Json, Value};

impl Json {
    /// The JSON as a string without white space, for properties of type String that hold JSON. References in it make it
    /// an `Fn::Sub`, whose values CloudFormation inserts without escaping.
    pub fn to_text(&self) -> Value<String> {
        let mut text = Text::new();
        write_text(self.tree(), &mut text);
        text.finish()
    }
}

fn write_text(node: &Node, text: &mut Text) {
    match node {
        Node::Null | Node::Bool(_) | Node::Number(_) | Node::String(_) => text.push(&node.to_json().to_string()),
        Node::Name(target) => text.push(&serde_json::Value::from(target.id.as_ref()).to_string()),
        Node::List(items) => {
            text.push("[");
            for (index, item) in items.iter().enumerate() {
                text.push(if index > 0 { "," } else { "" });
                write_text(item, text);
            }
            text.push("]");
        }
        Node::Object(object) => {
            text.push("{");
            for (index, (name, value)) in object.iter().enumerate() {
                text.push(if index > 0 { "," } else { "" });
                text.push(&serde_json::Value::from(name).to_string());
                text.push(":");
                write_text(value, text);
            }
            text.push("}");
        }
        function => {
            text.push("\"");
            text.push_value("Value", function.clone());
            text.push("\"");
        }
    }
}
