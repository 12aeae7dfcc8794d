//! Read-only, write-only and deprecated properties.
//!
//! The provider schemas list paths from the resource (`Endpoint/Address`, `Rules/*/Id`). A property type can be used at
//! several paths with one Rust type: a fact applies to its property only if the schema lists all of these paths.

use std::collections::{BTreeMap, BTreeSet};

use cfn_spec::name::{PropertyName, TypeName};
use cfn_spec::spec::{Property, Resource, Shape, Spec, Type};

/// The facts about the properties of a resource type or property type, by name.
#[derive(Debug, Default)]
pub(crate) struct Access {
    pub(crate) read_only: BTreeSet<PropertyName>,
    pub(crate) write_only: BTreeSet<PropertyName>,
    pub(crate) deprecated: BTreeSet<PropertyName>,
}

/// The facts about a resource type and its property types.
#[derive(Debug, Default)]
pub(crate) struct ResourceAccess<'a> {
    pub(crate) resource: Access,
    types: BTreeMap<&'a TypeName, Access>,
    sites: UseCounts<'a>,
}

impl<'a> ResourceAccess<'a> {
    pub(crate) fn of(spec: &'a Spec, resource: &'a Resource) -> Self {
        let sites = UseCounts::of(spec, resource);
        let mut access = Self::default();
        type Pick = fn(&mut Access) -> &mut BTreeSet<PropertyName>;
        let facts: [(&[String], Pick); 3] = [
            (&resource.read_only, |access| &mut access.read_only),
            (&resource.write_only, |access| &mut access.write_only),
            (&resource.deprecated, |access| &mut access.deprecated),
        ];
        for (paths, pick) in facts {
            let mut constraints_by_path: BTreeMap<(&TypeName, &PropertyName), usize> = BTreeMap::new();
            for path in paths {
                match target(spec, resource, path) {
                    Some((None, property)) => {
                        pick(&mut access.resource).insert(property.clone());
                    }
                    Some((Some(ty), property)) => *constraints_by_path.entry((ty, property)).or_default() += 1,
                    None => {}
                }
            }
            for ((ty, property), count) in constraints_by_path {
                if count == sites.count(ty) {
                    pick(access.types.entry(ty).or_default()).insert(property.clone());
                }
            }
        }
        Self { sites, ..access }
    }

    /// Whether a property has the type, directly or nested.
    pub(crate) fn is_in_properties(&self, name: &TypeName) -> bool {
        self.sites.count(name) > 0
    }

    /// The facts about a property type.
    #[expect(clippy::disallowed_methods, reason = "a type without facts has no restrictions")]
    pub(crate) fn take(&mut self, name: &TypeName) -> Access {
        self.types.remove(name).unwrap_or_default()
    }
}

/// The number of properties that have each property type.
#[derive(Debug, Default)]
struct UseCounts<'a>(BTreeMap<&'a TypeName, usize>);

impl<'a> UseCounts<'a> {
    fn of(spec: &'a Spec, resource: &'a Resource) -> Self {
        let mut sites = Self(BTreeMap::new());
        sites.visit(spec, &resource.properties);
        sites
    }

    fn visit(&mut self, spec: &'a Spec, properties: &'a BTreeMap<PropertyName, Property>) {
        for property in properties.values() {
            let Some((name, properties)) = structure(spec, &property.ty) else {
                continue;
            };
            let count = self.0.entry(name).or_default();
            *count += 1;
            if *count == 1 {
                self.visit(spec, properties);
            }
        }
    }

    fn count(&self, name: &TypeName) -> usize {
        self.0.get(name).copied().unwrap_or(0)
    }
}

/// The property at a path, and the property type that has it (`None`: the resource itself).
fn target<'a>(spec: &'a Spec, resource: &'a Resource, path: &str) -> Option<(Option<&'a TypeName>, &'a PropertyName)> {
    let mut owner = None;
    let mut properties = &resource.properties;
    let mut words = path.split('/').filter(|word| *word != "*").peekable();
    while let Some(word) = words.next() {
        let (name, property) = properties.get_key_value(word)?;
        if words.peek().is_none() {
            return Some((owner, name));
        }
        let (ty, inner) = structure(spec, &property.ty)?;
        owner = Some(ty);
        properties = inner;
    }
    None
}

/// The property type of a value or of its items.
pub(crate) fn structure<'a>(
    spec: &'a Spec,
    ty: &'a Type,
) -> Option<(&'a TypeName, &'a BTreeMap<PropertyName, Property>)> {
    let mut ty = ty;
    // An alias of an alias of … itself is reported where types are lowered.
    for _ in 0..8 {
        match ty {
            Type::Primitive(_) => return None,
            Type::List { item, .. } | Type::Map { item, .. } => ty = item,
            Type::Named(name) => match &spec.types.get(name)?.shape {
                Shape::Struct { properties, .. } => return Some((name, properties)),
                Shape::Alias(target, _) => ty = target,
            },
        }
    }
    None
}
