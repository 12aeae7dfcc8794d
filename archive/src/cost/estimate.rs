//! The lines of an estimate.

use super::assumptions::Assumptions;
use super::prices::{Item, prices};
use crate::config::options::{Frequency, StorageClass, Transition};
use crate::config::{Config, Region};

/// The mean days of a month.
const MONTH: f64 = 30.44;
/// What S3 publishes about each rule, each billed as a metric: latency, bytes and operations pending, operations failed.
const METRICS_OF_RULE: f64 = 4.0;
/// With bucket keys S3 asks KMS for up to 99 percent fewer objects. [S3 User Guide, "Reducing the cost of SSE-KMS with Amazon S3 Bucket Keys"]
const OBJECTS_PER_KEY_REQUEST: f64 = 100.0;

/// What an estimate leaves out, for people.
pub const NOT_INCLUDED: &str = "not included: noncurrent versions, reading and restoring, transfer out of AWS, minimum sizes of the storage classes, \
     monitoring of INTELLIGENT_TIERING, access logs, CloudTrail, messages of SNS, taxes and discounts";

/// One thing that is billed.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// What it is, with its region.
    pub what: String,
    /// US dollars a month; `None` where the table has no price for it.
    pub dollars: Option<f64>,
}

/// What a configuration costs by the month.
#[derive(Debug, Clone, PartialEq)]
pub struct MonthlyCost {
    /// What is billed.
    pub lines: Vec<Line>,
    /// The day of the prices, as in `2025-10-28`.
    pub date: &'static str,
    /// The regions whose prices were not compared with AWS's own list.
    pub not_compared: Vec<Region>,
}

impl MonthlyCost {
    /// US dollars for everything that has a price.
    pub fn known(&self) -> f64 {
        self.lines.iter().filter_map(|line| line.dollars).sum()
    }

    /// What has no price in the table.
    pub fn unknown(&self) -> Vec<&str> {
        self.lines.iter().filter(|line| line.dollars.is_none()).map(|line| line.what.as_str()).collect()
    }
}

/// Estimates what a configuration costs by the month.
pub fn of(config: &Config, assumptions: &Assumptions) -> MonthlyCost {
    let mut estimate = Estimate { config, assumptions, lines: Vec::new() };
    estimate.bucket(*config.region(), None);
    for region in config.replica_regions() {
        estimate.bucket(*region, config.options().replication.storage_class);
    }
    for region in config.replications() {
        estimate.replication(*region);
    }
    estimate.keys();
    estimate.watching();
    let regions = std::iter::once(config.region()).chain(config.replica_regions());
    let not_compared = regions.filter(|region| !prices().is_compared(region.as_str())).copied().collect();
    MonthlyCost { lines: estimate.lines, date: prices().date, not_compared }
}

struct Estimate<'a> {
    config: &'a Config,
    assumptions: &'a Assumptions,
    lines: Vec<Line>,
}

#[expect(clippy::cast_precision_loss, reason = "an estimate")]
impl Estimate<'_> {
    fn add(&mut self, what: String, region: Region, item: Item, count: f64) {
        if count > 0.0 {
            let dollars = prices().of(region.as_str(), item).map(|price| price * count);
            self.lines.push(Line { what, dollars });
        }
    }

    /// Storage, requests, moves between classes and inventories of a bucket whose objects are written into `class`.
    fn bucket(&mut self, region: Region, class: Option<StorageClass>) {
        let is_replicated_to = self.config.replications().contains(&region) || region == *self.config.region();
        let transitions = &self.config.options().lifecycle.transitions;
        for (class, bytes) in by_class(self.assumptions, class, transitions) {
            let name = class.map_or("STANDARD", StorageClass::as_str);
            self.add(format!("storage in {region}, {name}"), region, Item::Storage(class), bytes);
        }
        let objects = self.assumptions.objects_written as f64;
        if is_replicated_to {
            self.add(format!("objects written in {region}"), region, Item::Put(class), objects);
        }
        // What moves in a month is what was written in one, some months ago.
        for to in transitions.iter().filter(|to| Some(to.storage_class) != class && is_replicated_to) {
            let what = format!("objects moved to {} in {region}", to.storage_class.as_str());
            self.add(what, region, Item::Transition(to.storage_class), objects);
        }
        for (class, days) in early(class, transitions) {
            let missing =
                prices().of(region.as_str(), Item::MinimumDays(class)).map_or(0.0, |least| least - days as f64);
            let bytes = self.assumptions.written as f64 * missing / MONTH;
            let what = format!("minimum duration of {} in {region}", class.as_str());
            self.add(what, region, Item::Storage(Some(class)), if is_replicated_to { bytes } else { 0.0 });
        }
        if let Some(inventory) = self.config.options().inventory {
            let times = match inventory.frequency {
                Frequency::Daily => MONTH,
                Frequency::Weekly => MONTH / 7.0,
            };
            let what = format!("inventories in {region}");
            match self.assumptions.objects_stored() {
                Some(objects) => self.add(what, region, Item::Inventory, objects * times),
                None => self.lines.push(Line { what, dollars: None }),
            }
        }
    }

    /// Transfer, time control and metrics of the rule that replicates to a region.
    fn replication(&mut self, to: Region) {
        let home = *self.config.region();
        let bytes = self.assumptions.written as f64;
        let replication = &self.config.options().replication;
        self.add(format!("transfer from {home} to {to}"), home, Item::Transfer, bytes);
        if replication.time_control {
            self.add(format!("Replication Time Control to {to}"), home, Item::TimeControl, bytes);
        }
        if replication.metrics {
            let rules = if replication.two_way { 2.0 } else { 1.0 };
            self.add(format!("replication metrics of {to}"), home, Item::Metric, rules * METRICS_OF_RULE);
        }
        if replication.two_way {
            // What is written there is not assumed.
            self.lines.push(Line { what: format!("what is written in {to} and replicated back"), dollars: None });
        }
    }

    fn keys(&mut self) {
        let home = *self.config.region();
        let regions = 1.0 + self.config.replica_regions().count() as f64;
        self.add("keys of KMS".to_owned(), home, Item::Key, regions);
        let replicated = 1.0 + self.config.replications().len() as f64;
        let requests = self.assumptions.objects_written as f64 * replicated / OBJECTS_PER_KEY_REQUEST;
        self.add("requests to KMS, with bucket keys".to_owned(), home, Item::KeyRequest, requests);
    }

    fn watching(&mut self) {
        let home = *self.config.region();
        let options = self.config.options();
        if let Some(alarm) = &options.alarm {
            let of_rule = 1 + usize::from(alarm.latency_minutes.is_some()) + usize::from(alarm.pending_mib.is_some());
            let rules = self.config.replications().len() * if options.replication.two_way { 2 } else { 1 };
            self.add("alarms of CloudWatch".to_owned(), home, Item::Alarm, (rules * of_rule) as f64);
        }
        if options.dashboard {
            self.add("dashboard of CloudWatch, beyond the first three".to_owned(), home, Item::Dashboard, 1.0);
        }
    }
}

