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
}

struct Found<'a> {
    /// What the set is called when no other takes the name: after its property, or as the overlay says.
    name: String,
    /// The overlay gives the name.
    named: bool,
    /// The property type or resource that has the property, by its simple name.
    owner: String,
    paths: Vec<String>,
    values: Vec<&'a str>,
}

impl<'a> Sets<'a> {
    pub(crate) fn new(overlays: &'a Overlays) -> Self {
        Self { overlays, found: Vec::new() }
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
        let overlay = self.overlays.set_names.get(path);
        let name = overlay.map_or_else(|| names::of_closed_set(property.as_str(), item), |name| (*name).to_owned());
        let equal = |found: &Found<'_>| found.name == name && same_members(&found.values, &values);
        if let Some(id) = self.found.iter().position(equal) {
            self.found[id].paths.push(path.to_owned());
            return Ty::Set(SetId(id));
        }
        let (named, owner, paths) = (overlay.is_some(), owner.to_owned(), vec![path.to_owned()]);
        self.found.push(Found { name, named, owner, paths, values });
        Ty::Set(SetId(self.found.len() - 1))
    }

    /// The sets with their names, which differ from those already in `items`.
    ///
    /// Of several sets of one name the one with the most properties has it; the others have their owner's name in front.
    pub(crate) fn named(self, items: &mut Namespace, problems: &mut Vec<Problem>) -> Vec<ClosedSet> {
        let mut order: Vec<usize> = (0..self.found.len()).collect();
        order.sort_by_key(|&id| (!self.found[id].named, std::cmp::Reverse(self.found[id].paths.len()), id));
        let mut idents = BTreeMap::new();
        for id in order {
            let Found { name, owner, paths, .. } = &self.found[id];
            let candidates = names::of_ambiguous_set(owner, name);
            idents.insert(id, items.claim(candidates, &paths[0], problems));
        }
        let sets = self.found.into_iter().zip(idents.into_values());
        sets.map(|(Found { paths, values, .. }, ident)| {
            let members = members(values, &paths[0], problems);
            ClosedSet { ident, paths, members, twin_in: None }
        })
        .collect()
    }
}

fn members(values: Vec<&str>, path: &str, problems: &mut Vec<Problem>) -> Vec<(String, String)> {
    let mut members = Namespace::members();
    names::of_members(&values)
        .into_iter()
        .zip(values)
        .map(|(candidates, value)| {
            (members.claim(candidates, &format!("{path} `{value}`"), problems), value.to_owned())
        })
        .collect()
}

/// Whether two sets have the same members, in whichever order AWS lists them.
fn same_members(one: &[&str], other: &[&str]) -> bool {
    one.len() == other.len() && one.iter().all(|value| other.contains(value))
}
