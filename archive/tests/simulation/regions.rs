//! A region that the account disables, and enables again.

use test_support::deployer::ApproveAll;

use crate::schedule::Schedule;
use crate::wanted::OPT_IN;

impl Schedule {
    /// From now on the account has the region, or not.
    pub(super) fn set_opt_in(&mut self, enabled: bool) {
        self.has_opt_in = enabled;
        self.note(format!("{OPT_IN} is {}", if enabled { "enabled" } else { "disabled" }));
        self.cloud.set_enabled_regions(if enabled { vec![OPT_IN.to_owned()] } else { Vec::new() });
    }

    /// A region is disabled. Whoever does not know of it fails; and then it leaves the archive.
    pub(super) async fn disable(&mut self) {
        if !self.has_opt_in || !self.wanted.can_do_without_opt_in() {
            return;
        }
        self.set_opt_in(false);
        if self.chance.bool() {
            self.wanted.change();
            let ended = self.ours.deploy(&self.wanted, &ApproveAll).await;
            self.after_deployment(&ended, true);
        }
        self.wanted.leave_opt_in();
        let _ = self.deploy().await;
    }
}
