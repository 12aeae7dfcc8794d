//! Whether a value is there: `AWS::NoValue` is none, and `Fn::If` may be.

use crate::node::Node;

/// Whether a property or an item of a list is there when CloudFormation has evaluated its functions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Presence {
    Always,
    Sometimes,
    Never,
}

impl Presence {
    pub(super) fn of(node: Option<&Node>) -> Self {
        let Some(node) = node else { return Self::Never };
        match node {
            Node::Ref(target) if target.id == "AWS::NoValue" => Self::Never,
            Node::Function("Fn::If", argument) => match argument.as_list() {
                Some([_, then, otherwise]) => match (Self::of(Some(then)), Self::of(Some(otherwise))) {
                    (Self::Always, Self::Always) => Self::Always,
                    (Self::Never, Self::Never) => Self::Never,
                    _ => Self::Sometimes,
                },
                _ => Self::Sometimes,
            },
            _ => Self::Always,
        }
    }
}
