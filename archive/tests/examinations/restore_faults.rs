//! Restoring while AWS has faults: throttling, broken connections, damaged content, regions that do not answer, archives.

use std::io;
use std::time::Duration;

use archive::config::{Config, Overrides, Region};
use archive::restore::{
    RestoreError, RestoreLog, RestoreOptions, Restored, Retrieval, Summary, Target, Told, Why, plan, restore, takes,
};
use archive_simulator::{BodyFault, BodyFaultKind, Clock, Faults, Probabilities};
use cfn_deploy::aws::RetrievalTier;

use crate::account::{fails, put_policy, succeeds};
use crate::permissions::allow;
use crate::place::{ACCOUNT, Place};
use crate::restore::{encoded, place, replicated, tree};

/// What was told.
#[derive(Default)]
struct Kept {
    told: Vec<Told>,
    notes: Vec<String>,
}

impl RestoreLog for Kept {
    fn told(&mut self, told: &Told) -> io::Result<()> {
        self.told.push(told.clone());
        Ok(())
    }

    fn done(&mut self, _: (u64, u64), _: (u64, u64)) {}

    fn planned(&mut self, _: u64) {}

    fn note(&mut self, message: String) {
        self.notes.push(message);
    }
}

/// Restores what begins with `prefix`, with pauses that suit a test.
async fn restored(
    place: &Place,
    prefix: &str,
    change: impl FnOnce(&mut RestoreOptions<'_>),
) -> Result<(Summary, Restored, Kept), RestoreError> {
    let config = Config::load(place.folder(), &Overrides::default()).unwrap();
    let aws = place.simulator().connect(archive::APPLICATION, "eu-central-1", ACCOUNT).await;
    let prefixes = [prefix.to_owned()];
    let mut options = RestoreOptions {
        target: Target::Folder(place.folder().join("out")),
        keys: &[],
        prefixes: &prefixes,
        at: None,
        from: None,
        overwrite: false,
        retrieval: Retrieval { tier: RetrievalTier::Standard, days: 3, wait: None },
        concurrency: 8,
        part_size: 1 << 20,
    };
    change(&mut options);
    let mut kept = Kept::default();
    let planned = plan((&aws, &aws), &config, options, &mut kept).await?;
    let restored = restore(&planned, &mut kept).await?;
    Ok((planned.summary.clone(), restored, kept))
}

fn harmed(key: &str, region: Option<&str>, times: u32, kind: BodyFaultKind) -> Faults {
    let fault = BodyFault { key: Some(key.to_owned()), region: region.map(str::to_owned), times, kind };
    Faults { bodies: vec![fault], ..Faults::default() }
}

#[tokio::test]
async fn throttling_and_broken_connections_are_overcome_and_large_objects_are_read_in_ranges() {
    let place = place(&["f/1", "f/2", "f/3", "f/4"]);
    // Every byte is another from one part to the next.
    let large: String = (0..400_000).map(|number| format!("{number:09}")).collect();
    place.s3("eu-central-1", "PUT", "/acme-archive/f/large", &large);
    replicated(&place);
    let broken = BodyFault { key: None, region: None, times: 12, kind: BodyFaultKind::Broken };
    place.simulator().set_faults(Faults {
        chances: Probabilities { throttling: 0.1, reset: 0.1, server_error: 0.1, ..Probabilities::default() },
        limit: Some(60),
        bodies: vec![broken],
        ..Faults::default()
    });
    let (summary, restored, kept) = restored(&place, "f/", |_| {}).await.unwrap();
    assert_eq!(summary.objects, (5, 3_600_012));
    assert_eq!((restored.restored, restored.lacking, restored.unverified), ((5, 3_600_012), 0, 0), "{:?}", kept.told);
    let files = tree(&place.folder().join("out"));
    assert_eq!((files.len(), files["f/large"].as_slice(), files["f/1"].as_slice()), (5, large.as_bytes(), &b"f/1"[..]));
}

#[tokio::test]
async fn damaged_content_is_read_elsewhere_or_told_and_leaves_no_file() {
    let place = place(&["d/one", "d/two"]);
    place.simulator().set_faults(harmed("d/one", None, 1, BodyFaultKind::Corrupted));
    let (_, done, _) = restored(&place, "d/", |_| {}).await.unwrap();
    assert_eq!((done.restored.0, done.lacking), (2, 0));
    assert_eq!(tree(&place.folder().join("out"))["d/one"], b"d/one");

    std::fs::remove_dir_all(place.folder().join("out")).unwrap();
    place.simulator().set_faults(harmed("d/one", None, 100, BodyFaultKind::Corrupted));
    let (_, done, kept) = restored(&place, "d/", |_| {}).await.unwrap();
    assert_eq!((done.restored.0, done.lacking), (1, 1));
    let told = &kept.told[0];
    assert_eq!((told.why, told.key.as_str()), (Why::Mismatch, "d/one"));
    assert!(!told.version_id.is_empty() && told.detail.contains("CRC"), "{told:?}");
    let files: Vec<String> = tree(&place.folder().join("out")).into_keys().collect();
    assert_eq!(files, ["d/two"]);
}

#[tokio::test]
async fn a_region_that_does_not_answer_is_told_and_the_next_one_is_read() {
    let place = place(&["r/1", "r/2"]);
    let silent = |regions: &[&str]| Faults {
        silent_regions: regions.iter().map(|name| (*name).to_owned()).collect(),
        ..Faults::default()
    };
    place.simulator().set_faults(silent(&["eu-central-1"]));
    let (summary, done, _) = restored(&place, "r/", |_| {}).await.unwrap();
    assert_eq!((summary.lister.as_str(), done.restored.0, done.lacking), ("eu-west-1", 2, 0));
    assert!(summary.notes[0].starts_with("eu-central-1 is not read: "), "{:?}", summary.notes);
    assert!(summary.notes[1].contains("what had not been replicated from eu-central-1 is not there"));

    place.simulator().set_faults(silent(&["eu-central-1", "eu-west-1", "eu-north-1"]));
    let none = restored(&place, "r/", |_| {}).await.err().expect("no region answers");
    assert!(matches!(&none, RestoreError::NoRegion { why, no_bucket: false } if why.len() == 3), "{none}");
    place.simulator().set_faults(silent(&["eu-west-1"]));
    let only = restored(&place, "r/", |options| options.from = Region::known("eu-west-1")).await;
    assert!(only.err().expect("the region that was named does not answer").to_string().contains("eu-west-1"));
    let other = restored(&place, "r/", |options| options.from = Region::known("us-east-1")).await;
    assert!(matches!(other, Err(RestoreError::NotOfArchive(_))));
}

#[tokio::test]
async fn what_is_archived_is_restored_first_and_read_by_the_next_run_or_after_waiting() {
    let place = Place::with("", |config| {
        config.clock = Clock::Requests(Duration::from_secs(10));
        config.restore_delay = Duration::from_secs(1000);
    });
    succeeds(&place.run(&["deploy", "--yes"]));
    for (key, class) in [("g/deep", "DEEP_ARCHIVE"), ("g/flexible", "GLACIER"), ("g/warm", "STANDARD_IA")] {
        let headers = [("x-amz-storage-class", class)];
        place.caller("ROOT", "eu-central-1").s3_with("PUT", &format!("/acme-archive/{}", encoded(key)), &headers, key);
    }
    replicated(&place);
    let (summary, done, kept) = restored(&place, "g/", |_| {}).await.unwrap();
    let of = |deep| summary.archived.get(&("eu-central-1".to_owned(), deep)).copied();
    assert_eq!((of(true), of(false)), (Some((1, 6)), Some((1, 10))));
    assert_eq!((done.restored.0, done.archived, done.lacking), (1, 2, 2));
    assert!(kept.told[0].detail.contains("up to 12 hours") && kept.told[1].detail.contains("3 to 5 hours"));
    assert_eq!(takes(RetrievalTier::Expedited, true), "up to 12 hours", "deep archives have no expedited tier");

    // Before it is there, nothing is asked for again.
    let (summary, done, _) = restored(&place, "g/", |_| {}).await.unwrap();
    assert_eq!((summary.under_way.0, summary.archived.len(), done.there.0, done.archived), (2, 0, 1, 2));
    let (summary, done, kept) =
        restored(&place, "g/", |options| options.retrieval.wait = Some(Duration::from_millis(1))).await.unwrap();
    assert_eq!((summary.under_way.0, done.restored.0, done.there.0, done.lacking), (2, 2, 1, 0), "{:?}", kept.told);
    let files = tree(&place.folder().join("out"));
    assert!(files.iter().all(|(name, content)| name.as_bytes() == content) && files.len() == 3, "{files:?}");
    // The copies are there for days: another folder is filled at once.
    let target = Target::Folder(place.folder().join("again"));
    let (_, done, _) = restored(&place, "g/", |options| options.target = target).await.unwrap();
    assert_eq!((done.restored.0, done.lacking), (3, 0));
}

#[test]
fn a_missing_permission_is_named_and_granting_it_is_the_remedy() {
    let policy = |actions: &[&str]| serde_json::json!({ "Version": "2012-10-17", "Statement": [allow(serde_json::json!(actions), "*")] });
    let lists = ["s3:ListBucket", "s3:ListBucketVersions"];
    let place = Place::with("", |config| config.callers = [("READER".to_owned(), policy(&lists))].into());
    succeeds(&place.run(&["deploy", "--yes"]));
    place.s3("eu-central-1", "PUT", "/acme-archive/p", "p");
    let restore = ["restore", "out", "--yes", "--key", "p", "--from", "eu-central-1"];
    let mut granted = vec![allow(serde_json::json!(lists), "*")];
    for action in ["s3:GetObjectVersion", "kms:Decrypt"] {
        let ended = place.run_as("READER", &restore);
        fails(&ended, 5, "1 object is not restored");
        let last = ended.events.last().unwrap().to_string();
        assert!(last.contains(action), "{action}: {last}");
        granted.push(allow(serde_json::json!([action]), "*"));
        put_policy(&place, "READER", "Granted", &granted);
    }
    succeeds(&place.run_as("READER", &restore));
    assert_eq!(tree(&place.folder().join("out"))["p"], b"p");
}

#[test]
fn a_bucket_gets_copies_with_metadata_and_tags_and_the_archive_gets_none() {
    let place = Place::new();
    succeeds(&place.run(&["deploy", "--yes"]));
    let caller = place.caller("ROOT", "eu-central-1");
    let headers = [("content-type", "text/x-note"), ("x-amz-meta-by", "me"), ("x-amz-tagging", "team=a%20b")];
    caller.s3_with("PUT", "/acme-archive/notes/one", &headers, "one");
    let large = "0123456789abcdef".repeat(400_000);
    caller.s3_with("PUT", "/acme-archive/notes/large", &headers, &large);
    let place_of =
        "<CreateBucketConfiguration><LocationConstraint>eu-west-2</LocationConstraint></CreateBucketConfiguration>";
    place.caller("ROOT", "eu-west-2").s3("PUT", "/rescue", place_of);
    for own in ["acme-archive", "acme-archive-replication-eu-west-1", "acme-archive-replication-us-east-2"] {
        fails(&place.run(&["restore", &format!("s3://{own}/x"), "--yes"]), 2, "is a bucket of the archive");
    }
    fails(&place.run(&["restore", "s3://nowhere-at-all", "--yes"]), 2, "there is no bucket");

    let restore = ["restore", "s3://rescue/in/", "--yes", "--keys", "notes/", "--part-size", "5"];
    succeeds(&place.run(&restore));
    let state: serde_json::Value = serde_json::from_slice(&place.simulator().state().unwrap()).unwrap();
    for (key, size) in [("in/notes/one", 3), ("in/notes/large", large.len())] {
        let copy = &state["buckets"]["rescue"]["objects"][key][0]["content"];
        let source = &state["buckets"]["acme-archive"]["objects"][&key[3..]][0]["content"];
        assert_eq!((&copy["size"], &copy["checksum"]), (&serde_json::json!(size), &source["checksum"]), "{key}");
        assert_eq!((&copy["headers"], &copy["tags"]), (&source["headers"], &source["tags"]), "{key}");
    }
    let parts = &state["buckets"]["rescue"]["objects"]["in/notes/large"][0]["content"]["parts"];
    assert_eq!(parts.as_array().map(Vec::len), Some(2), "the large object is not copied in parts");
    // Again: what is there is recognised by its checksum, and nothing is copied.
    let again = place.run(&restore);
    succeeds(&again);
    assert!(!again.calls().iter().any(|(name, _)| name.contains("Copy")), "{:?}", again.calls());
    place.caller("ROOT", "eu-west-2").s3("PUT", "/rescue/in/notes/one", "two");
    fails(&place.run(&restore), 5, "another object is there");
    succeeds(&place.run(&[&restore[..], &["--overwrite"]].concat()));
}

#[test]
fn deleted_objects_are_shown_again_by_copies_or_by_removing_the_markers() {
    let place = place(&["u/1", "u/2", "u/3"]);
    let marked = |bucket: &str| {
        let state: serde_json::Value = serde_json::from_slice(&place.simulator().state().unwrap()).unwrap();
        let of = |key: &str| {
            state["buckets"][bucket]["objects"][key].as_array().unwrap().last().unwrap()["content"].is_null()
        };
        ["u/1", "u/2", "u/3"].map(of)
    };
    let delete = |key: &str| place.s3("eu-central-1", "DELETE", &format!("/acme-archive/{key}"), "");
    delete("u/1");
    delete("u/2");
    replicated(&place);
    assert_eq!(marked("acme-archive-replication-eu-west-1"), [true, true, false]);
    let planned = place.run(&["undelete", "--dry-run", "--keys", "u/"]);
    succeeds(&planned);
    assert_eq!(planned.events.last().unwrap()["outputs"]["Objects"], "2");
    fails(&place.run(&["undelete", "--keys", "u/"]), 3, "it was not approved");
    assert_eq!(marked("acme-archive"), [true, true, false]);

    succeeds(&place.run(&["undelete", "--yes", "--key", "u/1"]));
    replicated(&place);
    for bucket in ["acme-archive", "acme-archive-replication-eu-west-1", "acme-archive-replication-eu-north-1"] {
        assert_eq!(marked(bucket), [false, true, false], "{bucket}");
    }
    // Where nobody is denied the deletion of versions, the markers go.
    for (region, bucket) in [
        ("eu-central-1", "acme-archive"),
        ("eu-west-1", "acme-archive-replication-eu-west-1"),
        ("eu-north-1", "acme-archive-replication-eu-north-1"),
    ] {
        place.s3(region, "DELETE", &format!("/{bucket}?policy"), "");
    }
    let ended = place.run(&["undelete", "--yes", "--keys", "u/"]);
    succeeds(&ended);
    assert!(ended.calls().iter().any(|(name, count)| name == "S3.DeleteObject" && *count == 3), "{:?}", ended.calls());
    for bucket in ["acme-archive", "acme-archive-replication-eu-west-1", "acme-archive-replication-eu-north-1"] {
        assert_eq!(marked(bucket), [false; 3], "{bucket}");
    }
    let none = place.run(&["undelete", "--yes", "--keys", "u/"]);
    assert_eq!(none.events.last().unwrap()["result"], "unchanged");
}
