//! Which properties AWS sets itself, never gives back, or advises against.
//!
//! The provider schemas say it of paths from the resource (`Endpoint/Address`, `Rules/*/Id`). A property type may stand at
//! several paths, and its Rust type is the same at each: a fact holds of its property only when it is said at all of them.

use std::collections::{BTreeMap, BTreeSet};

use cfn_spec::name::{PropertyName, TypeName};
use cfn_spec::spec::{Property, Resource, Shape, Spec, Type};

/// What is said about the properties of a resource type or property type, by their names.
#[derive(Debug, Default)]
pub(crate) struct Access {
    pub(crate) read_only: BTreeSet<PropertyName>,
    pub(crate) write_only: BTreeSet<PropertyName>,
    pub(crate) deprecated: BTreeSet<PropertyName>,
}

/// What is said about a resource type and its property types.
#[derive(Debug, Default)]
pub(crate) struct ResourceAccess<'a> {
    pub(crate) resource: Access,
    types: BTreeMap<&'a TypeName, Access>,
    sites: Sites<'a>,
}

impl<'a> ResourceAccess<'a> {
    pub(crate) fn of(spec: &'a Spec, resource: &'a Resource) -> Self {
        let sites = Sites::of(spec, resource);
        let mut access = Self::default();
        type Pick = fn(&mut Access) -> &mut BTreeSet<PropertyName>;
        let facts: [(&[String], Pick); 3] = [
            (&resource.read_only, |access| &mut access.read_only),
            (&resource.write_only, |access| &mut access.write_only),
            (&resource.deprecated, |access| &mut access.deprecated),
        ];
        for (paths, pick) in facts {
            let mut said: BTreeMap<(&TypeName, &PropertyName), usize> = BTreeMap::new();
            for path in paths {
                match target(spec, resource, path) {
                    Some((None, property)) => {
                        pick(&mut access.resource).insert(property.clone());
                    }
                    Some((Some(ty), property)) => *said.entry((ty, property)).or_default() += 1,
                    None => {}
                }
            }
            for ((ty, property), count) in said {
                if count == sites.count(ty) {
                    pick(access.types.entry(ty).or_default()).insert(property.clone());
                }
            }
        }
        Self { sites, ..access }
    }

    /// Whether a property holds the type, or one that holds it does.
    pub(crate) fn is_in_properties(&self, name: &TypeName) -> bool {
        self.sites.count(name) > 0
    }

    /// What is said about a property type.
    pub(crate) fn take(&mut self, name: &TypeName) -> Access {
        self.types.remove(name).unwrap_or_default()
    }
}

/// How many properties hold each property type.
#[derive(Debug, Default)]
struct Sites<'a>(BTreeMap<&'a TypeName, usize>);

impl<'a> Sites<'a> {
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
        self.0.get(name).copied().unwrap_or_default()
    }
}

/// The property that a path leads to, and the property type that has it (`None`: the resource itself).
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

/// The property type that a value, or each item of it, is.
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
