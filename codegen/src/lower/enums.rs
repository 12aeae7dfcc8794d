//! The third pass: finds the enums of each resource type, merges equal ones, and names them.

use std::collections::BTreeMap;

use cfn_spec::Problem;
use cfn_spec::constraint::{Constraints, Scalar};
use cfn_spec::name::PropertyName;

use super::shape::ConstraintsByPath;
use crate::model::{EnumId, EnumType, Model, Resource, Ty};
use crate::names::{self, Namespace};
use crate::overlay::Overlays;

/// Finds the enums of every resource type. Types that belong to no resource type have none: their strings stay strings.
pub(super) fn find(
    model: &mut Model,
    constraints_by_path: &ConstraintsByPath<'_>,
    overlays: &Overlays,
    problems: &mut Vec<Problem>,
) {
    for resource in model.services.iter_mut().flat_map(|service| &mut service.resources) {
        let simple = resource.name.simple().to_owned();
        let enums = of(resource, constraints_by_path, overlays);
        let mut items = Namespace::module();
        for body in &resource.types {
            items.occupy(&body.ident, &body.path);
            if let Some(ident) = &body.required_ident {
                items.occupy(ident, &body.path);
            }
        }
        resource.enums = enums.named(&simple, &mut items, problems);
    }
}

fn of<'a>(
    resource: &mut Resource,
    constraints_by_path: &ConstraintsByPath<'a>,
    overlays: &'a Overlays,
) -> EnumCollector<'a> {
    let mut enums = EnumCollector::new(overlays);
    for body in std::iter::once(&mut resource.body).chain(&mut resource.types) {
        for index in 0..body.fields.len() {
            let path = format!("{}/{}", body.path, body.fields[index].name);
            let Some(levels) = constraints_by_path.get(&path) else { continue };
            let (depth, is_string) = innermost(&body.fields[index].ty);
            let allowed = levels.get(depth).filter(|_| is_string).and_then(|constraints| enum_type(constraints));
            if let Some(values) = allowed {
                let set = enums.add(body.simple(), &body.fields[index].name, &path, values, depth > 0);
                *innermost_mut(&mut body.fields[index].ty) = set;
            }
        }
    }
    enums
}

/// The number of lists and maps around the innermost type, and whether that is a string.
fn innermost(ty: &Ty) -> (usize, bool) {
    match ty {
        Ty::List(item) | Ty::Map(item) => {
            let (depth, is_string) = innermost(item);
            (depth + 1, is_string)
        }
        other => (0, *other == Ty::String),
    }
}

fn innermost_mut(ty: &mut Ty) -> &mut Ty {
    match ty {
        Ty::List(item) | Ty::Map(item) => innermost_mut(item),
        other => other,
    }
}

/// The allowed values, `None` if there are none or they are not all strings.
///
/// Numbers stay numbers, and multi-line strings, of which AWS has none, stay strings, because generated code has one
/// value per line: `synth()` checks them.
fn enum_type(constraints: &Constraints) -> Option<Vec<&str>> {
    let mut values: Vec<&str> = Vec::with_capacity(constraints.allowed.len());
    for scalar in &constraints.allowed {
        let Scalar::String(value) = scalar else {
            return None;
        };
        if value.contains('\n') {
            return None;
        }
        let known = values.iter().any(|known| match constraints.ignore_case {
            true => known.eq_ignore_ascii_case(value),
            false => known == value,
        });
        if !known {
            values.push(value);
        }
    }
    (!values.is_empty()).then_some(values)
}

/// The enums of one resource type, while they are collected.
struct EnumCollector<'a> {
    overlays: &'a Overlays,
    found: Vec<PropertyEnum<'a>>,
}

struct PropertyEnum<'a> {
    /// The preferred name: derived from the property, or from the overlay.
    name: String,
    /// Whether the name is from the overlay.
    named: bool,
    /// The simple names of the property types or resource type that have the properties, each once.
    owners: Vec<String>,
    paths: Vec<String>,
    values: Vec<&'a str>,
}

impl<'a> EnumCollector<'a> {
    fn new(overlays: &'a Overlays) -> Self {
        Self { overlays, found: Vec::new() }
    }