/// The classes that objects leave again, each with the days that they stay. An object is written into `first`.
fn early(first: Option<StorageClass>, transitions: &[Transition]) -> Vec<(StorageClass, i64)> {
    let onward = transitions.iter().filter(|to| first.is_none_or(|first| first.may_precede(to.storage_class)));
    let mut left = Vec::new();
    let (mut class, mut since) = (first, 0);
    for to in onward {
        left.extend(class.map(|class| (class, to.days - since)));
        (class, since) = (Some(to.storage_class), to.days);
    }
    left
}

/// How many bytes are in each class: what was written since an object would have moved on is in the class before, and the rest in the last. An
/// object is written into `first`.
#[expect(clippy::cast_precision_loss, reason = "an estimate")]
fn by_class(
    assumptions: &Assumptions,
    first: Option<StorageClass>,
    transitions: &[Transition],
) -> Vec<(Option<StorageClass>, f64)> {
    let mut rest = assumptions.stored as f64;
    let each_day = assumptions.written as f64 / MONTH;
    let mut classes = Vec::new();
    let (mut class, mut since) = (first, 0);
    // Lifecycle rules move downwards only.
    let onward = transitions.iter().filter(|to| first.is_none_or(|first| first.may_precede(to.storage_class)));
    for to in onward {
        let bytes = rest.min(each_day * (to.days - since) as f64);
        classes.push((class, bytes));
        rest -= bytes;
        (class, since) = (Some(to.storage_class), to.days);
    }
    classes.push((class, rest));
    classes.retain(|(_, bytes)| *bytes > 0.0);
    classes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_written_since_a_move_is_in_the_class_before() {
        let assumptions = Assumptions { stored: 1_000_000, written: 3044, objects_written: 1 };
        let to = |storage_class, days| Transition { storage_class, days };
        let moves = [to(StorageClass::StandardIa, 30), to(StorageClass::GlacierIr, 100)];
        let classes = by_class(&assumptions, None, &moves);
        let bytes: Vec<i64> = classes.iter().map(|(_, bytes)| bytes.round() as i64).collect();
        assert_eq!(bytes, [3_000, 7_000, 990_000]);
        assert_eq!(classes[2].0, Some(StorageClass::GlacierIr));
        // A replica that is in the last class from the first day does not move.
        let replica = by_class(&assumptions, Some(StorageClass::GlacierIr), &moves);
        assert_eq!(replica, [(Some(StorageClass::GlacierIr), 1_000_000.0)]);
        assert_eq!(early(None, &moves), [(StorageClass::StandardIa, 70)]);
        assert_eq!(
            early(Some(StorageClass::OnezoneIa), &[to(StorageClass::Glacier, 10)]),
            [(StorageClass::OnezoneIa, 10)]
        );
        // There is no more in a class than there is.
        let little = Assumptions { stored: 1_000, ..assumptions };
        assert_eq!(by_class(&little, None, &moves), [(None, 1_000.0)]);
    }
}
