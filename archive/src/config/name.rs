//! The names of what is deployed, all computed from the prefix, and the rules that S3 has for them.
//!
//! The names are strings and not references because a StackSet's resources cannot be referenced from the stack that holds the StackSet:
//! only a naming scheme lets the replication role name buckets in other regions.

use super::region::Region;

/// Length limit of an S3 bucket name. [S3 user guide, "General purpose bucket naming rules"]
const BUCKET_NAME_MAX: usize = 63;

/// Character sequences that S3 reserves at the end of a bucket name; as parts of the prefix they would only confuse.
const RESERVED: [&str; 2] = ["-s3alias", "--ol-s3"];

/// What is wrong with a prefix, and the remedy.
pub(super) struct PrefixFault {
    pub(super) message: String,
    pub(super) remedy: String,
}

/// The name of the replica bucket in `region`.
pub(super) fn replica_bucket(prefix: &str, region: &str) -> String {
    format!("{prefix}-archive-replication-{region}")
}

/// Every rule that `prefix` breaks, by itself or in the bucket name of one of `regions`.
pub(super) fn prefix_faults(prefix: &str, regions: &[Region]) -> Vec<PrefixFault> {
    let mut faults = Vec::new();
    let mut fault = |message: String, remedy: String| faults.push(PrefixFault { message, remedy });

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
    if let Some((region, length)) = regions
        .iter()
        .map(|region| (region, replica_bucket(prefix, region.as_str()).len()))
        .filter(|(_, length)| *length > BUCKET_NAME_MAX)
        .max_by_key(|(_, length)| *length)
    {
        let room = BUCKET_NAME_MAX.saturating_sub(replica_bucket("", region.as_str()).len());
        fault(
            format!(
                "the prefix {prefix:?} makes the bucket name {:?} {length} characters long; S3 allows {BUCKET_NAME_MAX}",
                replica_bucket(prefix, region.as_str())
            ),
            format!("shorten the prefix to at most {room} characters, which is what {region} leaves"),
        );
    }
    faults
}

#[cfg(test)]
mod tests {
    use super::*;

    fn messages(prefix: &str) -> Vec<String> {
        let region = Region::known("ap-southeast-2").unwrap();
        prefix_faults(prefix, &[region]).into_iter().map(|fault| fault.message).collect()
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
    fn the_length_is_computed_for_the_longest_region() {
        let regions = [Region::known("eu-west-1").unwrap(), Region::known("ap-southeast-2").unwrap()];
        let faults = prefix_faults(&"a".repeat(30), &regions);
        assert!(
            faults[0].remedy.contains("28 characters") && faults[0].remedy.contains("ap-southeast-2"),
            "{}",
            faults[0].remedy
        );
    }
}
