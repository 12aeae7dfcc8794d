//! What other people ask CloudFormation for while a deployment of ours runs.

use crate::hand::Hand;
use crate::wanted::{REGION, STACK};

/// A call of somebody else.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Meddling {
    /// An update that changes nothing but the tags.
    Update(u32),
    /// A deletion by somebody who first takes the protection away.
    Delete,
    CancelUpdate,
    ContinueRollback,
    RollBack,
    /// Our change set is thrown away.
    DeleteChangeSet,
}

impl Meddling {
    pub(crate) fn draw(chance: &mut fastrand::Rng) -> Self {
        match chance.u32(0..6) {
            0 => Self::Update(chance.u32(..)),
            1 => Self::Delete,
            2 => Self::CancelUpdate,
            3 => Self::ContinueRollback,
            4 => Self::RollBack,
            _ => Self::DeleteChangeSet,
        }
    }

    /// Calls, and gives what AWS says.
    pub(crate) fn call(self, hand: &Hand) -> String {
        let stack = [("StackName", STACK)];
        let ask = |action: &str| hand.cloudformation(REGION, action, &stack);
        let reply = match self {
            Self::Update(tag) => {
                let tag = tag.to_string();
                let fields = [
                    ("StackName", STACK),
                    ("UsePreviousTemplate", "true"),
                    ("Capabilities.member.1", "CAPABILITY_NAMED_IAM"),
                    ("Tags.member.1.Key", "owner"),
                    ("Tags.member.1.Value", tag.as_str()),
                ];
                hand.cloudformation(REGION, "UpdateStack", &fields)
            }
            Self::Delete => {
                let fields = [("StackName", STACK), ("EnableTerminationProtection", "false")];
                hand.cloudformation(REGION, "UpdateTerminationProtection", &fields);
                ask("DeleteStack")
            }
            Self::CancelUpdate => ask("CancelUpdateStack"),
            Self::ContinueRollback => ask("ContinueUpdateRollback"),
            Self::RollBack => ask("RollbackStack"),
            Self::DeleteChangeSet => {
                let Some(id) = ask("ListChangeSets").first("ChangeSetId") else {
                    return "there is no change set".into();
                };
                hand.cloudformation(REGION, "DeleteChangeSet", &[("ChangeSetName", &id)])
            }
        };
        reply.first("Message").unwrap_or_else(|| reply.status.to_string())
    }
}
