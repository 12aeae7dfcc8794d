//! The graph of templates.

mod decrypt;
mod exports;
mod names;
mod nested;
mod part;
mod policy;
mod references;
mod stack_sets;

use std::collections::{BTreeMap, BTreeSet};

use cfn_template::Value;

pub use self::nested::Find;
use self::part::Part;
use self::references::References;
use crate::model::{Edge, EdgeKind, End, Frame, FrameKind, Graph, Place, ResourceNode};

/// A stack to draw.
#[derive(Debug, Clone, Copy)]
pub struct Stack<'t> {
    /// Its name: the value of `${AWS::StackName}`.
    pub name: &'t str,
    /// Its region, where that is known: `${AWS::Region}`, and that of the keys in policies.
    pub region: Option<&'t str>,
    /// Its template.
    pub root: &'t Value,
}

/// The graph of these stacks, and of the StackSets whose templates and regions are in their templates.
pub fn read<'t>(stacks: impl IntoIterator<Item = Stack<'t>>) -> Graph {
    read_with(stacks, &mut |_, _| None)
}

/// The same, and a frame for each nested stack whose template is found. The stacks are the templates with the numbers from 0 on.
pub fn read_with<'t>(stacks: impl IntoIterator<Item = Stack<'t>>, find: &mut Find<'_>) -> Graph {
    let mut graph = Graph::default();
    let mut edges = Edges::default();
    let mut parts = Vec::new();
    for (number, stack) in stacks.into_iter().enumerate() {
        let mut part = Part::new(stack.name, stack.region, stack.root.clone());
        part.number = number;
        let kind = FrameKind::Stack { region: stack.region.map(str::to_owned) };
        add(part, (stack.name.to_owned(), kind, None), &mut graph, &mut parts);
    }
    // What a StackSet deploys can have a StackSet again: what is added here is looked at too.
    let mut next = 0;
    while let Some(part) = parts.get(next) {
        let is_shallow = part.depth < stack_sets::DEEPEST;
        let sets = if is_shallow { stack_sets::of(part) } else { Vec::new() };
        let all_nested = if is_shallow { nested::of(part, find) } else { Vec::new() };
        let frame = part.frame;
        for nested in all_nested {
            let place = graph.frames.len();
            edges.add((frame, nested.resource), End::Frame(place), EdgeKind::Creates);
            add(nested.part, (nested.logical_id, FrameKind::Nested, Some(frame)), &mut graph, &mut parts);
        }
        for set in sets {
            let place = graph.frames.len();
            graph.frames.push(Frame {
                title: set.name,
                kind: FrameKind::StackSet,
                parent: None,
                resources: Vec::new(),
            });
            edges.add((frame, set.resource), End::Frame(place), EdgeKind::Creates);
            for part in set.parts {
                let title = part.region.clone().unwrap_or_else(|| "a region that is not known".to_owned());
                add(part, (title, FrameKind::Region, Some(place)), &mut graph, &mut parts);
            }
        }
        next += 1;
    }
    let exports = exports::of(&parts);
    for part in &parts {
        add_references(part, &exports, &mut edges);
    }
    names::add(&parts, &mut edges);
    decrypt::add(&parts, &mut edges);
    edges.drop_names_of_principals();
    let graph_edges = edges.0.into_iter();
    graph.edges =
        graph_edges.map(|((from, to), (kind, is_dependency))| Edge { from, to, kind, is_dependency }).collect();
    graph
}

/// Adds a frame with the resources of a template.
fn add(
    mut part: Part,
    (title, kind, parent): (String, FrameKind, Option<usize>),
    graph: &mut Graph,
    parts: &mut Vec<Part>,
) {
    part.frame = graph.frames.len();
    let resources = part.resources().map(|(_, logical_id, body)| ResourceNode {
        logical_id: logical_id.to_owned(),
        resource_type: type_of(body).unwrap_or("(no type)").to_owned(),
    });
    graph.frames.push(Frame { title, kind, parent, resources: resources.collect() });
    parts.push(part);
}

fn type_of(resource: &Value) -> Option<&str> {
    resource.get("Type").and_then(Value::as_str)
}

/// The edges, of which there is one from a resource to another.
#[derive(Default)]
struct Edges(BTreeMap<(Place, End), (EdgeKind, bool)>);

impl Edges {
    /// Adds an edge, unless it leads to its beginning or there is one for a reason that is told before.
    fn add(&mut self, from: Place, to: End, kind: EdgeKind) {
        if to != End::Resource(from) {
            let (known, is_dependency) = self.0.entry((from, to)).or_insert((kind, false));
            *known = (*known).min(kind);
            *is_dependency |= matches!(kind, EdgeKind::Reference | EdgeKind::Import | EdgeKind::DependsOn);
        }
    }

    /// Removes the edges from keys to those who may decrypt with them: that they are named in the key's policy is said already.
    fn drop_names_of_principals(&mut self) {
        let decrypts: BTreeSet<(Place, End)> = self
            .0
            .iter()
            .filter_map(|((from, to), (kind, _))| match (kind, to) {
                (EdgeKind::Decrypts, End::Resource(key)) => Some((*key, End::Resource(*from))),
                _ => None,
            })
            .collect();
        self.0.retain(|ends, (kind, _)| *kind != EdgeKind::Name || !decrypts.contains(ends));
    }
}

fn add_references(part: &Part, exports: &BTreeMap<String, Vec<Place>>, edges: &mut Edges) {
    for (place, _, resource) in part.resources() {
        let from = (part.frame, place);
        let mut found = References::default();
        // The attributes too: an update policy can refer to other resources.
        resource.entries().iter().filter(|entry| entry.key != "DependsOn").for_each(|entry| {
            found.read(&entry.value, &part.stack_name);
        });
        for to in found.logical_ids.iter().filter_map(|id| part.place(id)) {
            edges.add(from, End::Resource(to), EdgeKind::Reference);
        }
        for to in found.imports.iter().filter_map(|export| exports.get(export)).flatten() {
            edges.add(from, End::Resource(*to), EdgeKind::Import);
        }
        let depends_on = resource.get("DependsOn");
        for id in depends_on.into_iter().flat_map(|ids| ids.as_list().unwrap_or(std::slice::from_ref(ids))) {
            let to = id.as_str().and_then(|id| part.place(id));
            to.into_iter().for_each(|to| edges.add(from, End::Resource(to), EdgeKind::DependsOn));
        }
    }
}
