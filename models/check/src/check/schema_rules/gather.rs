//! Rules across resources, evaluated on an object with values of each resource.

use cfn_spec::rules::{Rule, Scalar, SelectedValue};

use super::descend;
use super::scenario::Scenario;
use super::static_value::StaticValue;
use crate::check::Checker;
use crate::check::cases::has_if;
use crate::check::path::{Path, Segment};
use crate::check::scenarios::Scenarios;
use crate::node::{Node, Object};

/// What is done with an object, and with what makes a path in it one in the template.
type Visit<'v> = dyn FnMut(&Node, &dyn Fn(&Path) -> Path) + 'v;

/// Another resource: the entry's name, its id, and the place that refers to it.
#[derive(Clone)]
struct ReferencedResource {
    entry: String,
    id: String,
    place: Path,
}

/// Calls `each` with the object of every way in which the references turn out, and with what makes a path in it one in
/// the template; `base` is the place of the properties.
pub(super) fn each(
    checker: &Checker<'_>,
    rule: &Rule,
    properties: &Node,
    scenario: &Scenario<'_>,
    base: &Path,
    each: &mut Visit<'_>,
) {
    let mut objects: Vec<(Object, Vec<ReferencedResource>)> = vec![(Object::new(), Vec::new())];
    for gathered in &rule.gather {
        let Some((reference, ty)) = &gathered.reference else {
            for (object, _) in &mut objects {
                object.insert(gathered.name.clone(), Node::Object(take(&gathered.taken, properties, scenario, None)));
            }
            continue;
        };
        let mut targets = Vec::new();
        descend(properties, reference, Path::root(), scenario, &mut |node, path| {
            if let Some((id, type_name)) = target(node, checker)
                && ty.as_ref().is_none_or(|ty| ty == type_name)
                && let Some(entry) = checker.symbols.resource(id)
            {
                if scenario.excludes(entry) {
                    return;
                }
                let empty = Node::Object(Object::new());
                let of = entry.get("Properties").unwrap_or(&empty);
                targets.push((take(&gathered.taken, of, scenario, Some(type_name)), id.to_owned(), path.clone()));
            }
        });
        if targets.is_empty() {
            continue;
        }
        let with = |(object, others): &(Object, Vec<ReferencedResource>)| {
            let each = targets.iter().map(|(taken, id, place)| {
                let (mut object, mut others) = (object.clone(), others.clone());
                object.insert(gathered.name.clone(), Node::Object(taken.clone()));
                others.push(ReferencedResource { entry: gathered.name.clone(), id: id.clone(), place: place.clone() });
                (object, others)
            });
            each.collect::<Vec<_>>()
        };
        objects = objects.iter().flat_map(with).collect();
    }
    for (object, others) in objects {
        let place = |path: &Path| place(path, rule, &others, base, checker);
        each(&Node::Object(object), &place);
    }
}

/// The combinations of conditions of a resource and of those that the rule takes values of; `None` where the latter have no conditions.
pub(super) fn joint<'w, 't: 'w>(
    checker: &Checker<'t>,
    rule: &Rule,
    properties: &Node,
    scenarios: &[Scenario<'w>],
    solver: &Scenarios<'w>,
) -> Option<Vec<Scenario<'w>>> {
    let mut parts: Vec<&'w Node> = Vec::new();
    for (reference, taken) in rule.gather.iter().filter_map(|of| Some((&of.reference.as_ref()?.0, &of.taken))) {
        for scenario in scenarios {
            descend(properties, reference, Path::root(), scenario, &mut |node, _| {
                let (Node::Ref(target) | Node::GetAtt(target, _)) = node else { return };
                let of = checker.symbols.resource(&target.id).and_then(|entry| entry.get("Properties"));
                let steps = taken.iter().filter_map(|value| value.path.first());
                let values = steps.filter_map(|step| of.and_then(|of| of.get(step)));
                parts.extend(values.filter(|value| has_if(value)));
            });
        }
    }
    if parts.is_empty() {
        return None;
    }
    Some(scenarios.iter().flat_map(|scenario| scenario.clone().with(&parts, solver)).collect())
}

/// The resource that a node refers to.
fn target<'n>(node: &'n Node, checker: &Checker<'n>) -> Option<(&'n str, &'n str)> {
    let id = match node {
        Node::Ref(target) | Node::GetAtt(target, _) => target.id.as_ref(),
        _ => return None,
    };
    Some((id, checker.symbols.resource_type(id)?))
}

fn take(taken: &[SelectedValue], properties: &Node, scenario: &Scenario<'_>, type_name: Option<&str>) -> Object {
    let mut object = Object::new();
    for SelectedValue { name, path, default } in taken {
        if path.is_empty() {
            if let Some(type_name) = type_name {
                object.insert(name.clone(), Node::text(type_name.to_owned()));
            }
            continue;
        }
        let mut actual = StaticValue::Known(properties);
        for step in path {
            actual = actual.entry(step, scenario);
        }
        match actual {
            StaticValue::Known(node) | StaticValue::Computed(node) => object.insert(name.clone(), node.clone()),
            // An unknown value becomes a function, whose result is unknown.
            StaticValue::Unknown => object.insert(name.clone(), Node::function("Fn::Transform", Node::Null)),
            StaticValue::Absent => {
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

/// A path in the object as one in the template. Of another resource it is the value there, or the place that refers to
/// the resource where it has none.
fn place(path: &Path, rule: &Rule, others: &[ReferencedResource], base: &Path, checker: &Checker<'_>) -> Path {
    let mut segments = path.segments().iter();
    let Some(Segment::Key(entry)) = segments.next() else {
        // A violation between resources: the place of the first reference.
        return others.first().map_or_else(|| base.clone(), |other| base.join(&other.place));
    };
    let gathered = rule.gather.iter().find(|gathered| gathered.name == entry.as_ref());
    let taken = match (gathered, segments.next()) {
        (Some(gathered), Some(Segment::Key(name))) => gathered.taken.iter().find(|taken| taken.name == name.as_ref()),
        _ => None,
    };
    let steps = taken.map_or(&[][..], |taken| taken.path.as_slice());
    let within = |start: Path| steps.iter().fold(start, |path, step| path.key(step.clone()));
    let Some(other) = others.iter().find(|other| other.entry == entry.as_ref()) else {
        return segments.fold(within(base.clone()), |path, segment| path.step(segment.clone()));
    };
    let properties = checker.symbols.resource(&other.id).and_then(|entry| entry.get("Properties"));
    let value = steps.iter().fold(properties, |node, step| node.and_then(|node| node.get(step)));
    match (steps, value) {
        ([_, ..], Some(_)) => {
            let start = Path::root().key("Resources").key(other.id.clone()).key("Properties");
            segments.fold(within(start), |path, segment| path.step(segment.clone()))
        }
        _ => base.join(&other.place),
    }
}
