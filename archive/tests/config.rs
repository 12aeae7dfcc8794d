//! `archive.toml` and its flags: every mistake is reported, with its place and its remedy.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking, in its helpers too")]

use archive::config::{Config, Overrides};

/// Loads `text` as the `archive.toml` of a folder of its own.
fn load(text: &str) -> Result<Config, Vec<String>> {
    load_with(text, &Overrides::default())
}

fn load_with(text: &str, overrides: &Overrides) -> Result<Config, Vec<String>> {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("archive.toml"), text).unwrap();
    Config::load(folder.path(), overrides).map_err(|error| error.problems.iter().map(ToString::to_string).collect())
}

fn only_problem(text: &str) -> String {
    let problems = load(text).unwrap_err();
    assert_eq!(problems.len(), 1, "{problems:#?}");
    problems.into_iter().next().unwrap()
}

/// `UPDATE_DOCS=1 cargo test -p archive --test config reference` writes the page anew.
#[test]
fn the_page_of_the_guide_is_the_reference_of_the_settings() {
    let page = test_support::machine::repository().join("docs/guide/src/reference/archive-toml.md");
    let reference = archive::config::reference();
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(&page, &reference).unwrap();
    }
    let written = std::fs::read_to_string(&page).unwrap_or_default();
    assert!(written == reference, "{}: run this test with UPDATE_DOCS=1", page.display());
    for variable in archive::config::VARIABLES {
        assert!(reference.contains(&format!("`{variable}`")), "{variable} is in no line");
    }
}

#[test]
fn without_a_file_the_defaults_of_the_reference_apply() {
    let folder = tempfile::tempdir().unwrap();
    let config = Config::load(folder.path(), &Overrides::default()).unwrap();
    assert_eq!(config.region().as_str(), "eu-central-1");
    assert_eq!(
        config.replications().iter().map(|region| region.as_str()).collect::<Vec<_>>(),
        ["eu-west-1", "eu-north-1"]
    );
    assert!(config.prefix_is_default());
}

#[test]
fn a_whole_file_is_read() {
    let config = load("prefix = 'acme'\nregion = 'us-east-1'\nreplications = ['us-west-2']\n").unwrap();
    assert_eq!((config.prefix(), config.prefix_is_default()), ("acme", false));
    assert_eq!(config.bucket_name(), "acme-archive");
    assert_eq!(config.stack_set_name(), "acme-archive-replication");
    assert_eq!(config.replica_bucket_name(&config.replications()[0]), "acme-archive-replication-us-west-2");
}

#[test]
fn flags_override_the_file() {
    let overrides = Overrides {
        prefix: Some("other".into()),
        region: Some("eu-west-2".into()),
        replications: Some(vec!["eu-west-3".into()]),
        environment: [("ARCHIVE_REGION".to_owned(), "eu-south-1".to_owned())].into(),
        file: None,
    };
    let config =
        load_with("prefix = 'acme'\nregion = 'us-east-1'\nreplications = ['us-west-2']\n", &overrides).unwrap();
    assert_eq!(
        (config.prefix(), config.region().as_str(), config.replications()[0].as_str()),
        ("other", "eu-west-2", "eu-west-3")
    );
}

#[test]
fn the_environment_overrides_the_file_and_says_so() {
    let variables = [("ARCHIVE_REGION", "us-east-1"), ("ARCHIVE_REPLICATIONS", "us-west-2, us-east-2")];
    let environment = variables.map(|(name, value)| (name.to_owned(), value.to_owned())).into();
    let overrides = Overrides { environment, ..Overrides::default() };
    let config = load_with("prefix = 'acme'\nregion = 'eu-west-1'\n", &overrides).unwrap();
    assert_eq!((config.prefix(), config.region().as_str(), config.replications().len()), ("acme", "us-east-1", 2));
    assert!(config.show().contains("ARCHIVE_REGION"), "{}", config.show());
    let environment = [("ARCHIVE_REGION".to_owned(), "us-esat-1".to_owned())].into();
    let refused = load_with("", &Overrides { environment, ..Overrides::default() }).unwrap_err();
    assert!(refused[0].starts_with("ARCHIVE_REGION: there is no region \"us-esat-1\""), "{refused:?}");
}

