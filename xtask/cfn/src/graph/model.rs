//! Nodes and edges.

/// Resources and what they refer to.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Graph {
    pub(crate) stacks: Vec<StackNode>,
    pub(crate) edges: Vec<Edge>,
}

/// A stack with its resources.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct StackNode {
    pub(crate) name: String,
    pub(crate) resources: Vec<ResourceNode>,
}

/// A resource.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct ResourceNode {
    pub(crate) logical_id: String,
    pub(crate) resource_type: String,
}

/// Where a resource is: the place of its stack, and its place in that.
pub(crate) type Place = (usize, usize);

/// A resource that needs another one.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Edge {
    pub(crate) from: Place,
    pub(crate) to: Place,
    pub(crate) kind: EdgeKind,
}

/// Why.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum EdgeKind {
    /// It has a value of the other one (`Ref`, `Fn::GetAtt`, `Fn::Sub`).
    Reference,
    /// It imports what another stack exports of the other one.
    Import,
    /// `DependsOn` only.
    DependsOn,
}

/// The name of a node in a notation: letters and digits, whatever the resource is called.
pub(super) fn node_name((stack, resource): Place) -> String {
    format!("s{stack}r{resource}")
}
