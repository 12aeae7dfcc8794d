//! The edges that close circles.

use std::collections::BTreeSet;

/// The edges without which the others have no circle, by a search in depth from the first node on.
pub(super) fn closing(count: usize, edges: &[(usize, usize)]) -> BTreeSet<(usize, usize)> {
    let mut search =
        Search { successors: vec![Vec::new(); count], state: vec![State::New; count], back: BTreeSet::new() };
    for (from, to) in edges {
        search.successors.get_mut(*from).into_iter().for_each(|all| all.push(*to));
    }
    (0..count).for_each(|node| search.visit(node));
    search.back
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    New,
    Open,
    Done,
}

/// Without recursion: chains of references can be long.
struct Search {
    successors: Vec<Vec<usize>>,
    state: Vec<State>,
    back: BTreeSet<(usize, usize)>,
}

impl Search {
    fn visit(&mut self, root: usize) {
        if self.state.get(root) != Some(&State::New) {
            return;
        }
        self.set(root, State::Open);
        let mut path = vec![(root, 0)];
        while let Some((node, next)) = path.last_mut() {
            let from = *node;
            let Some(to) = self.successors.get(from).and_then(|all| all.get(*next)).copied() else {
                self.set(from, State::Done);
                path.pop();
                continue;
            };
            *next += 1;
            match self.state.get(to) {
                Some(State::New) => {
                    self.set(to, State::Open);
                    path.push((to, 0));
                }
                Some(State::Open) => {
                    self.back.insert((from, to));
                }
                Some(State::Done) | None => {}
            }
        }
    }

    fn set(&mut self, node: usize, state: State) {
        self.state.get_mut(node).into_iter().for_each(|slot| *slot = state);
    }
}
