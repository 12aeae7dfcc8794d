//! Puts what is not connected beside and below each other.

use std::collections::BTreeMap;

use super::{Area, Point};
use crate::model::Direction;

/// How much longer in the direction of the edges than across the whole is to be.
fn aspect(direction: Direction) -> f64 {
    match direction {
        Direction::Right => 1.5,
        Direction::Down => 0.8,
    }
}

/// What moves together.
pub(super) struct Block {
    areas: Vec<(usize, Area)>,
    width: f64,
    height: f64,
    is_single: bool,
}

impl Block {
    /// A block of areas with the numbers of their boxes, moved to the origin.
    pub(super) fn new(mut areas: Vec<(usize, Area)>) -> Self {
        let left = areas.iter().map(|(_, area)| area.x).fold(f64::INFINITY, f64::min);
        let top = areas.iter().map(|(_, area)| area.y).fold(f64::INFINITY, f64::min);
        areas.iter_mut().for_each(|(_, area)| *area = area.shifted(Point { x: -left, y: -top }));
        let width = areas.iter().map(|(_, area)| area.right()).fold(0.0, f64::max);
        let height = areas.iter().map(|(_, area)| area.bottom()).fold(0.0, f64::max);
        let is_single = areas.len() == 1;
        areas.sort_by_key(|(id, _)| *id);
        Self { areas, width, height, is_single }
    }

    fn first(&self) -> usize {
        self.areas.first().map_or(0, |(id, _)| *id)
    }
}

/// Puts blocks into rows: high ones first, and what is alone at the end. Returns the areas by the numbers of their boxes, and the lower right
/// corner.
pub(super) fn pack(
    mut blocks: Vec<Block>,
    (gap_x, gap_y): (f64, f64),
    direction: Direction,
) -> (BTreeMap<usize, Area>, Point) {
    blocks.sort_by(|a, b| {
        a.is_single
            .cmp(&b.is_single)
            .then(b.height.total_cmp(&a.height))
            .then(b.width.total_cmp(&a.width))
            .then(a.first().cmp(&b.first()))
    });
    let row_width = |blocks: &mut dyn Iterator<Item = &Block>| {
        let total = blocks.map(|block| (block.width + gap_x) * (block.height + gap_y)).sum::<f64>();
        (total * aspect(direction)).sqrt()
    };
    let widest = blocks.iter().map(|block| block.width).fold(0.0, f64::max);
    let connected = widest.max(row_width(&mut blocks.iter().filter(|block| !block.is_single)));
    let single = row_width(&mut blocks.iter().filter(|block| block.is_single));
    let mut placed = BTreeMap::new();
    let mut size = Point::default();
    let (mut x, mut top, mut was_single) = (0.0, 0.0, false);
    for block in blocks {
        let begins_singles = block.is_single && !was_single;
        // What is alone is not wider than the rest, unless it would be much higher than wide.
        let width = if block.is_single { single.max(size.x) } else { connected };
        if x > 0.0 && (x + block.width > width || begins_singles) {
            (x, top) = (0.0, size.y + gap_y);
        }
        was_single = block.is_single;
        let at = Point { x, y: top };
        placed.extend(block.areas.iter().map(|(id, area)| (*id, area.shifted(at))));
        size = Point { x: size.x.max(x + block.width), y: size.y.max(top + block.height) };
        x += block.width + gap_x;
    }
    (placed, size)
}