    /// The enum with `values` for a property; `item` if it is the type of the items of a list or map.
    ///
    /// Properties of the same name with equal values share an enum, and so do those with the same name in the overlay.
    fn add(&mut self, owner: &str, property: &PropertyName, path: &str, values: Vec<&'a str>, item: bool) -> Ty {
        let overlay = self.overlays.enum_names.get(path);
        let name = overlay.map_or_else(|| names::of_enum(property.as_str(), item), |name| (*name).to_owned());
        let equal = |found: &PropertyEnum<'_>| found.name == name && same_members(&found.values, &values);
        if let Some(id) = self.found.iter().position(equal) {
            self.found[id].paths.push(path.to_owned());
            if !self.found[id].owners.iter().any(|known| known == owner) {
                self.found[id].owners.push(owner.to_owned());
            }
            return Ty::Enum(EnumId(id));
        }
        let (named, owners, paths) = (overlay.is_some(), vec![owner.to_owned()], vec![path.to_owned()]);
        self.found.push(PropertyEnum { name, named, owners, paths, values });
        Ty::Enum(EnumId(self.found.len() - 1))
    }

    /// The enums with names that are not yet in `items`.
    ///
    /// Where several enums have one name, the others are named after their owners: by the shortest name that no other of them
    /// wants too, so that the order of properties decides nothing.
    fn named(self, resource: &str, items: &mut Namespace, problems: &mut Vec<Problem>) -> Vec<EnumType> {
        let mut idents: BTreeMap<usize, String> = BTreeMap::new();
        let claim = |id: usize, name: String, idents: &mut BTreeMap<usize, String>, items: &mut Namespace| {
            items.occupy(&name, &self.found[id].paths[0]);
            idents.insert(id, name);
        };
        for id in self.plain(resource) {
            let name = &self.found[id].name;
            if items.is_free(name) {
                claim(id, name.clone(), &mut idents, items);
            }
        }
        let candidates: Vec<Vec<Option<String>>> = self
            .found
            .iter()
            .map(|PropertyEnum { name, owners, .. }| names::of_clashing_enum(resource, owners, name))
            .collect();
        for level in 0..names::ENUM_LEVELS {
            let wanted: Vec<(usize, &String)> = (0..self.found.len())
                .filter(|id| !idents.contains_key(id))
                .filter_map(|id| Some((id, candidates[id].get(level)?.as_ref()?)))
                .collect();
            for &(id, name) in &wanted {
                let unique = wanted.iter().filter(|(_, other)| *other == name).count() == 1;
                if unique && items.is_free(name) {
                    claim(id, name.clone(), &mut idents, items);
                }
            }
        }
        for (id, PropertyEnum { name, owners, paths, .. }) in self.found.iter().enumerate() {
            idents
                .entry(id)
                .or_insert_with(|| items.claim(names::of_ambiguous_set(&owners[0], name), &paths[0], problems));
        }
        let enums = self.found.into_iter().zip(idents.into_values());
        enums
            .map(|(PropertyEnum { paths, values, .. }, ident)| {
                let members = members(values, &paths[0], problems);
                EnumType { ident, paths, members, duplicate_in: None }
            })
            .collect()
    }

