//! Whether one version is as it should be in every region: S3 is asked about it in each region that has it.

use futures_util::future::{try_join, try_join_all};

use super::damage::{Damage, DamageKind};
use super::rows::{Seen, Site, VersionRow};
use cfn_deploy::aws::{ApiError, VersionHead};

/// A delete marker that is younger may still be under way: S3 does not say of one whether it was replicated.
const SETTLING_SECONDS: i64 = 15 * 60;

/// Compares versions between sites, of which the first is the primary.
pub(super) struct Examiner<'a> {
    pub(super) sites: &'a [Site<'a>],
    /// Whether delete markers are replicated.
    pub(super) delete_markers: bool,
    /// Whether versions may be locked.
    pub(super) locked: bool,
    /// When the audit began, in seconds since 1970.
    pub(super) begun: i64,
}

/// What was found of one version.
#[derive(Debug, Default)]
pub(super) struct Examined {
    pub(super) damage: Vec<Damage>,
    /// In how many regions it is still to arrive.
    pub(super) pending: u64,
    /// In how many regions there is no checksum to compare.
    pub(super) unverified: u64,
}

/// What S3 says of a version.
enum Answer {
    There(Box<VersionHead>),
    Gone,
    /// S3 does not describe it: it is under a customer's key, or its KMS key cannot be used.
    Undescribed,
}

