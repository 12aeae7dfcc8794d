//! Functions whose value the template itself determines, such as `Fn::FindInMap` with literal keys and `Fn::Join` of literals, as the
//! literals that they return: the rules of services apply to them too.

use cfn_evaluate::{Answer, Condition, Evaluator, Scope};
use cfn_template::Value;

use crate::node::{Node, Object, SubPart};

/// The functions that are written out, where they return a scalar: a list is often part of one that is not determined.
const FOLDED: &[&str] = &["Fn::Cidr", "Fn::FindInMap", "Fn::Join", "Fn::Select", "Fn::Split"];

/// The template with such functions in the properties of resources written out; `None` if there are none.
pub(super) fn fold(root: &Object) -> Option<Object> {
    let resources = root.get("Resources")?.as_object()?;
    let mut mappings = Mappings { root, read: None };
    let mut changed = Vec::new();
    for (id, resource) in resources.iter() {
        if let Some(properties) = resource.get("Properties").and_then(|properties| folded(properties, &mut mappings)) {
            changed.push((id, properties));
        }
    }
    with_properties(root, resources, changed)
}

/// The template with other properties of some resources; `None` if there are none.
pub(super) fn with_properties(root: &Object, resources: &Object, changed: Vec<(&str, Node)>) -> Option<Object> {
    if changed.is_empty() {
        return None;
    }
    let mut resources = resources.clone();
    for (id, properties) in changed {
        if let Some(Node::Object(resource)) = resources.get_mut(id) {
            resource.insert("Properties", properties);
        }
    }
    let mut root = root.clone();
    root.insert("Resources", Node::Object(resources));
    Some(root)
}

/// The node with what is determined in it written out; `None` if nothing is.
fn folded(node: &Node, mappings: &mut Mappings<'_>) -> Option<Node> {
    match node {
        Node::Sub(_) => evaluated(node, mappings),
        Node::Function(name, _) if FOLDED.contains(name) => evaluated(node, mappings),
        Node::Function(name @ "Fn::If", argument) => {
            folded(argument, mappings).map(|argument| Node::Function(name, Box::new(argument)))
        }
        Node::List(items) => {
            let changed = items.iter().enumerate().filter_map(|(index, item)| Some((index, folded(item, mappings)?)));
            let changed: Vec<(usize, Node)> = changed.collect();
            let mut items = (!changed.is_empty()).then(|| items.clone())?;
            for (index, node) in changed {
                if let Some(item) = items.get_mut(index) {
                    *item = node;
                }
            }
            Some(Node::List(items))
        }
        Node::Object(object) => {
            let changed = object.iter().filter_map(|(key, value)| Some((key.to_owned(), folded(value, mappings)?)));
            let changed: Vec<(String, Node)> = changed.collect();
            let mut object = (!changed.is_empty()).then(|| object.clone())?;
            for (key, node) in changed {
                object.insert(key, node);
            }
            Some(Node::Object(object))
        }
        _ => None,
    }
}

/// The value of a function, if it depends on nothing but the mappings.
fn evaluated(node: &Node, mappings: &mut Mappings<'_>) -> Option<Node> {
    if !is_determined(node) {
        return None;
    }
    let scope = mappings.read();
    // What is wrong with a function is reported where functions are checked.
    let Ok(outcome) = Evaluator::new(scope).value(&Value::from(&node.to_json())) else { return None };
    let value = outcome.known().map(|value| Node::from(value.to_json()));
    value.filter(|value| matches!(value, Node::String(_) | Node::Number(_) | Node::Bool(_)))
}

/// Whether a node has no other functions than those that are written out, and refers to nothing.
fn is_determined(node: &Node) -> bool {
    match node {
        Node::Sub(sub) => {
            let own = |part: &SubPart| match part {
                SubPart::Text(_) | SubPart::Literal(_) => true,
                SubPart::Ref(target) => sub.variables.get(&target.id).is_some(),
                SubPart::GetAtt(target, attribute) => {
                    sub.variables.get(&format!("{}.{attribute}", target.id)).is_some()
                }
            };
            sub.parts.iter().all(own) && sub.variables.iter().all(|(_, value)| is_determined(value))
        }
        Node::Function(name, argument) => FOLDED.contains(name) && is_determined(argument),
        Node::List(items) => items.iter().all(is_determined),
        Node::Object(object) => object.iter().all(|(_, value)| is_determined(value)),
        Node::Null | Node::Bool(_) | Node::Number(_) | Node::String(_) | Node::Name(_) => true,
        Node::Ref(_) | Node::GetAtt(..) => false,
    }
}

/// The section `Mappings`, read when a function needs it.
struct Mappings<'t> {
    root: &'t Object,
    read: Option<Determined>,
}

impl Mappings<'_> {
    fn read(&mut self) -> &Determined {
        self.read.get_or_insert_with(|| {
            let mappings = self.root.get("Mappings").map(|mappings| Value::from(&mappings.to_json()));
            Determined(mappings)
        })
    }
}

/// The names that have the same value in every deployment: the mappings.
struct Determined(Option<Value>);

impl Scope for Determined {
    fn reference(&self, _: &str) -> Answer<Value> {
        Answer::Unknown
    }

    fn attribute(&self, _: &str, _: &str) -> Answer<Value> {
        Answer::Unknown
    }

    fn condition(&self, _: &str) -> Answer<Condition<'_>> {
        Answer::Unknown
    }

    fn mapping(&self, name: &str) -> Answer<&Value> {
        self.0.as_ref().and_then(|mappings| mappings.get(name)).map_or(Answer::Unknown, Answer::Known)
    }
}
