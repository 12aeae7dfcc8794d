//! The graph of templates.

use std::collections::{BTreeMap, BTreeSet};

use cfn_template::Value;

use super::model::{Edge, EdgeKind, Graph, Place, ResourceNode, StackNode};

/// The graph of these templates, each with the name of its stack.
pub(crate) fn graph<'t>(templates: impl IntoIterator<Item = (&'t str, &'t Value)>) -> Graph {
    let templates: Vec<(&str, &Value)> = templates.into_iter().collect();
    let mut graph = Graph::default();
    for (name, root) in &templates {
        let resources = resources(root).map(|(logical_id, resource)| ResourceNode {
            logical_id: logical_id.to_owned(),
            resource_type: resource.get("Type").and_then(Value::as_str).unwrap_or("(no type)").to_owned(),
        });
        graph.stacks.push(StackNode { name: (*name).to_owned(), resources: resources.collect() });
    }
    let exports = exports(&templates);
    let mut edges = BTreeMap::new();
    for (stack, (name, root)) in templates.iter().enumerate() {
        let places = places(root);
        for (place, (_, resource)) in resources(root).enumerate() {
            let from = (stack, place);
            let mut add = |to: Place, kind: EdgeKind| {
                if to != from {
                    let known = edges.entry((from, to)).or_insert(kind);
                    *known = (*known).min(kind);
                }
            };
            let mut found = References::default();
            // The attributes too: an update policy can refer to other resources.
            resource.entries().iter().filter(|entry| entry.key != "DependsOn").for_each(|entry| {
                found.read(&entry.value, name);
            });
            for id in &found.logical_ids {
                places.get(id.as_str()).into_iter().for_each(|to| add((stack, *to), EdgeKind::Reference));
            }
            for export in &found.imports {
                exports.get(export).into_iter().flatten().for_each(|to| add(*to, EdgeKind::Import));
            }
            let depends_on = resource.get("DependsOn");
            for id in depends_on.into_iter().flat_map(|ids| ids.as_list().unwrap_or(std::slice::from_ref(ids))) {
                let to = id.as_str().and_then(|id| places.get(id));
                to.into_iter().for_each(|to| add((stack, *to), EdgeKind::DependsOn));
            }
        }
    }
    graph.edges = edges.into_iter().map(|((from, to), kind)| Edge { from, to, kind }).collect();
    graph
}

fn resources(root: &Value) -> impl Iterator<Item = (&str, &Value)> {
    // A loop (`Fn::ForEach`) is not a map: what it makes is known only when it is expanded.
    let entries = root.get("Resources").map_or(&[][..], Value::entries);
    entries.iter().filter(|entry| entry.value.as_map().is_some()).map(|entry| (entry.key.as_str(), &entry.value))
}

fn places(root: &Value) -> BTreeMap<&str, usize> {
    resources(root).enumerate().map(|(place, (id, _))| (id, place)).collect()
}

/// The resources whose values each export has.
fn exports(templates: &[(&str, &Value)]) -> BTreeMap<String, Vec<Place>> {
    let mut exports = BTreeMap::new();
    for (stack, (stack_name, root)) in templates.iter().enumerate() {
        let places = places(root);
        for output in root.get("Outputs").map_or(&[][..], Value::entries) {
            let export = output.value.get("Export").and_then(|export| export.get("Name"));
            let (Some(name), Some(value)) = (export.and_then(|name| text(name, stack_name)), output.value.get("Value"))
            else {
                continue;
            };
            let mut found = References::default();
            found.read(value, stack_name);
            let of: Vec<Place> =
                found.logical_ids.iter().filter_map(|id| Some((stack, *places.get(id.as_str())?))).collect();
            exports.insert(name, of);
        }
    }
    exports
}

/// What a value refers to.
#[derive(Default)]
struct References {
    logical_ids: BTreeSet<String>,
    imports: BTreeSet<String>,
}

impl References {
    fn read(&mut self, value: &Value, stack: &str) {
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
fn text(value: &Value, stack: &str) -> Option<String> {
    let written = match value.as_function() {
        Some(("Fn::Sub", text)) => text.as_str()?.replace("${AWS::StackName}", stack),
        _ => value.as_str()?.to_owned(),
    };
    (!written.contains("${")).then_some(written)
}

#[cfg(test)]
mod tests {
    use cfn_template::{Document, Options, read};

    use super::super::Notation;
    use super::*;

    fn document(text: &str) -> Document {
        read(text, &Options::default()).unwrap()
    }

    #[test]
    fn every_way_to_refer_to_a_resource_is_an_edge_once() {
        let network = document(
            "Resources:\n  Vpc: {Type: AWS::EC2::VPC}\n\
             Outputs: {Vpc: {Value: !Ref Vpc, Export: {Name: !Sub '${AWS::StackName}-vpc'}}}\n",
        );
        let work = document(
            "Resources:\n  Queue: {Type: AWS::SQS::Queue}\n  Role: {Type: AWS::IAM::Role}\n\
             \x20 Group: {Type: AWS::EC2::SecurityGroup, Properties: {VpcId: !ImportValue network-vpc}}\n\
             \x20 Worker:\n    Type: AWS::Lambda::Function\n    DependsOn: [Group, Role]\n    Properties:\n\
             \x20     Role: !GetAtt Role.Arn\n      Description: !Sub ['${Queue} ${other} ${!Text}', {other: !Ref Worker}]\n",
        );
        let graph = graph([("network", &network.root), ("work", &work.root)]);
        let shown: Vec<String> = graph
            .edges
            .iter()
            .map(|edge| {
                let name = |(stack, resource): Place| &graph.stacks[stack].resources[resource].logical_id;
                format!("{} {:?} {}", name(edge.from), edge.kind, name(edge.to))
            })
            .collect();
        assert_eq!(
            shown,
            ["Group Import Vpc", "Worker Reference Queue", "Worker Reference Role", "Worker DependsOn Group"]
        );
        for (notation, edge) in [(Notation::Mermaid, "  s1r3 -->"), (Notation::Dot, "  s1r3 -> ")] {
            assert_eq!(notation.text(&graph).matches(edge).count(), 2 + usize::from(notation == Notation::Dot));
        }
    }

    #[test]
    fn names_are_data_and_not_notation() {
        let odd = document("Resources: {A: {Type: 'Custom::\"];x'}}");
        let graph = graph([("a\"b", &odd.root)]);
        assert!(Notation::Dot.text(&graph).contains(r#"label="A\nCustom::\"];x""#));
        let mermaid = Notation::Mermaid.text(&graph);
        assert!(mermaid.contains("Custom::#quot;];x") && mermaid.contains("[\"a#quot;b\"]"), "{mermaid}");
    }
}
