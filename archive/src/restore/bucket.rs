//! Restoring into a bucket: S3 copies the objects itself.

use futures_util::stream::{self, StreamExt as _, TryStreamExt as _};

use super::checksum::verified_by;
use super::outcome::{Outcome, RestoreError, RestoreOptions, Why};
use super::read::{Unread, describe};
use super::site::Site;
use super::spool::Entry;
use crate::config::{Config, Region};
use cfn_deploy::aws::{ApiError, Aws, CopySource, Origin, VersionHead};

/// S3 copies no more at once: <https://docs.aws.amazon.com/AmazonS3/latest/API/API_CopyObject.html>.
const LARGEST_COPY: u64 = 5 << 30;
/// The parts of an upload: <https://docs.aws.amazon.com/AmazonS3/latest/userguide/qfacts.html>.
const SMALLEST_PART: u64 = 5 << 20;
const MOST_PARTS: u64 = 10_000;
const LONGEST_KEY: usize = 1024;
/// So many parts of one object are copied at once.
const PARTS: usize = 8;

/// Where objects are copied to.
#[derive(Debug, Clone, Copy)]
pub(super) struct Destination<'a> {
    pub(super) aws: &'a Aws,
    pub(super) region: &'a str,
    pub(super) bucket: &'a str,
    pub(super) prefix: &'a str,
}

/// The region of a bucket that may be restored into.
///
/// # Errors
/// It is one of the archive's, there is none, or S3 does not say.
pub(super) async fn region_of(
    aws: &Aws,
    config: &Config,
    from: Option<Region>,
    bucket: &str,
) -> Result<String, RestoreError> {
    // Replicas and logs of every region, also of those that the configuration does not have any more.
    let is_own = bucket == config.bucket_name()
        || Region::all().any(|region| {
            bucket == config.replica_bucket_name(&region) || bucket == config.log_bucket_name_in(&region)
        });
    // The alias of an access point names a bucket, and does not say which.
    let is_alias = bucket.ends_with("-s3alias") || bucket.ends_with("--ol-s3");
    if is_own || is_alias {
        return Err(RestoreError::OwnBucket(bucket.to_owned()));
    }
    let mut silent = None;
    // Each region knows where a bucket is, and the primary one may be gone.
    for region in from.iter().chain([config.region()]).chain(config.replica_regions()) {
        match aws.bucket_region(region.as_str(), bucket).await {
            Ok(Some(region)) => return Ok(region),
            Ok(None) => return Err(RestoreError::NoBucket(bucket.to_owned())),
            Err(error) if error.origin == Origin::Transient => silent = silent.or(Some(error)),
            Err(error) => return Err(error.into()),
        }
    }
    Err(silent.map_or_else(|| RestoreError::NoBucket(bucket.to_owned()), RestoreError::Api))
}

/// Restores a version into the bucket, from one region.
pub(super) async fn restore(
    options: &RestoreOptions<'_>,
    site: &Site<'_>,
    to: Destination<'_>,
    entry: &Entry,
) -> Result<Outcome, Unread> {
    let key = format!("{}{}", to.prefix, entry.key);
    if key.len() > LONGEST_KEY {
        return Ok(Outcome::not(
            Why::Name,
            format!("the key would have {} bytes, and {LONGEST_KEY} are the most", key.len()),
        ));
    }
    let head = describe(site, entry).await?;
    match there(to, &key, &head).await? {
        There::Nothing => {}
        There::Same { verified } => return Ok(Outcome::There { verified }),
        There::Other(_) if options.overwrite => {}
        There::Other(what) => return Ok(Outcome::not(Why::Exists, what)),
    }
    let from = CopySource { bucket: &site.bucket, key: &entry.key, id: &entry.id };
    let compared = verified_by(&head);
    let is_crc = compared.is_some_and(|(algorithm, _)| algorithm.starts_with("CRC"));
    if head.is_composite && compared.is_some() {
        let parts = site.aws.version_parts(site.region.as_str(), (&site.bucket, &entry.key, &entry.id)).await?;
        let sizes: Vec<u64> = parts.iter().map(|part| part.size).collect();
        if !sizes.is_empty() && sizes.iter().sum::<u64>() == entry.size {
            return in_parts(site, to, (entry, &key), (&head, &sizes)).await;
        }
    }
    let is_large = entry.size > options.part_size && (is_crc || compared.is_none());
    if !is_large && entry.size <= LARGEST_COPY {
        let copied = to.aws.copy_version(to.region, from, (to.bucket, &key)).await?;
        return match compared.filter(|_| !head.is_composite) {
            Some((algorithm, value)) => match copied.get(algorithm) {
                Some(copy) if copy != value => {
                    Err(Unread::Mismatch(format!("its {algorithm} is {value}, and that of the copy {copy}")))
                }
                copy => Ok(Outcome::Restored { verified: copy.is_some() }),
            },
            None => Ok(Outcome::Restored { verified: false }),
        };
    }
    let part = options.part_size.max(SMALLEST_PART).max(entry.size.div_ceil(MOST_PARTS));
    let sizes: Vec<u64> = (0..entry.size.div_ceil(part)).map(|at| part.min(entry.size - at * part)).collect();
    in_parts(site, to, (entry, &key), (&head, &sizes)).await
}

