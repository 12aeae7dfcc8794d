//! Restoring by the program: what comes of it is what a model says, and nothing is written where it does not belong.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use cfn_deploy::aws::rfc3339;
use serde_json::{Value, json};

use crate::account::{fails, succeeds};
use crate::audit::{Local, objects, patterns, put};
use crate::place::{Ended, Place};

const SETTINGS: &str = "prefix = 'acme'\nregion = 'eu-central-1'\nreplications = ['eu-west-1', 'eu-north-1']\n";

/// The files below a folder, by their paths.
pub(crate) fn tree(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    fn add(root: &Path, folder: &Path, found: &mut BTreeMap<String, Vec<u8>>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                add(root, &path, found);
            } else {
                let name = path.strip_prefix(root).unwrap().to_str().unwrap().to_owned();
                found.insert(name, std::fs::read(&path).unwrap());
            }
        }
    }
    let mut found = BTreeMap::new();
    if folder.exists() {
        add(folder, folder, &mut found);
    }
    found
}

/// What was done to one key: the second, the version, and its content unless it is a delete marker; in their order.
type History = Vec<(i64, String, Option<String>)>;

/// Random puts and deletions within twenty seconds, often of the same second, of which some versions are deleted for good.
fn random_history(random: &mut fastrand::Rng, key: &str) -> History {
    let mut seconds: Vec<i64> = (0..random.usize(1..9)).map(|_| random.i64(0..20)).collect();
    seconds.sort_unstable();
    let events = seconds.into_iter().enumerate().map(|(number, second)| {
        let content = (random.u8(..3) > 0).then(|| format!("{key} {number}"));
        (second, format!("id-{}-{number}", key.replace('/', "-")), content)
    });
    let mut events: History = events.collect();
    events.retain(|_| random.u8(..5) > 0);
    events
}

/// The content of a key at a second; none if there was none, or it was deleted.
fn content_at(history: &History, second: i64) -> Option<&String> {
    history.iter().rev().find(|(written, ..)| *written <= second)?.2.as_ref()
}

/// Puts the histories into every bucket of a simulated AWS on disk; the times are seconds after `base`.
fn write_histories(local: &Local, histories: &BTreeMap<String, History>) -> i64 {
    let mut world = local.world();
    let patterns = patterns(&mut world);
    let base = patterns[0]["modified"].as_i64().unwrap() / 1000 - 86_400;
    let contents = local.folder.path().join(".archive/simulator/objects");
    for (key, history) in histories.iter().filter(|(_, history)| !history.is_empty()) {
        let mut versions: Vec<Vec<Value>> = vec![Vec::new(); patterns.len()];
        for (at, (second, id, content)) in history.iter().enumerate() {
            for (site, pattern) in patterns.iter().enumerate() {
                let mut version = pattern.clone();
                version["id"] = id.clone().into();
                // Within a second S3 keeps the order, and tells only the second.
                version["modified"] = ((base + second) * 1000 + i64::try_from(at).unwrap()).into();
                match content {
                    None => (version["content"], version["replication"]) = (Value::Null, json!([])),
                    Some(content) => {
                        std::fs::write(contents.join(id), content).unwrap();
                        let checksum = crc_fast::checksum(crc_fast::CrcAlgorithm::Crc32IsoHdlc, content.as_bytes());
                        version["content"]["blob"] = id.clone().into();
                        version["content"]["size"] = content.len().into();
                        version["content"]["checksum"]["value"] = STANDARD.encode(&checksum.to_be_bytes()[4..]).into();
                    }
                }
                versions[site].push(version);
            }
        }
        put(&mut world, key, versions);
    }
    local.set_world(&world);
    base
}

#[test]
fn a_restored_tree_is_what_a_model_says_of_random_histories_at_any_time() {
    let local = Local::deployed(SETTINGS);
    let mut histories: BTreeMap<String, History> = BTreeMap::new();
    for seed in 0..36 {
        let mut random = fastrand::Rng::with_seed(seed);
        for number in 0..5 {
            let key = format!("seeds/{seed:02}/ä {number}");
            histories.insert(key.clone(), random_history(&mut random, &key));
        }
    }
    let base = write_histories(&local, &histories);
    for (second, from) in [(-1, None), (4, None), (9, Some("eu-west-1")), (14, None), (30, Some("eu-north-1"))] {
        let (folder, at) = (format!("at{second}"), rfc3339(base + second));
        let mut arguments = vec!["restore", &folder, "--local", "--keys", "seeds/", "--at", &at];
        arguments.extend(from.into_iter().flat_map(|region| ["--from", region]));
        local.run(&arguments).succeeded();
        let expected = histories.iter().filter_map(|(key, history)| Some((key, content_at(history, second)?)));
        let expected: BTreeMap<String, Vec<u8>> =
            expected.map(|(key, content)| (key.clone(), content.clone().into_bytes())).collect();
        assert_eq!(tree(&local.folder.path().join(&folder)), expected, "{second} seconds after the first");
        assert_eq!(expected.is_empty(), second < 0, "the histories say nothing");
    }
    // Now is the end of every history; and of one key.
    local.run(&["restore", "now", "--local", "--keys", "seeds/"]).succeeded();
    assert_eq!(tree(&local.folder.path().join("now")), tree(&local.folder.path().join("at30")));
    let some = tree(&local.folder.path().join("now")).into_iter().next().unwrap();
    local.run(&["restore", "one", "--local", "--key", &some.0]).succeeded();
    assert_eq!(tree(&local.folder.path().join("one")), BTreeMap::from([some.clone()]));
    leaves_an_archive_tier_for_good(&local, &some);
}

