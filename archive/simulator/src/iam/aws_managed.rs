//! The AWS managed policies that roles of common tools have:
//! <https://docs.aws.amazon.com/aws-managed-policy/latest/reference/policy-list.html>. Others grant nothing.

use serde_json::{Value, json};

/// The allowed actions of each, by the end of its ARN.
const POLICIES: &[(&str, &[&str])] = &[
    ("AdministratorAccess", &["*"]),
    ("AWSCloudFormationFullAccess", &["cloudformation:*"]),
    (
        "AWSCloudFormationReadOnlyAccess",
        &[
            "cloudformation:Describe*",
            "cloudformation:Detect*",
            "cloudformation:EstimateTemplateCost",
            "cloudformation:Get*",
            "cloudformation:List*",
            "cloudformation:ValidateTemplate",
        ],
    ),
    ("AmazonS3FullAccess", &["s3:*", "s3-object-lambda:*"]),
    (
        "AmazonS3ReadOnlyAccess",
        &["s3:Get*", "s3:List*", "s3:Describe*", "s3-object-lambda:Get*", "s3-object-lambda:List*"],
    ),
    ("IAMFullAccess", &["iam:*", "organizations:DescribeAccount", "organizations:DescribeOrganization"]),
];

/// The document of an AWS managed policy, by ARN.
pub(crate) fn document(arn: &str) -> Option<Value> {
    let (_, name) = arn.split_once(":iam::aws:policy/")?;
    let (_, actions) = POLICIES.iter().find(|(known, _)| *known == name)?;
    let statement = json!({ "Effect": "Allow", "Action": actions, "Resource": "*" });
    Some(json!({ "Version": "2012-10-17", "Statement": [statement] }))
}
