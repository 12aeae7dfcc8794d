//! The Cargo features of `cfn-models`: one per service, and `full` for all. crates.io allows at most 300 features per
//! crate, and 300 entries in the list of one (<https://doc.rust-lang.org/cargo/reference/features.html>), and AWS has
//! more services.
//!
//! So the smallest services share the feature of the service whose name is a prefix of theirs: `kinesisvideo` is in
//! `kinesis`. `features.txt` lists them; `cargo xtask regen-spec` adds to it and keeps existing entries, so that
//! published features remain.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use cfn_spec::Errors;
use cfn_spec::snapshot::Service;

/// The maximum number of features per crate on crates.io, and of entries in the list of one.
pub const MOST: usize = 300;

/// The number of features for services; the rest is for `full` and other features.
const OF_SERVICES: usize = 285;

/// The services that share a feature, for the pinned snapshot.
const SHARED: &str = include_str!("../features.txt");

const BEGIN: &str = "# One additive feature a service; written by `cargo xtask regen-spec` from here";
const END: &str = "# to here.";
const HEADER: &str = "\
# Services whose Cargo feature is that of another, and which: crates.io takes 300 features of a crate.
# Written by `cargo xtask regen-spec`.
";

/// The feature of a service, by the stem of its files: `s3`, and `kinesis` for `kinesisvideo`.
pub fn of(stem: &str) -> &str {
    entries(SHARED).find(|(service, _)| *service == stem).map_or(stem, |(_, feature)| feature)
}

/// The files that are written when the services change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GeneratedFiles {
    /// The manifest of `cfn-models`.
    pub manifest: String,
    /// `features.txt`: the services that share a feature.
    pub shared: String,
}

/// The manifest and the list of shared features for these services, each with its number of resource types.
///
/// # Errors
/// If the manifest does not have the two comments that enclose the features, or there are too many services and no further one can share a feature.
pub fn rewrite(manifest: &str, shared: &str, services: &[(Service, usize)]) -> Result<GeneratedFiles, Errors> {
    let parts = manifest
        .split_once(BEGIN)
        .and_then(|(before, rest)| rest.split_once(END).map(|(old, after)| (before, old, after)));
    let Some((before, old, after)) = parts else {
        return Err(Errors::one(
            "models/Cargo.toml",
            format!("the comments `{BEGIN}` and `{END}`, which enclose the features of the services, are missing"),
        ));
    };
    let published = old.lines().filter_map(|line| Some(line.split_once(" = [")?.0)).collect();
    let shared = share(shared, &published, services)?;
    let manifest = format!("{before}{BEGIN}\n{}{END}{after}", table(services, &shared));
    let lines = shared.iter().map(|(service, feature)| format!("{service} {feature}\n"));
    Ok(GeneratedFiles { manifest, shared: std::iter::once(HEADER.to_owned()).chain(lines).collect() })
}

fn entries(shared: &str) -> impl Iterator<Item = (&str, &str)> {
    shared.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once(' '))
}

/// The features of services without their own feature, by stem.
fn share<'s>(
    shared: &'s str,
    published: &BTreeSet<&str>,
    services: &'s [(Service, usize)],
) -> Result<BTreeMap<&'s str, &'s str>, Errors> {
    let is_service = |stem: &str| services.iter().any(|(service, _)| service.stem == stem);
    let mut shared: BTreeMap<&str, &str> =
        entries(shared).filter(|(service, feature)| is_service(service) && is_service(feature)).collect();
    while services.len() - shared.len() > OF_SERVICES {
        let own = services.iter().filter(|(service, _)| !shared.contains_key(service.stem.as_str()));
        let candidates = own.filter_map(|(service, size)| Some((service, size, family(service, services)?)));
        // Existing features are kept, because manifests of users have them.
        let next = candidates
            .min_by_key(|(service, size, _)| (published.contains(service.stem.as_str()), *size, &service.stem));
        let Some((service, _, family)) = next else {
            return Err(Errors::one(
                "codegen/features.txt",
                format!(
                    "{} services need more than {OF_SERVICES} features, and no other service has a name that begins with another's: add services that share a feature to this file",
                    services.len()
                ),
            ));
        };
        let feature = shared.get(family).copied().unwrap_or(family);
        for known in shared.values_mut().filter(|known| **known == service.stem) {
            *known = feature;
        }
        shared.insert(&service.stem, feature);
    }
    Ok(shared)
}

