//! The templates of a matrix of configurations, as files: a change of a template is a change that a person reads.
//!
//! `REGENERATE_GOLDEN=1 cargo test -p archive --test stacks` writes them again.

use std::path::{Path, PathBuf};

use archive::stacks;
use serde_json::Value;

/// The configurations that the archive is examined in, each by a name.
pub(super) const MATRIX: &[(&str, &str)] = &[
    ("default", "prefix = 'acme'"),
    ("multi-region-key", "prefix = 'acme'\n[keys]\nstrategy = 'multi-region'\nrotation_period_days = 180"),
    (
        "account-regional",
        "prefix = 'acme'\ndetached = ['eu-west-3']\n[bucket]\nnamespace = 'account-regional'\n[access_logs]\nenabled = true",
    ),
    (
        "retention",
        "prefix = 'acme'
[object_lock]
mode = 'governance'
days = 30
[lifecycle]
noncurrent_expiration_days = 730
kept_noncurrent_versions = 3
transitions = [{ storage_class = 'STANDARD_IA', days = 30 }, { storage_class = 'DEEP_ARCHIVE', days = 180 }]
noncurrent_transitions = [{ storage_class = 'GLACIER_IR', days = 7 }]",
    ),
    (
        "observed",
        "prefix = 'acme'
[replication]
time_control = true
storage_class = 'GLACIER_IR'
[notifications]
event_bridge = true
failure_topic = 'create'
[alarm]
enabled = true
[access_logs]
enabled = true
[inventory]
enabled = true",
    ),
    (
        "watched",
        "prefix = 'acme'
replications = ['eu-west-1']
[replication]
two_way = true
[notifications]
failure_topic = 'create'
destructive_calls = true
subscribers = ['storage-team@example.com']
[alarm]
enabled = true
latency_minutes = 30
pending_mib = 1024
[dashboard]
enabled = true
[inventory]
enabled = true",
    ),
    ("two-way", "prefix = 'acme'\nreplications = ['eu-west-1']\n[replication]\ntwo_way = true"),
    (
        "another-account",
        "prefix = 'acme'
[replica]
account = '210987654321'
[replica.keys]
eu-west-1 = 'arn:aws:kms:eu-west-1:210987654321:key/11111111-2222-3333-4444-555555555555'
[stack_set]
permission_model = 'service-managed'
organizational_units = ['ou-ab12-c3d4e5f6']
call_as = 'delegated-admin'",
    ),
    (
        "protected",
        "prefix = 'acme'
[protection]
deny_tampering = true
exempt_roles = ['arn:aws:iam::123456789012:role/break-glass']",
    ),
    ("china", "prefix = 'acme'\nregion = 'cn-north-1'\nreplications = ['cn-northwest-1']"),
];

fn file(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden").join(name)
}

/// The templates of one configuration in one document.
fn templates(text: &str) -> Value {
    let config = super::config(text);
    let mut primary = super::primary(text);
    // The body is in the file once, as the replica's template, where a person can read it.
    let body = primary["Resources"]["StackSet"]["Properties"]["TemplateBody"].take();
    let replica = super::replica(text);
    let inner: Value = serde_json::from_str(body.as_str().unwrap()).unwrap();
    assert_eq!(inner, replica, "the StackSet creates the replica's template");
    let bootstrap = stacks::bootstrap(&config, None).unwrap_or_else(|findings| panic!("{findings}")).to_value();
    serde_json::json!({ "primary": primary, "replica": replica, "bootstrap": bootstrap })
}

#[test]
fn the_templates_are_those_that_were_reviewed() {
    let regenerate = std::env::var_os("REGENERATE_GOLDEN").is_some();
    for (name, text) in MATRIX {
        let path = file(&format!("{name}.json"));
        let actual = format!("{:#}\n", templates(text));
        if regenerate {
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(&path, actual).unwrap();
            continue;
        }
        let expected = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        assert_eq!(expected, actual, "{name}: if the change is meant, REGENERATE_GOLDEN=1 writes the file again");
    }
}
