//! The list of regions, in one of two formats: partitions and regions with their opt-in status, or the `endpoints.json`
//! of AWS's SDKs, which does not have the opt-in status.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::bytes::not_json;
use crate::error::{Errors, Problem};
use crate::region::Region;

/// The name of the document in errors.
const NAME: &str = "the list of regions";

#[derive(Deserialize)]
#[serde(untagged)]
enum RawDocument {
    List(RawList),
    Endpoints(RawEndpoints),
}

#[derive(Deserialize)]
struct RawList {
    partitions: BTreeMap<String, RawPartition>,
    regions: Vec<RawRegion>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RawPartition {
    dns_suffix: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RawRegion {
    region: String,
    partition: String,
    name: String,
    opt_in: Option<bool>,
}

#[derive(Deserialize)]
struct RawEndpoints {
    partitions: Vec<RawEndpointsPartition>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RawEndpointsPartition {
    partition: String,
    dns_suffix: String,
    regions: BTreeMap<String, RawEndpointsRegion>,
}

#[derive(Deserialize)]
struct RawEndpointsRegion {
    description: String,
}

/// Parses the document. Regions without an opt-in status keep that of `known`.
///
/// # Errors
/// If it has neither format, and all regions with an invalid name or partition.
pub(super) fn read(bytes: &[u8], known: &[Region]) -> Result<Vec<Region>, Errors> {
    if let Some(errors) = not_json(NAME, bytes) {
        return Err(errors);
    }
    let document: RawDocument =
        serde_json::from_slice(bytes).map_err(|e| Errors::one(NAME, format!("has none of the known formats: {e}")))?;
    let mut problems = Vec::new();
    let mut regions = match document {
        RawDocument::List(list) => from_list(list, &mut problems),
        RawDocument::Endpoints(endpoints) => from_endpoints(endpoints),
    };
    if regions.is_empty() {
        problems.push(Problem::new(NAME, "is empty"));
    }
    for region in &mut regions {
        region.opt_in = region.opt_in.or_else(|| known.iter().find(|other| other.name == region.name)?.opt_in);
        for text in [&region.name, &region.partition, &region.dns_suffix] {
            if text.is_empty() || text.contains(|c: char| c.is_whitespace() || c.is_control()) {
                problems.push(Problem::new(NAME, format!("`{text}` is not a single word")));
            }
        }
        if region.description.contains(char::is_control) {
            problems.push(Problem::new(NAME, format!("the name of `{}` is not a single line", region.name)));
        }
    }
    regions.sort();
    for pair in regions.windows(2).filter(|pair| pair[0].name == pair[1].name) {
        problems.push(Problem::new(NAME, format!("duplicate region `{}`", pair[0].name)));
    }
    Errors::check(regions, problems)
}

fn from_list(list: RawList, problems: &mut Vec<Problem>) -> Vec<Region> {
    let mut regions = Vec::new();
    for RawRegion { region, partition, name, opt_in } in list.regions {
        match list.partitions.get(&partition) {
            Some(RawPartition { dns_suffix }) => regions.push(Region {
                name: region,
                description: name,
                partition,
                dns_suffix: dns_suffix.clone(),
                opt_in,
            }),
            None => problems
                .push(Problem::new(NAME, format!("`{region}` is in the partition `{partition}`, which is not listed"))),
        }
    }
    regions
}

fn from_endpoints(endpoints: RawEndpoints) -> Vec<Region> {
    let mut regions = Vec::new();
    for partition in endpoints.partitions {
        for (name, RawEndpointsRegion { description }) in partition.regions {
            regions.push(Region {
                name,
                description,
                partition: partition.partition.clone(),
                dns_suffix: partition.dns_suffix.clone(),
                opt_in: None,
            });
        }
    }
    regions
}
