//! What becomes of each resource when its stack is deleted: which are deleted, and which survive and where.

use futures_util::future::join_all;
use serde::Serialize;
use serde_json::Value;

use super::deleting::StackResource;
use super::stack::Stack;
use super::stack_set::STACK_SET;
use super::{Engine, Error};
use crate::aws::ApiError;

/// What becomes of one resource.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Fate {
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

impl Engine<'_> {
    /// What becomes of the resources of `stack`, and of the instances of its StackSets, when it is deleted.
    ///
    /// # Errors
    /// The failures of calls in the stack's own region. An instance that cannot be looked into is left out with a warning.
    pub async fn fates(&self, stack: &Stack) -> Result<Vec<Fate>, Error> {
        let (template, resources) = tokio::try_join!(self.template(&stack.id), self.resources(&stack.id))?;
        let mut fates = fates(&stack.id, &template, &resources);
        for set in resources.iter().filter(|resource| resource.resource_type == STACK_SET) {
            let Some(id) = &set.physical_id else { continue };
            let instances = self.instance_stacks(id).await;
            let all = instances.iter().map(|(region, stack_id)| async move {
                let engine = Engine { region, ..*self };
                let both = tokio::try_join!(engine.template(stack_id), engine.resources(stack_id));
                (region, stack_id, both)
            });
            for (region, stack_id, looked) in join_all(all).await {
                match looked {
                    Ok((template, resources)) => fates.extend(self::fates(stack_id, &template, &resources)),
                    Err(error) => {
                        self.warn(format!("the replica stack in {region} cannot be looked into: {error}"), None)
                    }
                }
            }
        }
        Ok(fates)
    }

    /// The template that a stack was last deployed with, as JSON; null if it is not JSON.
    pub(super) async fn template(&self, stack: &str) -> Result<Value, Error> {
        let answer = self
            .client()
            .get_template()
            .stack_name(stack)
            .send()
            .await
            .map_err(|error| ApiError::new("GetTemplate", self.region, error))?;
        Ok(answer.template_body.and_then(|body| serde_json::from_str(&body).ok()).unwrap_or_default())
    }

    /// The region and the ARN of each stack of a StackSet.
    pub(super) async fn instance_stacks(&self, id: &str) -> Vec<(String, String)> {
        let mut pages = self.client().list_stack_instances().stack_set_name(id).into_paginator().send();
        let mut stacks = Vec::new();
        while let Some(page) = pages.next().await {
            match page {
                Ok(page) => stacks.extend(
                    page.summaries.unwrap_or_default().into_iter().filter_map(|one| Some((one.region?, one.stack_id?))),
                ),
                Err(error) => {
                    let error = ApiError::new("ListStackInstances", self.region, error);
                    self.warn(format!("the instances of {id} cannot be listed: {error}"), None);
                    break;
                }
            }
        }
        stacks
    }
}

fn fates(stack_id: &str, template: &Value, resources: &[StackResource]) -> Vec<Fate> {
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
            Some(Fate {
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
        let fates = fates(stack, &template, &resources);
        assert!(fates[0].survives && !fates[1].survives);
        assert_eq!(fates[0].arn.as_deref(), Some("arn:aws-cn:kms:cn-north-1:123456789012:key/abc"));
        assert_eq!(fates[1].arn.as_deref(), Some("arn:aws-cn:s3:::b"));
    }
}