#[test]
fn the_file_is_found_in_a_parent() {
    let folder = tempfile::tempdir().unwrap();
    let inner = folder.path().join("a/b");
    std::fs::create_dir_all(&inner).unwrap();
    std::fs::write(folder.path().join("archive.toml"), "prefix = 'acme'\n").unwrap();
    assert_eq!(Config::load(&inner, &Overrides::default()).unwrap().prefix(), "acme");
    // The nearer one is read alone.
    std::fs::write(inner.join("archive.toml"), "prefix = 'inner'\n").unwrap();
    let config = Config::load(&inner, &Overrides::default()).unwrap();
    assert_eq!(config.prefix(), "inner");
}

#[test]
fn a_mistyped_key_is_placed_and_corrected() {
    let problem = only_problem("prefix = 'acme'\n  regoin = 'eu-central-1'\n");
    assert!(problem.starts_with("archive.toml:2:3: there is no setting `regoin`"), "{problem}");
    assert!(problem.contains("did you mean `region`?"), "{problem}");
}

#[test]
fn an_unknown_region_is_placed_and_corrected() {
    let problem = only_problem("replications = [\n  'eu-west-1',\n  'eu-nroth-1',\n]\n");
    assert!(problem.starts_with("archive.toml:3:3: there is no region \"eu-nroth-1\""), "{problem}");
    assert!(problem.contains("did you mean \"eu-north-1\"?"), "{problem}");
}

#[test]
fn a_region_named_twice_is_refused() {
    let problem = only_problem("replications = ['eu-west-1', 'eu-west-1']");
    assert!(problem.contains("archive.toml:1:30") && problem.contains("named twice"), "{problem}");
}

#[test]
fn the_primary_region_is_no_replica() {
    let problem = only_problem("region = 'eu-west-1'\nreplications = ['eu-west-1', 'eu-north-1']");
    assert!(problem.contains("archive.toml:2:17") && problem.contains("is the primary region"), "{problem}");
}

#[test]
fn no_replica_at_all_is_refused() {
    assert!(only_problem("replications = []").contains("has at least one replica"));
}

#[test]
fn regions_of_two_partitions_are_refused() {
    let problem = only_problem("replications = ['cn-north-1']");
    assert!(problem.contains("aws-cn") && problem.contains("eu-central-1"), "{problem}");
}

#[test]
fn a_prefix_that_makes_an_illegal_bucket_name_is_refused() {
    assert!(only_problem("prefix = 'My.Archive'").contains("'M'"));
    let long = only_problem(&format!("prefix = '{}'\nregion = 'eu-west-2'", "a".repeat(40)));
    assert!(long.contains("S3 allows 63") && long.contains("at most 32 characters"), "{long}");
    // Where the primary region's name is the longest, the role's name binds first.
    let role = only_problem(&format!("prefix = '{}'\nregion = 'ap-southeast-2'", "a".repeat(30)));
    assert!(role.contains("IAM allows 64") && role.contains("at most 29 characters"), "{role}");
}

#[test]
fn a_wrong_type_says_what_to_write() {
    let problem = only_problem("replications = 'eu-west-1'");
    assert!(problem.contains("`replications` is a list of strings, and this is of type string"), "{problem}");
    assert!(problem.contains("replications = [\"eu-west-1\", \"eu-north-1\"]"), "{problem}");
    assert!(only_problem("prefix = 3").contains("`prefix` is a string, and this is of type integer"));
}

#[test]
fn broken_syntax_is_placed() {
    let problems = load("prefix = 'acme'\nregion = = 'eu-central-1'\n").unwrap_err();
    assert!(problems[0].starts_with("archive.toml:2:"), "{problems:?}");
}

#[test]
fn all_problems_are_reported_at_once() {
    let problems =
        load("prefix = 'A'\nregion = 'eu-wset-1'\nreplications = ['eu-north-1', 'eu-north-1']\ncolour = 'red'\n")
            .unwrap_err();
    assert_eq!(problems.len(), 4, "{problems:#?}");
}

#[test]
fn a_named_file_must_exist() {
    let folder = tempfile::tempdir().unwrap();
    let overrides = Overrides { file: Some(folder.path().join("other.toml")), ..Overrides::default() };
    let error = Config::load(folder.path(), &overrides).unwrap_err().to_string();
    assert!(error.contains("other.toml") && error.contains("--config"), "{error}");
}
