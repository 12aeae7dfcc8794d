//! AWS's facts in the sources agree with the snapshot: the formats of ARNs, actions, and the names of services as principals.
//!
//! A template's ARN is readable where it is written out, so it is written out; here it is compared with what AWS publishes.

use std::collections::{BTreeMap, BTreeSet};

use cfn_spec::rules;

/// Formats that AWS's Service Authorization Reference does not have, each with its source.
const UNPUBLISHED: &[(&str, &str)] = &[
    // <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html>; the reference has it as one of IAM.
    ("arn:*:sts::*:assumed-role/", "the session of a role"),
    // Values that a policy's template does not determine.
    ("arn:aws:template:", "a placeholder of the evaluator"),
    ("arn:*:*:", "a pattern of any service"),
];

/// Names of services that are no principals of policies, each with its source.
const OTHER_NAMES: &[&str] = &[
    // The name of a service-linked role. <https://docs.aws.amazon.com/kms/latest/developerguide/multi-region-auth-slr.html>
    "mrk.kms",
];

/// Keys of conditions, which look like actions. The snapshot has none; a misspelt one is in no list and so is found.
const CONDITION_KEYS: &[&str] = &[
    // <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html>
    "aws:CalledVia",
    "aws:PrincipalAccount",
    "aws:PrincipalArn",
    "aws:PrincipalIsAWSService",
    "aws:PrincipalServiceName",
    "aws:PrincipalType",
    "aws:RequestedRegion",
    "aws:ResourceAccount",
    "aws:SecureTransport",
    "aws:SourceAccount",
    "aws:SourceArn",
    // <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html>
    "iam:AWSServiceName",
    "iam:PassedToService",
    // <https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html>
    "kms:CallerAccount",
    "kms:EncryptionContextKeys",
    "kms:ResourceAliases",
    "kms:ViaService",
];

/// The string literals of the crates that talk to AWS or play it, without tests, with `*` for what is filled in.
fn literals() -> Vec<(String, String)> {
    let mut files = BTreeMap::new();
    super::sources(&super::root(), &mut files);
    let mut found = Vec::new();
    for (path, text) in &files {
        let path = path.strip_prefix(super::root()).expect("a file of the workspace");
        let is_source = path.iter().any(|part| part == "src") && path.starts_with("archive");
        let is_test = ["tests.rs", "tests", "all_types.rs"].iter().any(|name| path.iter().any(|part| part == *name));
        if !is_source || is_test {
            continue;
        }
        let code = text.split("#[cfg(test)]\nmod tests {").next().expect("split has a first part");
        for (number, line) in code.lines().enumerate().filter(|(_, line)| !line.trim_start().starts_with("//")) {
            let place = format!("{}:{}", path.display(), number + 1);
            // Every second part is inside of quotes.
            found.extend(line.split('"').skip(1).step_by(2).map(|literal| (place.clone(), filled(literal))));
        }
    }
    assert!(found.len() > 1_000, "only {} literals were found", found.len());
    found
}

/// The literal with `*` for `${AWS::Region}`, `{region}` and the like.
fn filled(literal: &str) -> String {
    let mut text = String::new();
    let mut depth = 0;
    for c in literal.chars() {
        match c {
            '{' => depth += 1,
            '}' if depth > 0 => {
                depth -= 1;
                if depth == 0 {
                    text.push('*');
                }
            }
            '$' => {}
            c if depth == 0 => text.push(c),
            _ => {}
        }
    }
    text
}

/// Service, whether the region is empty, whether the account is, and what the rest begins with.
type Format = (String, bool, bool, String);

fn published() -> BTreeSet<Format> {
    let folder = cfn_spec::snapshot::directory().join(rules::ACTIONS);
    let mut formats = BTreeSet::new();
    for file in std::fs::read_dir(folder).expect("the snapshot has the formats") {
        let text = std::fs::read_to_string(file.expect("a file").path()).expect("a readable file");
        for line in text.lines().filter_map(|line| line.strip_prefix("resource ")) {
            let (_, format) = line.rsplit_once(' ').expect("a name and a format");
            let format = filled(format);
            let parts: Vec<&str> = format.splitn(6, ':').collect();
            let &[_, _, service, region, account, rest] = parts.as_slice() else { panic!("{line}") };
            let start = rest.split(".*").next().expect("split has a first part");
            formats.insert((service.to_owned(), region.is_empty(), account.is_empty(), start.to_owned()));
        }
    }
    assert!(formats.len() > 500, "only {} formats were read", formats.len());
    formats
}

