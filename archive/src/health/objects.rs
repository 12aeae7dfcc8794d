//! Whether the objects of a bucket are encrypted with the bucket's key. What was uploaded before such uploads were denied, or while the policy was
//! gone, stays as it was uploaded, and S3 says so only object by object.
//!
//! An archive may hold billions of objects, so a part of them is examined, and the finding says how many.

use futures_util::future::join_all;

use crate::config::Region;
use crate::doctor::Finding;
use cfn_deploy::aws::{ApiError, Aws, ObjectHead};

/// How many objects `status` examines in each bucket that is replicated: spread over the first page of its listing.
pub const SAMPLE: usize = 20;

/// So many requests at once.
const CONCURRENT: usize = 50;

/// So many keys are named in a finding.
const NAMED: usize = 3;

/// Which objects to examine.
#[derive(Debug, Clone, Copy)]
pub enum ObjectSelection {
    /// [`SAMPLE`] of the first page, spread evenly.
    Sample,
    /// The first ones in the order of their keys, this many at most.
    First(usize),
}

/// What encrypts an object that the bucket's key does not encrypt.
enum OtherEncryption {
    Key(String),
    S3,
    /// S3 describes such an object only to a caller that sends its key.
    Customer,
}

/// Examines objects of `bucket`, which the key with the ARN `key` encrypts. Nothing is found in an empty bucket.
pub(super) async fn of_bucket(
    aws: &Aws,
    region: &Region,
    bucket: &str,
    key: &str,
    extent: ObjectSelection,
) -> Option<Finding> {
    let subject = format!("objects of {bucket}");
    let most = match extent {
        ObjectSelection::Sample => None,
        ObjectSelection::First(most) => Some(most),
    };
    let (keys, is_all) = match aws.object_keys(region.as_str(), bucket, most).await {
        Ok(listed) => listed,
        Err(error) => return Some(super::of_bucket_error(subject, &error)),
    };
    let listed = keys.len();
    let chosen = match extent {
        ObjectSelection::Sample => spread(keys, SAMPLE),
        ObjectSelection::First(_) => keys,
    };
    let examined = match examine(aws, region, bucket, &chosen).await {
        Ok(examined) => examined,
        Err(error) => return Some(Finding::call_failed(subject, &error)),
    };
    if examined.is_empty() {
        return None;
    }
    let of = match (chosen.len() < listed, is_all) {
        (false, true) => format!("all {} objects were examined", examined.len()),
        (false, false) => format!("the first {} objects were examined", examined.len()),
        (true, true) => format!("{} of {listed} objects were examined", examined.len()),
        (true, false) => format!("{} of the first {listed} objects were examined", examined.len()),
    };
    let others: Vec<(&str, OtherEncryption)> =
        examined.iter().filter_map(|(object, head)| Some((*object, other(head, key)?))).collect();
    if others.is_empty() {
        return Some(Finding::passed(subject, format!("{of}: each is encrypted with the bucket's key")));
    }
    let named: Vec<String> =
        others.iter().take(NAMED).map(|(object, other)| format!("{object} ({})", describe(other))).collect();
    let more = if others.len() > NAMED { format!(" and {} more", others.len() - NAMED) } else { String::new() };
    let message = format!(
        "{of}, and {} encrypted with another key, which S3 replicates in part or not at all: {}{more}",
        if others.len() == 1 { "1 is".to_owned() } else { format!("{} are", others.len()) },
        named.join(", ")
    );
    let object = others.first().map_or("KEY", |(object, _)| *object);
    let mut remedy = copy(region, bucket, object, key);
    if others.iter().any(|(_, other)| matches!(other, OtherEncryption::Customer)) {
        remedy.push_str(WITH_ITS_KEY);
    }
    Some(Finding::failed(subject, message, remedy))
}

/// What the copy of an object under SSE-C needs besides.
const WITH_ITS_KEY: &str = "; an object under SSE-C can only be copied by a caller that has its key, with  --sse-c-copy-source AES256 --sse-c-copy-source-key fileb://FILE  besides";

/// The remedy: a copy over itself is a new version, which is encrypted as the bucket is and then replicated.
fn copy(region: &Region, bucket: &str, object: &str, key: &str) -> String {
    let address = format!("s3://{bucket}/{object}");
    format!(
        "copy each object over itself with the bucket's key:  aws s3 cp --region {region} --sse aws:kms --sse-kms-key-id {key} '{address}' '{address}'  and look for others with `archive verify --objects 100000`"
    )
}

/// The objects that still exist, with how each is encrypted; `None` where S3 does not describe it without the customer's key.
async fn examine<'k>(
    aws: &Aws,
    region: &Region,
    bucket: &str,
    keys: &'k [String],
) -> Result<Vec<(&'k str, Option<ObjectHead>)>, ApiError> {
    let mut examined = Vec::new();
    for some in keys.chunks(CONCURRENT) {
        let looked = join_all(some.iter().map(|key| aws.head_object(region.as_str(), bucket, key))).await;
        for (key, head) in some.iter().zip(looked) {
            match head {
                Ok(Some(head)) => examined.push((key.as_str(), Some(head))),
                // It was deleted in the meantime.
                Ok(None) => {}
                Err(error) if error.is_bad_request() => examined.push((key.as_str(), None)),
                Err(error) => return Err(error),
            }
        }
    }
    Ok(examined)
}

fn other(head: &Option<ObjectHead>, key: &str) -> Option<OtherEncryption> {
    match head {
        None => Some(OtherEncryption::Customer),
        Some(ObjectHead { kms_key: None, .. }) => Some(OtherEncryption::S3),
        Some(ObjectHead { kms_key: Some(of), .. }) if of != key => Some(OtherEncryption::Key(of.clone())),
        Some(_) => None,
    }
}

fn describe(other: &OtherEncryption) -> String {
    match other {
        OtherEncryption::Key(arn) => arn.clone(),
        OtherEncryption::S3 => "SSE-S3".to_owned(),
        OtherEncryption::Customer => "SSE-C, or a KMS key that cannot be used".to_owned(),
    }
}

/// `count` of `items`, spread evenly; all where there are no more.
fn spread<T>(items: Vec<T>, count: usize) -> Vec<T> {
    let total = items.len();
    let chosen = |index: usize| total <= count || index * count / total != (index + 1) * count / total;
    items.into_iter().enumerate().filter_map(|(index, item)| chosen(index).then_some(item)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sample_is_spread_over_all_and_never_larger() {
        for total in [0, 1, 19, 20, 21, 1000] {
            let chosen = spread((0..total).collect(), 20);
            assert_eq!(chosen.len(), total.min(20), "of {total}");
        }
        let chosen = spread((0..1000).collect(), 20);
        assert!(chosen[0] < 50 && chosen[19] >= 950, "{chosen:?}");
    }
}
