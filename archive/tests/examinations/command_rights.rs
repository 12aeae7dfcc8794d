//! What `doctor --for COMMAND` asks for is what the command takes: with exactly that it runs, and with one action less it does not.

use std::time::Duration;

use archive_simulator::{Faults, TaskFault};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::account::{put_policy, succeeds};
use crate::permissions::{MAY_ASK, allow};
use crate::place::{Ended, Place};

const OPERATOR: &str = "OPERATOR";
const HOME: &str = "eu-central-1";
const AWAY: &str = "eu-west-1";
const PRIMARY: &str = "acme-archive";
const REPLICA: &str = "acme-archive-replication-eu-west-1";
const SETTINGS: &str = "prefix = 'acme'\nregion = 'eu-central-1'\nreplications = ['eu-west-1']\n\
                        [object_lock]\nmode = 'governance'\ndays = 30\n";

/// Only an update of the replica's stack that CloudFormation refuses or that fails needs these, to say why and to clear away.
const FAILED_UPDATE: &str =
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/validate-stack-deployments.html";
/// Only a version that has come to a replica, or has gone from the primary bucket, since it was listed needs these.
const CHANGED_MEANWHILE: &str = "https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadObject.html";
/// Only what the nearest region does not have is read in another one.
const ELSEWHERE: &str = "archive/docs/restore.md";
/// Only an upload in parts that fails is given up.
const FAILED_UPLOAD: &str = "https://docs.aws.amazon.com/AmazonS3/latest/userguide/mpuoverview.html";
/// Only the report of a job with failed tasks is read.
const FAILED_TASKS: &str = "https://docs.aws.amazon.com/AmazonS3/latest/userguide/batch-ops-examples-reports.html";
/// Only a job that waits for a confirmation needs this.
const CONFIRMATION: &str = "https://docs.aws.amazon.com/AmazonS3/latest/userguide/batch-ops-job-status.html";

/// An archive as it is before each run.
struct World {
    folder: TempDir,
    settings: String,
    _made: Place,
}

impl World {
    fn new(settings: &str, prepare: impl FnOnce(&Place)) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let nothing = json!({ "Statement": [allow(json!("sts:GetCallerIdentity"), "*")] });
        let made = Place::with("", |config| {
            config.callers = [(OPERATOR.to_owned(), nothing)].into();
            config.state_dir = Some(folder.path().to_owned());
        });
        made.configure(settings);
        succeeds(&made.run(&["deploy", "--yes"]));
        prepare(&made);
        let mut state = serde_json::from_slice(&made.simulator().state().unwrap()).unwrap();
        an_hour_ago(&mut state);
        std::fs::write(folder.path().join("world.json"), state.to_string()).unwrap();
        Self { folder, settings: settings.to_owned(), _made: made }
    }

    /// A copy of it, in which the operator has these statements.
    fn copy(&self, faults: &Faults, statements: &[Value]) -> (Place, TempDir) {
        let folder = tempfile::tempdir().unwrap();
        copy_folder(self.folder.path(), folder.path());
        let place = Place::with("", |config| {
            config.state_dir = Some(folder.path().to_owned());
            config.faults = faults.clone();
            // Longer than it takes to look, so that what is under way is not there yet.
            config.replication_delay = Duration::from_millis(200);
            config.restore_delay = Duration::from_secs(3600);
        });
        place.configure(&self.settings);
        put_policy(&place, OPERATOR, "Granted", statements);
        (place, folder)
    }
}

/// What is as young as an audit may still be under way.
fn an_hour_ago(state: &mut Value) {
    let buckets = state["buckets"].as_object_mut().unwrap().values_mut();
    let objects = buckets.filter_map(|bucket| bucket["objects"].as_object_mut()).flat_map(|all| all.values_mut());
    for version in objects.flat_map(|versions| versions.as_array_mut().unwrap()) {
        version["modified"] = (version["modified"].as_i64().unwrap() - 3_600_000).into();
    }
}