/// Whether an ARN, with `*` for what is filled in, has one of the formats. `None` for what is too short to be one.
fn is_published(arn: &str, formats: &BTreeSet<Format>) -> Option<bool> {
    let parts: Vec<&str> = arn.splitn(6, ':').collect();
    let &[_, _, service, region, account, rest] = parts.as_slice() else { return None };
    let fits = |(known, no_region, no_account, start): &Format| {
        known == service
            && *no_region == region.is_empty()
            && *no_account == account.is_empty()
            && (rest.starts_with(start.as_str()) || rest.starts_with('*'))
    };
    Some(formats.iter().any(fits))
}

#[test]
fn arns_have_the_published_formats() {
    let formats = published();
    let mut compared = 0;
    let mut wrong = Vec::new();
    for (place, literal) in literals() {
        for (start, _) in literal.match_indices("arn:") {
            let arn = literal[start..].split([' ', '`', '\\', ',', ')']).next().expect("split has a first part");
            if UNPUBLISHED.iter().any(|(start, _)| arn.starts_with(start)) {
                continue;
            }
            match is_published(arn, &formats) {
                Some(true) => compared += 1,
                Some(false) => wrong.push(format!("{place}: {arn}")),
                None => {}
            }
        }
    }
    assert!(compared > 40, "only {compared} ARNs were compared");
    assert!(wrong.is_empty(), "AWS publishes no such format (see cfn-spec/snapshot/rules/actions): {wrong:#?}");
    assert_eq!(is_published("arn:*:kms:*:*:aliases/a", &formats), Some(false));
    assert_eq!(is_published("arn:*:iam:*:*:role/a", &formats), Some(false));
    assert_eq!(is_published("arn:*:kms:*:*:alias/a", &formats), Some(true));
}

#[test]
fn principals_are_services_that_the_snapshot_names() {
    let known: BTreeSet<&str> = rules::PRINCIPALS.lines().filter_map(|line| line.strip_prefix("service ")).collect();
    let mut compared = 0;
    let mut wrong = Vec::new();
    for (place, literal) in literals() {
        // The suffix alone is compared with names that a policy has.
        let Some(name) = literal.strip_suffix(".amazonaws.com").filter(|name| !name.is_empty()) else { continue };
        // Some services have a principal in each region.
        let name = name.strip_suffix(".*").unwrap_or(name);
        if known.contains(name) || OTHER_NAMES.contains(&name) {
            compared += 1;
        } else if name.bytes().all(|b| b.is_ascii_lowercase() || b"-.".contains(&b)) {
            wrong.push(format!("{place}: {literal}"));
        }
    }
    assert!(compared > 15, "only {compared} principals were compared");
    assert!(wrong.is_empty(), "no such principal in cfn-spec/overlay/principals.txt: {wrong:#?}");
}

/// The actions of each service's prefix, as AWS's Service Authorization Reference has them.
fn known_actions() -> BTreeMap<String, BTreeSet<String>> {
    let folder = cfn_spec::snapshot::directory().join("iam-actions");
    let files = std::fs::read_dir(folder).expect("the snapshot has the actions");
    let actions = files.map(|file| {
        let path = file.expect("a file").path();
        let prefix = path.file_stem().and_then(|stem| stem.to_str()).expect("a name in ASCII").to_owned();
        let text = std::fs::read_to_string(path).expect("a readable file");
        (prefix, text.lines().filter_map(|line| line.split(' ').next()).map(str::to_owned).collect())
    });
    actions.collect()
}

/// Whether AWS has the action; one with `*` must stand for at least one.
fn is_known(prefix: &str, name: &str, actions: &BTreeMap<String, BTreeSet<String>>) -> bool {
    actions.get(prefix).is_some_and(|known| match name.split_once('*') {
        Some((start, end)) => known.iter().any(|action| action.starts_with(start) && action.ends_with(end)),
        None => known.contains(name),
    })
}

#[test]
fn actions_are_in_the_snapshot() {
    let actions = known_actions();
    let mut compared = 0;
    let mut wrong = Vec::new();
    for (place, literal) in literals() {
        let Some((prefix, name)) = literal.split_once(':') else { continue };
        let of_action = |b: u8| b.is_ascii_alphanumeric() || b == b'*';
        let like_action = name.starts_with(|c: char| c.is_ascii_uppercase()) && name.bytes().all(of_action);
        let like_prefix =
            !prefix.is_empty() && prefix.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
        if !like_action || !like_prefix || CONDITION_KEYS.contains(&literal.as_str()) {
            continue;
        }
        if is_known(prefix, name, &actions) {
            compared += 1;
        } else {
            wrong.push(format!("{place}: {literal}"));
        }
    }
    assert!(compared > 120, "only {compared} actions were compared");
    assert!(
        wrong.is_empty(),
        "AWS has no such action (see cfn-spec/snapshot/iam-actions) and no such key of conditions: {wrong:#?}"
    );
    assert!(!is_known("s3", "PutObjects", &actions));
    assert!(is_known("s3", "GetObject*", &actions));
}
