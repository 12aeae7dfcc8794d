//! Reading a version: from the nearest region that has it, by ranges where it is large, and on from where a connection broke.

use std::future::Future;
use std::time::Duration;

use futures_util::stream::{self, StreamExt as _};

use super::outcome::{Outcome, RestoreError, Why};
use super::site::Site;
use super::spool::Entry;
use cfn_deploy::aws::{ApiError, VersionHead};

/// So many times in a row a connection may break without that anything comes.
const BREAKS: u32 = 6;
/// The first pause after a break; each further one is twice as long.
const PAUSE: Duration = Duration::from_millis(20);
/// So many ranges of one object are read at once.
const RANGES: usize = 4;

/// Why a version cannot be read in a region.
#[derive(Debug)]
pub(super) enum Unread {
    /// The region does not have it.
    Missing,
    /// It is in an archive tier there.
    Archived,
    /// The call was refused, or failed.
    Api(ApiError),
    /// Its content does not have its checksum.
    Mismatch(String),
    /// What was read cannot be written.
    Write(std::io::Error),
}

impl From<ApiError> for Unread {
    fn from(error: ApiError) -> Self {
        let gone = ["NotFound", "NoSuchKey", "NoSuchVersion", "NoSuchBucket", "MethodNotAllowed"];
        if gone.iter().any(|code| error.is(code)) {
            Self::Missing
        } else if error.is("InvalidObjectState") {
            Self::Archived
        } else {
            Self::Api(error)
        }
    }
}

impl From<std::io::Error> for Unread {
    fn from(error: std::io::Error) -> Self {
        Self::Write(error)
    }
}

impl Unread {
    /// Whether another region may have what this one has not.
    pub(super) fn is_of_region(&self) -> bool {
        match self {
            Self::Missing | Self::Archived | Self::Mismatch(_) => true,
            Self::Api(error) => !error.is_credentials(),
            Self::Write(_) => false,
        }
    }

    /// How much more it says than another one, when no region has a version.
    pub(super) const fn weight(&self) -> u8 {
        match self {
            Self::Missing => 0,
            Self::Archived => 1,
            Self::Api(_) => 2,
            Self::Mismatch(_) => 3,
            Self::Write(_) => 4,
        }
    }
}

/// What S3 says of a version in a region.
pub(super) async fn describe(site: &Site<'_>, entry: &Entry) -> Result<VersionHead, Unread> {
    let (region, version) = (site.region.as_str(), (site.bucket.as_str(), entry.key.as_str(), entry.id.as_str()));
    let head = match site.aws.head_version(region, version.0, version.1, version.2).await {
        Err(error) if error.is_denied() => {
            return Err(site.aws.denial_of_version(region, version, error).await.into());
        }
        head => head?,
    };
    let head = head.ok_or(Unread::Missing)?;
    if head.is_readable() { Ok(head) } else { Err(Unread::Archived) }
}

/// Reads a version from the byte `from` on, and hands it on in its order.
pub(super) async fn read(
    site: &Site<'_>,
    entry: &Entry,
    from: u64,
    part_size: u64,
    mut take: impl FnMut(&[u8]) -> std::io::Result<()>,
) -> Result<(), Unread> {
    if entry.size == 0 || from >= entry.size {
        return Ok(());
    }
    if entry.size <= part_size {
        return read_range(site, entry, (from, entry.size - 1), &mut take).await;
    }
    let ranges = (0..).map(|number| from + number * part_size).take_while(|first| *first < entry.size);
    let ranges = ranges.map(|first| (first, (first + part_size).min(entry.size) - 1));
    let reads = ranges.map(|range| async move {
        let mut bytes = Vec::new();
        let kept = |chunk: &[u8]| {
            bytes.extend_from_slice(chunk);
            Ok(())
        };
        read_range(site, entry, range, kept).await.map(|()| bytes)
    });
    let mut reads = stream::iter(reads).buffered(RANGES);
    while let Some(bytes) = reads.next().await {
        take(&bytes?)?;
    }
    Ok(())
}

/// Reads the bytes from the first to the last of a range.
async fn read_range(
    site: &Site<'_>,
    entry: &Entry,
    (mut at, last): (u64, u64),
    mut take: impl FnMut(&[u8]) -> std::io::Result<()>,
) -> Result<(), Unread> {
    let region = site.region.as_str();
    let mut breaks = 0;
    loop {
        let is_whole = at == 0 && last + 1 == entry.size;
        let range = (!is_whole).then_some((at, last));
        let mut body = site.aws.version_stream(region, (&site.bucket, &entry.key, &entry.id), range).await?;
        let why = loop {
            match body.next().await {
                Some(Ok(bytes)) => {
                    let left = usize::try_from(last + 1 - at).unwrap_or(usize::MAX).min(bytes.len());
                    take(&bytes[..left])?;
                    at += u64::try_from(left).unwrap_or(u64::MAX);
                    breaks = if left > 0 { 0 } else { breaks };
                }
                Some(Err(error)) => break error.to_string(),
                None => break "it ended early".to_owned(),
            }
            if at > last {
                return Ok(());
            }
        };
        breaks += 1;
        if breaks > BREAKS {
            return Err(Unread::Api(ApiError::interrupted("GetObjectVersion", region, why)));
        }
        tokio::time::sleep(PAUSE * 2_u32.pow(breaks - 1)).await;
    }
}

/// Does something in the nearest region that can: the error of the region that says most is given where none can.
pub(super) async fn in_the_nearest<'a, T, F>(
    sites: impl Iterator<Item = &'a Site<'a>>,
    given_up: &mut Vec<String>,
    mut action: impl FnMut(&'a Site<'a>) -> F,
) -> Result<T, Unread>
where
    F: Future<Output = Result<T, Unread>>,
{
    let mut worst = Unread::Missing;
    let sites: Vec<&Site<'_>> = sites.collect();
    // Where every region was given up, each is asked all the same.
    let none_is_up = sites.iter().all(|site| !site.is_up());
    for site in sites.into_iter().filter(|site| none_is_up || site.is_up()) {
        match action(site).await {
            Ok(done) => {
                site.note(None);
                return Ok(done);
            }
            Err(why) => {
                let error = if let Unread::Api(error) = &why { Some(error) } else { None };
                if site.note(error) {
                    let error = error.map_or_else(String::new, ToString::to_string);
                    given_up.push(format!("{} does not answer any more, and is not asked again: {error}", site.region));
                }
                if !why.is_of_region() {
                    return Err(why);
                }
                if why.weight() >= worst.weight() {
                    worst = why;
                }
            }
        }
    }
    Err(worst)
}

/// Why no region gave a version.
///
/// # Errors
/// It is of no version: the credentials cannot be used any more.
pub(super) fn lacking(unread: Unread) -> Result<Outcome, RestoreError> {
    Ok(match unread {
        Unread::Missing => Outcome::not(Why::Missing, "no region that can be read has it".to_owned()),
        Unread::Archived => {
            Outcome::not(Why::Archived, "it is in an archive tier in every region that can be read".to_owned())
        }
        Unread::Mismatch(why) => Outcome::not(Why::Mismatch, why),
        Unread::Write(error) => Outcome::not(Why::Failed, error.to_string()),
        Unread::Api(error) if error.is_credentials() => return Err(error.into()),
        Unread::Api(error) if error.is_denied() => Outcome::Not(Why::Denied, error.to_string(), Some(error)),
        Unread::Api(error) => Outcome::not(Why::Failed, error.to_string()),
    })
}
