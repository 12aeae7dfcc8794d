//! What happens to each resource when its stack is deleted: which are deleted, and which are retained and where.

use cfn_template::TemplateBody;
use serde::Serialize;

use super::resource::StackResource;

/// What happens to one resource.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DeletionOutcome {
    /// The region that it is in.
    pub region: String,
    /// Its logical ID.
    pub logical_id: String,
    /// Its type, such as `AWS::S3::Bucket`.
    pub resource_type: String,
    /// Its physical ID.
    pub physical_id: String,
    /// Its ARN, if it can be derived from the physical ID: for buckets and keys.
    pub arn: Option<String>,
    /// Whether it is retained; `None` if that is unknown, because the stack's template cannot be parsed or does not determine it.
    pub retained: Option<bool>,
}

/// How a stack is deleted.
#[derive(Debug, Clone, Default)]
pub struct DestroyOptions {
    /// Logical IDs of resources to retain; CloudFormation accepts them only after a failed deletion.
    pub retain: Vec<String>,
    /// Delete the stack even if resources cannot be deleted; those are retained.
    pub force: bool,
}

/// The result of a deletion.
#[derive(Debug, Clone)]
pub struct DeletionResult {
    /// Whether there was a stack.
    pub existed: bool,
    /// What happened to its resources; empty if another caller had started the deletion.
    pub outcomes: Vec<DeletionOutcome>,
}

/// What happens to `resources`, those of the stack `stack_id`, when it is deleted.
pub(crate) fn outcomes(stack_id: &str, template: &TemplateBody, resources: &[StackResource]) -> Vec<DeletionOutcome> {
    // arn:partition:cloudformation:region:account:stack/name/unique
    let parts: Vec<&str> = stack_id.split(':').collect();
    let (partition, region, account) = match parts.as_slice() {
        [_, partition, _, region, account, ..] => (Some(*partition), *region, *account),
        // Not an ARN: then those of the resources are not known either.
        _ => (None, "", ""),
    };
    resources
        .iter()
        .filter(|resource| resource.status != "DELETE_COMPLETE")
        .filter_map(|resource| {
            let physical_id = resource.physical_id.clone()?;
            let arn = partition.and_then(|partition| match resource.resource_type.as_str() {
                "AWS::S3::Bucket" => Some(format!("arn:{partition}:s3:::{physical_id}")),
                "AWS::KMS::Key" | "AWS::KMS::ReplicaKey" => {
                    Some(format!("arn:{partition}:kms:{region}:{account}:key/{physical_id}"))
                }
                _ => None,
            });
            Some(DeletionOutcome {
                region: region.to_owned(),
                logical_id: resource.logical_id.clone(),
                resource_type: resource.resource_type.clone(),
                physical_id,
                arn,
                retained: is_retained(template, &resource.logical_id),
            })
        })
        .collect()
}

/// Whether a resource is retained when its stack is deleted, according to the stack's template.
fn is_retained(template: &TemplateBody, logical_id: &str) -> Option<bool> {
    // A template that cannot be parsed must not be treated as one without policies.
    let Ok(template) = template.template() else { return None };
    match template.resource(logical_id) {
        Some(resource) => resource.deletion_policy().retains(),
        None => (!template.has_resources_of_transforms()).then_some(false),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn retained_resources_survive_with_their_arns() {
        let resource = |logical: &str, kind: &str, physical: &str| StackResource {
            logical_id: logical.into(),
            physical_id: Some(physical.into()),
            resource_type: kind.into(),
            status: "CREATE_COMPLETE".into(),
        };
        let key = "Key: {Type: AWS::KMS::Key, DeletionPolicy: RetainExceptOnCreate}";
        let template = TemplateBody::new(format!(
            "Resources:\n  {key}\n  Bucket: {{Type: AWS::S3::Bucket, DeletionPolicy: Delete}}\n"
        ));
        let stack = "arn:aws-cn:cloudformation:cn-north-1:123456789012:stack/x/uuid";
        let resources = [resource("Key", "AWS::KMS::Key", "abc"), resource("Bucket", "AWS::S3::Bucket", "b")];
        let outcomes = outcomes(stack, &template, &resources);
        assert_eq!([outcomes[0].retained, outcomes[1].retained], [Some(true), Some(false)]);
        assert_eq!(outcomes[0].arn.as_deref(), Some("arn:aws-cn:kms:cn-north-1:123456789012:key/abc"));
        assert_eq!(outcomes[1].arn.as_deref(), Some("arn:aws-cn:s3:::b"));
    }
    #[test]
    fn what_the_template_does_not_tell_is_not_known() {
        let of = |text: &str| is_retained(&TemplateBody::new(text), "A");
        assert_eq!(of("Resources: {A: {Type: T, DeletionPolicy: Retain}}"), Some(true));
        assert_eq!(of(r#"{"Resources": {"A": {"Type": "T"}}}"#), Some(false));
        assert_eq!(of("Resources: {B: {Type: T}}"), Some(false));
        assert_eq!(of("Resources: {A: {Type: T, DeletionPolicy: !If [Kept, Retain, Delete]}}"), None);
        assert_eq!(of("Transform: Mine\nResources: {B: {Type: T}}"), None);
        assert_eq!(of("Resources: {A: {Type: T, DeletionPolicy: Retain"), None);
        assert_eq!(is_retained(&TemplateBody::missing(), "A"), None);
    }
}
