//! The layout of boxes of one frame: connected ones in columns, each left of those that its edges lead to; the others in rows.

use std::collections::BTreeMap;

use rust_sugiyama::configure::{Config, RankingType};

use super::compact::{Slot, compact};
use super::pack::{self, Block};
use super::ranks::{self, Column};
use super::{Area, Point};
use crate::model::Direction;

/// Between two columns: room for curves and arrowheads.
const COLUMN_GAP: f64 = 60.0;
/// Beside a column that has lines only.
const NARROW_GAP: f64 = 20.0;
/// Between two boxes of a column.
const ROW_GAP: f64 = 18.0;
/// The height of an edge that passes a column.
pub(super) const PASSAGE: f64 = 8.0;
/// Between two edges that pass a column.
const PASSAGE_GAP: f64 = 4.0;
/// Up to how many boxes and passages neighbours are exchanged one by one to remove crossings, which takes time that grows faster than they.
const TRANSPOSED: usize = 600;

/// What is placed: its width and height, and where.
pub(super) type Box = (f64, f64, Column);

/// An edge between two boxes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Link {
    /// The number of the box where it begins.
    pub(super) from: usize,
    /// The number of the box where it ends.
    pub(super) to: usize,
    /// Edges with the same number pass columns together.
    pub(super) bundle: usize,
}

/// Where the boxes are.
pub(super) struct Placed {
    /// The boxes, by their numbers.
    pub(super) areas: Vec<Area>,
    /// For each edge, where it passes columns, from its beginning on.
    pub(super) passages: Vec<Vec<Area>>,
    /// The lower right corner of it all.
    pub(super) size: Point,
}

/// Places boxes, and the edges between them.
pub(super) fn place(boxes: &[Box], edges: &[Link], direction: Direction) -> Placed {
    let columns: Vec<Column> = boxes.iter().map(|(.., column)| *column).collect();
    let ends: Vec<(usize, usize)> = edges.iter().map(|edge| (edge.from, edge.to)).collect();
    let ranks = ranks::of(&columns, &ends, direction);
    let drawing = Drawing::new(boxes, edges, &ranks, direction);
    let (areas, size) = pack::pack(drawing.blocks(), (COLUMN_GAP / 2.0, ROW_GAP), direction);
    let area = |id: &usize| areas.get(id).map_or_else(Area::default, |area| *area);
    let passages = drawing.chains.iter().zip(ends.iter().zip(&ranks.forward)).map(|(chain, (edge, forward))| {
        let mut passages: Vec<Area> = chain.iter().map(area).collect();
        if edge != forward {
            passages.reverse();
        }
        passages
    });
    let passages = passages.collect();
    Placed { areas: (0..boxes.len()).map(|id| area(&id)).collect(), passages, size }
}

/// A box, or where edges pass a column.
struct Node {
    rank: usize,
    width: f64,
    height: f64,
}

/// The boxes and after them the passages of edges that are longer than one column.
struct Drawing {
    nodes: Vec<Node>,
    /// Between neighbouring columns.
    links: Vec<(u32, u32)>,
    /// The passages of each edge.
    chains: Vec<Vec<usize>>,
    /// By rank.
    widths: Vec<f64>,
    direction: Direction,
}

impl Drawing {
    fn new(boxes: &[Box], edges: &[Link], ranks: &ranks::Ranks, direction: Direction) -> Self {
        let rank = |node: usize| ranks.rank.get(node).copied().unwrap_or(0);
        let nodes = boxes.iter().enumerate();
        let nodes = nodes.map(|(node, (width, height, _))| Node { rank: rank(node), width: *width, height: *height });
        let mut drawing = Self {
            nodes: nodes.collect(),
            links: Vec::new(),
            chains: Vec::new(),
            direction,
            widths: vec![0.0; ranks.rank.iter().max().map_or(0, |most| most + 1)],
        };
        for node in &drawing.nodes {
            drawing.widths.get_mut(node.rank).into_iter().for_each(|column| *column = column.max(node.width));
        }
        // The passage of a bundle in a column; of a turned edge, which leads elsewhere, its own.
        let mut known: BTreeMap<(usize, usize, usize, bool), usize> = BTreeMap::new();
        for (number, (edge, (from, to))) in edges.iter().zip(&ranks.forward).enumerate() {
            let is_turned = edge.from != *from;
            let bundle = if is_turned { number } else { edge.bundle };
            let chain: Vec<usize> = (rank(*from) + 1..rank(*to))
                .map(|rank| {
                    *known.entry((*to, rank, bundle, is_turned)).or_insert_with(|| {
                        drawing.nodes.push(Node { rank, width: 0.0, height: PASSAGE });
                        drawing.nodes.len() - 1
                    })
                })
                .collect();
            let stops: Vec<usize> = std::iter::once(*from).chain(chain.iter().copied()).chain([*to]).collect();
            for pair in stops.windows(2) {
                if let [from, to] = *pair
                    && let (Ok(from), Ok(to)) = (u32::try_from(from), u32::try_from(to))
                    && !drawing.links.contains(&(from, to))
                {
                    drawing.links.push((from, to));
                }
            }
            drawing.chains.push(chain);
        }
        drawing
    }

    fn column_width(&self, node: &Node) -> f64 {
        self.widths.get(node.rank).copied().unwrap_or(0.0)
    }

    /// The connected parts, each laid out.
    fn blocks(&self) -> Vec<Block> {
        // The crate places layers from top to bottom; here they are from left to right, so width and height are exchanged.
        let vertex = |node: &Node| {
            let gap = if node.width > 0.0 { ROW_GAP } else { PASSAGE_GAP };
            let column = self.column_width(node);
            (node.height + gap, if column > 0.0 { column + COLUMN_GAP } else { NARROW_GAP })
        };
        let vertices: Vec<(u32, (f64, f64))> =
            self.nodes.iter().zip(0..).map(|(node, id)| (id, vertex(node))).collect();
        let config = Config {
            vertex_spacing: 0.0,
            dummy_vertices: false,
            ranking_type: RankingType::MinimizeEdgeLength,
            transpose: self.nodes.len() <= TRANSPOSED,
            ..Config::default()
        };
        let components = rust_sugiyama::from_vertices_and_edges(&vertices, &self.links, &config);
        components.into_iter().map(|(vertices, ..)| self.block(vertices, &vertex)).collect()
    }

    /// A connected part, whose order in the columns is taken from its coordinates.
    fn block(&self, vertices: Vec<(usize, (f64, f64))>, vertex: &dyn Fn(&Node) -> (f64, f64)) -> Block {
        let places: BTreeMap<usize, f64> = vertices.iter().map(|(id, (_, x))| (*id, *x)).collect();
        let slot = |(id, (y, _)): (usize, (f64, f64))| {
            let node = self.nodes.get(id)?;
            Some((id, Slot { rank: node.rank, height: vertex(node).0, y }))
        };
        let mut slots: BTreeMap<usize, Slot> = vertices.into_iter().filter_map(slot).collect();
        let inside: Vec<(u32, u32)> =
            self.links.iter().filter(|(from, _)| slots.contains_key(&(*from as usize))).copied().collect();
        compact(&mut slots, &inside, self.direction);
        let areas = slots.into_iter().filter_map(|(id, slot)| {
            let (node, x) = (self.nodes.get(id)?, places.get(&id)?);
            let width = if node.width > 0.0 { node.width } else { self.column_width(node) };
            Some((id, Area { x: x - width / 2.0, y: slot.y - node.height / 2.0, width, height: node.height }))
        });
        Block::new(areas.collect())
    }
}
