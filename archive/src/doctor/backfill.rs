//! The role of the jobs of `archive backfill`, if there is one: no deployment depends on it, so that it may be missing.

use iam_evaluator::{Context, Principal};

use super::{Examination, Finding, LOOK_AT_TRUST, actions, permissions, trusts};
use cfn_deploy::aws::Role;

const SERVICE: &str = "batchoperations.s3.amazonaws.com";
const REMEDY: &str = "`archive bootstrap --backfill` puts it back as it has to be";

pub(super) async fn examine(context: &Examination<'_>) -> Vec<Finding> {
    let name = context.config.backfill_role_name();
    let subject = format!("role {name}");
    match context.aws.role(context.region(), &name).await {
        Ok(None) => Vec::new(),
        Ok(Some(role)) => vec![of_role(context, subject, &role).await],
        Err(error) => vec![Finding::call_failed(subject, &error)],
    }
}

async fn of_role(context: &Examination<'_>, subject: String, role: &Role) -> Finding {
    match trusts(role, Principal::Service(SERVICE.to_owned()), &context.caller.account, Context::new()) {
        Ok(true) => {}
        Ok(false) => {
            return Finding::failed(subject, format!("does not trust {SERVICE}, so that no job can assume it"), REMEDY);
        }
        Err(why) => return Finding::unknown(subject, why, LOOK_AT_TRUST),
    }
    let found = permissions::one(context, &subject, &role.arn, &actions::of_backfill(context)).await;
    match found.passed {
        Some(true) => Finding::passed(subject, "exists; S3 Batch Operations may assume it and replicate as it"),
        Some(false) => Finding { remedies: vec![REMEDY.to_owned()], ..found },
        None => found,
    }
}
