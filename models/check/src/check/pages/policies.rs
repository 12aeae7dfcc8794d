//! IAM policy documents.

use super::{RulePage, error, warning};

const ELEMENTS: &str = "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements.html";

pub(super) const PAGES: &[RulePage] = &[
    error(
        "policy-statement",
        "A policy has no statement, or a statement lacks a required element, has two mutually exclusive elements or \
         an empty list.",
        "IAM or the service rejects the policy, or the policy has no effect.",
        "Add or remove the element that the finding names.",
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_statement.html",
    ),
    error(
        "managed-policy",
        "The ARN of a policy that AWS manages has another path than the policy, or a name that is similar to a known one (a warning: AWS \
         adds policies).",
        "IAM does not find the policy.",
        "Use the ARN from the list of managed policies.",
        "https://docs.aws.amazon.com/aws-managed-policy/latest/reference/policy-list.html",
    ),
    error(
        "attached-policy",
        "A statement of the policy of a queue or a topic is about another queue or topic only.",
        "The service rejects the policy, or the statement has no effect.",
        "Use the ARN of what the policy is attached to, or attach the policy to the other one too.",
        "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-overview-of-managing-access.html",
    ),
    error(
        "policy-element",
        "A policy document or a statement has an unknown element.",
        "IAM rejects the policy.",
        "Correct the spelling; names are case-sensitive.",
        ELEMENTS,
    ),
    error(
        "policy-version",
        "The `Version` of a policy is not a version of the policy language.",
        "IAM rejects the policy. Without a version, policy variables such as `${aws:username}` are plain text.",
        "Write `\"2012-10-17\"`.",
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_version.html",
    ),
    error(
        "policy-effect",
        "The `Effect` of a statement is neither `Allow` nor `Deny`.",
        "IAM rejects the policy.",
        "Write `Allow` or `Deny`; the values are case-sensitive.",
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_effect.html",
    ),
    error(
        "policy-sid",
        "A `Sid` has characters that IAM does not allow, or two statements of an identity-based policy have the same \
         `Sid`.",
        "IAM rejects the policy.",
        "Use only ASCII letters and digits, and a different `Sid` for each statement.",
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_sid.html",
    ),
    error(
        "policy-action",
        "An action is not of the form `service:Action`, or it matches no action of the service (a warning).",
        "IAM rejects the policy, or the statement has no effect.",
        "Write `service:Action`; correct the spelling of the action.",
        "https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html",
    ),
    error(
        "policy-resource",
        "A resource of a statement is not an ARN, or no action of the statement supports it.",
        "IAM rejects the policy, or the statement has no effect.",
        "Use the ARN of a resource that the actions support, usually `Fn::GetAtt` with the attribute `Arn`.",
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html",
    ),
    error(
        "policy-principal",
        "A principal is malformed, has an unknown type, or is in a policy that does not support principals.",
        "IAM or the service rejects the policy.",
        "Write an account, an ARN, a service or `*` under its principal type: `AWS`, `Service`, `Federated` or \
         `CanonicalUser`.",
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html",
    ),
    error(
        "policy-operator",
        "A condition of a policy has an unknown operator.",
        "IAM rejects the policy.",
        "Correct the spelling; names are case-sensitive.",
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html",
    ),
    warning(
        "policy-key",
        "A condition of a policy uses a condition key that AWS does not document.",
        "A condition on a key that no request has is never true.",
        "Correct the spelling.",
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html",
    ),
    error(
        "bucket-policy",
        "A bucket policy names another bucket, or it allows an object action on the bucket only, or the reverse.",
        "S3 rejects a policy that names another bucket or whose action does not apply to any of its resources.",
        "Use the bucket's own ARN for bucket actions, and the ARN followed by `/*` for object actions.",
        "https://docs.aws.amazon.com/AmazonS3/latest/userguide/security_iam_service-with-iam.html",
    ),
    error(
        "key-policy",
        "A KMS key policy allows no principal to change it.",
        "KMS rejects it, because the key would become unmanageable.",
        "Allow the account's root principal, or an administrator, `kms:PutKeyPolicy`.",
        "https://docs.aws.amazon.com/kms/latest/APIReference/API_CreateKey.html",
    ),
    error(
        "role-trust",
        "The trust policy of a role does not allow the service of the resource that uses the role.",
        "The service cannot assume the role: creation fails, or the resource does not work.",
        "Add the service principal that the finding names to the role's trust policy.",
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-service.html",
    ),
    error(
        "service-principal",
        "A service principal is not the name of a service, or is unknown and similar to a known one (a warning).",
        "IAM rejects a principal that does not exist.",
        "Correct the spelling; such names end with `.amazonaws.com`.",
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html",
    ),
    warning(
        "alias-as-resource",
        "The ARN of a KMS alias is the resource of an action on keys.",
        "KMS compares with the ARN of the key that the alias points to, so the statement matches nothing.",
        "Use the ARN of the key, or `key/*` with a condition on `kms:ResourceAliases`.",
        "https://docs.aws.amazon.com/kms/latest/developerguide/alias-authorization.html",
    ),
];
