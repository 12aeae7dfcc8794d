//! Splits AWS's names and values into words.

/// Spellings that are one word. The longest match is used.
const ONE_WORD: &[&str] = &[
    "ARNs",
    "AZs",
    "DDoS",
    "DynamoDB",
    "ETag",
    "FSx",
    "GBs",
    "GiB",
    "GitHub",
    "GitLab",
    "GraphQL",
    "IDs",
    "IPs",
    "IoT",
    "KBytes",
    "KiB",
    "LoRaWAN",
    "MBs",
    "MiB",
    "MySQL",
    "OAuth",
    "OAuth2",
    "PostgreSQL",
    "SaaS",
    "TBs",
    "TiB",
    "URIs",
    "URLs",
    "VCPU",
    "VCpu",
    "VCpus",
    "WiFi",
    "XRay",
    "iOS",
    "macOS",
    "vCPU",
    "vCpu",
    "vCpus",
];

/// The words of a name or value, in their original spelling.
///
/// A word ends before an upper-case letter that follows a lower-case letter or a digit, and before the last of several
/// upper-case letters if a lower-case letter follows: `KMSMasterKeyID` is `KMS`, `Master`, `Key`, `ID`. The `v` of a
/// version does not end a word: `IPv4` is one word. Other characters than letters and digits separate words.
pub(crate) fn split(text: &str) -> Vec<&str> {
    let mut words = Vec::new();
    for part in text.split(|c: char| !c.is_ascii_alphanumeric()) {
        let mut rest = part;
        while !rest.is_empty() {
            let end = known(rest).unwrap_or_else(|| end_of_word(rest));
            let (word, tail) = rest.split_at(end);
            words.push(word);
            rest = tail;
        }
    }
    words
}

/// The length of the spelling in [`ONE_WORD`] that `text` begins with, unless a lower-case letter follows it.
fn known(text: &str) -> Option<usize> {
    ONE_WORD
        .iter()
        .filter(|word| text.starts_with(**word))
        .map(|word| word.len())
        .filter(|end| !text[*end..].starts_with(|c: char| c.is_ascii_lowercase()))
        .max()
}

fn end_of_word(text: &str) -> usize {
    let bytes = text.as_bytes();
    let is = |at: usize, class: fn(&u8) -> bool| bytes.get(at).is_some_and(class);
    (1..bytes.len())
        .find(|&at| {
            let version = bytes.get(at + 1) == Some(&b'v') && is(at + 2, u8::is_ascii_digit);
            let before_small = is(at + 1, u8::is_ascii_lowercase) && !version;
            is(at, u8::is_ascii_uppercase) && (!is(at - 1, u8::is_ascii_uppercase) || before_small)
        })
        .unwrap_or(bytes.len())
}

/// The singular of an English noun, as far as names of lists need it: `AllowedMethod` for `AllowedMethods`.
pub(crate) fn singular(word: &str) -> String {
    const UNCHANGED: [&str; 3] = ["ss", "us", "is"];
    if let Some(stem) = word.strip_suffix("ies") {
        return format!("{stem}y");
    }
    if let Some(stem) = word.strip_suffix("es")
        && ["ss", "us", "ias", "x", "ch", "sh"].iter().any(|end| stem.ends_with(end))
    {
        return stem.to_owned();
    }
    match word.strip_suffix('s') {
        Some(stem) if !UNCHANGED.iter().any(|end| word.ends_with(end)) => stem.to_owned(),
        _ => word.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::{singular, split};

    #[test]
    fn capitals_begin_words() {
        for (text, words) in [
            ("BucketName", "Bucket Name"),
            ("KMSMasterKeyID", "KMS Master Key ID"),
            ("S3BucketName", "S3 Bucket Name"),
            ("EBSOptimized", "EBS Optimized"),
            ("cfnRole", "cfn Role"),
            ("EC2TagSet", "EC2 Tag Set"),
            ("PrivateIPv4Address", "Private IPv4 Address"),
            ("EnableIoTLoggingParams", "Enable IoT Logging Params"),
            ("PreferredCacheClusterAZs", "Preferred Cache Cluster AZs"),
            ("SAMLProvider", "SAML Provider"),
            ("NFSv3Mounts", "NFSv3 Mounts"),
            ("ETagAlgorithm", "ETag Algorithm"),
            ("AWSIoTThing", "AWS IoT Thing"),
        ] {
            assert_eq!(split(text).join(" "), words, "{text}");
        }
    }

    #[test]
    fn other_characters_separate_words() {
        for (text, words) in [
            ("aws:kms:dsse", "aws kms dsse"),
            ("us-east-1", "us east 1"),
            ("TLSv1.2_2021", "TLSv1 2 2021"),
            ("RSA_2048", "RSA 2048"),
            ("*", ""),
            ("", ""),
        ] {
            assert_eq!(split(text).join(" "), words, "{text}");
        }
    }

    #[test]
    fn nouns_lose_their_plural() {
        for (plural, noun) in [
            ("AllowedMethods", "AllowedMethod"),
            ("Policies", "Policy"),
            ("Statuses", "Status"),
            ("Aliases", "Alias"),
            ("Databases", "Database"),
            ("Address", "Address"),
            ("Matches", "Match"),
        ] {
            assert_eq!(singular(plural), noun);
        }
    }
}
