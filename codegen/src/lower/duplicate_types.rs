//! The last pass: equal types of one service, generated once.
//!
//! Property types belong to a resource type, and resource types of a service often have the same:
//! `AWS::QuickSight::Dashboard` repeats 500 types of `AWS::QuickSight::Analysis`. The second is a re-export of the
//! first, which halves the largest services and lets one function create the value for both. Types are equal if they
//! have the same name and the same properties with the same facts, whose types are equal in turn; if AWS's
//! documentation pages differ, the first one is linked.

use std::collections::BTreeMap;

use cfn_spec::name::TypeName;

use crate::model::{EnumType, Field, Model, Resource, Struct, Ty};

/// Marks every type and enum that equals one in the module of an earlier resource type of the service.
pub(super) fn mark(model: &mut Model) {
    for service in &mut model.services {
        mark_in(&mut service.resources);
    }
}

fn mark_in(resources: &mut [Resource]) {
    let enums = first_enums(resources);
    let types = first_types(resources);
    for (index, resource) in resources.iter_mut().enumerate() {
        for (set, first) in resource.enums.iter_mut().zip(&enums[index]) {
            set.duplicate_in.clone_from(first);
        }
        for (ty, first) in resource.types.iter_mut().zip(&types[index]) {
            ty.duplicate_in.clone_from(first);
        }
    }
}

/// For each enum of each resource type, the module of an equal one.
fn first_enums(resources: &[Resource]) -> Vec<Vec<Option<String>>> {
    type Members = [(String, String)];
    let mut first: BTreeMap<(&str, &Members), &str> = BTreeMap::new();
    let mut all = Vec::with_capacity(resources.len());
    for Resource { module, enums, .. } in resources {
        let mut duplicates = Vec::with_capacity(enums.len());
        for EnumType { ident, members, .. } in enums {
            let known = *first.entry((ident, members)).or_insert(module);
            duplicates.push((known != module).then(|| known.to_owned()));
        }
        all.push(duplicates);
    }
    all
}

/// A type of a resource type, by their indexes.
type TypeIndex = (usize, usize);

/// For each property type of each resource type, the module of an equal one.
fn first_types(resources: &[Resource]) -> Vec<Vec<Option<String>>> {
    let classes = EquivalenceClasses::of(resources);
    let mut first: BTreeMap<usize, usize> = BTreeMap::new();
    let mut module_of = |place: TypeIndex| {
        let known = *first.entry(classes.by_place[&place]).or_insert(place.0);
        (known != place.0).then(|| resources[known].module.clone())
    };
    resources
        .iter()
        .enumerate()
        .map(|(index, resource)| (0..resource.types.len()).map(|at| module_of((index, at))).collect())
        .collect()
}

/// The partition of all types into classes of equal ones.
struct EquivalenceClasses<'a> {
    resources: &'a [Resource],
    places: BTreeMap<&'a str, TypeIndex>,
    by_place: BTreeMap<TypeIndex, usize>,
}

impl<'a> EquivalenceClasses<'a> {
    /// Starts with types that are equal without the types that they refer to, and splits the classes until those are equal too.
    fn of(resources: &'a [Resource]) -> Self {
        let mut classes = Self { resources, places: BTreeMap::new(), by_place: BTreeMap::new() };
        let mut members: Vec<Vec<TypeIndex>> = Vec::new();
        let mut by_name: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (index, resource) in resources.iter().enumerate() {
            for (at, ty) in resource.types.iter().enumerate() {
                classes.places.insert(&ty.path, (index, at));
                let candidates = by_name.entry(&ty.ident).or_default();
                let equal = |class: &usize| classes.looks_equal((index, at), members[*class][0]);
                let class = candidates.iter().copied().find(equal).unwrap_or_else(|| {
                    candidates.push(members.len());
                    members.push(Vec::new());
                    members.len() - 1
                });
                members[class].push((index, at));
                classes.by_place.insert((index, at), class);
            }
        }
        while classes.split(&mut members) {}
        classes
    }

