//! Steps in which a deployment is not the only one who acts: it is refused, a name is taken, or somebody else changes the same stack.

use std::time::Duration;

use crate::judge;
use crate::ledger;
use crate::others::Meddling;
use crate::person::{No, Person, Yes};
use crate::schedule::Schedule;
use crate::wanted::{REGION, STACK, STACK_SET};

impl Schedule {
    /// Whoever says no changes nothing.
    pub(super) async fn refuse(&mut self) {
        let status = self.hand.status(REGION, STACK).unwrap_or_default();
        let at_rest = !status.ends_with("_IN_PROGRESS") || status == "REVIEW_IN_PROGRESS";
        if !at_rest || status == "UPDATE_ROLLBACK_FAILED" {
            return;
        }
        let regions: Vec<String> = self.wanted.buckets().into_iter().map(|(region, _)| region).collect();
        let before = ledger::belongings(&self.hand, &regions);
        let operations = self.hand.cloudformation(REGION, "ListStackSetOperations", &[("StackSetName", STACK_SET)]);
        let works = |text: &str| text.contains("RUNNING") || text.contains("QUEUED");
        if before.iter().any(|fact| fact.contains("_IN_PROGRESS")) || works(&operations.text) {
            // Somewhere something goes on by itself.
            return;
        }
        let mut other = self.wanted.clone();
        other.change();
        let ended = self.ours.deploy(&other, &No).await;
        let after = ledger::belongings(&self.hand, &regions);
        match &ended {
            Ok(outcome) => self.assert(outcome.unchanged, || format!("{outcome:?} though nobody allowed it")),
            Err(error) => self.note(format!("refused: {error}")),
        }
        self.assert(before == after, || format!("a refusal changed something:\n{before:#?}\n{after:#?}"));
    }

    /// Somebody else has a bucket of the name that ours is to have.
    pub(super) async fn deploy_over_taken_name(&mut self) {
        let (region, bucket) = self.wanted.primary();
        if self.hand.status(REGION, STACK).is_some() || self.ledger.keeps(&region, &bucket) {
            return;
        }
        let place = format!(
            "<CreateBucketConfiguration><LocationConstraint>{region}</LocationConstraint></CreateBucketConfiguration>"
        );
        if !self.hand.s3(&region, "PUT", &format!("/{bucket}"), &place).is_ok() {
            return;
        }
        let ended = self.ours.deploy(&self.wanted, &Yes).await;
        let taken = self.hand.s3(&region, "DELETE", &format!("/{bucket}"), "");
        self.assert(taken.is_ok(), || format!("the bucket of somebody else is changed: {taken:?}"));
        let error = ended.err().map(|error| error.to_string()).unwrap_or_default();
        self.note(format!("refused: {error}"));
        let named = error.contains(&bucket) && (error.contains("already exists") || error.contains("exists already"));
        self.assert(named || self.may_be_misled() || judge::is_transient(&error), || {
            format!("the deployment over the taken name {bucket} ended with: {error}")
        });
    }

    /// Somebody else runs the same deployment, or another one, at the same time.
    pub(super) async fn two_at_once(&mut self, same: bool) {
        self.wanted.change();
        let mut theirs = self.wanted.clone();
        if !same {
            theirs.change();
        }
        let seed = self.seed ^ self.history.len() as u64 ^ 0x7e125;
        let other = Person::new("they", &self.cloud, &self.history, seed).await;
        let (ended, their_end) = tokio::join!(self.ours.deploy(&self.wanted, &Yes), other.deploy(&theirs, &Yes));
        self.note(match &their_end {
            Ok(outcome) => format!("theirs: {outcome:?}"),
            Err(error) => format!("theirs failed: {error}"),
        });
        if their_end.is_ok() {
            self.keep_all();
        }
        self.after_deployment(&ended, true);
    }

    /// Somebody calls CloudFormation while our deployment runs.
    pub(super) async fn meddle(&mut self) {
        self.wanted.change();
        let meddling = Meddling::draw(&mut self.chance);
        let after = Duration::from_millis(self.chance.u64(0..4000));
        let meddler = async {
            tokio::time::sleep(after).await;
            meddling.call(&self.hand)
        };
        let (ended, said) = tokio::join!(self.ours.deploy(&self.wanted, &Yes), meddler);
        self.note(format!("{meddling:?} after {after:?}: {said}"));
        self.after_deployment(&ended, true);
    }
}
