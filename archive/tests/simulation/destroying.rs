//! Deleting the stack, by the means that the archive's own command has.

use cfn_deploy::DestroyOptions;

use crate::schedule::{RUNS, Schedule};
use crate::wanted::{REGION, STACK};

impl Schedule {
    /// Somebody deletes the rest of a deletion that failed, by force or without the resources that it failed on; or leaves it to the next
    /// deployment.
    pub(super) async fn destroy_what_failed(&mut self) {
        let is_failed = self.hand.status(REGION, STACK).as_deref() == Some("DELETE_FAILED");
        let chosen = self.chance.u8(0..3);
        if !is_failed || !self.wanted.is_archive() || chosen == 0 {
            return;
        }
        // A StackSet with replicas in another account is in the way of the next one, and nobody takes it back.
        let may_retain = chosen == 1 && self.wanted.replica_account().is_none();
        let retain = if may_retain { self.hand.failed_resources(REGION, STACK) } else { Vec::new() };
        let options = DestroyOptions { force: chosen == 2, retain };
        self.note(format!("{options:?}"));
        self.destroy_with(&options).await;
    }

    pub(super) async fn destroy(&mut self) {
        self.destroy_with(&DestroyOptions::default()).await;
    }

    pub(super) async fn destroy_with(&mut self, options: &DestroyOptions) {
        let ended = self.ours.destroy(&self.wanted, options).await;
        let begun = self.operations.look(&self.hand);
        match &ended {
            Ok(destroyed) if destroyed.existed => {
                self.note("destroyed");
                self.wanted.begin_new_life();
            }
            Ok(_) => self.note("nothing to destroy"),
            Err(error) => self.failed(error, false),
        }
        let only_deletions = begun.iter().all(|one| one.status == "DELETE_IN_PROGRESS");
        self.assert(only_deletions && begun.len() <= 1, || format!("one destruction began {begun:?}"));
    }

    /// Deletes what is left of the stack. The next deployment takes back what that leaves of an archive; other stacks go on under new names.
    pub(super) async fn begin_again(&mut self) {
        for run in 0..RUNS {
            self.fail_back(false).await;
            match self.hand.status(REGION, STACK) {
                // What keeps failing, such as a role that a policy outside of the stack is attached to, is left by force.
                Some(status) if status != "REVIEW_IN_PROGRESS" => {
                    let force = run > 2 && self.wanted.is_archive();
                    self.destroy_with(&DestroyOptions { force, ..DestroyOptions::default() }).await;
                }
                _ => return self.wanted.begin_new_life(),
            }
        }
        self.assert(false, || "the stack cannot be deleted".to_owned());
    }
}
