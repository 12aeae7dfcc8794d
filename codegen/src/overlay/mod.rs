//! What AWS's documents do not say, or say wrongly: data, each entry with its reason and a link.
//!
//! An entry that matches nothing is an error, so that a correction upstream is noticed. Entries about services that were not
//! loaded are not judged.

mod references;
mod set_names;
mod types;

use std::cell::Cell;

use cfn_spec::Problem;
use cfn_spec::name::ResourceName;
use cfn_spec::spec::Spec;

pub(crate) use references::IDENTIFIER;
pub(crate) use types::Wanted;

/// One correction.
pub(crate) struct Entry<T: 'static> {
    /// What it is about: `AWS::S3::Bucket`, `AWS::KMS::Key/KeyPolicy`, `AWS::S3::Bucket.ReplicationRule/Status`.
    pub(crate) at: &'static str,
    /// What holds there.
    pub(crate) says: T,
    /// Why AWS's documents do not suffice.
    pub(crate) because: &'static str,
    /// Where AWS says so.
    pub(crate) source: &'static str,
}

/// The entries of one kind, and which of them matched.
pub(crate) struct Table<T: 'static> {
    kind: &'static str,
    entries: &'static [Entry<T>],
    matched: Vec<Cell<bool>>,
}

/// All tables.
pub(crate) struct Overlays {
    /// Names of closed sets.
    pub(crate) set_names: Table<&'static str>,
    /// Types of properties.
    pub(crate) types: Table<Wanted>,
    /// What `Ref` returns.
    pub(crate) references: Table<&'static str>,
}

impl Overlays {
    pub(crate) fn new() -> Self {
        Self {
            set_names: Table::new("set_names", set_names::ENTRIES),
            types: Table::new("types", types::ENTRIES),
            references: Table::new("references", references::ENTRIES),
        }
    }

    /// The entries that should have matched something in `spec` and did not.
    pub(crate) fn unmatched(&self, spec: &Spec, problems: &mut Vec<Problem>) {
        self.set_names.unmatched(spec, problems);
        self.types.unmatched(spec, problems);
        self.references.unmatched(spec, problems);
    }
}

impl<T> Table<T> {
    pub(crate) fn new(kind: &'static str, entries: &'static [Entry<T>]) -> Self {
        Self { kind, entries, matched: entries.iter().map(|_| Cell::new(false)).collect() }
    }

    /// What is said about `path`.
    pub(crate) fn get(&self, path: &str) -> Option<&'static T> {
        let index = self.entries.iter().position(|entry| entry.at == path)?;
        self.matched[index].set(true);
        Some(&self.entries[index].says)
    }

    fn unmatched(&self, spec: &Spec, problems: &mut Vec<Problem>) {
        for (entry, matched) in self.entries.iter().zip(&self.matched) {
            if !matched.get() && service_is_loaded(spec, entry.at) {
                let Entry { at, because, source, .. } = entry;
                let message = format!(
                    "the overlay `{}` has an entry that matches nothing; it was made because {because} ({source}): remove it if \
                     AWS has corrected that",
                    self.kind
                );
                problems.push(Problem::new(*at, message));
            }
        }
    }
}

fn service_is_loaded(spec: &Spec, path: &str) -> bool {
    let resource = path.split(['.', '/']).next().unwrap_or(path);
    let Ok(name) = ResourceName::new(resource) else {
        return false;
    };
    let service = name.service();
    spec.resources.keys().any(|known| known.service() == service)
}