impl Examiner<'_> {
    /// Examines a version.
    ///
    /// # Errors
    /// A call failed.
    pub(super) async fn examine(&self, row: &VersionRow) -> Result<Examined, ApiError> {
        let Some((_, replicas)) = row.at.split_first() else { return Ok(Examined::default()) };
        match &row.at[0] {
            Some(own) if own.is_delete_marker => Ok(self.marker(row, own)),
            Some(own) => self.object(row, own).await,
            None => {
                let there = replicas.iter().enumerate().filter_map(|(index, seen)| Some((index + 1, seen.as_ref()?)));
                let looked = there.map(|(index, seen)| self.only_in_a_replica(row, index, seen));
                Ok(joined(try_join_all(looked).await?))
            }
        }
    }

    /// A delete marker of the primary.
    fn marker(&self, row: &VersionRow, own: &Seen) -> Examined {
        let mut examined = Examined::default();
        if !self.delete_markers {
            return examined;
        }
        let lacking = row.at.iter().enumerate().filter(|(_, seen)| seen.is_none());
        for (index, _) in lacking {
            if own.modified > self.begun - SETTLING_SECONDS {
                examined.pending += 1;
            } else {
                let detail = "the object is deleted in the primary bucket, and is not hidden here";
                examined.damage.push(self.damage(row, index, own, (DamageKind::DeleteMarker, detail.into()), true));
            }
        }
        examined
    }

    /// An object of the primary.
    async fn object(&self, row: &VersionRow, own: &Seen) -> Result<Examined, ApiError> {
        let source = match self.ask(row, 0).await? {
            // Deleted since it was listed.
            Answer::Gone => return Ok(Examined::default()),
            Answer::There(head) => Some(*head),
            Answer::Undescribed => None,
        };
        let mut examined = Examined::default();
        if let Some(detail) = other_key(source.as_ref(), &self.sites[0]) {
            examined.damage.push(self.damage(row, 0, own, (DamageKind::WrongKey, detail), false));
        }
        let looked = (1..self.sites.len()).map(|index| self.replica(row, index, own, source.as_ref()));
        let replicas = joined(try_join_all(looked).await?);
        examined.damage.extend(replicas.damage);
        examined.pending += replicas.pending;
        examined.unverified += replicas.unverified;
        Ok(examined)
    }

    /// A version of the primary, `source`, in one replica.
    async fn replica(
        &self,
        row: &VersionRow,
        index: usize,
        own: &Seen,
        source: Option<&VersionHead>,
    ) -> Result<Examined, ApiError> {
        let mut examined = Examined::default();
        let status = source.and_then(|head| head.replication_status.as_deref());
        if row.at[index].is_none() && status == Some("PENDING") {
            examined.pending += 1;
            return Ok(examined);
        }
        // Also where it was not listed: it may have arrived since.
        let replica = match self.ask(row, index).await? {
            Answer::There(head) => Some(*head),
            Answer::Undescribed => None,
            Answer::Gone => {
                let found = match status {
                    Some("FAILED") => (DamageKind::Failed, "S3 failed to replicate it".to_owned()),
                    Some("COMPLETED") => (DamageKind::Missing, "S3 has replicated it, and it is not there".to_owned()),
                    _ => (DamageKind::Missing, "it was never replicated".to_owned()),
                };
                examined.damage.push(self.damage(row, index, own, found, true));
                return Ok(examined);
            }
        };
        if let Some(detail) = other_key(replica.as_ref(), &self.sites[index]) {
            examined.damage.push(self.damage(row, index, own, (DamageKind::WrongKey, detail), false));
        }
        let (Some(source), Some(replica)) = (source, replica) else {
            examined.unverified += 1;
            return Ok(examined);
        };
        let mut differences: Vec<(DamageKind, String)> = Vec::new();
        differences.extend(retention(source, &replica).map(|detail| (DamageKind::WrongRetention, detail)));
        differences
            .extend(self.tags(row, index, source, &replica).await?.map(|detail| (DamageKind::WrongTags, detail)));
        match checksum(source, &replica) {
            Comparison::Same => {}
            Comparison::Unknown => examined.unverified += 1,
            Comparison::Different(detail) => differences.push((DamageKind::WrongChecksum, detail)),
        }
        examined.damage.extend(differences.into_iter().map(|found| self.damage(row, index, own, found, false)));
        Ok(examined)
    }

    /// A version that the primary's list does not have.
    async fn only_in_a_replica(&self, row: &VersionRow, index: usize, seen: &Seen) -> Result<Examined, ApiError> {
        let mut examined = Examined::default();
        // Written while the lists were read.
        if seen.modified >= self.begun {
            return Ok(examined);
        }
        if seen.is_delete_marker {
            let detail = "the object is hidden here, and not in the primary bucket";
            examined.damage.push(self.damage(row, index, seen, (DamageKind::DeleteMarker, detail.into()), false));
            return Ok(examined);
        }
        if let Answer::There(_) | Answer::Undescribed = self.ask(row, 0).await? {
            return Ok(examined);
        }
        let (head, detail) = match self.ask(row, index).await? {
            Answer::Gone => return Ok(examined),
            Answer::There(head) => (Some(*head), "it was written here, not replicated"),
            Answer::Undescribed => (None, "it was written here, and S3 does not describe it"),
        };
        let found = match head.and_then(|head| head.replication_status).as_deref() {
            // On its way to the primary, with replication in both directions.
            Some("PENDING") => {
                examined.pending += 1;
                return Ok(examined);
            }
            Some("FAILED") => {
                let found =
                    (DamageKind::Failed, format!("S3 failed to replicate it from {}", self.sites[index].region));
                examined.damage.push(self.damage(row, 0, seen, found, false));
                return Ok(examined);
            }
            Some("REPLICA") => {
                (DamageKind::Diverged, "the primary bucket does not have its source any more".to_owned())
            }
            _ => (DamageKind::Diverged, detail.to_owned()),
        };
        examined.damage.push(self.damage(row, index, seen, found, false));
        Ok(examined)
    }

    async fn ask(&self, row: &VersionRow, index: usize) -> Result<Answer, ApiError> {
        let Site { aws, region, bucket, tells_of_locks, .. } = &self.sites[index];
        match aws.head_version(region.as_str(), bucket, &row.key, &row.id).await {
            Ok(Some(head)) => {
                if self.locked {
                    let asked = || aws.look_at_lock(region.as_str(), bucket, &row.key, &row.id);
                    tells_of_locks.get_or_try_init(asked).await?;
                }
                Ok(Answer::There(Box::new(head)))
            }
            Ok(None) => Ok(Answer::Gone),
            Err(error) if error.is_bad_request() => Ok(Answer::Undescribed),
            Err(error) if error.is_denied() => {
                Err(aws.denial_of_version(region.as_str(), (bucket, &row.key, &row.id), error).await)
            }
            Err(error) => Err(error),
        }
    }

    /// How the tags differ, if they do. They are asked for only where both sides have the same number.
    async fn tags(
        &self,
        row: &VersionRow,
        index: usize,
        source: &VersionHead,
        replica: &VersionHead,
    ) -> Result<Option<String>, ApiError> {
        if source.tags != replica.tags {
            return Ok(Some(format!("it has {} tags, and the primary's version {}", replica.tags, source.tags)));
        }
        if source.tags == 0 {
            return Ok(None);
        }
        let (own, other) = (&self.sites[0], &self.sites[index]);
        let (own, other) = try_join(
            own.aws.version_tags(own.region.as_str(), &own.bucket, &row.key, &row.id),
            other.aws.version_tags(other.region.as_str(), &other.bucket, &row.key, &row.id),
        )
        .await?;
        Ok((own != other).then(|| "its tags have other keys or values than those of the primary's version".into()))
    }

    fn damage(
        &self,
        row: &VersionRow,
        index: usize,
        seen: &Seen,
        (kind, detail): (DamageKind, String),
        replicable: bool,
    ) -> Damage {
        let site = &self.sites[index];
        Damage {
            kind,
            region: site.region,
            bucket: site.bucket.clone(),
            key: row.key.clone(),
            version_id: row.id.clone(),
            bytes: seen.size,
            detail,
            replicable,
        }
    }
}