fn copy_folder(from: &std::path::Path, to: &std::path::Path) {
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            std::fs::create_dir(&target).unwrap();
            copy_folder(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}

/// The statements that `doctor` asks for, as to what the command cannot do without, until it asks for nothing more.
fn asked_for(place: &Place, operation: &str) -> Vec<Value> {
    let mut statements: Vec<Value> = Vec::new();
    for _ in 0..4 {
        let asking = std::iter::once(allow(json!(MAY_ASK), "*")).chain(statements.iter().cloned());
        put_policy(place, OPERATOR, "Granted", &asking.collect::<Vec<_>>());
        let ended = place.run_as(OPERATOR, &["doctor", "--for", operation]);
        let checks = ended.checks("permissions");
        assert!(!checks.is_empty(), "{:#?}", ended.events);
        let lacking = checks.iter().filter(|check| check.passed == Some(false)).map(|check| check.remedy);
        let lacking: Vec<&str> = lacking.collect();
        if lacking.is_empty() {
            assert_eq!(ended.code, 0, "{:#?}", ended.complaints());
            return statements;
        }
        assert_eq!(ended.code, 2, "{:#?}", ended.complaints());
        let statement = |remedy: &str| serde_json::from_str(remedy.strip_prefix("ask for this statement: ").unwrap());
        statements.extend(lacking.into_iter().map(|remedy| statement(remedy).unwrap()));
    }
    panic!("doctor goes on asking: {statements:#?}");
}

/// Every policy that lacks one action, with what it lacks.
fn with_one_less(statements: &[Value]) -> Vec<(String, Vec<Value>)> {
    let mut all = Vec::new();
    for (at, statement) in statements.iter().enumerate() {
        let actions = statement["Action"].as_array().unwrap();
        for action in actions {
            let mut less = statements.to_vec();
            less[at]["Action"] = actions.iter().filter(|one| *one != action).cloned().collect();
            if actions.len() == 1 {
                less.remove(at);
            }
            all.push((format!("{} on {}", action.as_str().unwrap(), statement["Resource"]), less));
        }
    }
    all
}

/// A command, and how it is known to have done what it is for.
struct Case<'a> {
    operation: &'a str,
    words: &'a [&'a str],
    faults: Faults,
    is_done: &'a dyn Fn(&Ended) -> bool,
    /// What is asked for and this run does not need, and why it is asked for.
    beside: &'a [(&'a str, &'a str)],
}

/// Runs the command with one action less each time, which must not do it, and then with all. The operator may not ask IAM then, so that nothing
/// but the calls themselves tells what is needed.
fn exactly(world: &World, case: &Case<'_>) {
    let statements = asked_for(&world.copy(&case.faults, &[]).0, case.operation);
    let run = |statements: &[Value]| {
        let (place, _folder) = world.copy(&case.faults, statements);
        place.run_as(OPERATOR, case.words)
    };
    let ended = run(&statements);
    assert!((case.is_done)(&ended), "{statements:#?} {:#?}", ended.events);
    let is_beside = |lacking: &str| case.beside.iter().any(|(part, _)| lacking.contains(part));
    let mut surplus = Vec::new();
    let mut needed_after_all = Vec::new();
    for (lacking, less) in with_one_less(&statements) {
        match (is_beside(&lacking), (case.is_done)(&run(&less))) {
            (false, true) => surplus.push(lacking),
            (true, false) => needed_after_all.push(lacking),
            _ => {}
        }
    }
    let operation = case.operation;
    assert!(surplus.is_empty(), "`archive {operation}` works without {surplus:#?}");
    assert!(needed_after_all.is_empty(), "`archive {operation}` does not work without {needed_after_all:#?}");
    for (part, why) in case.beside {
        let all = with_one_less(&statements);
        assert!(all.iter().any(|(lacking, _)| lacking.contains(part)), "{part} is not asked for: {why}");
    }
}

fn result(ended: &Ended) -> &str {
    ended.events.last().unwrap()["result"].as_str().unwrap_or_default()
}

fn tells(ended: &Ended, what: &str) -> bool {
    json!(ended.events).to_string().contains(what)
}

const CONTENT: &str = "as it was";

fn checksum() -> String {
    let checksum = crc_fast::checksum(crc_fast::CrcAlgorithm::Crc32IsoHdlc, CONTENT.as_bytes());
    STANDARD.encode(&checksum.to_be_bytes()[4..])
}