    /// The enums that are named after their property alone, in the order in which they get the name: those of the overlay; then, of
    /// all enums of one name, the only one; or, of that of the resource type itself and those of property types that have nothing
    /// else in common, the one of most properties.
    fn plain(&self, resource: &str) -> Vec<usize> {
        let is_own = |found: &PropertyEnum<'_>| found.owners.iter().any(|owner| owner == resource);
        let named = (0..self.found.len()).filter(|&id| self.found[id].named);
        let mut by_name: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (id, found) in self.found.iter().enumerate() {
            by_name.entry(&found.name).or_default().push(id);
        }
        let others = by_name.into_values().filter_map(|ids| match ids.as_slice() {
            [only] => Some(*only),
            _ => {
                let fits = |&id: &usize| {
                    let found = &self.found[id];
                    is_own(found) || names::have_nothing_in_common(&found.owners)
                };
                let rank = |&id: &usize| (self.found[id].paths.len(), is_own(&self.found[id]), std::cmp::Reverse(id));
                ids.iter().copied().filter(fits).max_by_key(rank)
            }
        });
        let others: Vec<usize> = others.filter(|&id| !self.found[id].named).collect();
        named.chain(others).collect()
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

/// Whether two enums have the same values, in any order.
fn same_members(one: &[&str], other: &[&str]) -> bool {
    one.len() == other.len() && one.iter().all(|value| other.contains(value))
}

#[cfg(test)]
mod tests {
    use super::super::{names, shape};
    use super::*;
    use crate::lower::tests::spec;

    fn resource(text: &str) -> Resource {
        let spec = spec(text);
        let mut problems = Vec::new();
        let (mut model, constraints_by_path) = shape::shape(&spec, &mut problems);
        names::give(&mut model, &mut problems);
        find(&mut model, &constraints_by_path, &Overlays::new(), &mut problems);
        assert_eq!(problems, []);
        model.services.remove(0).resources.remove(0)
    }

    #[test]
    fn equal_sets_of_one_name_are_one() {
        let resource = resource(
            "resource Thing\n  property Rule .Rule\n  property Status String\n    allow \"on\"\n    allow \"off\"\n\n\
             type Thing.Rule\n  property Status String\n    allow \"off\"\n    allow \"on\"\n",
        );
        let [set] = &resource.enums[..] else { panic!("{:?}", resource.enums) };
        assert_eq!(set.ident, "Status");
        assert_eq!(set.paths, ["AWS::Tiny::Thing/Status", "AWS::Tiny::Thing.Rule/Status"]);
        assert_eq!(set.members, [("On".to_owned(), "on".to_owned()), ("Off".to_owned(), "off".to_owned())]);
        assert_eq!(resource.types[0].fields[0].ty, Ty::Enum(EnumId(0)));
    }

    #[test]
    fn other_sets_of_that_name_have_their_owners_in_front() {
        let resource = resource(
            "resource Thing\n  property Rule .Rule\n  property Status String\n    allow \"on\"\n\n\
             type Thing.Rule\n  property Status String\n    allow \"up\"\n",
        );
        let idents: Vec<&str> = resource.enums.iter().map(|set| set.ident.as_str()).collect();
        assert_eq!(idents, ["Status", "RuleStatus"]);
    }

    #[test]
    fn where_no_property_is_the_obvious_one_none_has_the_name_alone() {
        let resource = resource(
            "resource Thing\n  property Spot .SpotOptionsRequest\n  property Demand .OnDemandOptionsRequest\n\n\
             type Thing.SpotOptionsRequest\n  property Strategy String\n    allow \"price\"\n\n\
             type Thing.OnDemandOptionsRequest\n  property Strategy String\n    allow \"order\"\n",
        );
        let mut idents: Vec<&str> = resource.enums.iter().map(|set| set.ident.as_str()).collect();
        idents.sort_unstable();
        assert_eq!(idents, ["OnDemandStrategy", "SpotStrategy"]);
    }

    #[test]
    fn a_set_of_several_types_is_named_after_what_these_have_in_common() {
        let resource = resource(
            "resource Thing\n  property A .Phase1IntegrityAlgorithmsListValue\n  property B .Phase2IntegrityAlgorithmsListValue\n  property C .VersionsListValue\n\n\
             type Thing.Phase1IntegrityAlgorithmsListValue\n  property Value String\n    allow \"AES\"\n\n\
             type Thing.Phase2IntegrityAlgorithmsListValue\n  property Value String\n    allow \"AES\"\n\n\
             type Thing.VersionsListValue\n  property Value String\n    allow \"v1\"\n",
        );
        let idents: Vec<&str> = resource.enums.iter().map(|set| set.ident.as_str()).collect();
        assert_eq!(idents, ["IntegrityAlgorithm", "Version"]);
    }

    #[test]
    fn the_items_of_a_list_are_of_a_set_and_numbers_are_not() {
        let resource = resource(
            "resource Thing\n  property Methods [String]\n    each allow \"GET\"\n  property Retries Integer\n    allow 1\n",
        );
        assert_eq!(resource.enums[0].ident, "Method");
        assert_eq!(resource.body.fields[0].ty, Ty::List(Box::new(Ty::Enum(EnumId(0)))));
        assert_eq!(resource.body.fields[1].ty, Ty::Integer);
    }
}
