//! Explanations and remedies of common failure reasons.

use serde::Serialize;

use super::remedy::Remedy;

/// What a reason means, and what to do about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Explanation {
    /// What the reason means.
    pub meaning: &'static str,
    /// The remedies; if there are several possible causes, the likeliest first.
    pub remedies: &'static [Remedy],
}

/// Known reasons, by a substring of AWS's message. The first match wins, so specific ones come before general ones.
static KNOWN: &[(&str, Explanation)] = &[
    (
        "role with trust relationship",
        Explanation {
            meaning: "StackSets may not assume a role that they need, in the administrating or the target account, or it does not exist",
            remedies: &[
                Remedy::Bootstrap,
                Remedy::known("a new role may need a minute, so try again then"),
                Remedy::Deploy,
            ],
        },
    ),
    (
        "not authorized to perform: sts:AssumeRole",
        Explanation {
            meaning: "the role does not trust the principal that has to assume it",
            remedies: &[
                Remedy::known(
                    "let the role trust the caller that the reason names, and the caller assume it; if they are a StackSet's roles, create them",
                ),
                Remedy::Bootstrap,
            ],
        },
    ),
    (
        "Destination bucket must have versioning enabled",
        Explanation {
            meaning: "a replica bucket exists, but is not versioned",
            remedies: &[Remedy::known("turn versioning on in the replica bucket, or deploy the replica stack again")],
        },
    ),
    (
        "Destination bucket must exist",
        Explanation {
            meaning: "a replication rule names a bucket that does not exist",
            remedies: &[Remedy::known("make sure that the stack of that region exists"), Remedy::ShowStatus],
        },
    ),
    (
        "BucketAlreadyOwnedByYou",
        Explanation {
            meaning: "the bucket is in this account already, probably retained by an earlier stack",
            remedies: &[Remedy::Adopt, Remedy::ChooseNames],
        },
    ),
    (
        "BucketAlreadyExists",
        Explanation {
            meaning: "the bucket's name is taken, perhaps by another account: names are global",
            remedies: &[Remedy::ChooseNames, Remedy::Adopt],
        },
    ),
    (
        "conflicting conditional operation",
        Explanation {
            meaning: "a bucket of this name was deleted or is being created, and S3 has not released the name",
            remedies: &[Remedy::known("try again later: after a deletion that can take an hour")],
        },
    ),
    (
        "already exists in stack",
        Explanation {
            meaning: "another stack manages a resource with this name",
            remedies: &[Remedy::ChooseNames, Remedy::known("or delete the other stack")],
        },
    ),
    (
        "already exists",
        Explanation {
            meaning: "something with this name exists already, and this stack does not manage it",
            remedies: &[Remedy::Adopt, Remedy::ChooseNames],
        },
    ),
    (
        "BucketNotEmpty",
        Explanation {
            meaning: "a bucket that holds objects is not deleted",
            remedies: &[Remedy::known("empty it first, all versions included, or retain it")],
        },
    ),
    (
        "The bucket you tried to delete is not empty",
        Explanation {
            meaning: "a bucket that holds objects is not deleted",
            remedies: &[Remedy::known("empty it first, all versions included, or retain it")],
        },
    ),
    (
        "new key policy will not allow you to update the key policy",
        Explanation {
            meaning: "KMS refuses a key policy that would lock its author out",
            remedies: &[Remedy::known(
                "let the key policy allow kms:PutKeyPolicy to the account, as its first statement should",
            )],
        },
    ),
    (
        "invalid principals",
        Explanation {
            meaning: "a policy names a principal that does not exist, or does not exist yet in that region",
            remedies: &[Remedy::Deploy, Remedy::known("if it persists, correct the principal")],
        },
    ),
    (
        "Invalid principal in policy",
        Explanation {
            meaning: "a bucket policy names a principal that does not exist, or does not exist yet",
            remedies: &[Remedy::Deploy, Remedy::known("if it persists, correct the principal")],
        },
    ),
    (
        "PendingReplicaDeletion",
        Explanation {
            meaning: "the key is pending deletion, which waits for its replica keys, and cannot be used",
            remedies: &[Remedy::known(
                "cancel its deletion with `aws kms cancel-key-deletion`, then `aws kms enable-key`",
            )],
        },
    ),
    (
        "pending deletion",
        Explanation {
            meaning: "the key is pending deletion and cannot be used",
            remedies: &[Remedy::known(
                "cancel its deletion with `aws kms cancel-key-deletion`, then `aws kms enable-key`",
            )],
        },
    ),
    (
        "KMSInvalidStateException",
        Explanation {
            meaning: "the key is disabled or pending deletion",
            remedies: &[Remedy::known(
                "enable it with `aws kms enable-key`, after `aws kms cancel-key-deletion` if it is pending deletion",
            )],
        },
    ),
    (
        "SseKmsEncryptedObjects",
        Explanation {
            meaning: "a replication rule for encrypted objects names no key of its replica, or the reverse",
            remedies: &[Remedy::known("correct the rule: ReplicaKmsKeyID and SseKmsEncryptedObjects go together")],
        },
    ),
    (
        "Object Lock configuration",
        Explanation {
            meaning: "a bucket with Object Lock replicates only to buckets that have it too",
            remedies: &[Remedy::known("turn Object Lock on in every replica bucket")],
        },
    ),
    (
        "is disabled in this account",
        Explanation {
            meaning: "the region is not enabled in the account",
            remedies: &[Remedy::known("enable the region in the account settings, or leave it out")],
        },
    ),
    (
        "is not enabled for account",
        Explanation {
            meaning: "the region is not enabled in the account",
            remedies: &[Remedy::known(
                "enable the region in the account settings, or leave it out: its stack, bucket and key then stay as they are",
            )],
        },
    ),
    (
        "security token included in the request is invalid",
        Explanation {
            meaning: "the region is probably not enabled in the account",
            remedies: &[Remedy::known("enable the region in the account settings, or leave it out")],
        },
    ),
    (
        "TerminationProtection",
        Explanation { meaning: "the stack is protected from deletion", remedies: &[Remedy::DeleteStack] },
    ),
    (
        "Requires capabilities",
        Explanation {
            meaning: "the template creates IAM resources, and the request does not allow it",
            remedies: &[Remedy::known("allow CAPABILITY_NAMED_IAM")],
        },
    ),
    (
        "with an explicit deny in a service control policy",
        Explanation {
            meaning: "a policy of the organization forbids it, whatever the account allows",
            remedies: &[Remedy::known("ask an administrator of the organization's policies, or remove the region")],
        },
    ),
    (
        "not authorized to perform",
        Explanation {
            meaning: "the caller, or the service role of the stack, lacks a permission",
            remedies: &[Remedy::known("grant the action that the reason names"), Remedy::CheckPermissions],
        },
    ),
    (
        "AccessDenied",
        Explanation {
            meaning: "the caller, or the service role of the stack, lacks a permission",
            remedies: &[Remedy::known("grant what the reason names"), Remedy::CheckPermissions],
        },
    ),
    (
        "TooManyBuckets",
        Explanation {
            meaning: "the account has as many buckets as its quota allows",
            remedies: &[Remedy::known("ask for a higher quota in the Service Quotas console")],
        },
    ),
    (
        "OperationInProgressException",
        Explanation {
            meaning: "another operation of the StackSet is under way",
            remedies: &[Remedy::known("wait until it ends"), Remedy::Deploy],
        },
    ),
    (
        "StackSetNotEmptyException",
        Explanation {
            meaning: "a StackSet with instances is not deleted",
            remedies: &[Remedy::known("delete its instances first, retaining their stacks where they are to stay")],
        },
    ),
    (
        "AWSCloudFormationStackSetAdministrationRole",
        Explanation {
            meaning: "a role that StackSets need does not exist or may not be assumed",
            remedies: &[Remedy::Bootstrap, Remedy::Deploy],
        },
    ),
    (
        "AWSCloudFormationStackSetExecutionRole",
        Explanation {
            meaning: "a role that StackSets need does not exist or may not be assumed",
            remedies: &[Remedy::Bootstrap, Remedy::Deploy],
        },
    ),
    (
        "LimitExceeded",
        Explanation {
            meaning: "a quota of the account is used up",
            remedies: &[Remedy::known("ask for a higher quota in the Service Quotas console")],
        },
    ),
    (
        "Exceeded attempts to wait",
        Explanation {
            meaning: "a resource did not become ready in the time that CloudFormation gives it",
            remedies: &[Remedy::Deploy, Remedy::known("if it persists, look at the resource in its service's console")],
        },
    ),
    (
        "did not stabilize",
        Explanation {
            meaning: "a resource did not become ready, and AWS's reason says no more",
            remedies: &[Remedy::ShowEvents, Remedy::Deploy],
        },
    ),
    (
        "Rate exceeded",
        Explanation { meaning: "AWS throttled the calls", remedies: &[Remedy::known("run it again in a few minutes")] },
    ),
    (
        "Account gate",
        Explanation {
            meaning: "the account gate function of the target account refused",
            remedies: &[Remedy::known("look into that function's log")],
        },
    ),
];

