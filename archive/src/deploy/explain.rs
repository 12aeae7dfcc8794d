//! The common reasons of failures, in plain words and with a remedy.

use serde::Serialize;

/// What a reason means, and what to do about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Explanation {
    /// What it means.
    pub meaning: &'static str,
    /// What to do.
    pub remedy: &'static str,
}

/// Known reasons, by a part of AWS's text. The first that matches wins, so the particular come before the general.
const KNOWN: [(&str, Explanation); 21] = [
    (
        "AWSCloudFormationStackSetAdministrationRole",
        Explanation {
            meaning: "the role that StackSets need in the administrating account does not exist or may not be assumed",
            remedy: "deploy the two StackSet roles first with `archive bootstrap`",
        },
    ),
    (
        "AWSCloudFormationStackSetExecutionRole",
        Explanation {
            meaning: "the role that StackSets need in each target account does not exist or may not be assumed",
            remedy: "deploy the two StackSet roles first with `archive bootstrap`",
        },
    ),
    (
        "Destination bucket must have versioning enabled",
        Explanation {
            meaning: "a replica bucket is there, but keeps no versions",
            remedy: "turn versioning on in the replica bucket, or deploy the replica stack again",
        },
    ),
    (
        "Destination bucket must exist",
        Explanation {
            meaning: "a replication rule names a bucket that does not exist",
            remedy: "make sure that the stack of that region exists; `archive status` shows it",
        },
    ),
    (
        "BucketAlreadyOwnedByYou",
        Explanation {
            meaning: "the bucket is in this account already, probably retained by an earlier stack",
            remedy: "bring it into the stack with `archive adopt`, or choose another prefix",
        },
    ),
    (
        "BucketAlreadyExists",
        Explanation {
            meaning: "the bucket's name is taken, perhaps by another account: names are global",
            remedy: "choose another prefix; if the bucket is yours, bring it in with `archive adopt`",
        },
    ),
    (
        "already exists in stack",
        Explanation {
            meaning: "another stack manages a resource with this name",
            remedy: "choose another prefix, or delete the other stack",
        },
    ),
    (
        "already exists",
        Explanation {
            meaning: "something with this name exists already, and this stack does not manage it",
            remedy: "if an earlier stack retained it, bring it in with `archive adopt`; else choose another prefix",
        },
    ),
    (
        "BucketNotEmpty",
        Explanation {
            meaning: "a bucket that holds objects is not deleted",
            remedy: "empty it first, all versions included, or retain it",
        },
    ),
    (
        "The bucket you tried to delete is not empty",
        Explanation {
            meaning: "a bucket that holds objects is not deleted",
            remedy: "empty it first, all versions included, or retain it",
        },
    ),
    (
        "new key policy will not allow you to update the key policy",
        Explanation {
            meaning: "KMS refuses a key policy that would lock its author out",
            remedy: "let the key policy allow kms:PutKeyPolicy to the account, as its first statement should",
        },
    ),
    (
        "invalid principals",
        Explanation {
            meaning: "a policy names a principal that does not exist, or does not exist yet in that region",
            remedy: "run the deployment again; if it stays, correct the principal",
        },
    ),
    (
        "is disabled in this account",
        Explanation {
            meaning: "the region is not enabled in the account",
            remedy: "enable the region in the account settings, or leave it out",
        },
    ),
    (
        "security token included in the request is invalid",
        Explanation {
            meaning: "the region is probably not enabled in the account",
            remedy: "enable the region in the account settings, or leave it out",
        },
    ),
    (
        "TerminationProtection",
        Explanation {
            meaning: "the stack is protected from deletion",
            remedy: "delete it with `archive destroy`, which asks first",
        },
    ),
    (
        "Requires capabilities",
        Explanation {
            meaning: "the template creates IAM resources, and the request does not allow it",
            remedy: "allow CAPABILITY_NAMED_IAM",
        },
    ),
    (
        "not authorized to perform",
        Explanation {
            meaning: "the caller, or the service role of the stack, lacks a permission",
            remedy: "grant the action that the reason names; `archive doctor` checks them all",
        },
    ),
    (
        "AccessDenied",
        Explanation {
            meaning: "the caller, or the service role of the stack, lacks a permission",
            remedy: "grant what the reason names; `archive doctor` checks all permissions",
        },
    ),
    (
        "LimitExceeded",
        Explanation {
            meaning: "a quota of the account is used up",
            remedy: "ask for a higher quota in the Service Quotas console",
        },
    ),
    ("Rate exceeded", Explanation { meaning: "AWS throttled the calls", remedy: "run it again in a few minutes" }),
    (
        "Account gate",
        Explanation {
            meaning: "the account gate function of the target account refused",
            remedy: "look into that function's log",
        },
    ),
];

/// The explanation of a reason that AWS gave, if it is a known one.
pub(super) fn explain(reason: &str) -> Option<Explanation> {
    KNOWN.iter().find(|(part, _)| reason.contains(part)).map(|(_, explanation)| *explanation)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_known_reason_is_hidden_by_a_more_general_one_before_it() {
        for (index, (part, explanation)) in KNOWN.iter().enumerate() {
            assert_eq!(explain(part), Some(*explanation), "{part} (entry {index}) is answered by an earlier entry");
        }
    }

    #[test]
    fn an_unknown_reason_is_not_explained() {
        assert_eq!(explain("Something else"), None);
    }
}
