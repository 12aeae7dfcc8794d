//! The primary region is gone: objects are written to a replica, and come back, with the rights that an archive has and no others.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead as _, BufReader};
use std::process::Stdio;

use archive_simulator::{Faults, TaskFault};
use serde_json::{Value, json};

use crate::account::{Account, DEPLOYER, ONE_REGION, TWO_REGIONS, fails, put_policy, succeeds};
use crate::place::{Ended, Place};

const HOME: &str = "eu-central-1";
const AWAY: &str = "eu-west-1";
const PRIMARY: &str = "acme-archive";
const REPLICA: &str = "acme-archive-replication-eu-west-1";

fn silence(place: &Place, regions: &[&str]) {
    let silent_regions = regions.iter().map(|name| (*name).to_owned()).collect();
    place.simulator().set_faults(Faults { silent_regions, ..Faults::default() });
}

/// The versions of a bucket: by key, the IDs in their order, the newest last, with what each has in it.
fn versions(place: &Place, bucket: &str) -> BTreeMap<String, Vec<(String, Option<String>)>> {
    let state: Value = serde_json::from_slice(&place.simulator().state().unwrap()).unwrap();
    let objects = state["buckets"][bucket]["objects"].as_object().unwrap().clone();
    let version = |version: &Value| {
        let content = version["content"].is_object().then(|| version["content"]["etag"].to_string());
        (version["id"].as_str().unwrap().to_owned(), content)
    };
    objects
        .into_iter()
        .map(|(key, versions)| (key, versions.as_array().unwrap().iter().map(version).collect()))
        .collect()
}

