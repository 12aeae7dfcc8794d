//! The closed sets of a resource: found, shared where they are equal, named.

use std::collections::BTreeMap;

use cfn_spec::Problem;
use cfn_spec::name::PropertyName;

use crate::model::{ClosedSet, SetId, Ty};
use crate::names::{self, Namespace};
use crate::overlay::Overlays;

/// The closed sets of one resource, while they are found.
pub(crate) struct Sets<'a> {
    overlays: &'a Overlays,
    found: Vec<Found<'a>>,
    /// By the name of the property, how many different sets its namesakes have.
    by_property: BTreeMap<String, Vec<SetId>>,
}

struct Found<'a> {
    /// The property type or resource that has the property, by its simple name.
    owner: String,
    property: String,
    item: bool,
    name: Option<&'static str>,
    paths: Vec<String>,
    values: Vec<&'a str>,
}

impl<'a> Sets<'a> {
    pub(crate) fn new(overlays: &'a Overlays) -> Self {
        Self { overlays, found: Vec::new(), by_property: BTreeMap::new() }
    }

    /// The set `values` of a property; `item` when it is about the items of a list or map.
    ///
    /// Properties of the same name with equal sets share one, and so do those to which the overlay gives one name.
    pub(crate) fn add(
        &mut self,
        owner: &str,
        property: &PropertyName,
        path: &str,
        values: Vec<&'a str>,
        item: bool,
    ) -> Ty {
        let name = self.overlays.set_names.get(path).copied();
        let key = name.unwrap_or(property.as_str());
        let namesakes = self.by_property.entry(key.to_owned()).or_default();
        if let Some(&id) = namesakes.iter().find(|id| self.found[id.0].values == values) {
            self.found[id.0].paths.push(path.to_owned());
            return Ty::Set(id);
        }
        let id = SetId(self.found.len());
        namesakes.push(id);
        let owner = owner.to_owned();
        self.found.push(Found { owner, property: key.to_owned(), item, name, paths: vec![path.to_owned()], values });
        Ty::Set(id)
    }

    /// The sets with their names, which differ from those already in `items`.
    pub(crate) fn named(self, items: &mut Namespace, problems: &mut Vec<Problem>) -> Vec<ClosedSet> {
        let Self { found, by_property, .. } = self;
        let mut sets = Vec::with_capacity(found.len());
        for Found { owner, property, item, name, paths, values } in found {
            let path = paths.first().cloned().unwrap_or_default();
            let shared = by_property.get(&property).is_some_and(|namesakes| namesakes.len() == 1);
            let candidates = match name {
                Some(name) => vec![name.to_owned()],
                None => names::of_closed_set(&owner, &property, item, shared),
            };
            let ident = items.claim(candidates, &path, problems);
            let mut members = Namespace::members();
            let members = names::of_members(&values)
                .into_iter()
                .zip(values)
                .map(|(candidates, value)| {
                    (members.claim(candidates, &format!("{path} `{value}`"), problems), value.to_owned())
                })
                .collect();
            sets.push(ClosedSet { ident, paths, members, twin_in: None });
        }
        sets
    }
}
