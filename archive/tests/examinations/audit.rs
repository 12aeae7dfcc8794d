//! An archive with damage in eight ways: each damage is named, none is missed, and none is invented.
//!
//! The damage is done to the state of the simulated AWS: much of it nobody can do through S3, such as a replica with another content.

use std::collections::BTreeSet;
use std::path::PathBuf;

use serde_json::{Value, json};
use test_support::program::{Ended, command};

pub(crate) const SETTINGS: &str = "prefix = 'acme'\nregion = 'eu-central-1'\nreplications = ['eu-west-1', 'eu-north-1']\n\
                        [object_lock]\nmode = 'governance'\ndays = 30\n";
pub(crate) const PRIMARY: &str = "acme-archive";
pub(crate) const REPLICAS: [(&str, &str); 2] =
    [("eu-west-1", "acme-archive-replication-eu-west-1"), ("eu-north-1", "acme-archive-replication-eu-north-1")];
/// So many objects, of which one in [`EVERY`] is damaged.
const OBJECTS: usize = 300;
const EVERY: usize = 9;
/// An hour ago and more, so that no delete marker may still be under way.
const HOUR: i64 = 3_600_000;

/// The kinds, in the order in which objects are damaged.
const KINDS: [&str; 8] =
    ["missing", "failed", "delete-marker", "wrong-key", "wrong-retention", "wrong-tags", "wrong-checksum", "diverged"];

/// Kind, region, key and version.
pub(crate) type Found = (String, String, String, String);

pub(crate) struct Local {
    pub(crate) folder: tempfile::TempDir,
}

impl Local {
    /// An archive in a simulated AWS that keeps its state in a folder.
    pub(crate) fn deployed(settings: &str) -> Self {
        let local = Self { folder: tempfile::tempdir().unwrap() };
        std::fs::write(local.folder.path().join("archive.toml"), settings).unwrap();
        local.run(&["deploy", "--local", "--yes"]).succeeded();
        // An object that is in every region, after which the others are made.
        local.run(&["verify", "--local"]).succeeded();
        local
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Ended {
        Ended::of(&mut command(env!("CARGO_BIN_EXE_archive"), self.folder.path(), arguments))
    }

    fn state(&self) -> PathBuf {
        self.folder.path().join(".archive/simulator/world.json")
    }

    pub(crate) fn world(&self) -> Value {
        serde_json::from_slice(&std::fs::read(self.state()).unwrap()).unwrap()
    }

    pub(crate) fn set_world(&self, world: &Value) {
        std::fs::write(self.state(), world.to_string()).unwrap();
    }

    pub(crate) fn read(&self, file: &str) -> String {
        std::fs::read_to_string(self.folder.path().join(file)).unwrap()
    }

    pub(crate) fn write(&self, file: &str, text: &str) {
        std::fs::write(self.folder.path().join(file), text).unwrap();
    }

    /// What a report in JSON says.
    pub(crate) fn found(&self, file: &str) -> BTreeSet<Found> {
        let lines = self.read(file);
        let rows = lines.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
        let text = |row: &Value, name: &str| row[name].as_str().unwrap().to_owned();
        rows.map(|row| (text(&row, "kind"), text(&row, "region"), text(&row, "key"), text(&row, "version_id")))
            .collect()
    }
}

/// The objects of a bucket, by key.
pub(crate) fn objects<'w>(world: &'w mut Value, bucket: &str) -> &'w mut serde_json::Map<String, Value> {
    world["buckets"][bucket]["objects"].as_object_mut().unwrap()
}

/// A version of one object as each bucket has it, the primary first.
pub(crate) fn patterns(world: &mut Value) -> Vec<Value> {
    std::iter::once(PRIMARY)
        .chain(REPLICAS.map(|(_, bucket)| bucket))
        .map(|bucket| {
            let all = objects(world, bucket);
            let key = all.keys().find(|key| key.starts_with("archive-verify/")).unwrap().clone();
            all[&key].as_array().unwrap().iter().find(|version| !version["content"].is_null()).unwrap().clone()
        })
        .collect()
}

