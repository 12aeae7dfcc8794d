//! The primary region never comes back: a second archive in the regions that are left takes over from the promoted replica.

use std::collections::BTreeMap;
use std::process::Stdio;

use archive_simulator::Faults;
use serde_json::Value;

use crate::account::{Account, TWO_REGIONS, fails, succeeds};

const HOME: &str = "eu-central-1";
const AWAY: &str = "eu-west-1";
const REPLICA: &str = "acme-archive-replication-eu-west-1";
/// As `archive/docs/failover.md` writes it.
const SECOND: &str = "prefix = 'acme-two'\nregion = 'eu-west-1'\nreplications = ['eu-north-1']\n[stack_set]\n\
     administration_role_arn = 'arn:aws:iam::123456789012:role/acme-two-archive-administration'\n\
     execution_role_name = 'acme-two-archive-execution'\n";

/// The current objects of a bucket, with the digest of what each has in it.
fn objects(account: &Account, bucket: &str) -> BTreeMap<String, String> {
    let state: Value = serde_json::from_slice(&account.simulator().state().unwrap()).unwrap();
    let objects = state["buckets"][bucket]["objects"].as_object().unwrap().clone();
    let current = |versions: &Value| {
        let last = versions.as_array().unwrap().last().unwrap().clone();
        last["content"].is_object().then(|| last["content"]["size"].to_string())
    };
    objects.into_iter().filter_map(|(key, versions)| Some((key, current(&versions)?))).collect()
}

/// Waits until S3 has replicated everything that is pending.
fn replicated(account: &Account, region: &str, bucket: &str) {
    for _ in 0..500 {
        let state: Value = serde_json::from_slice(&account.simulator().state().unwrap()).unwrap();
        if state["replications"].as_array().is_none_or(Vec::is_empty) {
            return;
        }
        account.s3(region, "HEAD", &format!("/{bucket}"), "");
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
    panic!("replication goes on");
}

#[test]
fn a_second_archive_in_the_regions_that_are_left_takes_over_from_the_promoted_replica() {
    let account = Account::deployed(TWO_REGIONS);
    for key in ["kept", "changed", "deleted"] {
        account.s3(HOME, "PUT", &format!("/acme-archive/{key}"), "before");
    }
    replicated(&account, HOME, "acme-archive");
    account.simulator().set_faults(Faults { silent_regions: vec![HOME.into()], ..Faults::default() });
    succeeds(&account.run(&["failover", AWAY, "--yes"]));
    account.s3(AWAY, "PUT", &format!("/{REPLICA}/changed"), "written away");
    account.s3(AWAY, "PUT", &format!("/{REPLICA}/new"), "new");
    account.s3(AWAY, "DELETE", &format!("/{REPLICA}/deleted"), "");

    // The first archive cannot be changed from here: its stack is in the region that is gone.
    let commands = [&["status", "--check"][..], &["deploy", "--yes"], &["destroy", "--allow", "stack-deletion"]];
    // At once: each waits for a region that is silent.
    let running = commands.map(|words| account.command_as("ROOT", words).stdout(Stdio::piped()).spawn().unwrap());
    for (words, running) in commands.iter().zip(running) {
        let ended = running.wait_with_output().unwrap();
        assert!(!ended.status.success(), "{words:?}");
        let told = String::from_utf8(ended.stdout).unwrap();
        assert!(told.lines().last().unwrap().contains(&format!("in {HOME}: ")), "{words:?}: {told}");
    }
    fails(&account.run(&["failback", AWAY, "--yes"]), 5, "does not answer");

    account.configure(SECOND);
    account.bootstrap();
    succeeds(&account.run(&["deploy", "--yes", "--allow", "policy-broadening"]));
    account.configure(TWO_REGIONS);
    let planned = account.run(&["restore", "s3://acme-two-archive", "--from", AWAY, "--dry-run"]);
    succeeds(&planned);
    succeeds(&account.run(&["restore", "s3://acme-two-archive", "--from", AWAY, "--yes"]));
    let now = objects(&account, REPLICA);
    assert_eq!(now.keys().collect::<Vec<_>>(), ["changed", "kept", "new"]);
    assert_eq!(objects(&account, "acme-two-archive"), now);

    // What was written between the first restore and the last is found by the same command.
    account.s3(AWAY, "PUT", &format!("/{REPLICA}/late"), "late");
    succeeds(&account.run(&["restore", "s3://acme-two-archive", "--from", AWAY, "--yes"]));
    account.configure(SECOND);
    replicated(&account, AWAY, "acme-two-archive");
    let now = objects(&account, REPLICA);
    assert_eq!(now.len(), 4);
    assert_eq!(objects(&account, "acme-two-archive"), now);
    assert_eq!(objects(&account, "acme-two-archive-replication-eu-north-1"), now);
    succeeds(&account.run(&["audit"]));
    succeeds(&account.run(&["status", "--check"]));
    succeeds(&account.run(&["failover", "eu-north-1", "--dry-run"]));
}
