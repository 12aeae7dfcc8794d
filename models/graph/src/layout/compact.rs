//! The heights in columns whose order is known: close to what boxes are connected with, and the whole no higher than it has to be. The straight
//! lines of Brandes and Köpf, which the crate computes, take three times the height for 200 boxes.

use std::collections::BTreeMap;

use crate::model::Direction;

/// How much higher than its highest column the whole may be: in rows, whose height is the width of the picture, not at all.
fn slack(direction: Direction) -> f64 {
    match direction {
        Direction::Right => 1.15,
        Direction::Down => 1.0,
    }
}
/// How often the columns are gone through: after a few times nothing moves any more.
const SWEEPS: usize = 12;

/// A box in a column.
pub(super) struct Slot {
    pub(super) rank: usize,
    /// With the gap to its neighbours, half of it at each side.
    pub(super) height: f64,
    /// Its middle; the order in the column is given.
    pub(super) y: f64,
}

/// Moves boxes up and down in their columns.
pub(super) fn compact(slots: &mut BTreeMap<usize, Slot>, links: &[(u32, u32)], direction: Direction) {
    let mut columns: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (id, slot) in slots.iter() {
        columns.entry(slot.rank).or_default().push(*id);
    }
    let y = |slots: &BTreeMap<usize, Slot>, id: &usize| slots.get(id).map_or(0.0, |slot| slot.y);
    for column in columns.values_mut() {
        column.sort_by(|a, b| y(slots, a).total_cmp(&y(slots, b)).then(a.cmp(b)));
    }
    let heights =
        columns.values().map(|column| column.iter().filter_map(|id| Some(slots.get(id)?.height)).sum::<f64>());
    let highest = heights.fold(0.0, f64::max) * slack(direction);
    let mut neighbours: BTreeMap<usize, [Vec<usize>; 2]> = BTreeMap::new();
    for (from, to) in links {
        if let (Ok(from), Ok(to)) = (usize::try_from(*from), usize::try_from(*to)) {
            neighbours.entry(to).or_default()[0].push(from);
            neighbours.entry(from).or_default()[1].push(to);
        }
    }
    for column in columns.values() {
        place(column, slots, highest, |_, slot| slot.y);
    }
    let order: Vec<&Vec<usize>> = columns.values().collect();
    for sweep in 0..SWEEPS {
        // To the right, to the left, and at the end with both sides.
        let sides: &[usize] = if sweep + 2 >= SWEEPS { &[0, 1] } else { &[sweep % 2] };
        let go = |column: &Vec<usize>, slots: &mut BTreeMap<usize, Slot>| {
            let wanted: BTreeMap<usize, f64> = column
                .iter()
                .filter_map(|id| {
                    let near = neighbours.get(id)?;
                    let of_sides = sides.iter().filter_map(|side| near.get(*side)).flatten();
                    let heights: Vec<f64> = of_sides.map(|near| y(slots, near)).collect();
                    Some((*id, mean(&heights)?))
                })
                .collect();
            place(column, slots, highest, |id, slot| wanted.get(&id).copied().unwrap_or(slot.y));
        };
        if sweep % 2 == 0 {
            order.iter().for_each(|column| go(column, slots));
        } else {
            order.iter().rev().for_each(|column| go(column, slots));
        }
    }
}

fn mean(heights: &[f64]) -> Option<f64> {
    #[expect(clippy::cast_precision_loss, reason = "counts of edges are far below what a float can tell apart")]
    let count = heights.len() as f64;
    (!heights.is_empty()).then(|| heights.iter().sum::<f64>() / count)
}

/// Places a column as near as possible to the heights that its boxes are to have, by the sum of squares: neighbours that would overlap are moved together
/// (the pool adjacent violators algorithm of isotonic regression).
fn place(column: &[usize], slots: &mut BTreeMap<usize, Slot>, highest: f64, wanted: impl Fn(usize, &Slot) -> f64) {
    // Each box's distance from the top of the column if they touch.
    let mut top = 0.0;
    let mut pools: Vec<(f64, f64, usize)> = Vec::new();
    let mut offsets = Vec::new();
    for id in column {
        let Some(slot) = slots.get(id) else { continue };
        let offset = top + slot.height / 2.0;
        offsets.push((*id, offset));
        top += slot.height;
        let mut pool = (wanted(*id, slot) - offset, 1.0, 1);
        while let Some((value, weight, count)) = pools.pop() {
            if value <= pool.0 {
                pools.push((value, weight, count));
                break;
            }
            let together = weight + pool.1;
            pool = ((value * weight + pool.0 * pool.1) / together, together, count + pool.2);
        }
        pools.push(pool);
    }
    let room = (highest - top).max(0.0);
    let values = pools.into_iter().flat_map(|(value, _, count)| std::iter::repeat_n(value.clamp(0.0, room), count));
    for ((id, offset), value) in offsets.into_iter().zip(values) {
        slots.get_mut(&id).into_iter().for_each(|slot| slot.y = offset + value);
    }
}
