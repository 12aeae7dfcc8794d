//! A backup stays in cold storage for at least 90 days.
//!
//! Source: <https://docs.aws.amazon.com/aws-backup/latest/devguide/API_Lifecycle.html>.

use crate::check::Checker;
use crate::check::finding::Finding;
use crate::check::path::Location;
use crate::check::scalar::text_of;
use crate::check::text::parsed;
use crate::node::{Node, Object};

/// The days that a backup stays in cold storage at least.
const LEAST_DAYS: f64 = 90.0;

impl Checker<'_> {
    pub(super) fn backup_plan(&mut self, properties: &Object, at: &Location<'_>) {
        let Some(Node::List(rules)) = properties.get("BackupPlan").and_then(|plan| plan.get("BackupPlanRule")) else {
            return;
        };
        let at = at.key("BackupPlan");
        let at = at.key("BackupPlanRule");
        for (index, rule) in rules.iter().enumerate() {
            let at = at.index(index);
            self.backup_lifecycle(rule, &at);
            let Some(Node::List(copies)) = rule.get("CopyActions") else { continue };
            let at = at.key("CopyActions");
            for (index, copy) in copies.iter().enumerate() {
                self.backup_lifecycle(copy, &at.index(index));
            }
        }
    }

    fn backup_lifecycle(&mut self, of: &Node, at: &Location<'_>) {
        let Some(lifecycle) = of.get("Lifecycle") else { return };
        let days = |name: &str| lifecycle.get(name).and_then(text_of).and_then(|text| parsed::<f64>(&text));
        let (Some(moved), Some(deleted)) = (days("MoveToColdStorageAfterDays"), days("DeleteAfterDays")) else {
            return;
        };
        // -1 is for ever.
        if moved < 0.0 || deleted < 0.0 || deleted >= moved + LEAST_DAYS {
            return;
        }
        self.report(
            Finding::error(
                "backup-cold-storage",
                &at.key("Lifecycle").key("DeleteAfterDays").path(),
                format!("backups are moved to cold storage after {moved} days and deleted after {deleted}"),
            )
            .allowed(format!("at least {}: a backup stays there for at least {LEAST_DAYS} days", moved + LEAST_DAYS)),
        );
    }
}
