//! Whether data is protected less, though nothing is lost at once: versioning, replication, retention, encryption, public access.

use serde_json::Value;

use super::compared_resource::ComparedResource;
use super::json::{canonical, list, text};
use super::safeguards;

/// The properties that protect data and need more than their value to judge, by resource type; the others are in [`safeguards`].
const GUARDED: [(&str, &[&str]); 3] = [
    (
        "AWS::S3::Bucket",
        &[
            "VersioningConfiguration",
            "PublicAccessBlockConfiguration",
            "BucketEncryption",
            "OwnershipControls",
            "ObjectLockEnabled",
            "ObjectLockConfiguration",
            "ReplicationConfiguration",
            "LifecycleConfiguration",
        ],
    ),
    ("AWS::KMS::Key", &["EnableKeyRotation", "PendingWindowInDays", "Enabled", "BypassPolicyLockoutSafetyCheck"]),
    ("AWS::KMS::ReplicaKey", &["PendingWindowInDays", "Enabled"]),
];

/// The default of `PendingWindowInDays`.
const PENDING_WINDOW: f64 = 30.0;

/// Whether a change of this property could weaken a protection of those that only this type has.
pub(super) fn is_guarded(kind: &str, property: &str) -> bool {
    GUARDED.iter().any(|(of, properties)| *of == kind && properties.contains(&property))
}

/// The protections that a remaining resource loses, as sentences.
pub(super) fn weaker(resource: ComparedResource<'_>) -> Vec<String> {
    let (Some(before), Some(after)) = (resource.before, resource.after) else { return Vec::new() };
    let mut found = safeguards::weaker(resource.kind, before, after);
    match resource.kind {
        "AWS::S3::Bucket" => {
            bucket(before, after, &mut found);
            object_lock(before, after, &mut found);
            replication(before, after, &mut found);
            lifecycle(before, after, &mut found);
        }
        "AWS::KMS::Key" | "AWS::KMS::ReplicaKey" => key(before, after, &mut found),
        _ => {}
    }
    found
}

fn bucket(before: &Value, after: &Value, found: &mut Vec<String>) {
    let versioned =
        |bucket: &Value| bucket.pointer("/VersioningConfiguration/Status").is_some_and(|it| it == "Enabled");
    if versioned(before) && !versioned(after) {
        found.push("is no longer versioned: what is overwritten or deleted from then on is lost".to_owned());
    }
    for flag in ["BlockPublicAcls", "BlockPublicPolicy", "IgnorePublicAcls", "RestrictPublicBuckets"] {
        let path = format!("/PublicAccessBlockConfiguration/{flag}");
        if is_true(before.pointer(&path)) && !is_true(after.pointer(&path)) {
            found.push(format!("no longer blocks public access with {flag}"));
        }
    }
    let owned = |bucket: &Value| {
        bucket.pointer("/OwnershipControls/Rules/0/ObjectOwnership").is_some_and(|it| it == "BucketOwnerEnforced")
    };
    if owned(before) && !owned(after) {
        found.push("enables access control lists again, and writers own the objects they write".to_owned());
    }
    const ENCRYPTION: &str = "/BucketEncryption/ServerSideEncryptionConfiguration/0/ServerSideEncryptionByDefault";
    let (old, new) = (before.pointer(ENCRYPTION), after.pointer(ENCRYPTION));
    let strength = |rule: Option<&Value>| match rule.and_then(|rule| rule.get("SSEAlgorithm")).map(text).as_deref() {
        Some("aws:kms:dsse") => 2,
        Some("aws:kms") => 1,
        // By default S3 encrypts with its own keys.
        _ => 0,
    };
    let encrypting = |rule: Option<&Value>| rule.and_then(|rule| rule.get("KMSMasterKeyID")).map(text);
    if strength(new) < strength(old) {
        found.push("encrypts new objects less strongly".to_owned());
    } else if encrypting(old).is_some() && encrypting(old) != encrypting(new) {
        found.push("encrypts new objects with another key".to_owned());
    }
}

