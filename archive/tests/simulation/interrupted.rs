//! Steps in which a process ends before its work does: of somebody who deploys, or of the simulated AWS.

use archive_simulator::{Cloud, Config};
use cfn_deploy::DestroyOptions;

use crate::judge;
use crate::person::{Person, Yes};
use crate::schedule::{FAULTS, Schedule, configuration};
use crate::wanted::{REGION, STACK};

impl Schedule {
    /// The process is killed at one of its requests.
    pub(super) async fn cut_off(&mut self, deploys: bool) {
        let requests = self.chance.u64(0..if deploys { 40 } else { 25 });
        if deploys {
            let ended = self.ours.until_cut(requests, self.ours.deploy(&self.wanted, &Yes)).await;
            if let Some(ended) = &ended {
                self.after_deployment(ended, false);
            }
        } else {
            let options = DestroyOptions::default();
            let ended = self.ours.until_cut(requests, self.ours.destroy(&self.wanted, &options)).await;
            match ended {
                Some(Ok(destroyed)) if destroyed.existed => self.wanted.begin_new_life(),
                Some(Err(error)) => self.failed(&error, false),
                _ => {}
            }
        }
        self.operations.look(&self.hand);
        self.note(format!("at request {requests}; the stack is {:?}", self.hand.status(REGION, STACK)));
        self.another_process().await;
    }

    pub(super) async fn another_process(&mut self) {
        let seed = self.seed ^ self.history.len() as u64;
        self.ours = Person::new("we", &self.cloud, &self.history, seed).await;
    }

    /// The machine that simulates AWS dies while it writes, and comes up again: what it had acknowledged is on disk, whole.
    pub(super) async fn restart(&mut self) {
        let Some(folder) = &self.folder else { return };
        let before = judge::facts(&self.cloud.state().unwrap());
        let saved = std::fs::read(folder.path().join("world.json")).unwrap_or_default();
        std::fs::write(folder.path().join("world.tmp"), &saved[..saved.len() / 2]).unwrap();
        // The folder is let go of with the last that knows the old world.
        self.cloud = Cloud::open(Config::in_memory()).unwrap();
        self.hand.cloud = self.cloud.clone();
        self.another_process().await;
        self.cloud = Cloud::open(configuration(self.seed, self.folder.as_ref())).unwrap();
        self.hand.cloud = self.cloud.clone();
        self.set_opt_in(self.has_opt_in);
        self.another_process().await;
        self.trouble(Vec::new(), FAULTS / 2);
        let after = judge::facts(&self.cloud.state().unwrap());
        self.assert(saved.is_empty() || before == after, || {
            "the state on disk is not what it was in memory".to_owned()
        });
    }
}