/// Copies in parts of these sizes. With the parts that a version was uploaded in, the copy has its composite checksum too.
async fn in_parts(
    site: &Site<'_>,
    to: Destination<'_>,
    (entry, key): (&Entry, &str),
    (head, sizes): (&VersionHead, &[u64]),
) -> Result<Outcome, Unread> {
    let from = CopySource { bucket: &site.bucket, key: &entry.key, id: &entry.id };
    let tags = match head.tags {
        0 => [].into(),
        _ => site.aws.version_tags(site.region.as_str(), &site.bucket, &entry.key, &entry.id).await?,
    };
    let compared = verified_by(head);
    let (algorithm, expected) = match compared {
        Some((algorithm, _)) if head.is_composite => (algorithm, None),
        Some((algorithm, value)) if algorithm.starts_with("CRC") => (algorithm, Some((algorithm, value))),
        _ => ("CRC64NVME", None),
    };
    let is_composite = head.is_composite && compared.is_some();
    let upload =
        to.aws.begin_copy(to.region, (to.bucket, key), (&head.headers, &tags), (algorithm, is_composite)).await?;
    let upload = (to.bucket, key, upload.as_str());
    let copied = async {
        let mut first = 0;
        let parts = (1..).zip(sizes).map(|(number, size)| {
            let range = (first, first + size - 1);
            first += size;
            to.aws.copy_part(to.region, from, upload, number, range)
        });
        let parts: Vec<_> = stream::iter(parts).buffered(PARTS).try_collect().await?;
        to.aws.complete_copy(to.region, upload, &parts, expected).await
    };
    let copied: Result<_, ApiError> = copied.await;
    let copied = match copied {
        Ok(copied) => copied,
        Err(error) => {
            // Its parts would be paid for. A failure is less than the one before.
            let _ = to.aws.abort_copy(to.region, upload).await;
            return Err(match error.is("BadDigest") {
                true => Unread::Mismatch(error.to_string()),
                false => error.into(),
            });
        }
    };
    match compared {
        Some((algorithm, value)) if is_composite || expected.is_some() => match copied.get(algorithm) {
            Some(copy) if copy != value => {
                Err(Unread::Mismatch(format!("its {algorithm} is {value}, and that of the copy {copy}")))
            }
            _ => Ok(Outcome::Restored { verified: true }),
        },
        _ => Ok(Outcome::Restored { verified: false }),
    }
}

enum There {
    Nothing,
    Same { verified: bool },
    Other(String),
}

/// What the bucket has under a key.
async fn there(to: Destination<'_>, key: &str, head: &VersionHead) -> Result<There, Unread> {
    let Some(other) = to.aws.head_current(to.region, to.bucket, key).await? else { return Ok(There::Nothing) };
    if other.size != head.size {
        return Ok(There::Other("another object is there, of another size".to_owned()));
    }
    let both = head.checksums.iter().filter(|_| head.is_composite == other.is_composite);
    let compared = both.filter_map(|(name, value)| Some((name, value, other.checksums.get(name)?))).next();
    Ok(match compared {
        Some((_, one, two)) if one == two => There::Same { verified: true },
        Some((name, one, two)) => There::Other(format!("another object is there: its {name} is {two}, and not {one}")),
        None => There::Same { verified: false },
    })
}
