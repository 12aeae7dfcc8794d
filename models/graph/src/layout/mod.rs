//! Where everything is drawn, as if edges led to the right: where they lead down, `Direction::turned` exchanges x and y. Frames are laid out from the inside out: what is in a frame is placed in columns, each resource left of those
//! that it needs, and then the frame is one box of the frame around it.

mod circles;
mod compact;
mod layers;
mod pack;
mod ranks;

use std::collections::BTreeMap;

use self::layers::{Link, Placed};
use self::ranks::Column;
use crate::model::{Direction, Edge, EdgeKind, End, Graph, Place};

/// A point, in pixels.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(crate) struct Point {
    pub(crate) x: f64,
    pub(crate) y: f64,
}

/// A rectangle, in pixels.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(crate) struct Area {
    pub(crate) x: f64,
    pub(crate) y: f64,
    pub(crate) width: f64,
    pub(crate) height: f64,
}

impl Area {
    fn shifted(self, by: Point) -> Self {
        Self { x: self.x + by.x, y: self.y + by.y, ..self }
    }

    /// Its right border.
    pub(crate) fn right(self) -> f64 {
        self.x + self.width
    }

    /// Its lower border.
    pub(crate) fn bottom(self) -> f64 {
        self.y + self.height
    }

    /// Where half of it is above.
    pub(crate) fn middle(self) -> f64 {
        self.y + self.height / 2.0
    }
}

impl Direction {
    /// Where an area of the layout is in the picture; and the other way round.
    pub(crate) fn turned(self, area: Area) -> Area {
        match self {
            Self::Right => area,
            Self::Down => Area { x: area.y, y: area.x, width: area.height, height: area.width },
        }
    }
}

/// The sizes of what is drawn, in pixels of the picture.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Sizes {
    /// The width of a resource.
    pub(crate) width: f64,
    /// The height of a resource.
    pub(crate) height: f64,
    /// Between a frame and what is in it.
    pub(crate) padding: f64,
    /// Of a frame's title, the padding below it included.
    pub(crate) title: f64,
    /// The least width of a frame, for its title, by its place.
    pub(crate) least: fn(&Graph, usize) -> f64,
}

/// Where everything is.
#[derive(Debug, Default)]
pub(crate) struct Layout {
    /// The frames, by their places.
    pub(crate) frames: Vec<Area>,
    /// The resources of each frame.
    pub(crate) resources: Vec<Vec<Area>>,
    /// The way of each edge.
    pub(crate) ways: Vec<Way>,
    /// The whole.
    pub(crate) size: Area,
}

/// The horizontal lines between other boxes on the way of an edge: in the frames that have its beginning only, from the inside out; in the
/// frame that has both ends; in the frames that have its end only, from the outside in.
#[derive(Debug, Default, Clone)]
pub(crate) struct Way {
    out: Vec<Area>,
    across: Vec<Area>,
    into: Vec<Area>,
}

impl Way {
    /// All of it, from the beginning on.
    pub(crate) fn passages(&self) -> impl DoubleEndedIterator<Item = &Area> {
        self.out.iter().chain(&self.across).chain(&self.into)
    }
}

/// What is placed in a frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Item {
    Resource(Place),
    Frame(usize),
    /// Where edges to an end outside leave the frame.
    Exit(Bundle),
    /// Where edges from the outside to an end enter the frame.
    Entry(Bundle),
}

/// Edges that are drawn as one where they pass others: those with the same end, with those of another meaning apart.
type Bundle = (End, bool);

fn bundle(edge: &Edge) -> Bundle {
    (edge.to, edge.kind == EdgeKind::Decrypts)
}

/// Lays out a graph.
pub(crate) fn of(graph: &Graph, sizes: &Sizes) -> Layout {
    let mut layout = Layout {
        frames: vec![Area::default(); graph.frames.len()],
        resources: graph.frames.iter().map(|frame| vec![Area::default(); frame.resources.len()]).collect(),
        ways: vec![Way::default(); graph.edges.len()],
        size: Area::default(),
    };
    layout.size = place(graph, None, sizes, &mut layout);
    layout
}

/// Places what is in a frame, or on the whole picture, from the origin on. Returns the area of it all.
fn place(graph: &Graph, frame: Option<usize>, sizes: &Sizes, layout: &mut Layout) -> Area {
    let resource = Area { width: sizes.width, height: sizes.height, ..Area::default() };
    let resource = graph.direction.turned(resource);
    let mut inside = Inside { frame, items: Vec::new(), boxes: Vec::new(), links: Vec::new(), edges: Vec::new() };
    if let Some((at, resources)) = frame.and_then(|at| Some((at, &graph.frames.get(at)?.resources))) {
        for number in 0..resources.len() {
            inside.add(Item::Resource((at, number)), (resource.width, resource.height, Column::Any));
        }
    }
    for child in graph.children(frame).filter(|child| frame.is_none_or(|frame| *child > frame)).collect::<Vec<_>>() {
        let (width, height) = place_frame(graph, child, sizes, layout);
        inside.add(Item::Frame(child), (width, height, Column::Any));
    }
    inside.add_links(graph);
    let placed = layers::place(&inside.boxes, &inside.links, graph.direction);
    inside.move_to(&placed, graph, layout);
    Area { width: placed.size.x, height: placed.size.y, ..Area::default() }
}