fn object_lock(before: &Value, after: &Value, found: &mut Vec<String>) {
    if is_true(before.get("ObjectLockEnabled")) && !is_true(after.get("ObjectLockEnabled")) {
        found.push("no longer has Object Lock".to_owned());
    }
    const RETENTION: &str = "/ObjectLockConfiguration/Rule/DefaultRetention";
    let Some(old) = before.pointer(RETENTION) else { return };
    let new = after.pointer(RETENTION);
    let days = |retention: Option<&Value>| {
        let of = |name: &str| retention.and_then(|retention| retention.get(name));
        of("Days").map(number).or_else(|| of("Years").map(|years| number(years).map(|years| years * 365.0)))
    };
    // An unknown time may have been long before and may be short now.
    let shorter = match (days(Some(old)), days(new)) {
        (Some(Some(old)), Some(Some(new))) => new < old,
        (None, _) => false,
        (Some(_), _) => before.pointer(RETENTION) != after.pointer(RETENTION),
    };
    if shorter {
        found.push("locks new objects for a shorter time, or not at all".to_owned());
    }
    let strict =
        |retention: Option<&Value>| retention.and_then(|it| it.get("Mode")).is_some_and(|it| it == "COMPLIANCE");
    if strict(Some(old)) && !strict(new) {
        found.push("locks new objects in a mode that can be bypassed".to_owned());
    }
}

/// Rules are identified by their destination: a rule that is removed, disabled or narrower leaves objects without a replica.
fn replication(before: &Value, after: &Value, found: &mut Vec<String>) {
    const RULES: &str = "/ReplicationConfiguration/Rules";
    let (old, new) = (before.get("ReplicationConfiguration"), after.get("ReplicationConfiguration"));
    if old.is_some() && old != new && before.pointer(RULES).is_none_or(|rules| !rules.is_array()) {
        found.push("changes its replication in a way that cannot be read".to_owned());
    }
    let enabled = |bucket: &Value| -> Vec<Value> {
        let rules = list(bucket.pointer(RULES)).into_iter();
        rules.filter(|rule| rule.get("Status").is_some_and(|status| status == "Enabled")).cloned().collect()
    };
    let new = enabled(after);
    for rule in enabled(before) {
        let bucket = rule.pointer("/Destination/Bucket").map(text);
        let destination = bucket.unwrap_or_else(|| "a destination that cannot be read".to_owned());
        let carries_on = |other: &Value| {
            const ENCRYPTED: &str = "/SourceSelectionCriteria/SseKmsEncryptedObjects/Status";
            let encrypted = |rule: &Value| rule.pointer(ENCRYPTED).is_some_and(|status| status == "Enabled");
            other.pointer("/Destination/Bucket").map(text).as_ref() == Some(&destination)
                && (scope(other) == scope(&rule) || scope(other).is_empty())
                && (encrypted(other) || !encrypted(&rule))
        };
        if !new.iter().any(carries_on) {
            found.push(format!("no longer replicates everything that it did to {destination}"));
        }
    }
}

/// The filter of a replication or lifecycle rule, as text; empty for all objects.
fn scope(rule: &Value) -> String {
    let names = ["Filter", "Prefix", "TagFilters", "ObjectSizeGreaterThan", "ObjectSizeLessThan"];
    let parts = names.into_iter().filter_map(|name| Some((name, rule.get(name)?)));
    let narrow = parts.filter(|(_, part)| {
        let whole_prefix =
            part.get("Prefix").is_some_and(|prefix| prefix == "") && part.as_object().is_some_and(|it| it.len() == 1);
        let empty =
            part.as_object().is_some_and(serde_json::Map::is_empty) || part.as_array().is_some_and(Vec::is_empty);
        !(whole_prefix || empty || **part == "")
    });
    narrow.map(|(name, part)| format!("{name} {}", canonical(part))).collect::<Vec<_>>().join(" and ")
}

/// What a lifecycle rule deletes and when.
#[derive(Debug, PartialEq)]
struct Expiry {
    what: &'static str,
    scope: String,
    /// The number of days; for a date, the number of its digits, which is greater for a later date.
    when: f64,
    /// `NewerNoncurrentVersions`: the number of noncurrent versions that are kept.
    retained: f64,
    words: String,
    /// The rule itself: an unchanged rule deletes no more than before.
    rule: String,
}

impl Expiry {
    /// Whether everything that `other` deletes is deleted by this one, and no later.
    fn covers(&self, other: &Self) -> bool {
        self.what == other.what && (self.rule == other.rule || self.reaches(other))
    }