    /// Splits the classes whose members refer to types of different classes; returns whether any was split.
    fn split(&mut self, members: &mut Vec<Vec<TypeIndex>>) -> bool {
        let mut changed = false;
        for class in 0..members.len() {
            if members[class].len() < 2 {
                continue;
            }
            let mut parts: BTreeMap<Vec<usize>, Vec<TypeIndex>> = BTreeMap::new();
            for &place in &members[class] {
                parts.entry(self.referred(place)).or_default().push(place);
            }
            let mut parts = parts.into_values();
            if let Some(first) = parts.next() {
                members[class] = first;
            }
            for part in parts {
                for place in &part {
                    self.by_place.insert(*place, members.len());
                }
                members.push(part);
                changed = true;
            }
        }
        changed
    }

    /// The classes of the types that a type refers to, in the order of its properties.
    fn referred(&self, place: TypeIndex) -> Vec<usize> {
        let fields = &self.at(place).fields;
        fields.iter().filter_map(|field| named(&field.ty)).filter_map(|name| self.class_of(name)).collect()
    }

    fn class_of(&self, name: &TypeName) -> Option<usize> {
        self.by_place.get(self.places.get(name.to_string().as_str())?).copied()
    }

    fn at(&self, (resource, ty): TypeIndex) -> &'a Struct {
        &self.resources[resource].types[ty]
    }

    fn looks_equal(&self, one: TypeIndex, other: TypeIndex) -> bool {
        let (a, b) = (self.at(one), self.at(other));
        let same_fields = |(x, y): (&Field, &Field)| {
            x.name == y.name
                && x.ident == y.ident
                && x.required == y.required
                && x.update == y.update
                && x.deprecated == y.deprecated
                && x.write_only == y.write_only
                && x.constraints == y.constraints
                && self.same_type(&x.ty, one.0, &y.ty, other.0)
        };
        a.role == b.role
            && a.required_ident == b.required_ident
            && a.alternatives == b.alternatives
            && a.fields.len() == b.fields.len()
            && a.fields.iter().zip(&b.fields).all(same_fields)
    }

    /// Whether two types are equal, ignoring the named types.
    fn same_type(&self, one: &Ty, one_in: usize, other: &Ty, other_in: usize) -> bool {
        match (one, other) {
            (Ty::List(one), Ty::List(other)) | (Ty::Map(one), Ty::Map(other)) => {
                self.same_type(one, one_in, other, other_in)
            }
            (Ty::Struct(one), Ty::Struct(other)) => one.simple() == other.simple(),
            (Ty::Enum(one), Ty::Enum(other)) => {
                let (one, other) = (&self.resources[one_in].enums[one.0], &self.resources[other_in].enums[other.0]);
                one.ident == other.ident && one.members == other.members
            }
            _ => one == other,
        }
    }
}

/// The property type in a type.
fn named(ty: &Ty) -> Option<&TypeName> {
    match ty {
        Ty::List(item) | Ty::Map(item) => named(item),
        Ty::Struct(name) => Some(name),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use crate::lower::tests::spec;

    #[test]
    fn the_second_of_two_equal_types_is_a_duplicate() {
        let resource = |name: &str, kind: &str| {
            format!("resource {name}\n  property Rule .Rule\n\ntype {name}.Rule\n  property Size {kind}\n\n")
        };
        let text = resource("One", "Integer") + &resource("Other", "String") + &resource("Second", "Integer");
        let mut problems = Vec::new();
        let model = crate::lower::lower(&spec(&text), &mut problems);
        assert_eq!(problems, []);
        let of = |index: usize| model.services[0].resources[index].types[0].duplicate_in.as_deref();
        assert_eq!([of(0), of(1), of(2)], [None, None, Some("one")]);
    }
}
