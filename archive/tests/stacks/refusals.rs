//! Combinations that AWS refuses, or that would not do what they say, are refused when the file is read: where, why, and what to do.

use archive::config::{Config, Overrides};

/// A configuration that is refused, with the line of the problem, and words of the reason and of the remedy.
const REFUSED: &[(&str, usize, &str, &str)] = &[
    ("[keys]\nrotation_period_days = 30", 2, "out of bounds", "90 to 2560"),
    ("[keys]\npending_window_days = 3", 2, "out of bounds", "7 to 30"),
    ("[keys]\nstrategy = 'multi_region'", 2, "cannot be \"multi_region\"", "\"multi-region\""),
    ("[keys]\nstrategie = 'regional'", 2, "no setting `strategie`", "`strategy`"),
    ("[key]\nstrategy = 'regional'", 1, "no setting `key`", "`keys`"),
    ("keys = 'regional'", 1, "`keys` is a table", "[keys]"),
    ("[bucket]\nnamespace = 'local'", 2, "cannot be \"local\"", "\"account-regional\""),
    (
        "replications = ['me-south-1', 'eu-west-1']\n[bucket]\nnamespace = 'account-regional'",
        3,
        "no account-regional namespace in me-south-1",
        "leave me-south-1 out",
    ),
    (
        "detached = ['me-central-1']\n[bucket]\nnamespace = 'account-regional'",
        3,
        "no account-regional namespace in me-central-1",
        "namespace = \"global\"",
    ),
    (
        "region = 'cn-north-1'\nreplications = ['cn-northwest-1']\n[replica]\naccount = '210987654321'\n[stack_set]\n\
         permission_model = 'service-managed'\norganizational_units = ['ou-abcd-12345678']",
        6,
        "no trusted access to AWS Organizations",
        "self-managed",
    ),
    ("[notifications]\nsubscribers = ['ops@example.com']", 2, "of the topic that the archive creates", "\"create\""),
    (
        "[notifications]\nfailure_topic = 'create'\nsubscribers = ['ops']",
        3,
        "cannot subscribe to the topic",
        "an email address",
    ),
    (
        "[notifications]\nfailure_topic = 'create'\nsubscribers = ['a.b@example.com', 'ab@example.com']",
        3,
        "is named twice",
        "once",
    ),
    ("[object_lock]\nmode = 'governance'", 2, "needs a duration", "days = 30"),
    ("[object_lock]\ndays = 30", 2, "needs a `mode`", "governance"),
    ("[object_lock]\nmode = 'governance'\ndays = 30\nyears = 1", 4, "both set", "remove one"),
    ("[object_lock]\nmode = 'governance'\nyears = 200", 3, "out of bounds", "1 to 100"),
    (
        "[lifecycle]\ntransitions = [{ storage_class = 'STANDARD_IA', days = 7 }]",
        2,
        "after 30 days at the earliest",
        "days = 30",
    ),
    ("[lifecycle]\ntransitions = [{ storage_class = 'GLACIER' }]", 2, "`storage_class` and `days`", "days = 90"),
    (
        "[[lifecycle.transitions]]\nstorage_class = 'GLACIER'\ndays = 30\n[[lifecycle.transitions]]\nstorage_class = 'STANDARD_IA'\ndays = 90",
        4,
        "does not move objects from GLACIER to STANDARD_IA",
        "STANDARD_IA, INTELLIGENT_TIERING",
    ),
    (
        "[lifecycle]\ntransitions = [{ storage_class = 'STANDARD_IA', days = 30 }, { storage_class = 'GLACIER', days = 40 }]",
        2,
        "on day 60 at the earliest",
        "days = 60",
    ),
    (
        "[lifecycle]\ntransitions = [{ storage_class = 'ONEZONE_IA', days = 30 }, { storage_class = 'GLACIER_IR', days = 90 }]",
        2,
        "does not move objects from ONEZONE_IA to GLACIER_IR",
        "order",
    ),
    ("[lifecycle]\nnoncurrent_transitions = [{ storage_class = 'GLACIER', days = 0 }]", 2, "after one day", "days = 1"),
    (
        "[lifecycle]\nnoncurrent_expiration_days = 30\nnoncurrent_transitions = [{ storage_class = 'GLACIER', days = 30 }]",
        2,
        "expiration later",
        "31 or more",
    ),
    ("[lifecycle]\nkept_noncurrent_versions = 3", 2, "there is no expiration", "noncurrent_expiration_days"),
    ("[lifecycle]\nexpired_delete_markers = true", 2, "there is no expiration", "noncurrent_expiration_days"),
    ("[replication]\ntime_control = true\nmetrics = false", 3, "needs `metrics`", "time_control = false"),
    ("[replication]\nstorage_class = 'GLACIER_TR'", 2, "cannot be \"GLACIER_TR\"", "\"GLACIER_IR\""),
    ("[replication]\ntwo_way = true", 2, "does not replicate replicas", "one region"),
    (
        "replications = ['eu-west-1']\n[replication]\ntwo_way = true\nstorage_class = 'DEEP_ARCHIVE'",
        4,
        "does not replicate objects in DEEP_ARCHIVE",
        "GLACIER_IR",
    ),
    (
        "replications = ['eu-west-1']\n[replication]\ntwo_way = true\n[replica]\naccount = '210987654321'",
        3,
        "the account that owns the bucket",
        "two_way = false",
    ),
    ("[replica]\naccount = '1234'", 2, "is not an account ID", "twelve digits"),
    ("[replica.keys]\neu-west-1 = 'arn:aws:kms:eu-west-1:210987654321:key/1'", 2, "`account` is not set", "alias"),
    (
        "[replica]\naccount = '210987654321'\n[replica.keys]\neu-west-1 = 'arn:aws:kms:eu-west-1:210987654321:alias/a'",
        4,
        "in the account of the source",
        "key/…",
    ),
    (
        "[replica]\naccount = '210987654321'\n[replica.keys]\neu-west-1 = 'arn:aws:kms:eu-west-2:210987654321:key/1'",
        4,
        "not a key of the account 210987654321 in eu-west-1",
        "arn:aws:kms:eu-west-1:210987654321:key/",
    ),
    (
        "[replica]\naccount = '210987654321'\n[replica.keys]\nus-east-1 = 'arn:aws:kms:us-east-1:210987654321:key/1'",
        4,
        "not a replica region of this archive",
        "detached",
    ),
    ("[keys]\nstrategy = 'multi-region'\n[replica]\naccount = '210987654321'", 2, "within its account", "regional"),
    ("[notifications]\nfailure_topic = 'yes'", 2, "not an SNS topic", "\"create\""),
    ("[notifications]\nfailure_topic = 'arn:aws:sns:eu-central-1:123456789012:a.fifo'", 2, "FIFO", "standard topic"),
    (
        "[notifications]\nfailure_topic = 'arn:aws:sns:eu-west-1:123456789012:a'",
        2,
        "not in eu-central-1",
        "arn:aws:sns:eu-central-1",
    ),
    (
        "[replication]\nmetrics = false\n[notifications]\nfailure_topic = 'create'",
        4,
        "only for rules with metrics",
        "topic",
    ),
    ("[replication]\nmetrics = false\n[alarm]\nenabled = true", 4, "they are off", "disable the alarm"),
    ("[alarm]\nenabled = 'yes'", 2, "true or false", "enabled = false"),
    ("[alarm]\nactions = ['on-call']", 2, "not an ARN", "ARN"),
    ("[access_logs]\nexpire_days = 0", 2, "out of bounds", "1 to 36500"),
    ("[inventory]\nformat = 'xml'", 2, "cannot be \"xml\"", "\"parquet\""),
    (
        "[replica]\naccount = '210987654321'\n[stack_set]\npermission_model = 'service-managed'",
        4,
        "none is named",
        "organizational_units",
    ),
    (
        "[stack_set]\npermission_model = 'service-managed'\norganizational_units = ['ou-ab12-c3d4e5f6']",
        2,
        "another account than the management account",
        "[replica]",
    ),
    (
        "[stack_set]\norganizational_units = ['ou-ab12-c3d4e5f6']",
        2,
        "service-managed StackSets only",
        "service-managed",
    ),
    ("[stack_set]\ncall_as = 'delegated-admin'", 2, "service-managed StackSets only", "service-managed"),
    (
        "[replica]\naccount = '210987654321'\n[stack_set]\npermission_model = 'service-managed'\norganizational_units = ['ou-ab12-c3d4e5f6']\nexecution_role_name = 'a'",
        6,
        "no roles of its own",
        "self-managed",
    ),
    ("[stack_set]\nadministration_role_arn = 'Admin'", 2, "not a role", "arn:aws:iam"),
    ("[stack_set]\nexecution_role_name = 'a/b'", 2, "not a role name", "64 letters"),
    ("detached = ['eu-west-1']", 1, "either replicates or is detached", "one of the two"),
    ("detached = ['eu-central-1']", 1, "primary region", "remove"),
    ("detached = ['eu-west-2', 'eu-west-2']", 1, "named twice", "remove"),
    ("detached = ['eu-wset-2']", 1, "no region", "eu-west-2"),
    ("detached = ['cn-north-1']", 1, "aws-cn", "partition aws"),
];

#[test]
fn every_refusal_names_place_reason_and_remedy() {
    for (text, line, reason, remedy) in REFUSED {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("archive.toml"), text).unwrap();
        let problems = match Config::load(folder.path(), &Overrides::default()) {
            Ok(_) => panic!("accepted:\n{text}"),
            Err(error) => error.problems,
        };
        assert_eq!(problems.len(), 1, "{text}\n{problems:#?}");
        let problem = &problems[0];
        let place = problem.place.to_string();
        assert!(place.starts_with(&format!("archive.toml:{line}:")), "{place} is not in line {line} of\n{text}");
        assert!(problem.message.contains(reason), "{text}\n{}", problem.message);
        assert!(problem.remedy.contains(remedy), "{text}\n{}", problem.remedy);
    }
}
