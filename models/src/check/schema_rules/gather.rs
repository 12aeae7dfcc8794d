//! Rules across resources, evaluated on an object with values of each resource.

use cfn_spec::rules::{Gathered, Rule, Scalar, Taken};

use super::descend;
use super::seen::Seen;
use super::world::World;
use crate::check::Checker;
use crate::check::path::{Path, Segment};
use crate::node::{Node, Object};

/// The callback for an object and the conversion of its paths to paths of the resource.
type Visit<'v> = dyn FnMut(&Node, &dyn Fn(&Path) -> Path) + 'v;

/// Calls `each` with the object for every combination of references, and with the conversion of its paths to paths of the resource.
pub(super) fn each(checker: &Checker<'_>, rule: &Rule, properties: &Node, world: &World<'_>, each: &mut Visit<'_>) {
    // The objects so far, and the place of the reference for each entry of another resource.
    let mut objects: Vec<(Object, Vec<(String, Path)>)> = vec![(Object::new(), Vec::new())];
    for gathered in &rule.gather {
        let Some((reference, ty)) = &gathered.reference else {
            for (object, _) in &mut objects {
                object.insert(gathered.name.clone(), Node::Object(take(&gathered.taken, properties, world, None)));
            }
            continue;
        };
        let mut targets = Vec::new();
        descend(properties, reference, Path::root(), world, &mut |node, path| {
            if let Some((id, type_name)) = target(node, checker)
                && ty.as_ref().is_none_or(|ty| ty == type_name)
                && let Some(entry) = checker.symbols.resource(id)
            {
                let own = World::default();
                let empty = Node::Object(Object::new());
                let of = entry.get("Properties").unwrap_or(&empty);
                targets.push((take(&gathered.taken, of, &own, Some(type_name)), path.clone()));
            }
        });
        if targets.is_empty() {
            continue;
        }
        let with = |(object, places): &(Object, Vec<(String, Path)>)| {
            let each = targets.iter().map(|(taken, path)| {
                let (mut object, mut places) = (object.clone(), places.clone());
                object.insert(gathered.name.clone(), Node::Object(taken.clone()));
                places.push((gathered.name.clone(), path.clone()));
                (object, places)
            });
            each.collect::<Vec<_>>()
        };
        objects = objects.iter().flat_map(with).collect();
    }
    for (object, places) in objects {
        let translate = |path: &Path| translate(path, &rule.gather, &places);
        each(&Node::Object(object), &translate);
    }
}

/// The resource that a node refers to.
fn target<'n>(node: &'n Node, checker: &Checker<'n>) -> Option<(&'n str, &'n str)> {
    let id = match node {
        Node::Ref(target) | Node::GetAtt(target, _) => target.id.as_ref(),
        _ => return None,
    };
    Some((id, checker.symbols.resource_type(id)?))
}

fn take(taken: &[Taken], properties: &Node, world: &World<'_>, type_name: Option<&str>) -> Object {
    let mut object = Object::new();
    for Taken { name, path, default } in taken {
        if path.is_empty() {
            if let Some(type_name) = type_name {
                object.insert(name.clone(), Node::text(type_name.to_owned()));
            }
            continue;
        }
        let mut seen = Seen::Known(properties);
        for step in path {
            seen = seen.entry(step, world);
        }
        match seen {
            Seen::Known(node) | Seen::Computed(node) => object.insert(name.clone(), node.clone()),
            // An unknown value becomes a function, whose result is unknown.
            Seen::Unknown => object.insert(name.clone(), Node::function("Fn::Transform", Node::Null)),
            Seen::Absent => {
                if let Some(default) = default {
                    object.insert(name.clone(), literal(default));
                }
            }
        }
    }
    object
}

fn literal(scalar: &Scalar) -> Node {
    match scalar {
        Scalar::Null => Node::Null,
        Scalar::Bool(value) => Node::Bool(*value),
        Scalar::Number(text) => text.parse().map_or_else(|_| Node::text(text.clone()), Node::Number),
        Scalar::Text(text) => Node::text(text.clone()),
    }
}

/// Converts a path of the object to one of the resource; for another resource, the place of the reference to it.
fn translate(path: &Path, gather: &[Gathered], places: &[(String, Path)]) -> Path {
    let mut segments = path.segments().iter();
    let Some(Segment::Key(entry)) = segments.next() else {
        // A violation between resources: the place of the first reference.
        return places.first().map(|(_, path)| path.clone()).unwrap_or_default();
    };
    if let Some((_, place)) = places.iter().find(|(name, _)| *name == entry.as_ref()) {
        return place.clone();
    }
    let mut translated = Path::root();
    let gathered = gather.iter().find(|gathered| gathered.name == entry.as_ref());
    if let (Some(gathered), Some(Segment::Key(name))) = (gathered, segments.next())
        && let Some(taken) = gathered.taken.iter().find(|taken| taken.name == name.as_ref())
    {
        for step in &taken.path {
            translated = translated.key(step.clone());
        }
    }
    segments.fold(translated, |path, segment| path.step(segment.clone()))
}
