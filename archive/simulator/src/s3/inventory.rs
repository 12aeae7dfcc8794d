//! Inventories: lists of a bucket's objects that S3 writes into a bucket every day or every week.
//! <https://docs.aws.amazon.com/AmazonS3/latest/userguide/storage-inventory-location.html>

pub(crate) mod list;

use std::time::Duration;

use iam_evaluator::{Context, Principal, Request, Verdict};
use serde_json::json;

use crate::iam::authorise::authorise;
use crate::optional::or_empty;
use crate::protocol::checksum::{Algorithm, hex};
use crate::protocol::xml::Element;
use crate::s3::inventory::list::{List, gzip};
use crate::s3::{encryption, object};
use crate::state::s3::inventory::Schedule;
use crate::state::s3::object::PutOptions;
use crate::timestamp::Timestamp;
use crate::world::World;

/// How many reports are written later if none could be written because there were no requests.
const CATCH_UP: u32 = 7;

/// Writes the reports that are due. Returns whether there was one.
pub(crate) fn step(world: &mut World) -> bool {
    let due = schedule(world);
    for (bucket, id) in &due {
        let Some(document) = document(world, bucket, id) else { continue };
        let failure = deliver(world, bucket, id, &document).err();
        let (now, interval) = (world.now, interval(world, &document));
        if let Some(bucket) = world.buckets.get_mut(bucket) {
            bucket.inventories.insert(id.clone(), Schedule { due: now.after(interval), failure });
        }
    }
    !due.is_empty()
}

/// When the next inventory is to be written.
pub(crate) fn next_due(world: &World) -> impl Iterator<Item = Timestamp> {
    world.buckets.values().flat_map(|bucket| bucket.inventories.values()).map(|schedule| schedule.due)
}

/// Skips reports that were due long before `target`: after years without requests there are not thousands of them.
pub(crate) fn forget_missed(world: &mut World, target: Timestamp) {
    let interval = world.settings.inventory_interval;
    for schedule in world.buckets.values_mut().flat_map(|bucket| bucket.inventories.values_mut()) {
        while !interval.is_zero() && target.since(schedule.due) > interval * CATCH_UP {
            let missed = target.since(schedule.due).as_millis() / interval.as_millis().max(1);
            let missed = u32::try_from(missed).unwrap_or(u32::MAX).saturating_sub(CATCH_UP).max(1);
            schedule.due = schedule.due.after(interval.saturating_mul(missed));
        }
    }
}

/// Schedules the enabled configurations, and returns those that are due.
fn schedule(world: &mut World) -> Vec<(String, String)> {
    let (now, daily) = (world.now, world.settings.inventory_interval);
    let mut due = Vec::new();
    for bucket in world.buckets.values_mut() {
        let Some(documents) = bucket.configurations_with_id.get("inventory") else { continue };
        bucket.inventories.retain(|id, _| documents.get(id).is_some_and(is_on));
        for (id, document) in documents.iter().filter(|(_, document)| is_on(document)) {
            let first = || Schedule { due: now.after(daily.saturating_mul(days(document))), failure: None };
            let schedule = bucket.inventories.entry(id.clone()).or_insert_with(first);
            if schedule.due <= now {
                due.push((bucket.name.clone(), id.clone()));
            }
        }
    }
    due
}

fn is_on(document: &Element) -> bool {
    document.text_at(&["IsEnabled"]) == Some("true")
}

fn days(document: &Element) -> u32 {
    if document.text_at(&["Schedule", "Frequency"]) == Some("Weekly") { 7 } else { 1 }
}

fn interval(world: &World, document: &Element) -> Duration {
    // A report at every moment would never end.
    world.settings.inventory_interval.saturating_mul(days(document)).max(Duration::from_millis(1))
}

fn document(world: &World, bucket: &str, id: &str) -> Option<Element> {
    world.buckets.get(bucket)?.configurations_with_id.get("inventory")?.get(id).cloned()
}