/// Waits until S3 has replicated everything that is pending.
fn replicated(place: &Place) {
    for _ in 0..500 {
        let state: Value = serde_json::from_slice(&place.simulator().state().unwrap()).unwrap();
        if state["replications"].as_array().is_none_or(Vec::is_empty) {
            return;
        }
        place.s3(HOME, "HEAD", &format!("/{PRIMARY}"), "");
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
    panic!("replication goes on");
}

/// Grants DEPLOYER what a command says is lacking, until it succeeds.
fn granted(account: &Account, words: &[&str]) -> Ended {
    for _ in 0..6 {
        let ended = account.run_as(DEPLOYER, words);
        let told = ended.events.last().unwrap();
        let help = told["remedy"].as_str().unwrap_or_default();
        let mut asked: Vec<Value> = Vec::new();
        for part in help.split("ask for this statement: ").skip(1) {
            let mut values = serde_json::Deserializer::from_str(part).into_iter::<Value>();
            asked.push(values.next().unwrap().unwrap());
        }
        for part in help.split("the permission ").skip(1) {
            let action = part.split(|letter: char| letter.is_whitespace() || ",;.".contains(letter)).next().unwrap();
            asked.push(json!({ "Effect": "Allow", "Action": action, "Resource": "*" }));
        }
        if ended.code == 0 || asked.is_empty() {
            return ended;
        }
        let mut granted = account.granted.borrow_mut();
        granted.extend(asked);
        put_policy(account, DEPLOYER, "Granted", &granted);
    }
    panic!("{words:?} goes on asking for permissions");
}

fn template(place: &Place) -> Value {
    let found = place.resources();
    fn find(value: &Value, name: &str) -> Option<Value> {
        match value {
            Value::Object(members) => {
                let own = members.iter().find(|(key, _)| key.starts_with(name)).map(|(_, value)| value.clone());
                own.or_else(|| members.values().find_map(|value| find(value, name)))
            }
            Value::Array(items) => items.iter().find_map(|value| find(value, name)),
            _ => None,
        }
    }
    find(&found, "StackSet-acme-archive-replication").map_or(Value::Null, |stack| stack["template"].clone())
}

#[test]
fn an_archive_fails_over_without_its_primary_region_and_back_without_losing_what_was_written_on_either_side() {
    let account = Account::deployed(TWO_REGIONS);
    for key in ["before", "both"] {
        account.s3(HOME, "PUT", &format!("/{PRIMARY}/{key}"), "before");
    }
    replicated(&account);
    let as_deployed = template(&account);

    silence(&account, &[HOME]);
    let planned = granted(&account, &["failover", AWAY, "--dry-run"]);
    succeeds(&planned);
    assert!(format!("{:?}", planned.events).contains("eu-central-1 does not answer"), "{:?}", planned.events);
    let promoted = account.run_as(DEPLOYER, &["failover", AWAY, "--yes"]);
    succeeds(&promoted);
    assert_eq!(promoted.events.last().unwrap()["outputs"]["BucketName"], REPLICA);
    let again = account.run_as(DEPLOYER, &["failover", AWAY, "--yes"]);
    succeeds(&again);
    assert_eq!(again.events.last().unwrap()["result"], "unchanged");
    account.s3(AWAY, "PUT", &format!("/{REPLICA}/away"), "written away");
    account.s3(AWAY, "PUT", &format!("/{REPLICA}/both"), "written away, too");
    account.s3(AWAY, "DELETE", &format!("/{REPLICA}/before"), "");
    fails(&account.run(&["failback", AWAY, "--yes"]), 5, "does not answer");
    fails(&account.run(&["failover", "eu-north-1", "--yes"]), 5, "the replica in eu-west-1 is promoted already");

    silence(&account, &[]);
    // In the outage somebody has written on the other side too.
    account.s3(HOME, "PUT", &format!("/{PRIMARY}/home"), "written at home");
    account.s3(HOME, "PUT", &format!("/{PRIMARY}/both"), "written at home, too");
    replicated(&account);
    let shown = account.run(&["status", "--check"]);
    assert!(shown.bad("replica in eu-west-1").message.contains("is promoted since"), "{:?}", shown.complaints());
    account.configure(&format!("{TWO_REGIONS}[lifecycle]\nabort_incomplete_uploads_days = 3\n"));
    account.grant_what_doctor_asks_for(&[]);
    fails(&account.deploy(), 5, "`archive failback eu-west-1` returns them to the primary bucket first");
    fails(&account.run(&["destroy", "--allow", "stack-deletion"]), 5, "is promoted since");
    account.configure(TWO_REGIONS);

    fails(&granted(&account, &["failback", AWAY, "--yes"]), 2, "`archive bootstrap --failback eu-west-1`");
    succeeds(&account.run(&["bootstrap", "--failback", AWAY, "--yes"]));
    let before = (versions(&account, PRIMARY), versions(&account, REPLICA));
    let returned = granted(&account, &["failback", AWAY, "--yes"]);
    succeeds(&returned);
    assert_eq!(returned.events.last().unwrap()["outputs"]["Left"], "0");

    let (primary, replica) = (versions(&account, PRIMARY), versions(&account, REPLICA));
    assert_eq!(primary, replica, "both sides have every version, in the same order");
    for (key, known) in before.0.into_iter().chain(before.1) {
        let now: BTreeSet<_> = primary[&key].iter().collect();
        assert!(known.iter().all(|version| now.contains(version)), "{key}: {known:?} of {now:?}");
    }
    assert_eq!(primary["before"].last().unwrap().1, None, "the deletion came back");
    assert_eq!(primary["both"].len(), 3);
    assert_eq!(template(&account), as_deployed);
    assert!(format!("{:?}", returned.events).contains("`archive backfill`"), "{:?}", returned.events);
    succeeds(&account.run(&["bootstrap", "--backfill", "--yes"]));
    succeeds(&account.run(&["backfill", "--yes"]));
    succeeds(&account.run(&["audit"]));
    succeeds(&account.run(&["status", "--check"]));
    let again = account.run_as(DEPLOYER, &["failback", AWAY, "--yes"]);
    assert_eq!(again.events.last().unwrap()["result"], "unchanged");
    succeeds(&account.run(&["failover", "eu-north-1", "--dry-run"]));
}

/// An archive with a promoted replica, to which these keys were written; what returns them is there.
fn promoted(keys: &[&str]) -> Account {
    let account = Account::deployed(ONE_REGION);
    succeeds(&account.run(&["failover", AWAY, "--yes"]));
    for key in keys {
        account.s3(AWAY, "PUT", &format!("/{REPLICA}/{key}"), key);
    }
    succeeds(&account.run(&["bootstrap", "--failback", AWAY, "--yes"]));
    account
}

/// The ARN of the policy that lets the execution role give S3 the role that replicates back.
fn policy_of_the_execution_role(account: &Account) -> String {
    let state = account.resources().to_string();
    let name = state.split("policy/acme-archive-failback-").nth(1).unwrap().split('"').next().unwrap();
    format!("arn:aws:iam::123456789012:policy/acme-archive-failback-{name}")
}

#[test]
fn what_a_failback_lacks_is_put_back_by_the_bootstrap() {
    let account = promoted(&["a", "b"]);
    let policy = policy_of_the_execution_role(&account);
    let role = "AWSCloudFormationStackSetExecutionRole";
    account.iam(&format!("Action=DetachRolePolicy&RoleName={role}&PolicyArn={policy}"));
    let before = template(&account);
    fails(&account.run(&["failback", AWAY, "--yes"]), 2, "`archive bootstrap --failback eu-west-1` allows it");
    assert_eq!(template(&account), before, "it is refused before anything is changed");
    succeeds(&account.run(&["bootstrap", "--failback", AWAY, "--yes", "--allow", "policy-broadening"]));

    account.iam("Action=DeleteRolePolicy&RoleName=acme-archive-failback-eu-west-1&PolicyName=Return");
    fails(&account.run(&["failback", AWAY, "--yes"]), 5, "`archive bootstrap --failback eu-west-1` puts back");
    succeeds(&account.run(&["status"]));
    succeeds(&account.run(&["bootstrap", "--failback", AWAY, "--yes", "--allow", "policy-broadening"]));
    succeeds(&account.run(&["failback", AWAY, "--yes"]));
    assert_eq!(versions(&account, PRIMARY), versions(&account, REPLICA));
    succeeds(&account.run(&["status", "--check"]));
}

#[test]
fn what_cannot_be_returned_stays_in_the_replica_and_can_be_read() {
    let account = promoted(&["good", "bad"]);
    let fault = TaskFault { key: Some("bad".into()), times: 100, status: 400, code: "SrcObjectNotEligible".into() };
    account.simulator().set_faults(Faults { tasks: vec![fault], ..Faults::default() });
    fails(&account.run(&["failback", AWAY, "--yes"]), 5, "1 version could not be returned; nobody may write");
    let denied = account.caller("ROOT", AWAY).s3_denied("PUT", &format!("/{REPLICA}/late"), "late");
    assert!(denied.contains("AccessDenied"), "{denied}");
    let left = account.run(&["failback", AWAY, "--yes", "--leave-rest"]);
    fails(&left, 5, "1 version could not be returned, and eu-west-1 is a replica again");
    succeeds(&account.run(&["status", "--check"]));
    fails(&account.run(&["audit"]), 5, "diverged");
    succeeds(&account.run(&["restore", "out", "--from", AWAY, "--key", "bad", "--yes"]));
    assert_eq!(std::fs::read_to_string(account.folder().join("out/bad")).unwrap(), "bad");
    let versions = versions(&account, PRIMARY);
    assert!(versions.contains_key("good") && !versions.contains_key("bad"));
}

#[test]
fn a_rehearsal_measures_and_promotes_nothing() {
    let account = Account::deployed(ONE_REGION);
    let before = template(&account);
    let rehearsed = account.run(&["failover", AWAY, "--rehearse"]);
    succeeds(&rehearsed);
    let finished = rehearsed.events.last().unwrap();
    assert_eq!(finished["result"], "rehearsed");
    for measured in ["RecoveryPointSeconds", "PreparationSeconds"] {
        finished["outputs"][measured].as_str().unwrap().parse::<f64>().unwrap();
    }
    assert_eq!(template(&account), before);
    let keys = versions(&account, REPLICA);
    assert!(keys.keys().all(|key| key.starts_with("archive-verify/")), "{keys:?}");
    succeeds(&account.run(&["status", "--check"]));

    // What is replicated no more is told, and the status says why.
    account.iam("Action=DeleteRolePolicy&RoleName=acme-archive-replication-eu-central-1&PolicyName=Replication");
    fails(&account.run(&["failover", AWAY, "--rehearse"]), 5, "a failover would lack what is written now");
    let shown = account.run(&["status", "--check"]);
    assert!(shown.code == 5 && !shown.complaints().is_empty());
    silence(&account, &[HOME]);
    succeeds(&account.run(&["failover", AWAY, "--yes"]));
    fails(&account.run(&["failover", AWAY, "--rehearse"]), 5, "nothing to rehearse");
}

#[test]
fn regions_that_cannot_be_promoted_are_refused() {
    let account = Account::deployed(ONE_REGION);
    fails(&account.run(&["failover", "eu-north-1"]), 2, "name one of eu-west-1");
    fails(&account.run(&["failover", HOME]), 2, "is not a region that the archive is replicated to");
    fails(&account.run(&["failback", "nowhere"]), 2, "name one of eu-west-1");
    fails(&account.run(&["failover", AWAY]), 3, "not approved");
    let idle = account.run(&["failback", AWAY, "--yes"]);
    succeeds(&idle);
    assert_eq!(idle.events.last().unwrap()["result"], "unchanged");
}

#[test]
fn a_promoted_replica_whose_region_left_the_configuration_is_returned_as_the_refusal_says() {
    let account = Account::deployed(TWO_REGIONS);
    succeeds(&account.run(&["failover", AWAY, "--yes"]));
    account.s3(AWAY, "PUT", &format!("/{REPLICA}/away"), "written away");
    account.configure("prefix = 'acme'\nregion = 'eu-central-1'\nreplications = ['eu-north-1']\n");
    account.grant_what_doctor_asks_for(&[]);
    fails(&account.deploy(), 5, "`archive failback eu-west-1` returns them to the primary bucket first");
    fails(&account.run(&["bootstrap", "--failback", "us-east-1", "--yes"]), 5, "no stack in us-east-1 has the bucket");
    succeeds(&account.run(&["bootstrap", "--failback", AWAY, "--yes"]));
    succeeds(&account.run(&["failback", AWAY, "--yes"]));
    assert!(versions(&account, PRIMARY).contains_key("away"));
    succeeds(&account.run(&["deploy", "--yes", "--allow", "policy-broadening,region-removal,weaker-protection"]));
}

/// Runs a command and kills it after so many events; whether it had ended before.
fn killed(account: &Account, words: &[&str], after: usize) -> bool {
    let mut command = account.command_as("ROOT", words);
    let mut running = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let lines = BufReader::new(running.stdout.take().unwrap()).lines().take(after).count();
    running.kill().unwrap();
    running.wait().unwrap();
    lines < after
}

/// Random puts and deletions on one side, noted in the model.
fn write(account: &Account, random: &mut fastrand::Rng, (region, bucket): (&str, &str), round: usize) -> usize {
    let count = random.usize(1..5);
    for number in 0..count {
        let target = format!("/{bucket}/key-{}", random.u8(..4));
        // S3 decides the order of versions with the same time, which is none to be compared.
        std::thread::sleep(std::time::Duration::from_millis(2));
        match random.u8(..4) {
            0 => account.s3(region, "DELETE", &target, ""),
            _ => account.s3(region, "PUT", &target, &format!("{region} {round} {number}")),
        }
    }
    count
}

/// The model: whatever a bucket has had is in both, with its content, and nothing else is.
#[test]
fn nothing_is_lost_in_rounds_of_random_writes_on_both_sides_with_kills_after_any_event() {
    let account = Account::deployed(ONE_REGION);
    succeeds(&account.run(&["bootstrap", "--failback", AWAY, "--yes"]));
    let mut random = fastrand::Rng::with_seed(14);
    let mut written = 0;
    for round in 0..10 {
        silence(&account, &[HOME]);
        killed(&account, &["failover", AWAY, "--yes"], 1 + round * 2);
        succeeds(&account.run(&["failover", AWAY, "--yes"]));
        written += write(&account, &mut random, (AWAY, REPLICA), round);
        silence(&account, &[]);
        written += write(&account, &mut random, (HOME, PRIMARY), round);
        replicated(&account);
        let sides = [versions(&account, PRIMARY), versions(&account, REPLICA)];
        killed(&account, &["failback", AWAY, "--yes"], 1 + round * 5);
        killed(&account, &["failback", AWAY, "--yes"], 1 + random.usize(..40));
        succeeds(&account.run(&["failback", AWAY, "--yes"]));
        replicated(&account);

        let (primary, replica) = (versions(&account, PRIMARY), versions(&account, REPLICA));
        assert_eq!(primary, replica, "round {round}");
        let mut model: BTreeMap<String, BTreeSet<(String, Option<String>)>> = BTreeMap::new();
        for (key, versions) in sides.into_iter().flatten() {
            model.entry(key).or_default().extend(versions);
        }
        let found: BTreeMap<String, BTreeSet<_>> =
            primary.into_iter().map(|(key, versions)| (key, versions.into_iter().collect())).collect();
        assert_eq!(found, model, "round {round}");
        assert_eq!(found.values().map(BTreeSet::len).sum::<usize>(), written, "round {round}");
    }
    succeeds(&account.run(&["audit"]));
    succeeds(&account.run(&["status", "--check"]));
}