    fn reaches(&self, other: &Self) -> bool {
        (self.scope == other.scope || self.scope.is_empty())
            && self.when <= other.when
            && self.retained <= other.retained
    }
}

fn lifecycle(before: &Value, after: &Value, found: &mut Vec<String>) {
    let old = expiries(before, true);
    for new in expiries(after, false) {
        if !old.iter().any(|old| old.covers(&new)) {
            let scope = if new.scope.is_empty() { String::new() } else { format!(" ({})", new.scope) };
            found.push(format!("deletes {} {}{scope}, and did not before", new.what, new.words));
        }
    }
}

/// The expirations of a bucket. An unknown number, such as an intrinsic function, is treated as the worst case on each
/// side: never before the change, at once after it.
fn expiries(bucket: &Value, is_old: bool) -> Vec<Expiry> {
    let unknown = if is_old { f64::INFINITY } else { -1.0 };
    let mut found = Vec::new();
    let rules = list(bucket.pointer("/LifecycleConfiguration/Rules")).into_iter();
    for rule in rules.filter(|rule| rule.get("Status").is_none_or(|status| status != "Disabled")) {
        let mut expiry = |what, when, retained, words| {
            found.push(Expiry { what, scope: scope(rule), when, retained, words, rule: canonical(rule) })
        };
        let after = |days: f64| {
            if days < 0.0 { "after a time that cannot be read".to_owned() } else { format!("after {days} days") }
        };
        if let Some(days) = rule.get("ExpirationInDays").map(|days| number(days).unwrap_or(unknown)) {
            expiry("objects", days, 0.0, after(days));
        }
        if let Some(date) = rule.get("ExpirationDate").map(text) {
            let digits: String = date.chars().take(10).filter(char::is_ascii_digit).collect();
            expiry("objects by date", digits.parse().unwrap_or(unknown), 0.0, format!("on {date}"));
        }
        if let Some(days) = rule.get("NoncurrentVersionExpirationInDays").map(|days| number(days).unwrap_or(unknown)) {
            expiry("old versions", days, 0.0, after(days));
        }
        if let Some(old) = rule.get("NoncurrentVersionExpiration") {
            let part = |name, unknown| old.get(name).map_or(0.0, |part| number(part).unwrap_or(unknown));
            let spares = if is_old { f64::INFINITY } else { 0.0 };
            let (days, retained) = (part("NoncurrentDays", unknown), part("NewerNoncurrentVersions", spares));
            let but = if retained > 0.0 { format!(", but for the newest {retained}") } else { String::new() };
            expiry("old versions", days, retained, format!("{}{but}", after(days)));
        }
    }
    found
}

fn key(before: &Value, after: &Value, found: &mut Vec<String>) {
    if is_true(before.get("EnableKeyRotation")) && !is_true(after.get("EnableKeyRotation")) {
        found.push("is no longer rotated".to_owned());
    }
    let window = |key: &Value| key.get("PendingWindowInDays").map_or(Some(PENDING_WINDOW), number);
    match (window(before), window(after)) {
        (Some(old), Some(new)) if new < old => {
            found.push(format!("can be saved for {new} days only, not {old}, once it is to be deleted"));
        }
        (Some(_), Some(_)) => {}
        _ if before.get("PendingWindowInDays") == after.get("PendingWindowInDays") => {}
        _ => found
            .push("changes how long it can be saved once it is to be deleted, in a way that cannot be read".to_owned()),
    }
    let disabled = |key: &Value| key.get("Enabled").is_some_and(|enabled| !is_true(Some(enabled)));
    if disabled(after) && !disabled(before) {
        found.push("is disabled: what is encrypted with it cannot be read".to_owned());
    }
    const BYPASS: &str = "BypassPolicyLockoutSafetyCheck";
    if is_true(after.get(BYPASS)) && !is_true(before.get(BYPASS)) {
        found.push("gets a key policy that locks every principal out".to_owned());
    }
}

fn is_true(value: Option<&Value>) -> bool {
    value.is_some_and(|value| *value == true || *value == "true")
}

/// CloudFormation accepts numbers as strings, too.
#[expect(clippy::disallowed_methods, reason = "the caller treats what is not a number as the worst case")]
pub(super) fn number(value: &Value) -> Option<f64> {
    value.as_f64().or_else(|| value.as_str()?.parse().ok())
}
