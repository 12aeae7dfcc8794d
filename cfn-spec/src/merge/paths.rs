//! The facts of a schema about paths (`A/B`, `A/*/B`), as facts about properties.

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};

use crate::check::named;
use crate::name::{PropertyName, TypeName};
use crate::spec::{Property, PropertyType, Resource, Shape, Type, UpdateType};

/// A property of the resource type (`None`) or of a property type.
type Member<'a> = (Option<&'a TypeName>, &'a PropertyName);

/// The paths of one resource type's schema.
pub(super) struct Paths<'a> {
    resource: &'a Resource,
    types: &'a BTreeMap<TypeName, PropertyType>,
    /// Computed lazily, because additions are rare.
    facts: OnceCell<Facts<'a>>,
}

#[derive(Default)]
struct Facts<'a> {
    read_only: BTreeSet<Member<'a>>,
    updates: BTreeMap<Member<'a>, UpdateType>,
}

impl<'a> Paths<'a> {
    pub(super) fn new(resource: &'a Resource, types: &'a BTreeMap<TypeName, PropertyType>) -> Self {
        Self { resource, types, facts: OnceCell::new() }
    }

    /// Whether the property is read-only everywhere its type is used.
    pub(super) fn is_read_only(&self, owner: Option<&TypeName>, name: &PropertyName) -> bool {
        self.facts().read_only.contains(&(owner, name))
    }

    /// The update behavior of the property.
    pub(super) fn update(&self, owner: Option<&TypeName>, name: &PropertyName) -> UpdateType {
        self.facts().updates.get(&(owner, name)).copied().unwrap_or(UpdateType::Mutable)
    }

    /// The property at the end of a path, and its owner.
    pub(super) fn resolve(&self, path: &str) -> Option<(Option<&'a TypeName>, &'a Property)> {
        let steps = self.steps(path)?;
        let (owner, name) = *steps.last()?;
        Some((owner, self.properties(owner)?.get(name)?))
    }

    fn properties(&self, owner: Option<&TypeName>) -> Option<&'a BTreeMap<PropertyName, Property>> {
        match owner {
            None => Some(&self.resource.properties),
            Some(name) => match &self.types.get(name)?.shape {
                Shape::Struct { properties, .. } => Some(properties),
                Shape::Alias(..) => None,
            },
        }
    }

    /// The properties along a path. `*` is an item of a list or a value of a map; some schemas omit it.
    fn steps(&self, path: &str) -> Option<Vec<Member<'a>>> {
        let mut steps = Vec::new();
        let mut owner = None;
        let mut ty: Option<&'a Type> = None;
        for step in path.split('/').filter(|step| *step != "*") {
            if let Some(ty) = ty {
                owner = Some(named(ty)?);
            }
            let (name, property) = self.properties(owner)?.get_key_value(step)?;
            steps.push((owner, name));
            ty = Some(&property.ty);
        }
        Some(steps)
    }

    fn facts(&self) -> &Facts<'a> {
        self.facts.get_or_init(|| self.work_out())
    }

    fn work_out(&self) -> Facts<'a> {
        let users = self.users();
        // A type that is used at one place: a fact about the path applies to the property.
        let exact = |steps: &[Member<'a>]| {
            steps
                .iter()
                .filter_map(|(owner, _)| *owner)
                .all(|owner| users.get(owner).is_none_or(|users| users.len() == 1))
        };
        let mut facts = Facts::default();
        for path in &self.resource.read_only {
            if let Some(steps) = self.steps(path).filter(|steps| exact(steps)) {
                facts.read_only.extend(steps.last());
            }
        }
        for (paths, update) in [
            (&self.resource.conditional_create_only, UpdateType::Conditional),
            (&self.resource.create_only, UpdateType::Immutable),
        ] {
            for steps in paths.iter().filter_map(|path| self.steps(path)) {
                let update = if exact(&steps) { update } else { UpdateType::Conditional };
                facts.updates.extend(steps.last().map(|member| (*member, update)));
            }
        }
        self.inherit(&users, &mut facts.updates);
        facts
    }

    /// The properties by their type.
    fn users(&self) -> BTreeMap<&'a TypeName, BTreeSet<Member<'a>>> {
        let mut users: BTreeMap<&'a TypeName, BTreeSet<Member<'a>>> = BTreeMap::new();
        let mut visited = BTreeSet::new();
        let mut owners: Vec<Option<&'a TypeName>> = vec![None];
        while let Some(owner) = owners.pop() {
            for (name, property) in self.properties(owner).into_iter().flatten() {
                if let Some(ty) = named(&property.ty) {
                    users.entry(ty).or_default().insert((owner, name));
                    if visited.insert(ty) {
                        owners.push(Some(ty));
                    }
                }
            }
        }
        users
    }

    /// Properties of a type that is used by immutable properties only are immutable.
    fn inherit(
        &self,
        users: &BTreeMap<&'a TypeName, BTreeSet<Member<'a>>>,
        updates: &mut BTreeMap<Member<'a>, UpdateType>,
    ) {
        let mut changed = !updates.is_empty();
        while changed {
            changed = false;
            for (ty, users) in users {
                if !users.iter().all(|user| updates.get(user) == Some(&UpdateType::Immutable)) {
                    continue;
                }
                for name in self.properties(Some(ty)).into_iter().flat_map(BTreeMap::keys) {
                    changed |= updates.insert((Some(ty), name), UpdateType::Immutable) != Some(UpdateType::Immutable);
                }
            }
        }
    }
}
