//! Carrying out a plan: what is archived is asked for first, small objects many at once, large ones after them, and at last what was archived.

use std::cell::RefCell;

use futures_util::stream::{self, StreamExt as _};

use super::bucket::{self, Destination};
use super::folder;
use super::names::FileName;
use super::outcome::{Outcome, RestoreError, RestoreLog, Restored, Target, Told, Why, count};
use super::plan::Plan;
use super::read::{Unread, in_the_nearest, lacking};
use super::retrieval;
use super::site::Site;
use super::spool::{Entry, State};

/// So many large objects are restored at once, each in several parts at once.
const LARGE: usize = 2;

/// What restoring a version needs.
struct Work<'a> {
    plan: &'a Plan<'a>,
    /// Regions that were given up, to be told.
    given_up: RefCell<Vec<String>>,
}

/// Carries out a plan.
///
/// # Errors
/// The credentials cannot be used any more, or the plan cannot be read.
pub async fn restore(plan: &Plan<'_>, log: &mut dyn RestoreLog) -> Result<Restored, RestoreError> {
    if let Target::Folder(folder) = &plan.options.target {
        let file = |error| RestoreError::File { path: folder.display().to_string(), error };
        std::fs::create_dir_all(folder).map_err(file)?;
    }
    let options = &plan.options;
    let work = Work { plan, given_up: RefCell::default() };
    let denied = retrieval::begin(plan).await?;
    let mut run = Run { work: &work, log, restored: Restored { denied, ..Restored::default() }, done: (0, 0) };
    let is_small = |entry: &Entry| entry.size <= options.part_size;
    run.entries(options.concurrency, |entry| entry.state == State::Readable && is_small(entry)).await?;
    run.entries(LARGE, |entry| entry.state == State::Readable && !is_small(entry)).await?;
    run.archived().await?;
    Ok(run.restored)
}

/// A restore that is under way.
struct Run<'a> {
    work: &'a Work<'a>,
    log: &'a mut dyn RestoreLog,
    restored: Restored,
    done: (u64, u64),
}

impl Run<'_> {
    /// Restores the entries that `is_chosen` chooses, so many at once, and tells of them in their order.
    async fn entries(&mut self, at_once: usize, is_chosen: impl Fn(&Entry) -> bool) -> Result<(), RestoreError> {
        let work = self.work;
        let entries = work.plan.spool.entries().map_err(RestoreError::plan)?;
        let entries = entries.filter(|entry| entry.as_ref().map_or(true, &is_chosen));
        let restored = entries.map(|entry| async move {
            let entry = entry.map_err(RestoreError::plan)?;
            let outcome = work.entry(&entry).await?;
            Ok::<_, RestoreError>((entry, outcome))
        });
        let mut restored = stream::iter(restored).buffered(at_once.max(1));
        while let Some(done) = restored.next().await {
            let (entry, outcome) = done?;
            self.keep(&entry, outcome)?;
        }
        Ok(())
    }

    /// Restores what was archived, as far as there are copies of it.
    async fn archived(&mut self) -> Result<(), RestoreError> {
        let work = self.work;
        for entry in work.plan.spool.entries().map_err(RestoreError::plan)? {
            let entry = entry.map_err(RestoreError::plan)?;
            let State::Archived { site, .. } = entry.state else { continue };
            let outcome = match retrieval::await_copy(&work.plan.sites.all[site], &entry, work.plan).await? {
                None => work.entry(&entry).await?,
                Some(outcome) => outcome,
            };
            self.keep(&entry, outcome)?;
        }
        Ok(())
    }

    /// Counts what became of a version, and tells of it.
    fn keep(&mut self, entry: &Entry, outcome: Outcome) -> Result<(), RestoreError> {
        let work = self.work;
        work.given_up.borrow_mut().drain(..).for_each(|note| self.log.note(note));
        let (path, is_escaped) = work.place(entry);
        let told = match outcome {
            Outcome::Restored { verified } => {
                count(&mut self.restored.restored, entry.size);
                self.restored.unverified += u64::from(!verified);
                is_escaped.then(|| (Why::Renamed, "its key is no name of a file".to_owned()))
            }
            Outcome::There { verified } => {
                count(&mut self.restored.there, entry.size);
                self.restored.unverified += u64::from(!verified);
                is_escaped.then(|| (Why::Renamed, "its key is no name of a file".to_owned()))
            }
            Outcome::Not(why, detail, denied) => {
                self.restored.denied = self.restored.denied.take().or(denied);
                self.restored.lacking += 1;
                self.restored.archived += u64::from(why == Why::Archived);
                Some((why, detail))
            }
        };
        if let Some((why, detail)) = told {
            let Entry { key, id, size, .. } = entry.clone();
            let told = Told { why, key, version_id: id, bytes: size, path: path.clone(), detail };
            self.log.told(&told).map_err(|error| RestoreError::File { path: "the report".to_owned(), error })?;
        }
        count(&mut self.done, entry.size);
        let (objects, bytes) = work.plan.summary.objects;
        self.log.done((self.done.0, objects), (self.done.1, bytes));
        Ok(())
    }
}

impl Work<'_> {
    /// Where a version is restored to, and whether that is another name than its key.
    fn place(&self, entry: &Entry) -> (String, bool) {
        match &self.plan.options.target {
            Target::Folder(_) => {
                let name = self.plan.names.of(&entry.key, entry.size);
                (name.path.display().to_string(), name.is_escaped)
            }
            Target::Bucket { prefix, .. } => (format!("{prefix}{}", entry.key), false),
        }
    }

    /// Restores a version from the nearest region that can give it.
    async fn entry(&self, entry: &Entry) -> Result<Outcome, RestoreError> {
        let sites = &self.plan.sites.all;
        let first = match entry.state {
            State::Readable => None,
            State::Archived { site, .. } => Some(site),
        };
        let others = (0..sites.len()).filter(|position| Some(*position) != first);
        let order = first.into_iter().chain(others).map(|position| &sites[position]);
        // A body that was damaged on its way is read once more.
        let again = if sites.len() == 1 { sites.iter().chain(None) } else { [].iter().chain(None) };
        let mut given_up = Vec::new();
        let tried = in_the_nearest(order.chain(again), &mut given_up, |site| self.from(site, entry)).await;
        self.given_up.borrow_mut().extend(given_up);
        match tried {
            Ok(outcome) => Ok(outcome),
            Err(unread) => lacking(unread),
        }
    }

    async fn from(&self, site: &Site<'_>, entry: &Entry) -> Result<Outcome, Unread> {
        match &self.plan.options.target {
            Target::Folder(folder) => {
                let name: FileName = self.plan.names.of(&entry.key, entry.size);
                folder::restore(&self.plan.options, site, folder, (entry, &name)).await
            }
            Target::Bucket { name, prefix } => {
                let region = self.plan.target_region.as_deref().unwrap_or_else(|| site.region.as_str());
                let aws = self.plan.sites.all[0].aws;
                bucket::restore(&self.plan.options, site, Destination { aws, region, bucket: name, prefix }, entry)
                    .await
            }
        }
    }
}
