//! IAM policy documents.

use super::{RulePage, error, warning};

const ELEMENTS: &str = "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements.html";

pub(super) const PAGES: &[RulePage] = &[
    error(
        "policy-statement",
        "A policy has no statement, or a statement lacks an element that it needs, has two that exclude each other, or one of \
         its lists is empty.",
        "IAM or the service refuses the policy, or it allows nothing.",
        "Add or remove the element that the finding names.",
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_statement.html",
    ),
    error(
        "policy-element",
        "A policy document or a statement has an element that IAM does not know.",
        "IAM refuses the policy.",
        "Correct the spelling; names are case-sensitive.",
        ELEMENTS,
    ),
    error(
        "policy-version",
        "The `Version` of a policy is none that IAM has.",
        "IAM refuses the policy. Without a version, policy variables such as `${aws:username}` are plain text.",
        "Write `\"2012-10-17\"`.",
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_version.html",
    ),
    error(
        "policy-effect",
        "The `Effect` of a statement is neither `Allow` nor `Deny`.",
        "IAM refuses the policy.",
        "Write `Allow` or `Deny`; the values are case-sensitive.",
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_effect.html",
    ),
    error(
        "policy-sid",
        "A `Sid` has characters that IAM does not take, or two statements of an identity's policy have the same.",
        "IAM refuses the policy.",
        "Use ASCII letters and digits, another text for each statement.",
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_sid.html",
    ),
    error(
        "policy-action",
        "An action is not written as one, or its service has none that it matches (a warning).",
        "IAM refuses the policy, or the statement allows nothing.",
        "Write `service:Action`; correct the spelling of the action.",
        "https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html",
    ),
    error(
        "policy-resource",
        "A resource of a statement is not an ARN, or no action of the statement acts on it.",
        "IAM refuses the policy, or the statement allows nothing.",
        "Use the ARN of what the actions act on, mostly `Fn::GetAtt` with the attribute `Arn`.",
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html",
    ),
    error(
        "policy-principal",
        "A principal is not written as one, is of a kind that there is not, or stands in a policy that has none.",
        "IAM or the service refuses the policy.",
        "Write an account, an ARN, a service or `*`, below the kind that it is of: `AWS`, `Service`, `Federated` or \
         `CanonicalUser`.",
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html",
    ),
    error(
        "policy-operator",
        "A condition of a policy has an operator that IAM does not have.",
        "IAM refuses the policy.",
        "Correct the spelling; names are case-sensitive.",
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html",
    ),
    warning(
        "policy-key",
        "A condition of a policy is on a key that AWS does not document.",
        "A key that no request has makes a condition that never holds.",
        "Correct the spelling.",
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html",
    ),
    error(
        "bucket-policy",
        "The policy of a bucket names another bucket, or an action on objects is allowed on the bucket only, or the reverse.",
        "S3 refuses a policy about another bucket or with an action that none of its resources takes.",
        "Name the bucket's own ARN for actions on the bucket, and the ARN followed by `/*` for actions on objects.",
        "https://docs.aws.amazon.com/AmazonS3/latest/userguide/security_iam_service-with-iam.html",
    ),
    error(
        "key-policy",
        "The policy of a KMS key lets nobody change it.",
        "KMS refuses it, because the key could never be managed again.",
        "Allow the account's root principal, or an administrator, `kms:PutKeyPolicy`.",
        "https://docs.aws.amazon.com/kms/latest/APIReference/API_CreateKey.html",
    ),
    error(
        "role-trust",
        "A resource is given a role that does not trust the resource's service.",
        "The service cannot assume the role: creation fails, or what it is for never happens.",
        "Add the service that the finding names to the role's trust policy.",
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-service.html",
    ),
    error(
        "service-principal",
        "A service principal is not the name of a service, or near to one and none that is known (a warning).",
        "IAM refuses a principal that does not exist.",
        "Correct the spelling; such names end with `.amazonaws.com`.",
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html",
    ),
    warning(
        "alias-as-resource",
        "The ARN of a KMS alias is the resource of an action on keys.",
        "KMS compares with the ARN of the key behind the alias, so the statement matches nothing.",
        "Use the ARN of the key; with `key/*`, a condition on `kms:ResourceAliases` names the alias.",
        "https://docs.aws.amazon.com/kms/latest/developerguide/alias-authorization.html",
    ),
];
