//! An audit from its beginning to its end.

use futures_util::future::try_join_all;
use futures_util::stream::{self, StreamExt as _};
use tokio::sync::OnceCell;

use super::examine::{Examined, Examiner};
use super::inventory::{self, Inventory, Parts};
use super::listing::Listings;
use super::outcome::{Audit, AuditError, AuditLog, AuditOptions, Extent, RegionSummary, VersionSource};
use super::rows::{Site, VersionRow};
use crate::config::Config;
use crate::config::options::InventoryFormat;
use cfn_deploy::aws::{Aws, rfc3339};

/// So many versions are examined at once.
const CONCURRENT: usize = 32;
/// So many versions are collected before they are examined.
const BATCH: usize = 512;

/// Audits the archive of `config`. `replicas` is the connection to the account of the replicas; in one account it is the same.
///
/// # Errors
/// A call failed, or a file. What was found until then is in the log.
pub async fn audit(
    (aws, replicas): (&Aws, &Aws),
    config: &Config,
    options: AuditOptions<'_>,
    log: &mut dyn AuditLog,
) -> Result<Audit, AuditError> {
    let sites = sites(aws, replicas, config).await?;
    // S3's time, which those of the versions are compared with: the buckets were asked for just now.
    let begun = aws.time();
    let delete_markers = config.options().replication.delete_markers;
    let locked = config.options().object_lock.is_some() && options.extent == Extent::Everything;
    let mut run = Run {
        examiner: Examiner { sites: &sites, delete_markers, locked, begun },
        extent: options.extent,
        log,
        audit: Audit {
            regions: sites.iter().map(RegionSummary::of).collect(),
            versions: 0,
            pending: 0,
            unverified: 0,
            inventory: None,
            replicable: (0, 0),
        },
    };
    match inventories(config, &sites, options.source).await? {
        Ok(inventories) => {
            run.audit.inventory = inventories.iter().map(|inventory| inventory.created).min().map(rfc3339);
            let mut parts = Parts::read(&sites, &inventories, options.prefix, delete_markers).await?;
            while let Some((versions, suspects)) = parts.next_part()? {
                run.examine(suspects).await?;
                run.advance(versions);
            }
        }
        Err(why) => {
            if let Some(why) = why {
                run.log.note(format!("{why}, so the buckets are listed"));
            }
            let mut listings = Listings::new(&sites, options.prefix);
            let mut batch = Vec::new();
            while let Some(rows) = listings.next_key().await? {
                batch.extend(rows);
                if batch.len() >= BATCH {
                    run.examine_listed(std::mem::take(&mut batch)).await?;
                }
            }
            run.examine_listed(batch).await?;
        }
    }
    Ok(run.audit)
}

/// An audit that is under way.
struct Run<'a> {
    examiner: Examiner<'a>,
    extent: Extent,
    log: &'a mut dyn AuditLog,
    audit: Audit,
}

impl Run<'_> {
    async fn examine_listed(&mut self, rows: Vec<VersionRow>) -> Result<(), AuditError> {
        let versions = rows.iter().filter(|row| row.at.first().is_some_and(Option::is_some)).count();
        self.examine(rows).await?;
        self.advance(u64::try_from(versions).unwrap_or(u64::MAX));
        Ok(())
    }

    fn advance(&mut self, versions: u64) {
        self.audit.versions += versions;
        self.log.examined(self.audit.versions);
    }

    /// Examines versions, and writes down what was found in the order of the versions.
    async fn examine(&mut self, rows: Vec<VersionRow>) -> Result<(), AuditError> {
        let (examiner, extent) = (&self.examiner, self.extent);
        let is_examined = |row: &&VersionRow| extent == Extent::Everything || row.lacks_a_replica();
        let looks = rows.iter().filter(is_examined).map(|row| examiner.examine(row));
        let mut looked = stream::iter(looks).buffered(CONCURRENT);
        while let Some(examined) = looked.next().await {
            let Examined { damage, pending, unverified } = examined?;
            self.audit.pending += pending;
            self.audit.unverified += unverified;
            if let Some(first) = damage.iter().find(|damage| damage.replicable) {
                self.audit.replicable.0 += 1;
                self.audit.replicable.1 += first.bytes;
            }
            for damage in damage {
                self.log.damaged(&damage)?;
                if let Some(region) = self.audit.regions.iter_mut().find(|region| region.region == damage.region) {
                    *region.damage.entry(damage.kind).or_default() += 1;
                }
            }
        }
        Ok(())
    }
}

/// The buckets that the replication is about, each with its key.
async fn sites<'a>(aws: &'a Aws, replicas: &'a Aws, config: &Config) -> Result<Vec<Site<'a>>, AuditError> {
    let waiting = config.awaiting_key();
    let attached = config.replications().iter().filter(|region| !waiting.contains(region));
    let buckets = std::iter::once((aws, *config.region(), config.bucket_name()))
        .chain(attached.map(|region| (replicas, *region, config.replica_bucket_name(region))));
    try_join_all(buckets.map(|(aws, region, bucket)| async move {
        let named = match aws.bucket_key(region.as_str(), &bucket).await {
            Err(error) if error.is("ServerSideEncryptionConfigurationNotFoundError") => None,
            named => named?,
        };
        let key = match named {
            Some(named) => aws.describe_key(region.as_str(), &named).await?,
            None => None,
        };
        match key {
            Some(key) if key.is_usable() => {
                Ok(Site { aws, region, bucket, key: key.arn, tells_of_locks: OnceCell::new() })
            }
            _ => Err(AuditError::NoKey { bucket, region }),
        }
    }))
    .await
}

/// The newest inventory of each bucket; else why the buckets are listed, if that is to be told.
async fn inventories(
    config: &Config,
    sites: &[Site<'_>],
    source: VersionSource,
) -> Result<Result<Vec<Inventory>, Option<String>>, AuditError> {
    let lacking = match config.options().inventory.map(|inventory| inventory.format) {
        _ if source == VersionSource::Listing => return Ok(Err(None)),
        None if source == VersionSource::Automatic => return Ok(Err(None)),
        None => "the configuration has no inventories".to_owned(),
        Some(InventoryFormat::Csv) => {
            let looked = try_join_all(sites.iter().map(|site| newest_inventory(config, site))).await?;
            match sites.iter().zip(&looked).find(|(_, found)| found.is_none()) {
                None => return Ok(Ok(looked.into_iter().flatten().collect())),
                Some((site, _)) => format!("S3 has written no inventory of {} in {} yet", site.bucket, site.region),
            }
        }
        Some(_) => "the inventories are not in CSV, which is what is read".to_owned(),
    };
    match source {
        VersionSource::Inventory => Err(AuditError::NoInventory(lacking)),
        _ => Ok(Err(Some(lacking))),
    }
}

async fn newest_inventory(config: &Config, site: &Site<'_>) -> Result<Option<Inventory>, AuditError> {
    match config.log_bucket_name(&site.region) {
        Some(logs) => inventory::newest(site, logs).await,
        None => Ok(None),
    }
}
