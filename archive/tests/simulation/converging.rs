//! The end of a schedule: it is run until nothing fails any more, and then everything has to be as it is wanted.

use archive_simulator::Faults;
use cfn_deploy::{DestroyOptions, Outcome};

use crate::hand::Hand;
use crate::schedule::{RUNS, Schedule};
use crate::wanted::{REGION, STACK, STACK_SET};

/// So many requests after it was written, an object must have arrived in every replica.
const ARRIVAL: u32 = 400;

impl Schedule {
    /// Runs until nothing fails any more.
    pub(super) async fn converge(&mut self) {
        self.history.step("Converge");
        let mut deletions = 0;
        for _ in 0..RUNS {
            match self.deploy().await {
                Ok(outcome) if outcome.unchanged => return self.check_outcome(&outcome),
                Ok(_) => {}
                Err(error) if error.to_string().contains("IMPORT_ROLLBACK_FAILED") => {
                    // Nothing but deleting such a stack helps, and what an import took in is retained.
                    for (region, _) in self.wanted.buckets() {
                        let stack = if region == REGION { STACK } else { STACK_SET };
                        if self.hand.status(&region, stack).as_deref() == Some("IMPORT_ROLLBACK_FAILED") {
                            self.hand.cloudformation(&region, "DeleteStack", &[("StackName", stack)]);
                        }
                    }
                }
                Err(error) if error.to_string().contains(" already") => {
                    if !self.remove_orphan(&error.to_string()) {
                        self.begin_again().await;
                    }
                }
                Err(_) if self.hand.status(REGION, STACK).as_deref() == Some("DELETE_FAILED") => {
                    // What an earlier deletion kept can be in the way of every further one.
                    deletions += 1;
                    let force = deletions > 2 && self.wanted.is_archive();
                    self.destroy_with(&DestroyOptions { force, ..DestroyOptions::default() }).await;
                }
                Err(_) => {}
            }
        }
        self.assert(false, || format!("does not converge in {RUNS} runs"));
    }

    /// Where CloudFormation could not delete a role or an alias that a failed update had made, it forgets it, and somebody has to remove
    /// what the error names. Gives whether there was such a thing.
    fn remove_orphan(&self, error: &str) -> bool {
        let role = format!("acme-archive-replication-{REGION}");
        if error.contains(&format!("{role}' already exists")) || error.contains(&format!("{role} already exists")) {
            for name in self.hand.iam("ListRolePolicies", &[("RoleName", &role)]).all("member") {
                self.hand.iam("DeleteRolePolicy", &[("RoleName", &role), ("PolicyName", &name)]);
            }
            return self.hand.iam("DeleteRole", &[("RoleName", &role)]).is_ok();
        }
        let Some((_, alias)) = error.split_once("alias/") else { return false };
        let alias = alias.split([' ', '\'']).next().unwrap_or_default();
        self.wanted.buckets().iter().any(|(region, _)| {
            let name = serde_json::json!({ "AliasName": format!("alias/{alias}") });
            self.hand.kms(region, "DeleteAlias", &name).is_ok()
        })
    }

    /// The stack is the wanted one, and so are its instances.
    fn check_outcome(&self, outcome: &Outcome) {
        let request = self.wanted.request();
        let deployed = self.hand.cloudformation(REGION, "GetTemplate", &[("StackName", STACK)]).first("TemplateBody");
        self.assert(deployed.as_ref() == Some(&request.template), || format!("deployed is {deployed:?}"));
        let (_, bucket) = self.wanted.primary();
        self.assert(outcome.outputs.get("BucketName") == Some(&bucket), || format!("{outcome:?}"));
        let mut instances: Vec<String> = self.hand.instances(STACK_SET).into_iter().map(|(region, _)| region).collect();
        let mut wanted: Vec<String> = self.wanted.buckets().into_iter().skip(1).map(|(region, _)| region).collect();
        instances.sort();
        wanted.sort();
        self.assert(instances == wanted, || format!("the instances are {instances:?}, not {wanted:?}"));
    }

    /// An object that is written now comes to every replica, under the replica's own key.
    pub(super) async fn check_replication(&mut self) {
        if !self.wanted.is_archive() {
            return;
        }
        self.cloud.set_faults(Faults::default());
        let (region, bucket) = self.wanted.primary();
        let body = format!("the last of seed {}", self.seed);
        let put = self.hand.s3(&region, "PUT", &format!("/{bucket}/last"), &body);
        self.assert(put.is_ok(), || format!("{put:?}"));
        let pending = |hand: &Hand| {
            let source = hand.s3(&region, "HEAD", &format!("/{bucket}/last"), "");
            source.header("x-amz-replication-status") == Some("PENDING")
        };
        for _ in 0..ARRIVAL {
            if !pending(&self.hand) {
                break;
            }
            // Each request moves time on.
            let _ = self.ours.aws.bucket_exists(&region, &bucket).await;
        }
        for (region, replica) in self.wanted.attached_buckets().into_iter().skip(1) {
            let arrived = self.hand.s3(&region, "GET", &format!("/{replica}/last"), "");
            self.assert(arrived.text == body, || format!("{replica} in {region} has not got the object: {arrived:?}"));
            let key = arrived.header("x-amz-server-side-encryption-aws-kms-key-id");
            let own = self.ledger.key(&region, &replica);
            self.assert(own.is_some() && key == own, || {
                format!("{replica} encrypts with {key:?}, not its own {own:?}")
            });
        }
    }
}