/// The explanation of AWS's reason, if it is known.
pub(crate) fn explain(reason: &str) -> Option<Explanation> {
    KNOWN.iter().find(|(part, _)| reason.contains(part)).map(|(_, explanation)| *explanation)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_known_reason_is_hidden_by_a_more_general_one_before_it() {
        for (index, (part, explanation)) in KNOWN.iter().enumerate() {
            assert_eq!(explain(part), Some(*explanation), "{part} (entry {index}) is matched by an earlier entry");
        }
    }

    #[test]
    fn a_reason_that_mentions_something_else_by_the_way_is_explained_by_what_it_says() {
        let remedy = |reason: &str| {
            explain(reason)
                .map_or_else(String::new, |known| known.remedies.iter().map(Remedy::to_string).collect::<String>())
        };
        let denied = "User: arn:aws:sts::1:assumed-role/AWSCloudFormationStackSetExecutionRole/x is not authorized to perform: \
                      s3:PutEncryptionConfiguration on resource: y because no identity-based policy allows it";
        assert!(remedy(denied).contains("grant the action"));
        assert!(
            remedy("Account 1 should have 'Ours' role with trust relationship to Role 'Admin'.")
                .contains("execution roles")
        );
        assert!(
            remedy("x is not authorized to perform: kms:CreateKey with an explicit deny in a service control policy")
                .contains("organization")
        );
        assert!(remedy("Resource handler returned message: \"Resource of type 'Stack set operation [x] was unexpectedly stopped or failed. \
                        status reason(s): []' with identifier 'y' did not stabilize.\"").contains("events of every region"));
        assert!(
            remedy("A conflicting conditional operation is currently in progress against this resource.")
                .contains("later")
        );
    }

    #[test]
    fn an_unknown_reason_is_not_explained() {
        assert_eq!(explain("Something else"), None);
    }
}