/// Puts as many objects into every bucket as there are to be, of which some are damaged; gives what an audit has to find.
pub(crate) fn damaged(world: &mut Value) -> BTreeSet<Found> {
    let patterns = patterns(world);
    let mut expected = BTreeSet::new();
    for number in 0..OBJECTS {
        // A key with what lists and inventories encode.
        let key = format!("photos/ä +{number:04}.jpg");
        let id = format!("version{number:04}");
        let mut copies: Vec<Value> = patterns.clone();
        for copy in &mut copies {
            copy["id"] = id.clone().into();
            copy["modified"] = (copy["modified"].as_i64().unwrap() - HOUR - i64::try_from(number).unwrap()).into();
            copy["content"]["tags"] = json!({ "number": number.to_string() });
        }
        let mut versions: Vec<Vec<Value>> = copies.into_iter().map(|copy| vec![copy]).collect();
        if number % EVERY == 0 {
            let kind = KINDS[number / EVERY % KINDS.len()];
            let site = 1 + number / EVERY / KINDS.len() % 2;
            let (region, bucket) = REPLICAS[site - 1];
            let mut of = |kind: &str, region: &str, id: &str| {
                expected.insert((kind.to_owned(), region.to_owned(), key.clone(), id.to_owned()));
            };
            match kind {
                "missing" => versions[site].clear(),
                "failed" => {
                    versions[site].clear();
                    let outcomes = versions[0][0]["replication"].as_array_mut().unwrap();
                    let outcome = outcomes.iter_mut().find(|outcome| outcome["destination"] == bucket).unwrap();
                    outcome["status"] = "Failed".into();
                }
                "delete-marker" => {
                    let mut marker = versions[0][0].clone();
                    (marker["id"], marker["content"]) = (format!("marker{number}").into(), Value::Null);
                    marker["modified"] = (marker["modified"].as_i64().unwrap() + 1).into();
                    marker["replication"] = json!([]);
                    for (other, versions) in versions.iter_mut().enumerate().filter(|(other, _)| *other != site) {
                        marker["is_replica"] = (other > 0).into();
                        versions.push(marker.clone());
                    }
                    of(kind, region, &format!("marker{number}"));
                    put(world, &key, versions);
                    continue;
                }
                "wrong-key" => {
                    let primary = versions[0][0]["content"]["encryption"].clone();
                    versions[site][0]["content"]["encryption"] = primary;
                }
                "wrong-retention" => {
                    let until = &mut versions[site][0]["content"]["lock"]["retention"]["until"];
                    *until = (until.as_i64().unwrap() - HOUR).into();
                }
                "wrong-tags" => versions[site][0]["content"]["tags"] = json!({ "number": "another" }),
                "wrong-checksum" => versions[site][0]["content"]["checksum"]["value"] = "AAAAAAAAAAA=".into(),
                _ => {
                    let mut own = versions[site][0].clone();
                    (own["id"], own["is_replica"]) = (format!("own{number}").into(), false.into());
                    versions[site].push(own);
                    of(kind, region, &format!("own{number}"));
                    put(world, &key, versions);
                    continue;
                }
            }
            of(kind, region, &id);
        }
        put(world, &key, versions);
    }
    expected
}

pub(crate) fn put(world: &mut Value, key: &str, versions: Vec<Vec<Value>>) {
    let buckets = std::iter::once(PRIMARY).chain(REPLICAS.map(|(_, bucket)| bucket));
    for (bucket, versions) in buckets.zip(versions).filter(|(_, versions)| !versions.is_empty()) {
        objects(world, bucket).insert(key.to_owned(), versions.into());
    }
}

#[test]
fn damage_in_eight_ways_is_named_and_none_is_missed_or_invented() {
    let local = Local::deployed(SETTINGS);
    let whole = local.run(&["audit", "--local", "--report", "found.json"]).succeeded();
    assert!(whole.out.contains("versions of the primary bucket are there as they should be"), "{}", whole.out);
    assert_eq!(local.found("found.json"), BTreeSet::new());

    let mut world = local.world();
    let expected = damaged(&mut world);
    let kinds: BTreeSet<&str> = expected.iter().map(|(kind, ..)| kind.as_str()).collect();
    assert_eq!(kinds, BTreeSet::from(KINDS));
    local.set_world(&world);
    let reports =
        ["--report", "found.json", "--report", "found.csv", "--report", "found.txt", "--manifest", "again.csv"];
    let audited = local.run(&[&["audit", "--local"][..], &reports].concat());
    assert_eq!(audited.code, 5, "{}\n{}", audited.out, audited.err);
    assert_eq!(local.found("found.json"), expected);
    assert!(audited.err.contains(&format!("{} versions are not as they should be", expected.len())), "{}", audited.err);
    for (_, bucket) in REPLICAS {
        let line = audited.out.lines().find(|line| line.contains(bucket)).unwrap();
        assert!(line.starts_with("!!") && KINDS.iter().all(|kind| line.contains(kind)), "{line}");
    }
    let primary = audited.out.lines().find(|line| line.contains("acme-archive in eu-central-1")).unwrap();
    assert!(primary.starts_with("ok"), "{primary}");

    let csv = local.read("found.csv");
    assert_eq!(csv.lines().next(), Some("kind,region,bucket,key,version_id,bytes,detail"));
    assert_eq!(csv.lines().count(), expected.len() + 1);
    assert_eq!(local.read("found.txt").lines().count(), expected.len());
    // What S3 replicates again, by the names of the primary's versions.
    let again: BTreeSet<String> = local.read("again.csv").lines().map(str::to_owned).collect();
    let replicable =
        expected.iter().filter(|(kind, ..)| ["missing", "failed", "delete-marker"].contains(&kind.as_str()));
    let encoded = |key: &str| key.replace('ä', "%C3%A4").replace(' ', "%20").replace('+', "%2B");
    let wanted = replicable.map(|(_, _, key, id)| format!("{PRIMARY},{},{id}", encoded(key)));
    assert_eq!(again, wanted.collect());

    // A part of the keys.
    let few = local.run(&["audit", "--local", "--keys", "photos/ä +0000", "--report", "few.json"]);
    assert_eq!(few.code, 5, "{}", few.err);
    assert_eq!(local.found("few.json").len(), 1);
}