fn joined(all: Vec<Examined>) -> Examined {
    all.into_iter().fold(Examined::default(), |mut whole, part| {
        whole.damage.extend(part.damage);
        whole.pending += part.pending;
        whole.unverified += part.unverified;
        whole
    })
}

/// What encrypts a version, if it is not the key of its bucket; `None` is a version that S3 does not describe.
fn other_key(head: Option<&VersionHead>, site: &Site<'_>) -> Option<String> {
    match head.map(|head| head.kms_key.as_deref()) {
        Some(Some(key)) if key == site.key => None,
        Some(Some(key)) => Some(format!("it is encrypted with {key}")),
        Some(None) => Some("it is encrypted with S3's own key (SSE-S3)".to_owned()),
        None => Some("it is under SSE-C, or its KMS key cannot be used: S3 does not describe it".to_owned()),
    }
}

/// How retention and legal hold differ, if they do.
fn retention(source: &VersionHead, replica: &VersionHead) -> Option<String> {
    let words = |head: &VersionHead| {
        let mut words = match &head.retention {
            Some((mode, until)) => {
                format!("{mode} until {}", cfn_deploy::aws::rfc3339(*until))
            }
            None => "no retention".to_owned(),
        };
        if head.legal_hold {
            words.push_str(" and a legal hold");
        }
        words
    };
    let is_same = source.retention == replica.retention && source.legal_hold == replica.legal_hold;
    (!is_same).then(|| format!("it has {}, and the primary's version {}", words(replica), words(source)))
}

enum Comparison {
    Same,
    Different(String),
    Unknown,
}

/// Compares size and checksum, by the algorithms that both have.
fn checksum(source: &VersionHead, replica: &VersionHead) -> Comparison {
    if source.size != replica.size {
        return Comparison::Different(format!(
            "it has {} bytes, and the primary's version {}",
            replica.size, source.size
        ));
    }
    let mut both = source.checksums.iter().filter_map(|(name, of)| Some((name, of, replica.checksums.get(name)?)));
    match both.next() {
        None => Comparison::Unknown,
        Some((_, one, other)) if one == other => Comparison::Same,
        Some((name, one, other)) => {
            Comparison::Different(format!("its {name} is {other}, and that of the primary's version {one}"))
        }
    }
}
