//! What becomes of each resource when its stack is deleted: which are deleted, and which survive and where.

use serde::Serialize;
use serde_json::Value;

use super::resource::StackResource;

/// What becomes of one resource.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DeletionOutcome {
    /// The region that it is in.
    pub region: String,
    /// Its logical id.
    pub logical_id: String,
    /// Its type, such as `AWS::S3::Bucket`.
    pub resource_type: String,
    /// Its physical id.
    pub physical_id: String,
    /// Its ARN, where it follows from the physical id: of buckets and keys.
    pub arn: Option<String>,
    /// Whether it stays in the account.
    pub survives: bool,
}

/// How a stack is deleted.
#[derive(Debug, Clone, Default)]
pub struct DestroyOptions {
    /// Logical ids of resources to leave alone; CloudFormation takes them only after a deletion failed.
    pub retain: Vec<String>,
    /// Delete the stack even if resources cannot be deleted, leaving those behind.
    pub force: bool,
}

/// What was deleted.
#[derive(Debug, Clone)]
pub struct Destroyed {
    /// Whether there was a stack.
    pub existed: bool,
    /// What became of its resources; empty if somebody else had begun the deletion.
    pub outcomes: Vec<DeletionOutcome>,
}

/// What becomes of `resources`, those of the stack `stack_id`, when it is deleted.
pub(crate) fn outcomes(stack_id: &str, template: &Value, resources: &[StackResource]) -> Vec<DeletionOutcome> {
    // arn:partition:cloudformation:region:account:stack/name/unique
    let arn: Vec<&str> = stack_id.split(':').collect();
    let part = |index: usize| arn.get(index).copied().unwrap_or_default();
    let (partition, region, account) = (part(1), part(3), part(4));
    resources
        .iter()
        .filter(|resource| resource.status != "DELETE_COMPLETE")
        .filter_map(|resource| {
            let physical_id = resource.physical_id.clone()?;
            let policy = template
                .get("Resources")
                .and_then(|all| all.get(&resource.logical_id)?.get("DeletionPolicy")?.as_str());
            let arn = match resource.resource_type.as_str() {
                "AWS::S3::Bucket" => Some(format!("arn:{partition}:s3:::{physical_id}")),
                "AWS::KMS::Key" | "AWS::KMS::ReplicaKey" => {
                    Some(format!("arn:{partition}:kms:{region}:{account}:key/{physical_id}"))
                }
                _ => None,
            };
            Some(DeletionOutcome {
                region: region.to_owned(),
                logical_id: resource.logical_id.clone(),
                resource_type: resource.resource_type.clone(),
                physical_id,
                arn,
                survives: policy.is_some_and(|policy| policy.starts_with("Retain")),
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn retained_resources_survive_with_their_arns() {
        let resource = |logical: &str, kind: &str, physical: &str| StackResource {
            logical_id: logical.into(),
            physical_id: Some(physical.into()),
            resource_type: kind.into(),
            status: "CREATE_COMPLETE".into(),
        };
        let template = json!({ "Resources": {
            "Key": { "Type": "AWS::KMS::Key", "DeletionPolicy": "RetainExceptOnCreate" },
            "Bucket": { "Type": "AWS::S3::Bucket", "DeletionPolicy": "Delete" },
        }});
        let stack = "arn:aws-cn:cloudformation:cn-north-1:123456789012:stack/x/uuid";
        let resources = [resource("Key", "AWS::KMS::Key", "abc"), resource("Bucket", "AWS::S3::Bucket", "b")];
        let outcomes = outcomes(stack, &template, &resources);
        assert!(outcomes[0].survives && !outcomes[1].survives);
        assert_eq!(outcomes[0].arn.as_deref(), Some("arn:aws-cn:kms:cn-north-1:123456789012:key/abc"));
        assert_eq!(outcomes[1].arn.as_deref(), Some("arn:aws-cn:s3:::b"));
    }
}