#[test]
fn inventories_show_what_they_can_and_s3_confirms_it() {
    let settings = format!("{SETTINGS}[inventory]\nenabled = true\nfrequency = 'daily'\n");
    let local = Local::deployed(&settings);
    let none = local.run(&["audit", "--local", "--source", "inventory"]);
    assert!(none.code == 2 && none.err.contains("S3 has written no inventory of acme-archive"), "{}", none.err);
    assert!(none.err.contains("help: audit with --source listing"), "{}", none.err);
    let listed = local.run(&["audit", "--local"]).succeeded();
    assert!(listed.err.contains("so the buckets are listed"), "{}", listed.err);

    let mut world = local.world();
    let expected = damaged(&mut world);
    // The inventories are due, and written with the next request.
    let buckets = std::iter::once(PRIMARY).chain(REPLICAS.map(|(_, bucket)| bucket));
    for bucket in buckets {
        world["buckets"][bucket]["inventories"]["archive"]["due"] = 0.into();
    }
    local.set_world(&world);
    let audited = local.run(&["audit", "--local", "--source", "inventory", "--report", "found.json"]);
    assert_eq!(audited.code, 5, "{}\n{}", audited.out, audited.err);
    assert!(audited.err.contains("which do not have KMS keys, tags and checksums"), "{}", audited.err);
    // One version of each is as in the inventory of the primary, so that nothing asks S3 about it.
    let unseen = ["wrong-key", "wrong-tags", "wrong-checksum"];
    let seen: BTreeSet<Found> =
        expected.iter().filter(|(kind, ..)| !unseen.contains(&kind.as_str())).cloned().collect();
    assert_eq!(local.found("found.json"), seen);
    assert_eq!(local.run(&["audit", "--local", "--source", "listing", "--report", "all.json"]).code, 5);
    assert_eq!(local.found("all.json"), expected);
}

#[test]
fn a_report_that_cannot_be_written_is_refused_before_anything_is_examined() {
    let folder = tempfile::tempdir().unwrap();
    for (arguments, told) in [
        (["--report", "found.pdf"], "found.pdf: the form of a report is not known from its name"),
        (["--report", "missing/found.csv"], "missing/found.csv: the file cannot be written"),
        (["--manifest", "missing/again.csv"], "missing/again.csv: the file cannot be written"),
    ] {
        let mut run = command(env!("CARGO_BIN_EXE_archive"), folder.path(), &["audit", "--local"]);
        let refused = Ended::of(run.args(arguments));
        assert!(refused.code == 2 && refused.err.contains(told), "{}", refused.err);
    }
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0, "something is left");
}

/// The clock of S3 is an hour and more ahead of the machine's, on which what is only in a replica would be newer than the audit.
#[test]
fn the_time_is_that_of_s3() {
    let place = crate::place::Place::with("", |config| {
        config.clock = archive_simulator::Clock::Requests(std::time::Duration::from_secs(60));
    });
    assert_eq!(place.run(&["deploy", "--yes"]).code, 0);
    assert_eq!(place.run(&["audit"]).code, 0);
    place.s3("eu-west-1", "PUT", "/acme-archive-replication-eu-west-1/x", "data");
    let audited = place.run(&["audit"]);
    assert_eq!(audited.code, 5, "{:#?}", audited.events);
    assert!(audited.bad("acme-archive-replication-eu-west-1").message.contains("1 diverged"), "{:#?}", audited.events);
}