/// Places what is in a frame, at the origin. Returns its width and height.
fn place_frame(graph: &Graph, frame: usize, sizes: &Sizes, layout: &mut Layout) -> (f64, f64) {
    let inside = graph.direction.turned(place(graph, Some(frame), sizes, layout));
    let width = inside.width.max((sizes.least)(graph, frame) - 2.0 * sizes.padding);
    // Centred where the title is wider than what is inside.
    let by = Area { x: sizes.padding + (width - inside.width) / 2.0, y: sizes.title, ..Area::default() };
    let by = graph.direction.turned(by);
    shift(graph, frame, Point { x: by.x, y: by.y }, layout);
    let (width, height) = (width + 2.0 * sizes.padding, inside.height + sizes.title + sizes.padding);
    let outer = graph.direction.turned(Area { width, height, ..Area::default() });
    layout.frames.get_mut(frame).into_iter().for_each(|slot| *slot = outer);
    (outer.width, outer.height)
}

/// What is in a frame, or on the whole picture.
struct Inside {
    frame: Option<usize>,
    items: Vec<Item>,
    boxes: Vec<layers::Box>,
    links: Vec<Link>,
    /// The number of each link's edge in the graph.
    edges: Vec<usize>,
}

impl Inside {
    fn add(&mut self, item: Item, size: layers::Box) -> usize {
        self.items.push(item);
        self.boxes.push(size);
        self.items.len() - 1
    }

    /// Adds the edges between different items, and those that leave or enter the frame.
    fn add_links(&mut self, graph: &Graph) {
        let mut bundles = BTreeMap::new();
        for (number, edge) in graph.edges.iter().enumerate() {
            let next = bundles.len();
            let bundle_number = *bundles.entry(bundle(edge)).or_insert(next);
            let ends = (self.item_with(graph, End::Resource(edge.from)), self.item_with(graph, edge.to));
            let (from, to) = match ends {
                (Some(from), Some(to)) => (from, to),
                (Some(from), None) => (from, self.border(Item::Exit(bundle(edge)), Column::Last)),
                (None, Some(to)) => (self.border(Item::Entry(bundle(edge)), Column::First), to),
                (None, None) => continue,
            };
            if from != to {
                self.links.push(Link { from, to, bundle: bundle_number });
                self.edges.push(number);
            }
        }
    }

    /// The item that is an end or has it inside. The frame itself is not in itself.
    fn item_with(&self, graph: &Graph, end: End) -> Option<usize> {
        let item = match end {
            End::Resource(place) if Some(place.0) == self.frame => Item::Resource(place),
            end => Item::Frame(
                graph
                    .around(end.frame())
                    .find(|at| graph.frames.get(*at).is_some_and(|around| around.parent == self.frame))?,
            ),
        };
        self.items.iter().position(|candidate| *candidate == item)
    }

    /// Where a bundle crosses the border of the frame.
    fn border(&mut self, item: Item, column: Column) -> usize {
        let known = self.items.iter().position(|candidate| *candidate == item);
        known.unwrap_or_else(|| self.add(item, (0.0, layers::PASSAGE, column)))
    }

    /// Moves the items to where they are placed, and notes the ways of the edges.
    fn move_to(&self, placed: &Placed, graph: &Graph, layout: &mut Layout) {
        for (item, area) in self.items.iter().zip(&placed.areas) {
            match *item {
                Item::Resource((frame, number)) => {
                    let slot = layout.resources.get_mut(frame).and_then(|all| all.get_mut(number));
                    slot.into_iter().for_each(|slot| *slot = *area);
                }
                Item::Frame(child) => shift(graph, child, Point { x: area.x, y: area.y }, layout),
                Item::Exit(_) | Item::Entry(_) => {}
            }
        }
        for ((number, link), passages) in self.edges.iter().zip(&self.links).zip(&placed.passages) {
            let Some(way) = layout.ways.get_mut(*number) else { continue };
            let border = |item: usize| placed.areas.get(item).copied();
            match (self.items.get(link.from), self.items.get(link.to)) {
                (Some(Item::Entry(_)), _) => {
                    let entered = border(link.from).into_iter().chain(passages.iter().copied());
                    way.into.splice(0..0, entered.collect::<Vec<_>>());
                }
                (_, Some(Item::Exit(_))) => way.out.extend(passages.iter().copied().chain(border(link.to))),
                _ => way.across.clone_from(passages),
            }
        }
    }
}

/// Moves a frame with all that is inside, its area included.
fn shift(graph: &Graph, frame: usize, by: Point, layout: &mut Layout) {
    let inside: Vec<bool> = (0..graph.frames.len()).map(|at| graph.around(at).any(|around| around == frame)).collect();
    let is_inside = |at: usize| inside.get(at).copied() == Some(true);
    for (at, (area, resources)) in layout.frames.iter_mut().zip(&mut layout.resources).enumerate() {
        if is_inside(at) {
            *area = area.shifted(by);
            resources.iter_mut().for_each(|resource| *resource = resource.shifted(by));
        }
    }
    for (edge, way) in graph.edges.iter().zip(&mut layout.ways) {
        // An edge to the frame itself ends at its border.
        let has_end = is_inside(edge.to.frame()) && edge.to != End::Frame(frame);
        let has_start = is_inside(edge.from.0);
        let parts = [(has_start, &mut way.out), (has_start && has_end, &mut way.across), (has_end, &mut way.into)];
        for (_, part) in parts.into_iter().filter(|(is_here, _)| *is_here) {
            part.iter_mut().for_each(|passage| *passage = passage.shifted(by));
        }
    }
}
