//! The steps of a schedule, and how often each is drawn.

/// One step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Step {
    /// The same again.
    Deploy,
    /// Another version.
    Change,
    /// One region more.
    Grow,
    /// One region less, whose replica is retained. It comes back by `Grow`.
    Shrink,
    /// A region is detached, or attached again.
    DetachOrAttach,
    /// A region is disabled in the account, and then leaves the archive.
    Disable,
    /// It is enabled again, and comes back, or not.
    Enable,
    /// Somebody writes or deletes an object.
    Put,
    Destroy,
    /// What replicas lack is replicated by a job; the process may be killed.
    BackFill,
    /// The archive is restored into a folder by processes that are killed.
    Restore,
    /// A replica is promoted; the primary region may be silent, and the process may be killed.
    FailOver,
    /// What was written to a promoted replica is returned; the process may be killed.
    FailBack,
    /// The process is killed at one of the requests of a deployment.
    CutDeployment,
    /// The process is killed at one of the requests of a destruction.
    CutDestruction,
    /// The simulated AWS itself is killed and started again from its folder.
    Restart,
    /// A deployment that nobody allows.
    Refuse,
    /// Resources fail in one replica region.
    FailInRegion,
    /// An update fails, and its rollback may as well.
    FailRollback,
    /// A deletion fails.
    FailDeletion,
    /// The name of the primary bucket is taken.
    TakenName,
    /// Somebody else runs the same deployment at the same time.
    SameAtOnce,
    /// Somebody else runs another deployment at the same time.
    OtherAtOnce,
    /// Somebody else calls CloudFormation while our deployment runs.
    Meddle,
    /// Somebody changes or deletes something behind CloudFormation's back.
    Damage,
    /// And undoes it.
    Repair,
}

const WEIGHTS: [(Step, u32); 26] = [
    (Step::Deploy, 8),
    (Step::Change, 6),
    (Step::Grow, 4),
    (Step::Shrink, 3),
    (Step::DetachOrAttach, 2),
    (Step::Disable, 3),
    (Step::Enable, 2),
    (Step::Put, 10),
    (Step::Destroy, 3),
    (Step::BackFill, 3),
    (Step::Restore, 2),
    (Step::FailOver, 6),
    (Step::FailBack, 4),
    (Step::CutDeployment, 8),
    (Step::CutDestruction, 3),
    (Step::Restart, 2),
    (Step::Refuse, 3),
    (Step::FailInRegion, 4),
    (Step::FailRollback, 4),
    (Step::FailDeletion, 2),
    (Step::TakenName, 2),
    (Step::SameAtOnce, 3),
    (Step::OtherAtOnce, 3),
    (Step::Meddle, 5),
    (Step::Damage, 5),
    (Step::Repair, 2),
];

impl Step {
    /// The steps of one schedule.
    pub(crate) fn draw(chance: &mut fastrand::Rng) -> Vec<Self> {
        let total: u32 = WEIGHTS.iter().map(|(_, weight)| weight).sum();
        let one = |chance: &mut fastrand::Rng| {
            let mut at = chance.u32(0..total);
            for (step, weight) in WEIGHTS {
                if at < weight {
                    return step;
                }
                at -= weight;
            }
            Self::Deploy
        };
        (0..chance.u32(3..9)).map(|_| one(chance)).collect()
    }
}