/// Writes an object as a bucket with Object Lock takes it, with these headers.
fn write(place: &Place, region: &str, target: &str, headers: &[(&str, &str)]) {
    let checksum = checksum();
    let headers = [headers, &[("x-amz-checksum-crc32", checksum.as_str())]].concat();
    place.caller("ROOT", region).s3_with("PUT", target, &headers, CONTENT);
}

/// Writes an object with a tag, and waits until it is replicated.
fn write_tagged(place: &Place, key: &str) {
    write(place, HOME, &format!("/{PRIMARY}/{key}"), &[("x-amz-tagging", "a=b")]);
    succeeds(&place.run(&["verify", "--timeout", "1"]));
}

/// Writes an object while there are no rules, so that no replica has it.
fn write_without_replication(place: &Place, key: &str) {
    place.s3(HOME, "DELETE", &format!("/{PRIMARY}?replication"), "");
    write(place, HOME, &format!("/{PRIMARY}/{key}"), &[]);
    succeeds(&place.run(&["deploy", "--revert-drift", "--yes"]));
}

#[test]
fn an_archive_is_audited_with_what_doctor_asks_for_and_nothing_less() {
    let world = World::new(SETTINGS, |place| {
        write_tagged(place, "tagged");
        write_without_replication(place, "missing");
        write(place, AWAY, &format!("/{REPLICA}/diverged"), &[]);
    });
    let is_done = |ended: &Ended| ended.code == 5 && tells(ended, "2 versions are not as they should be");
    exactly(
        &world,
        &Case { operation: "audit", words: &["audit"], faults: Faults::default(), is_done: &is_done, beside: &[] },
    );
}

#[test]
fn what_is_missing_is_replicated_with_what_doctor_asks_for_and_nothing_less() {
    let world = World::new(SETTINGS, |place| {
        write_without_replication(place, "missing");
        write(place, AWAY, &format!("/{REPLICA}/diverged"), &[]);
        succeeds(&place.run(&["bootstrap", "--backfill", "--yes"]));
    });
    // The report is read where tasks have failed.
    let fault = TaskFault { key: None, times: 100, status: 503, code: "SlowDown".into() };
    let faults = Faults { tasks: vec![fault], ..Faults::default() };
    let is_done = |ended: &Ended| ended.code == 5 && tells(ended, "failed on 1 version, the first is missing");
    let beside = [
        ("s3:UpdateJobStatus", CONFIRMATION),
        ("s3:ListBucket on [\"arn:aws:s3:::acme-archive\"]", CHANGED_MEANWHILE),
        ("kms:Decrypt on [\"arn:aws:kms:eu-west-1", CHANGED_MEANWHILE),
    ];
    exactly(
        &world,
        &Case { operation: "backfill", words: &["backfill", "--yes"], faults, is_done: &is_done, beside: &beside },
    );
}

/// Uploads an object in a part of its own, so that its checksum is one of checksums.
fn upload_in_parts(place: &Place, key: &str) {
    let target = format!("/{PRIMARY}/{key}");
    let kind = [("x-amz-checksum-algorithm", "CRC32"), ("x-amz-checksum-type", "COMPOSITE")];
    place.caller("ROOT", HOME).s3_with("POST", &format!("{target}?uploads"), &kind, "");
    let uploads = || {
        let state: Value = serde_json::from_slice(&place.simulator().state().unwrap()).unwrap();
        let uploads = state["buckets"][PRIMARY]["uploads"].as_object().unwrap().clone();
        uploads.into_iter().next().unwrap()
    };
    let (id, _) = uploads();
    write(place, HOME, &format!("{target}?partNumber=1&uploadId={id}"), &[]);
    let part = uploads().1["parts"]["1"].clone();
    let (etag, checksum) = (part["etag"].as_str().unwrap(), checksum());
    let parts = format!(
        "<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>{etag}</ETag>\
         <ChecksumCRC32>{checksum}</ChecksumCRC32></Part></CompleteMultipartUpload>"
    );
    place.s3(HOME, "POST", &format!("{target}?uploadId={id}"), &parts);
}