/// An object that has gone to an archive tier of Intelligent-Tiering everywhere is moved back, for no number of days, and read.
fn leaves_an_archive_tier_for_good(local: &Local, (key, content): &(String, Vec<u8>)) {
    let mut world = local.world();
    for bucket in ["acme-archive", "acme-archive-replication-eu-west-1", "acme-archive-replication-eu-north-1"] {
        for version in objects(&mut world, bucket)[key].as_array_mut().unwrap() {
            if let Some(content) = version["content"].as_object_mut() {
                content.insert("storage_class".into(), "INTELLIGENT_TIERING".into());
                content.insert("archive_tier".into(), "DEEP_ARCHIVE_ACCESS".into());
            }
        }
    }
    local.set_world(&world);
    let arguments = ["restore", "tiered", "--local", "--key", key, "--tier", "expedited", "--wait"];
    let ended = local.run(&arguments).succeeded();
    assert!(
        ended.err.contains("a deep archive in eu-central-1: S3 restores them first, with the tier standard"),
        "{}",
        ended.err
    );
    assert_eq!(tree(&local.folder.path().join("tiered")), BTreeMap::from([(key.clone(), content.clone())]));
    let again = local.run(&["restore", "again", "--local", "--key", key]).succeeded();
    assert!(!again.err.contains("S3 restores them first"), "it is in the tier of frequent access: {}", again.err);
}

/// An archive with objects of these keys, each with its key as its content, which every region has.
pub(crate) fn place(keys: &[&str]) -> Place {
    let place = Place::new();
    succeeds(&place.run(&["deploy", "--yes"]));
    for key in keys {
        place.s3("eu-central-1", "PUT", &format!("/acme-archive/{}", encoded(key)), key);
    }
    replicated(&place);
    place
}

