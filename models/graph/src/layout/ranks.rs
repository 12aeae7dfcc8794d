//! The columns of a layered graph: those of Coffman and Graham, which have a limited height
//! (<https://doi.org/10.1007/BF00288685>), with nodes moved between them where that shortens edges.

use std::collections::BTreeSet;

use crate::model::Direction;

/// How high a column is at most: so many times the root of the number of nodes, and the number that is always in one column. Boxes are much wider
/// than high, and the picture is to be as wide as a screen, or as narrow as a page.
fn height(direction: Direction) -> (f64, usize) {
    match direction {
        Direction::Right => (1.7, 8),
        Direction::Down => (0.45, 3),
    }
}

/// Where a node has to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Column {
    /// Wherever its edges want it.
    Any,
    /// In the first one, which has nothing but such nodes.
    First,
    /// In the last one, which has nothing but such nodes.
    Last,
}

/// The columns of nodes, from the left: where an edge leads from a node to another, it is lower, but for edges that close a circle.
pub(super) fn of(nodes: &[Column], edges: &[(usize, usize)], direction: Direction) -> Ranks {
    let back = super::circles::closing(nodes.len(), edges);
    let forward: Vec<(usize, usize)> =
        edges.iter().map(|edge| if back.contains(edge) { (edge.1, edge.0) } else { *edge }).collect();
    let mut rank = vec![0; nodes.len()];
    for component in components(nodes.len(), &forward) {
        let mut levels = Levels::new(nodes, &forward, &component, limit(component.len(), direction));
        levels.assign();
        levels.shorten();
        let highest = levels.highest();
        for node in component.iter().copied() {
            let level = levels.of(node);
            rank.get_mut(node).into_iter().for_each(|slot| *slot = highest - level);
        }
    }
    Ranks { rank, forward }
}

/// The result.
pub(super) struct Ranks {
    /// By node.
    pub(super) rank: Vec<usize>,
    /// The edges, those that close a circle reversed.
    pub(super) forward: Vec<(usize, usize)>,
}

/// The nodes that are connected with each other.
fn components(count: usize, edges: &[(usize, usize)]) -> Vec<Vec<usize>> {
    let mut neighbours = vec![Vec::new(); count];
    for (from, to) in edges {
        neighbours.get_mut(*from).into_iter().for_each(|all: &mut Vec<usize>| all.push(*to));
        neighbours.get_mut(*to).into_iter().for_each(|all| all.push(*from));
    }
    let mut seen = BTreeSet::new();
    let mut components = Vec::new();
    for node in 0..count {
        if !seen.insert(node) {
            continue;
        }
        let (mut component, mut open) = (vec![node], vec![node]);
        while let Some(node) = open.pop() {
            for next in neighbours.get(node).into_iter().flatten() {
                if seen.insert(*next) {
                    component.push(*next);
                    open.push(*next);
                }
            }
        }
        component.sort_unstable();
        components.push(component);
    }
    components
}

/// The columns of a component, counted from the right.
struct Levels<'n> {
    nodes: &'n [Column],
    component: &'n [usize],
    before: Vec<Vec<usize>>,
    after: Vec<Vec<usize>>,
    level: Vec<Option<usize>>,
    /// How many nodes each column has.
    filled: Vec<usize>,
    limit: usize,
}

impl<'n> Levels<'n> {
    fn new(nodes: &'n [Column], edges: &[(usize, usize)], component: &'n [usize], limit: usize) -> Self {
        let mut levels = Self {
            nodes,
            component,
            before: vec![Vec::new(); nodes.len()],
            after: vec![Vec::new(); nodes.len()],
            level: vec![None; nodes.len()],
            filled: Vec::new(),
            limit,
        };
        for (from, to) in edges {
            levels.after.get_mut(*from).into_iter().for_each(|all| all.push(*to));
            levels.before.get_mut(*to).into_iter().for_each(|all| all.push(*from));
        }
        levels
    }

    fn column(&self, node: usize) -> Column {
        self.nodes.get(node).copied().unwrap_or(Column::Any)
    }

    fn of(&self, node: usize) -> usize {
        self.level.get(node).copied().flatten().unwrap_or(0)
    }

    fn highest(&self) -> usize {
        self.level.iter().flatten().max().copied().unwrap_or(0)
    }

    fn put(&mut self, node: usize, level: usize) {
        if let Some(old) = self.level.get(node).copied().flatten() {
            self.filled.get_mut(old).into_iter().for_each(|count| *count -= 1);
        }
        if self.filled.len() <= level {
            self.filled.resize(level + 1, 0);
        }
        self.filled.get_mut(level).into_iter().for_each(|count| *count += 1);
        self.level.get_mut(node).into_iter().for_each(|slot| *slot = Some(level));
    }

    fn has_room(&self, level: usize) -> bool {
        self.filled.get(level).is_none_or(|count| *count < self.limit)
    }

    /// Puts each node left of all that it leads to, as far to the right as there is room.
    fn assign(&mut self) {
        let with = |levels: &Self, column: Column| -> Vec<usize> {
            levels.component.iter().copied().filter(|node| levels.column(*node) == column).collect()
        };
        let last = with(self, Column::Last);
        let least = usize::from(!last.is_empty());
        last.into_iter().for_each(|node| self.put(node, 0));
        let mut open = with(self, Column::Any);
        while !open.is_empty() {
            let known = |node: &usize| self.level.get(*node).copied().flatten();
            let ready =
                |node: &usize| self.after.get(*node).is_none_or(|after| after.iter().all(|to| known(to).is_some()));
            let (now, later): (Vec<usize>, Vec<usize>) = open.iter().partition(|node| ready(node));
            // Without circles there is always one.
            if now.is_empty() {
                return;
            }
            for node in now {
                let after = self.after.get(node).map_or(&[][..], Vec::as_slice);
                let first = after.iter().map(|to| self.of(*to) + 1).max().unwrap_or(0).max(least);
                let level = (first..).find(|level| self.has_room(*level)).unwrap_or(first);
                self.put(node, level);
            }
            open = later;
        }
        let first = with(self, Column::First);
        let level = self.highest() + 1;
        first.into_iter().for_each(|node| self.put(node, level));
    }

    /// Moves what more edges lead to than leave it towards them.
    fn shorten(&mut self) {
        let mut order: Vec<usize> = self.component.to_vec();
        order.sort_by_key(|node| std::cmp::Reverse(self.of(*node)));
        for node in order {
            if self.column(node) != Column::Any {
                continue;
            }
            let (before, after) = (self.before.get(node), self.after.get(node));
            if before.map_or(0, Vec::len) <= after.map_or(0, Vec::len) {
                continue;
            }
            let nearest = before.into_iter().flatten().map(|from| self.of(*from)).min().unwrap_or(0);
            let candidate = (self.of(node) + 1..nearest).rev().find(|level| self.has_room(*level));
            candidate.into_iter().for_each(|level| self.put(node, level));
        }
    }
}

/// How many nodes a column of a component has at most.
fn limit(count: usize, direction: Direction) -> usize {
    let (of_root, few) = height(direction);
    #[expect(clippy::cast_precision_loss, reason = "counts of resources are far below what a float can tell apart")]
    let rows = (count as f64).sqrt() * of_root;
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a root of a count is one")]
    let rows = rows.ceil() as usize;
    rows.max(few)
}
