//! The names of what is deployed, all computed from the prefix, and the rules that S3 has for them.
//!
//! The names are strings and not references because a StackSet's resources cannot be referenced from the stack that holds the StackSet:
//! only a naming scheme lets the replication role name buckets in other regions.

use super::options::Namespace;

/// Length limit of an S3 bucket name. [S3 user guide, "General purpose bucket naming rules"]
const BUCKET_NAME_MAX: usize = 63;

/// Length limit of the name of an IAM role. [IAM user guide, "IAM and AWS STS quotas"]
const ROLE_NAME_MAX: usize = 64;

/// Character sequences that S3 reserves at the end of a bucket name; as parts of the prefix they would only confuse.
const RESERVED: [&str; 2] = ["-s3alias", "--ol-s3"];

/// What is wrong with a prefix, and the remedy.
pub(super) struct PrefixProblem {
    pub(super) message: String,
    pub(super) remedy: String,
}

/// What a bucket is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Purpose {
    /// Objects are written to it.
    Primary,
    /// It holds replicas.
    Replica,
    /// S3 writes logs and inventories to it.
    Logs,
}

/// The name of the bucket for `purpose` in `region`. `account` is part of it in the account-regional namespace only.
pub(super) fn bucket(prefix: &str, purpose: Purpose, namespace: Namespace, account: &str, region: &str) -> String {
    match (namespace, purpose) {
        (Namespace::Global, Purpose::Primary) => format!("{prefix}-archive"),
        (Namespace::Global, Purpose::Replica) => format!("{prefix}-archive-replication-{region}"),
        (Namespace::Global, Purpose::Logs) => format!("{prefix}-archive-logs-{region}"),
        // The region tells the primary bucket and the replicas apart.
        (Namespace::AccountRegional, Purpose::Primary | Purpose::Replica) => {
            format!("{prefix}-archive-{account}-{region}-an")
        }
        (Namespace::AccountRegional, Purpose::Logs) => format!("{prefix}-archive-logs-{account}-{region}-an"),
    }
}

/// The name of the replication role.
pub(super) fn replication_role(prefix: &str, region: &str) -> String {
    format!("{prefix}-archive-replication-{region}")
}

/// The name of the role of the jobs that replicate what is in the bucket already.
pub(super) fn backfill_role(prefix: &str, region: &str) -> String {
    format!("{prefix}-archive-backfill-{region}")
}

/// A name that the prefix starts, without it.
pub(super) struct DerivedName {
    what: &'static str,
    service: &'static str,
    rest: String,
    limit: usize,
}

impl DerivedName {
    /// The name of a bucket.
    pub(super) fn bucket(rest: String) -> Self {
        Self { what: "bucket", service: "S3", rest, limit: BUCKET_NAME_MAX }
    }

    /// The name of a role.
    pub(super) fn role(rest: String) -> Self {
        Self { what: "role", service: "IAM", rest, limit: ROLE_NAME_MAX }
    }

    /// The characters that the limit leaves for the prefix.
    fn room(&self) -> usize {
        self.limit.saturating_sub(self.rest.len())
    }
}

/// Every rule that `prefix` breaks, by itself or in one of the `names`.
pub(super) fn prefix_faults(prefix: &str, names: &[DerivedName]) -> Vec<PrefixProblem> {
    let mut faults = Vec::new();
    let mut fault = |message: String, remedy: String| faults.push(PrefixProblem { message, remedy });

    let starts = prefix.starts_with(|c: char| c.is_ascii_lowercase());
    let ends = prefix.ends_with(|c: char| c.is_ascii_lowercase() || c.is_ascii_digit());
    let strange = prefix.chars().find(|c| !(c.is_ascii_lowercase() || c.is_ascii_digit() || *c == '-'));
    if prefix.chars().count() < 2 {
        fault(
            format!("the prefix {prefix:?} is too short"),
            "use at least two characters: a lower-case letter, then lower-case letters, digits or hyphens".into(),
        );
    } else if let Some(strange) = strange {
        fault(
            format!("the prefix {prefix:?} has the character {strange:?}, which a bucket name cannot have"),
            "use lower-case letters, digits and hyphens only".into(),
        );
    } else if !starts || !ends {
        fault(
            format!(
                "the prefix {prefix:?} {}",
                if starts { "ends with a hyphen" } else { "does not start with a letter" }
            ),
            "start with a lower-case letter and end with a lower-case letter or a digit".into(),
        );
    }
    if prefix.starts_with("xn--") {
        fault(
            format!("the prefix {prefix:?} starts with \"xn--\", which S3 reserves"),
            "start the prefix with something else".into(),
        );
    }
    for reserved in RESERVED {
        if prefix.contains(reserved) {
            fault(
                format!("the prefix {prefix:?} has {reserved:?} in it, which S3 reserves"),
                format!("leave {reserved:?} out of the prefix"),
            );
        }
    }
    if let Some(name) = names.iter().min_by_key(|name| name.room()).filter(|name| prefix.len() > name.room()) {
        let (what, service, rest, limit) = (name.what, name.service, &name.rest, name.limit);
        fault(
            format!(
                "the prefix {prefix:?} makes the {what} name \"{prefix}{rest}\" {} characters long; {service} allows {limit}",
                prefix.len() + rest.len()
            ),
            format!("shorten the prefix to at most {} characters", name.room()),
        );
    }
    faults
}

#[cfg(test)]
mod tests {
    use super::*;

    fn replica(region: &str) -> DerivedName {
        DerivedName::bucket(bucket("", Purpose::Replica, Namespace::Global, "", region))
    }

    fn messages(prefix: &str) -> Vec<String> {
        prefix_faults(prefix, &[replica("ap-southeast-2")]).into_iter().map(|fault| fault.message).collect()
    }

    #[test]
    fn legal_prefixes_have_no_fault() {
        for prefix in ["ab", "acme", "acme-2", "a1", &"a".repeat(28)] {
            assert_eq!(messages(prefix), Vec::<String>::new(), "{prefix}");
        }
    }

    #[test]
    fn each_rule_has_its_own_message() {
        for (prefix, expected) in [
            ("a", "too short"),
            ("", "too short"),
            ("Acme", "'A'"),
            ("a.b", "'.'"),
            ("1a", "does not start with a letter"),
            ("a-", "ends with a hyphen"),
            ("xn--a", "xn--"),
            ("my-s3alias", "-s3alias"),
            ("my--ol-s3", "--ol-s3"),
            (&"a".repeat(29), "64 characters long"),
        ] {
            let messages = messages(prefix);
            assert_eq!(messages.len(), 1, "{prefix}: {messages:?}");
            assert!(messages[0].contains(expected), "{prefix}: {messages:?}");
        }
    }

    #[test]
    fn the_length_is_computed_for_the_longest_name() {
        let faults = prefix_faults(&"a".repeat(30), &[replica("eu-west-1"), replica("ap-southeast-2")]);
        assert!(
            faults[0].message.contains("ap-southeast-2") && faults[0].remedy.contains("28 characters"),
            "{}",
            faults[0].remedy
        );
    }

    #[test]
    fn the_account_regional_namespace_has_account_and_region_in_the_name() {
        let name = |purpose| bucket("acme", purpose, Namespace::AccountRegional, "123456789012", "eu-west-1");
        assert_eq!(name(Purpose::Primary), "acme-archive-123456789012-eu-west-1-an");
        assert_eq!(name(Purpose::Logs), "acme-archive-logs-123456789012-eu-west-1-an");
    }
}
