//! Corrections of AWS's documents: data, each entry with its reason and a link.
//!
//! An entry that matches nothing is an error, so that a correction by AWS is noticed. Entries for services that are not
//! loaded are ignored.

mod advice;
mod enum_names;
mod references;
mod types;

use std::cell::Cell;

use cfn_spec::Problem;
use cfn_spec::name::ResourceName;
use cfn_spec::spec::Spec;

pub(crate) use references::{IDENTIFIER, OWN_ARN};
pub(crate) use types::TypeOverride;

/// One correction.
pub(crate) struct Entry<T: 'static> {
    /// The path that it applies to: `AWS::S3::Bucket`, `AWS::KMS::Key/KeyPolicy`, `AWS::S3::Bucket.ReplicationRule/Status`.
    pub(crate) at: &'static str,
    /// The correct value.
    pub(crate) says: T,
    /// Why AWS's documents are insufficient.
    pub(crate) because: &'static str,
    /// The source.
    pub(crate) source: &'static str,
}

/// The entries of one table, and which of them matched.
pub(crate) struct Table<T: 'static> {
    kind: &'static str,
    entries: &'static [Entry<T>],
    matched: Vec<Cell<bool>>,
}

/// All tables.
pub(crate) struct Overlays {
    /// What to know first about properties.
    pub(crate) advice: Table<&'static str>,
    /// Names of enums.
    pub(crate) enum_names: Table<&'static str>,
    /// Types of properties.
    pub(crate) types: Table<TypeOverride>,
    /// The result of `Ref`.
    pub(crate) references: Table<&'static str>,
}

impl Overlays {
    pub(crate) fn new() -> Self {
        Self {
            advice: Table::new("advice", advice::ENTRIES),
            enum_names: Table::new("enum_names", enum_names::ENTRIES),
            types: Table::new("types", types::ENTRIES),
            references: Table::new("references", references::ENTRIES),
        }
    }

    /// The entries that should have matched something in `spec` and did not.
    pub(crate) fn unmatched(&self, spec: &Spec, problems: &mut Vec<Problem>) {
        self.advice.unmatched(spec, problems);
        self.enum_names.unmatched(spec, problems);
        self.types.unmatched(spec, problems);
        self.references.unmatched(spec, problems);
    }
}

impl<T> Table<T> {
    pub(crate) fn new(kind: &'static str, entries: &'static [Entry<T>]) -> Self {
        Self { kind, entries, matched: entries.iter().map(|_| Cell::new(false)).collect() }
    }

    /// The entry for `path`.
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
                    "the overlay `{}` has an entry that matches nothing; its reason was: {because} ({source}); remove it if AWS has corrected that",
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
