//! The end of a schedule: it is run until nothing fails any more, and then everything has to be as it is wanted.

use archive_simulator::Faults;
use cfn_deploy::{DestroyOptions, Outcome};

use crate::failover::Promoted;
use crate::hand::Hand;
use crate::schedule::{RUNS, Schedule};
use crate::wanted::{REGION, STACK, STACK_SET};

/// So many requests after it was written, an object must have arrived in every replica.
const ARRIVAL: u32 = 400;

impl Schedule {
    /// Runs until nothing fails any more.
    pub(super) async fn converge(&mut self) {
        self.history.step("Converge");
        if !self.has_opt_in && self.chance.bool() {
            self.set_opt_in(true);
            self.wanted.bring_opt_in_back();
        }
        let (mut deletions, mut taken) = (0, 0);
        for _ in 0..RUNS {
            self.fail_back(false).await;
            match self.deploy().await {
                Ok(outcome) if outcome.unchanged && Promoted::look(&self.hand).is_none() => {
                    return self.check_outcome(&outcome);
                }
                Ok(_) => {}
                // What an import took in is retained.
                Err(error) if error.to_string().contains("IMPORT_ROLLBACK_FAILED") => self.destroy().await,
                Err(error) if error.to_string().contains(" already") => {
                    // A role or an alias that CloudFormation has forgotten is deleted by the next deployment.
                    taken += 1;
                    if taken > 1 || !self.wanted.is_archive() {
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
        let (primary, replicas) = (self.wanted.primary(), self.wanted.attached_buckets().split_off(1));
        self.check_arrival(&primary, &replicas, "last").await;
        if self.wanted.is_two_way() {
            for replica in &replicas {
                self.check_arrival(replica, std::slice::from_ref(&primary), "back").await;
            }
        }
    }

    /// An object that is written to `source` comes to every one of `destinations`, under its own key.
    async fn check_arrival(&self, source: &(String, String), destinations: &[(String, String)], object: &str) {
        let (region, bucket) = source;
        let body = format!("the last of seed {}", self.seed);
        let put = self.hand.s3(region, "PUT", &format!("/{bucket}/{object}"), &body);
        self.assert(put.is_ok(), || format!("{put:?}"));
        let pending = |hand: &Hand| {
            let source = hand.s3(region, "HEAD", &format!("/{bucket}/{object}"), "");
            source.header("x-amz-replication-status") == Some("PENDING")
        };
        for _ in 0..ARRIVAL {
            if !pending(&self.hand) {
                break;
            }
            // Each request moves time on.
            let _ = self.ours.aws.bucket_exists(region, bucket).await;
        }
        for (region, replica) in destinations {
            let arrived = self.hand.s3(region, "GET", &format!("/{replica}/{object}"), "");
            self.assert(arrived.text == body, || format!("{replica} in {region} has not got the object: {arrived:?}"));
            let key = arrived.header("x-amz-server-side-encryption-aws-kms-key-id");
            let own = self.ledger.key(region, replica);
            self.assert(own.is_some() && key == own, || {
                format!("{replica} encrypts with {key:?}, not its own {own:?}")
            });
        }
    }
}
