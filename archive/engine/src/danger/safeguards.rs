//! What protects the data of resources of any type: flags against their deletion, copies, and how long data and copies are kept.
//!
//! The properties have the same name and meaning in many services, so that they are judged by their name, wherever a type that holds data
//! has them. Sources: the pages of these properties in the
//! [template reference](https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-template-resource-type-ref.html).

use serde_json::Value;

use super::loss::holds_data;
use super::protection::number;

/// How the value of a property protects.
#[derive(Debug, Clone, Copy)]
enum Protects {
    /// While it is on: `true`, or the word that the service has for it.
    WhileOn,
    /// While it is off.
    WhileOff,
    /// The more, the greater it is. A negative number has no end.
    ByAmount,
    /// The same, and without a number there is no end.
    ByAmountOrForEver,
    /// By being there.
    ByPresence,
}

use Protects::{ByAmount, ByAmountOrForEver, ByPresence, WhileOff, WhileOn};

/// The property, how it protects, and what is less afterwards.
const SAFEGUARDS: &[(&str, Protects, &str)] = &[
    ("/DeletionProtection", WhileOn, "can be deleted, because deletion protection is turned off"),
    ("/DeletionProtectionEnabled", WhileOn, "can be deleted, because deletion protection is turned off"),
    ("/TerminationProtectionEnabled", WhileOn, "can be deleted, because termination protection is turned off"),
    (
        "/PointInTimeRecoverySpecification/PointInTimeRecoveryEnabled",
        WhileOn,
        "cannot be restored to a point in time any more",
    ),
    ("/PointInTimeRecoveryEnabled", WhileOn, "cannot be restored to a point in time any more"),
    ("/BackupPolicy/Status", WhileOn, "is no longer backed up automatically"),
    ("/LockConfiguration", ByPresence, "no longer locks its backups"),
    ("/ImageTagMutability", WhileOn, "lets the tag of an image be moved to another"),
    ("/PubliclyAccessible", WhileOff, "gets an address that is reachable from the internet"),
    ("/BackupRetentionPeriod", ByAmount, "keeps its automatic backups for a shorter time, or makes none"),
    (
        "/WindowsConfiguration/AutomaticBackupRetentionDays",
        ByAmount,
        "keeps its automatic backups for a shorter time, or makes none",
    ),
    (
        "/LustreConfiguration/AutomaticBackupRetentionDays",
        ByAmount,
        "keeps its automatic backups for a shorter time, or makes none",
    ),
    (
        "/OntapConfiguration/AutomaticBackupRetentionDays",
        ByAmount,
        "keeps its automatic backups for a shorter time, or makes none",
    ),
    (
        "/OpenZFSConfiguration/AutomaticBackupRetentionDays",
        ByAmount,
        "keeps its automatic backups for a shorter time, or makes none",
    ),
    ("/SnapshotRetentionLimit", ByAmount, "keeps its snapshots for a shorter time, or makes none"),
    ("/AutomatedSnapshotRetentionPeriod", ByAmount, "keeps its snapshots for a shorter time, or makes none"),
    ("/ManualSnapshotRetentionPeriod", ByAmount, "keeps its snapshots for a shorter time"),
    ("/RetentionPeriodHours", ByAmount, "keeps its records for a shorter time"),
    ("/DataRetentionInHours", ByAmount, "keeps its video for a shorter time"),
    ("/MessageRetentionPeriod", ByAmount, "keeps its messages for a shorter time"),
    ("/RetentionPeriod", ByAmount, "keeps its events for a shorter time"),
    ("/RetentionInDays", ByAmountOrForEver, "deletes its log events sooner"),
    (
        "/RetentionProperties/MemoryStoreRetentionPeriodInHours",
        ByAmount,
        "keeps its records for a shorter time in memory",
    ),
    ("/RetentionProperties/MagneticStoreRetentionPeriodInDays", ByAmount, "keeps its records for a shorter time"),
];

/// The words of the services for what is on.
const ON: [&str; 4] = ["true", "ACTIVE", "ENABLED", "IMMUTABLE"];

/// Whether a change of this property could weaken a protection of a type that holds data.
pub(super) fn is_guarded(kind: &str, property: &str) -> bool {
    let named = |(path, ..): &(&str, Protects, &str)| path.split('/').nth(1) == Some(property);
    holds_data(kind) && SAFEGUARDS.iter().any(named)
}

/// What protects a remaining resource less than before, as sentences.
pub(super) fn weaker(kind: &str, before: &Value, after: &Value) -> Vec<String> {
    if !holds_data(kind) {
        return Vec::new();
    }
    let less = SAFEGUARDS.iter().filter(|(path, protects, _)| {
        let (old, new) = (before.pointer(path), after.pointer(path));
        old != new && is_less(*protects, old, new)
    });
    less.map(|(.., words)| (*words).to_owned()).collect()
}

/// Whether the new value, which differs from the old one, protects less. What cannot be read may be the worst.
fn is_less(protects: Protects, old: Option<&Value>, new: Option<&Value>) -> bool {
    match protects {
        WhileOn => old.is_some_and(is_on) && !new.is_some_and(is_on),
        WhileOff => {
            !old.is_some_and(is_on) && new.is_some_and(|new| is_on(new) || !(new.is_boolean() || new.is_string()))
        }
        ByPresence => old.is_some(),
        ByAmount => old.is_some_and(|old| amount(Some(old), 0.0, f64::INFINITY) > amount(new, 0.0, 0.0)),
        ByAmountOrForEver => amount(old, f64::INFINITY, f64::INFINITY) > amount(new, f64::INFINITY, 0.0),
    }
}

fn is_on(value: &Value) -> bool {
    *value == true || value.as_str().is_some_and(|text| ON.contains(&text))
}

/// The number; `absent` where there is none, and `unknown` where it is not known, such as an intrinsic function.
fn amount(value: Option<&Value>, absent: f64, unknown: f64) -> f64 {
    match value.map(number) {
        None => absent,
        Some(None) => unknown,
        Some(Some(number)) if number < 0.0 => f64::INFINITY,
        Some(Some(number)) => number,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    /// A safeguard that no type has would protect nothing.
    #[test]
    fn every_safeguard_is_a_property_of_a_type_that_holds_data() {
        let services = cfn_spec::snapshot::services().unwrap().into_iter();
        let stateful: BTreeSet<&str> = cfn_spec::rules::stateful().map(|(name, _)| name).collect();
        let of = |service: &str| stateful.iter().any(|name| name.rsplit_once("::").unwrap().0 == service);
        let stems: Vec<String> =
            services.filter(|service| of(service.name.as_str())).map(|service| service.stem).collect();
        let spec = cfn_spec::load(cfn_spec::snapshot::directory(), &stems).unwrap();
        let properties: BTreeSet<&str> = spec
            .resources
            .iter()
            .filter(|(name, _)| stateful.contains(name.as_str()))
            .flat_map(|(_, resource)| resource.properties.keys().map(|name| name.as_str()))
            .collect();
        let missing: Vec<&str> = SAFEGUARDS
            .iter()
            .map(|(path, ..)| *path)
            .filter(|path| !properties.contains(path.split('/').nth(1).unwrap()))
            .collect();
        assert_eq!(missing, [""; 0]);
    }
}
