//! The lines between resources.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::{describe, escaped, px};
use crate::layout::{Area, Layout, Point, Way};
use crate::model::{Direction, Edge, EdgeKind, End, Graph};

/// The class of a line.
pub(super) fn class(kind: EdgeKind) -> &'static str {
    match kind {
        EdgeKind::Decrypts => "edge decrypts",
        EdgeKind::Reference => "edge",
        EdgeKind::Import => "edge import",
        EdgeKind::Name => "edge name",
        EdgeKind::DependsOn => "edge depends",
        EdgeKind::Creates => "edge creates",
    }
}

/// The ID of its arrowhead.
pub(super) fn marker(kind: EdgeKind) -> &'static str {
    match kind {
        EdgeKind::Decrypts => "to-decrypts",
        EdgeKind::Reference => "to",
        EdgeKind::Import => "to-import",
        EdgeKind::Name => "to-name",
        EdgeKind::DependsOn => "to-depends",
        EdgeKind::Creates => "to-creates",
    }
}

/// The class that colours an arrowhead.
fn head(kind: EdgeKind) -> &'static str {
    match kind {
        EdgeKind::Decrypts => "head decrypts",
        EdgeKind::Creates => "head creates",
        EdgeKind::Name => "head name",
        _ => "head",
    }
}

/// Writes the arrowhead of a kind.
pub(super) fn write_marker(kind: EdgeKind, svg: &mut String) {
    // Writing to a `String` cannot fail.
    let _ = writeln!(
        svg,
        "<marker id=\"{}\" viewBox=\"0 0 10 10\" refX=\"9\" refY=\"5\" markerWidth=\"9\" markerHeight=\"9\" markerUnits=\"userSpaceOnUse\" orient=\"auto\"><path class=\"{}\" d=\"{}\"/></marker>",
        marker(kind),
        head(kind),
        // Open, so that colours are not all that tells it from a reference.
        if kind == EdgeKind::Name { "M1 1 9 5 1 9" } else { "M0 1 10 5 0 9z" }
    );
}

/// Writes the lines, the most important above the others.
pub(super) fn write(graph: &Graph, layout: &Layout, svg: &mut String) {
    let ports = Ports::of(graph, layout);
    let mut order: Vec<(usize, &Edge)> = graph.edges.iter().enumerate().collect();
    order.sort_by_key(|(number, edge)| (std::cmp::Reverse(edge.kind), *number));
    for (number, edge) in order {
        let Some((start, end)) = ports.get(number) else { continue };
        let passages: Vec<Area> = layout.ways.get(number).into_iter().flat_map(Way::passages).copied().collect();
        let _ = writeln!(
            svg,
            "<path class=\"{}\" d=\"{}\" marker-end=\"url(#{})\"><title>{}</title></path>",
            class(edge.kind),
            path(start, &passages, end, graph.direction),
            marker(edge.kind),
            escaped(&describe::sentence(graph, edge))
        );
    }
}

/// A curve that has the direction where it begins, ends and passes others.
fn path(start: Point, passages: &[Area], end: Point, direction: Direction) -> String {
    let mut path = format!("M{}", pair(start, direction));
    let mut at = start;
    for passage in passages {
        let (near, far) = if passage.x + passage.width / 2.0 >= at.x {
            (passage.x, passage.right())
        } else {
            (passage.right(), passage.x)
        };
        let y = passage.middle();
        curve(&mut path, at, Point { x: near, y }, direction);
        let _ = match direction {
            Direction::Right => write!(path, "H{}", px(far)),
            Direction::Down => write!(path, "V{}", px(far)),
        };
        at = Point { x: far, y };
    }
    curve(&mut path, at, end, direction);
    path
}

/// The coordinates in the picture of a point of the layout.
fn pair(point: Point, direction: Direction) -> String {
    let turned = direction.turned(Area { x: point.x, y: point.y, ..Area::default() });
    format!("{} {}", px(turned.x), px(turned.y))
}

fn curve(path: &mut String, from: Point, to: Point, direction: Direction) {
    let reach = ((to.x - from.x) / 2.0).abs().max(24.0) * if to.x >= from.x { 1.0 } else { -1.0 };
    let controls = [Point { x: from.x + reach, y: from.y }, Point { x: to.x - reach, y: to.y }];
    let [first, second] = controls.map(|point| pair(point, direction));
    let _ = write!(path, "C{first} {second} {}", pair(to, direction));
}