/// The stem of the service whose name is the longest prefix of this one's: `AWS::IoT` for `AWS::IoTEvents`.
fn family<'s>(service: &Service, services: &'s [(Service, usize)]) -> Option<&'s str> {
    let begins = |other: &&(Service, usize)| {
        let rest = service.name.as_str().strip_prefix(other.0.name.as_str()).unwrap_or("");
        let mut characters = rest.chars();
        match (characters.next(), characters.next()) {
            (Some('v' | 'V'), Some(next)) if next.is_ascii_digit() => true,
            (Some(first), _) => first.is_ascii_uppercase(),
            (None, _) => false,
        }
    };
    let family = services.iter().filter(begins).max_by_key(|(other, _)| other.name.as_str().len())?;
    Some(&family.0.stem)
}

fn table(services: &[(Service, usize)], shared: &BTreeMap<&str, &str>) -> String {
    let own: Vec<&str> =
        services.iter().map(|(service, _)| service.stem.as_str()).filter(|stem| !shared.contains_key(stem)).collect();
    let mut table = String::from("full = [\n");
    // Writing to a `String` cannot fail.
    for stem in &own {
        let _ = writeln!(table, "    \"{stem}\",");
    }
    table.push_str("]\n");
    for stem in own {
        let with: Vec<&str> =
            shared.iter().filter(|(_, feature)| **feature == stem).map(|(service, _)| *service).collect();
        let with = if with.is_empty() { String::new() } else { format!(" # and {}", with.join(", ")) };
        let _ = writeln!(table, "{stem} = []{with}");
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;
    use cfn_spec::name::ServiceName;

    fn service(name: &str, resources: usize) -> (Service, usize) {
        let name = ServiceName::new(name).unwrap();
        (Service { stem: name.stem(), name }, resources)
    }

    fn many(extra: &[(Service, usize)]) -> Vec<(Service, usize)> {
        let mut services: Vec<_> = (0..OF_SERVICES - 1).map(|n| service(&format!("AWS::Service{n}x"), 9)).collect();
        services.extend_from_slice(extra);
        services
    }

    fn manifest(features: &str) -> String {
        format!("[features]\n{BEGIN}\n{features}{END}\n")
    }

    #[test]
    fn the_smallest_of_a_family_share_once_there_are_too_many() {
        let iot = [service("AWS::IoT", 30), service("AWS::IoTEvents", 3), service("AWS::IoTWireless", 11)];
        let written = rewrite(&manifest(""), "", &many(&iot[..1])).unwrap();
        assert_eq!(written.shared, HEADER, "there is room for all");
        let written = rewrite(&manifest(""), "", &many(&iot[..2])).unwrap();
        assert_eq!(written.shared, format!("{HEADER}iotevents iot\n"));
        assert!(written.manifest.contains("\niot = [] # and iotevents\n"), "{}", written.manifest);
        assert!(!written.manifest.contains("\niotevents ="));
        // A new service gives way to a published feature, however small that service is.
        let small = rewrite(&manifest("iotevents = []\n"), "", &many(&iot)).unwrap();
        assert_eq!(small.shared, format!("{HEADER}iotevents iot\niotwireless iot\n"));
        let published = rewrite(&manifest("iotevents = []\n"), "", &many(&iot)[1..]).unwrap();
        assert_eq!(published.shared, format!("{HEADER}iotwireless iot\n"));
    }

    #[test]
    fn what_shares_a_feature_keeps_doing_so() {
        let services = [service("AWS::IoT", 30), service("AWS::IoTEvents", 300)];
        let written = rewrite(&manifest(""), "iotevents iot\ngone iot\n", &services).unwrap();
        assert_eq!(written.shared, format!("{HEADER}iotevents iot\n"));
    }

    #[test]
    fn members_of_a_member_are_in_the_same_feature() {
        let extra =
            [service("AWS::Connect", 9), service("AWS::ConnectCampaigns", 1), service("AWS::ConnectCampaignsV2", 2)];
        let written = rewrite(&manifest(""), "", &many(&extra)).unwrap();
        assert_eq!(written.shared, format!("{HEADER}connectcampaigns connect\nconnectcampaignsv2 connect\n"));
    }

    #[test]
    fn services_without_a_family_are_left_to_the_caller() {
        let extra = [service("AWS::PI", 1), service("AWS::Pipes", 1)];
        let error = rewrite(&manifest(""), "", &many(&extra)).unwrap_err().to_string();
        assert!(error.contains("add services that share a feature"), "{error}");
        assert!(rewrite(&manifest(""), "pipes pi\n", &many(&extra)).is_ok());
    }

    #[test]
    fn crates_io_takes_the_features_of_the_snapshot() {
        let services: Vec<_> = cfn_spec::snapshot::services().unwrap();
        let features: BTreeSet<&str> = services.iter().map(|service| of(&service.stem)).collect();
        assert!(features.len() <= OF_SERVICES, "{} features of {} services", features.len(), services.len());
        assert!(features.len() > 200, "the features were not found");
        for feature in features {
            assert_eq!(of(feature), feature, "what is shared is a feature itself");
        }
    }
}