/// A key in the path of a request.
pub(crate) fn encoded(key: &str) -> String {
    key.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

/// Waits until what was written is in every region.
pub(crate) fn replicated(place: &Place) {
    succeeds(&place.run(&["verify", "--timeout", "1"]));
}

/// What the program tells of the versions that were not restored, or under another name.
fn report(place: &Place, file: &str) -> BTreeMap<String, Value> {
    let lines = std::fs::read_to_string(place.folder().join(file)).unwrap();
    let rows = lines.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    rows.map(|row| (row["key"].as_str().unwrap().to_owned(), row)).collect()
}

fn outputs(ended: &Ended) -> &Value {
    let told = ended.events.iter().rev().find(|event| event["outputs"].is_object());
    &told.expect("the counts are told")["outputs"]
}

#[test]
fn keys_that_cannot_be_names_stay_in_the_folder_and_are_told() {
    let odd = ["../../escape", "/absolute", "a", "x//y", "Case", "case", "dir/./z", "50%", "link/evil", "nul\0"];
    let keys = [&odd[..9], &["a/b", "plain.txt"]].concat();
    let place = place(&keys);
    let (out, outside) = (place.folder().join("out"), place.folder().join("outside"));
    std::fs::create_dir_all(&out).unwrap();
    std::fs::create_dir(&outside).unwrap();
    #[cfg(unix)]
    std::os::unix::fs::symlink(&outside, out.join("link")).unwrap();
    let arguments =
        ["restore", "out", "--yes", "--report", "told.json", "--report", "told.csv", "--report", "told.txt"];
    let ended = place.run(&[&arguments[..], &["--keys", ""]].concat());
    let told = report(&place, "told.json");
    if cfg!(unix) {
        fails(&ended, 5, "1 object is not restored");
        assert_eq!(told["link/evil"]["why"], "name");
    }
    assert_eq!(std::fs::read_dir(&outside).unwrap().count(), 0, "something was written outside of the folder");
    let mut entries: Vec<_> =
        std::fs::read_dir(place.folder()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    entries.sort();
    let ours = ["archive.toml", "out", "outside", "told.csv", "told.json", "told.txt"];
    assert_eq!(entries, ours);
    // Each other object is in a file, whose name the report has if it is not the key.
    let files = tree(&out);
    for key in keys.iter().filter(|key| **key != "link/evil") {
        let path = told.get(*key).map_or(*key, |row| row["path"].as_str().unwrap());
        assert_eq!(files.get(path).map(Vec::as_slice), Some(key.as_bytes()), "{key} in {path}");
        assert_eq!(told.contains_key(*key), !["a/b", "plain.txt"].contains(key), "{key}");
    }
    let csv = std::fs::read_to_string(place.folder().join("told.csv")).unwrap();
    assert_eq!(csv.lines().next(), Some("why,key,version_id,bytes,path,detail"));
    assert_eq!(csv.lines().count(), told.len() + 1);
    assert!(std::fs::read_to_string(place.folder().join("told.txt")).unwrap().contains("renamed    \"/absolute\""));
}

#[test]
fn what_is_there_is_compared_and_nothing_is_replaced_without_being_asked_to() {
    let place = place(&["a", "b", "c"]);
    let out = place.folder().join("out");
    std::fs::create_dir(&out).unwrap();
    std::fs::write(out.join("b"), "x").unwrap();
    let planned = place.run(&["restore", "out", "--dry-run", "--keys", "a", "--keys", "b", "--keys", "c"]);
    succeeds(&planned);
    assert_eq!(outputs(&planned)["Objects"], "3");
    assert_eq!(tree(&out).len(), 1, "a plan writes nothing");
    let refused = place.run(&["restore", "out", "--key", "a"]);
    fails(&refused, 3, "it was not approved");

    let only = ["restore", "out", "--yes", "--key", "a", "--key", "b", "--key", "c"];
    fails(&place.run(&only), 5, "another file is there, of the same size and with another content");
    assert_eq!(tree(&out)["b"], b"x");
    let ended = place.run(&[&only[..], &["--overwrite"]].concat());
    succeeds(&ended);
    assert_eq!((&outputs(&ended)["Restored"], &outputs(&ended)["AlreadyThere"]), (&json!("1"), &json!("2")));
    assert_eq!(tree(&out)["b"], b"b");
    // A file that was damaged is no file of the archive any more, whatever its name and size.
    std::fs::write(out.join("c"), "y").unwrap();
    fails(&place.run(&only), 5, "of the same size and with another content");
}

#[test]
fn a_restore_that_is_killed_goes_on_with_what_is_missing() {
    let keys: Vec<String> = (0..60).map(|number| format!("many/{number}")).collect();
    let keys: Vec<&str> = keys.iter().map(String::as_str).collect();
    let place = place(&keys);
    let out = place.folder().join("out");
    let arguments = ["restore", "out", "--yes", "--keys", "many/", "--concurrency", "2"];
    for enough in [5, 30] {
        let mut run = place.command_as("ROOT", &arguments);
        let mut child = run.stdout(std::process::Stdio::null()).stderr(std::process::Stdio::null()).spawn().unwrap();
        // Files are renamed while they are counted.
        let count = || std::fs::read_dir(out.join("many")).map_or(0, Iterator::count);
        while count() < enough && child.try_wait().unwrap().is_none() {
            std::thread::sleep(Duration::from_millis(1));
        }
        child.kill().unwrap();
        child.wait().unwrap();
    }
    let whole = tree(&out).keys().filter(|name| !name.contains("%part-")).count();
    let ended = place.run(&arguments);
    succeeds(&ended);
    assert_eq!(outputs(&ended)["AlreadyThere"], whole.to_string());
    assert_eq!(outputs(&ended)["Restored"], (60 - whole).to_string());
    let expected: BTreeMap<String, Vec<u8>> =
        keys.iter().map(|key| ((*key).to_owned(), key.as_bytes().to_vec())).collect();
    assert_eq!(tree(&out), expected, "something is missing, or is left of a file that was not whole");
}

/// A key that is misspelt is no success without objects: nothing is restored of the others either.
#[test]
fn a_key_that_never_was_is_refused_before_anything_is_restored() {
    let place = Place::with("", |_| {});
    assert_eq!(place.run(&["deploy", "--yes"]).code, 0);
    place.s3("eu-central-1", "PUT", "/acme-archive/report", "data");
    for command in [&["restore", "out", "--key", "report", "--key", "repotr"][..], &["undelete", "--key", "repotr"]] {
        let refused = place.run(&[command, &["--yes"]].concat());
        let last = refused.events.last().unwrap();
        assert_eq!(refused.code, 2, "{last:#}");
        assert!(last["message"].as_str().unwrap().contains("acme-archive has no object \"repotr\""), "{last:#}");
        assert!(!place.folder().join("out").exists());
    }
}

#[test]
fn what_is_no_time_and_no_bucket_is_refused_in_the_words_of_the_command() {
    let place = Place::new();
    for (words, help) in [
        (["restore", "out", "--at", "yesterday"].as_slice(), "such as  --at 2026-01-31T12:00:00Z"),
        (&["undelete", "--since", "yesterday"], "such as  --since 2026-01-31T12:00:00Z"),
        (&["restore", "s3://x"], "write  s3://BUCKET/PREFIX"),
    ] {
        let refused = place.run(words);
        let told = refused.events.last().unwrap();
        assert_eq!(refused.code, 2, "{told}");
        assert!(told["remedy"].as_str().unwrap().contains(help), "{told}");
    }
}