/// Where lines leave and arrive: spread along the sides of their boxes, in the order of where they lead, so that they do not cross there.
struct Ports {
    ends: Vec<Option<(Point, Point)>>,
}

/// A side of a box: its frame, its resource where it is one, and whether it is the right side.
type Side = (usize, Option<usize>, bool);

/// A line at a side.
struct Line {
    /// Of where it comes from or leads to.
    height: f64,
    /// What it passes first or last.
    passage: Option<Area>,
    edge: usize,
    is_start: bool,
}

impl Ports {
    fn of(graph: &Graph, layout: &Layout) -> Self {
        let mut sides: BTreeMap<Side, Vec<Line>> = BTreeMap::new();
        let boxes: Vec<Option<(Area, Area)>> = graph
            .edges
            .iter()
            .map(|edge| Some((area(layout, End::Resource(edge.from))?, area(layout, edge.to)?)))
            .collect();
        for (number, (edge, areas)) in graph.edges.iter().zip(&boxes).enumerate() {
            let Some((from, to)) = areas else { continue };
            let forward = is_forward(*from, *to);
            let mut passages = layout.ways.get(number).into_iter().flat_map(Way::passages);
            let first = passages.next().copied();
            let last = passages.next_back().copied().or(first);
            let line = |passage: Option<Area>, other: Area, is_start: bool| Line {
                height: passage.unwrap_or(other).middle(),
                passage,
                edge: number,
                is_start,
            };
            sides.entry((edge.from.0, Some(edge.from.1), forward)).or_default().push(line(first, *to, true));
            let (frame, resource) = match edge.to {
                End::Resource((frame, resource)) => (frame, Some(resource)),
                End::Frame(frame) => (frame, None),
            };
            sides.entry((frame, resource, !forward)).or_default().push(line(last, *from, false));
        }
        let mut heights: BTreeMap<(usize, bool), f64> = BTreeMap::new();
        for lines in sides.values_mut() {
            lines.sort_by(|a, b| a.height.total_cmp(&b.height).then(a.edge.cmp(&b.edge)));
            // Lines that come along the same way are one there.
            let groups: Vec<&[Line]> = lines.chunk_by(|a, b| a.passage.is_some() && a.passage == b.passage).collect();
            for (place, line) in
                groups.iter().enumerate().flat_map(|(place, group)| group.iter().map(move |line| (place, line)))
            {
                heights.insert((line.edge, line.is_start), share(place, groups.len()));
            }
        }
        let ends = boxes.iter().enumerate().map(|(number, areas)| {
            let (from, to) = (*areas)?;
            let forward = is_forward(from, to);
            let at = |area: Area, is_start: bool, is_right: bool| Point {
                x: if is_right { area.right() } else { area.x },
                y: area.middle() + heights.get(&(number, is_start)).unwrap_or(&0.0) * (area.height.min(60.0) - 16.0),
            };
            Some((at(from, true, forward), at(to, false, !forward)))
        });
        Self { ends: ends.collect() }
    }

    fn get(&self, edge: usize) -> Option<(Point, Point)> {
        *self.ends.get(edge)?
    }
}

/// Whether an edge leads to the right.
fn is_forward(from: Area, to: Area) -> bool {
    to.x + to.width / 2.0 >= from.x + from.width / 2.0
}

/// How far from the middle a line is, of the height that lines may use: between -0.5 and 0.5.
fn share(place: usize, count: usize) -> f64 {
    // Counts of edges are far below what a float can tell apart.
    #[expect(clippy::cast_precision_loss, reason = "see above")]
    let (place, count) = (place as f64, count as f64);
    // Few lines stay close to each other.
    (place - (count - 1.0) / 2.0) * (1.0 / (count - 1.0).max(1.0)).min(0.3)
}

fn area(layout: &Layout, end: End) -> Option<Area> {
    match end {
        End::Resource((frame, resource)) => layout.resources.get(frame)?.get(resource).copied(),
        End::Frame(frame) => layout.frames.get(frame).copied(),
    }
}