/// Writes one report: its data, its manifest with the checksum, and the list of files for Hive.
///
/// # Errors
/// Why S3 cannot write it, which AWS shows only in its console.
fn deliver(world: &mut World, source: &str, id: &str, document: &Element) -> Result<(), String> {
    let to = document.get("Destination").and_then(|to| to.get("S3BucketDestination"));
    let to = to.ok_or("the configuration names no destination")?.clone();
    let text = |name: &str| to.text_at(&[name]).filter(|text| !text.is_empty());
    let arn = text("Bucket").unwrap_or("");
    let destination = arn.rsplit(':').next().unwrap_or("").to_owned();
    let format = text("Format").unwrap_or("");
    if format != "CSV" {
        return Err(format!("the simulator writes inventories in CSV only, and none in {format}; use AWS instead"));
    }
    let bucket = world.buckets.get(source).ok_or("the bucket is gone")?;
    let list = List::of_configuration(bucket, document);
    let stem = or_empty(text("Prefix").map(|prefix| format!("{}/", prefix.trim_end_matches('/'))));
    let folder = format!("{stem}{source}/{id}");
    let data = gzip(&list.csv()).map_err(|error| error.to_string())?;
    let key = format!("{folder}/data/{}.csv.gz", world.ids.uuid());
    let manifest = json!({
        "sourceBucket": source,
        "destinationBucket": arn,
        "version": "2016-11-30",
        "creationTimestamp": world.now.unix_millis().to_string(),
        "fileFormat": format,
        "fileSchema": list.schema(),
        "files": [{ "key": key, "size": data.len(), "MD5checksum": hex(&Algorithm::Md5.digest(&data)) }],
    });
    let manifest = format!("{manifest:#}").into_bytes();
    let now = world.now.to_string();
    let (day, minute) = (now.get(..10).unwrap_or(""), now.get(11..16).unwrap_or("").replace(':', "-"));
    let checksum = hex(&Algorithm::Md5.digest(&manifest)).into_bytes();
    let link = format!("s3://{destination}/{key}").into_bytes();
    let options = options(&to);
    let files = [
        (key, data),
        (format!("{folder}/{day}T{minute}Z/manifest.json"), manifest),
        (format!("{folder}/{day}T{minute}Z/manifest.checksum"), checksum),
        (format!("{folder}/hive/dt={day}-{minute}/symlink.txt"), link),
    ];
    for (key, _) in &files {
        check_permission(world, source, &destination, key, &options)?;
    }
    for (key, bytes) in files {
        object::put(world, &destination, &key, bytes.into(), options.clone()).map_err(|error| error.to_string())?;
    }
    Ok(())
}

/// How the destination asks for its files to be encrypted.
fn options(to: &Element) -> PutOptions {
    let encryption = to.get("Encryption");
    let key = encryption.and_then(|encryption| encryption.text_at(&["SSE-KMS", "KeyId"])).map(str::to_owned);
    let is_s3 = encryption.is_some_and(|encryption| encryption.get("SSE-S3").is_some());
    let algorithm = if key.is_some() { Some("aws:kms".to_owned()) } else { is_s3.then(|| "AES256".to_owned()) };
    PutOptions { algorithm, kms_key: key, ..PutOptions::default() }
}

/// S3 writes as its service principal, which the policies of the destination and of the key have to allow.
/// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/example-bucket-policies.html#example-bucket-policies-s3-inventory>
fn check_permission(
    world: &mut World,
    source: &str,
    destination: &str,
    key: &str,
    options: &PutOptions,
) -> Result<(), String> {
    let missing = |name: &str| format!("the bucket {name} does not exist");
    let from = world.buckets.get(source).ok_or_else(|| missing(source))?;
    let to = world.buckets.get(destination).ok_or_else(|| missing(destination))?;
    if from.region != to.region {
        return Err(format!("the destination is in {}, and the bucket in {}", to.region, from.region));
    }
    let context = Context::new()
        .with("aws:SecureTransport", "true")
        .with("aws:SourceAccount", from.account.clone())
        .with("aws:SourceArn", from.arn())
        .with("s3:x-amz-acl", "bucket-owner-full-control");
    let (resource, account, policy, scope) =
        (format!("{}/{key}", to.arn()), to.account.clone(), to.policy.clone(), to.scope());
    let service = || Principal::Service("s3.amazonaws.com".into());
    let request = Request::new(service(), "s3:PutObject", &resource, &account).context(context.clone());
    let decision = authorise(world, &request, policy.as_ref());
    if decision.verdict != Verdict::Allowed {
        return Err(format!("s3:PutObject on {resource}: {decision}"));
    }
    if let Some(name) = &options.kms_key {
        let key = encryption::usable_key(world, &scope, name).map_err(|error| error.to_string())?.clone();
        let request = Request::new(service(), "kms:GenerateDataKey", &key.arn, &key.account).context(context);
        let decision = authorise(world, &request, Some(&key.policy));
        if decision.verdict != Verdict::Allowed {
            return Err(format!("kms:GenerateDataKey on {}: {decision}", key.arn));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::forget_missed;
    use crate::s3::bucket::create_bucket;
    use crate::scope::Scope;
    use crate::state::s3::inventory::Schedule;
    use crate::world::World;

    #[test]
    fn after_years_a_week_of_reports_is_left() {
        let day = Duration::from_secs(86_400);
        let mut world = World::new(1);
        world.settings.inventory_interval = day;
        create_bucket(&mut world, &Scope::new("123456789012", "eu-central-1"), "acme", false).expect("it is created");
        let due = world.now.after(day);
        let bucket = world.buckets.get_mut("acme").expect("it exists");
        bucket.inventories.insert("all".into(), Schedule { due, failure: None });
        let soon = due.after(day * 3);
        forget_missed(&mut world, soon);
        assert_eq!(super::next_due(&world).collect::<Vec<_>>(), [due], "three missed reports are written");
        let years = due.after(day * 3650);
        forget_missed(&mut world, years);
        let next = super::next_due(&world).next().expect("a report");
        assert!(next <= years && years.since(next) <= day * 7, "{next} is not in the week before {years}");
    }
}