#[test]
fn objects_are_restored_and_shown_again_with_what_doctor_asks_for_and_nothing_less() {
    let world = World::new(SETTINGS, |place| {
        upload_in_parts(place, "parts");
        write(place, HOME, &format!("/{PRIMARY}/archived"), &[("x-amz-storage-class", "GLACIER")]);
        write_tagged(place, "tagged");
    });
    // What is archived takes a second run, hours later.
    let is_done = |ended: &Ended| {
        tells(ended, "S3 is restoring it from its archive tier") && tells(ended, "\"NotRestored\":\"1\"")
    };
    for (from, elsewhere) in [
        (HOME, ["acme-archive-replication", "kms:eu-west-1"].as_slice()),
        (AWAY, &["acme-archive\"", "acme-archive/", "kms:eu-central-1"]),
    ] {
        let beside: Vec<_> = elsewhere.iter().map(|part| (*part, ELSEWHERE)).collect();
        let words = ["restore", "out", "--from", from, "--yes"];
        let faults = Faults::default();
        exactly(&world, &Case { operation: "restore", words: &words, faults, is_done: &is_done, beside: &beside });
    }
    let world = World::new(SETTINGS, |place| {
        upload_in_parts(place, "parts");
        write_tagged(place, "tagged");
        for key in ["parts", "tagged"] {
            place.s3(HOME, "DELETE", &format!("/{PRIMARY}/{key}"), "");
        }
    });
    let is_done = |ended: &Ended| result(ended) == "undeleted";
    let words = ["undelete", "--key", "parts", "--key", "tagged", "--yes"];
    let (faults, beside) = (Faults::default(), [("s3:AbortMultipartUpload", FAILED_UPLOAD)]);
    exactly(&world, &Case { operation: "undelete", words: &words, faults, is_done: &is_done, beside: &beside });
}

#[test]
fn replication_is_verified_with_what_doctor_asks_for_and_nothing_less() {
    let world = World::new(SETTINGS, |_| {});
    let is_done = |ended: &Ended| result(ended) == "verified";
    let words = ["verify", "--timeout", "1"];
    exactly(
        &world,
        &Case { operation: "verify", words: &words, faults: Faults::default(), is_done: &is_done, beside: &[] },
    );
}

#[test]
fn a_replica_is_promoted_and_back_with_what_doctor_asks_for_and_nothing_less() {
    let world = World::new(SETTINGS, |_| {});
    let promoted = |ended: &Ended| result(ended) == "promoted";
    let words = ["failover", AWAY, "--yes"];
    let beside = [("cloudformation:DescribeEvents", FAILED_UPDATE), ("cloudformation:DeleteChangeSet", FAILED_UPDATE)];
    exactly(
        &world,
        &Case { operation: "failover", words: &words, faults: Faults::default(), is_done: &promoted, beside: &beside },
    );
    let world = World::new(SETTINGS, |place| {
        succeeds(&place.run(&["failover", AWAY, "--yes"]));
        write(place, AWAY, &format!("/{REPLICA}/away"), &[]);
        succeeds(&place.run(&["bootstrap", "--failback", AWAY, "--yes"]));
    });
    let beside =
        [beside.as_slice(), &[("s3:UpdateJobStatus", CONFIRMATION), ("s3:GetObject on", FAILED_TASKS)]].concat();
    let returned = |ended: &Ended| result(ended) == "returned";
    let words = ["failback", AWAY, "--yes"];
    exactly(
        &world,
        &Case { operation: "failback", words: &words, faults: Faults::default(), is_done: &returned, beside: &beside },
    );
}

#[test]
fn what_a_command_lacks_in_the_account_is_made_by_the_bootstrap_that_doctor_names() {
    let place = Place::with("", |_| {});
    succeeds(&place.run(&["deploy", "--yes"]));
    for (operation, stack, advised, words) in [
        ("backfill", "acme-archive-backfill", "`archive bootstrap --backfill`", ["--backfill"].as_slice()),
        ("failback", "acme-archive-failback", "`archive bootstrap --failback REGION`", &["--failback", AWAY]),
    ] {
        let lacking = place.run(&["doctor", "--for", operation]);
        assert_eq!(lacking.code, 2, "{:#?}", lacking.events);
        assert!(lacking.bad(stack).remedy.contains(advised), "{}", lacking.bad(stack).remedy);
        succeeds(&place.run(&[&["bootstrap", "--yes"], words].concat()));
        succeeds(&place.run(&["doctor", "--for", operation]));
    }
}
