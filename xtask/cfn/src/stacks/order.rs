//! Works on stacks in the order of their dependencies, and at the same time where they have none.

use futures_util::StreamExt as _;
use futures_util::stream::FuturesUnordered;

/// What became of one of them.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Ended<T, E> {
    /// It was done.
    Done(T),
    /// It failed.
    Failed(E),
    /// It was not begun, because of the failure of this one, which it depends on.
    NotBegun(usize),
}

/// Works on each, after all that it depends on by `after`; what depends on a failed one is not begun, the others go on. The result has
/// the order of `after`. A circle is never begun: it is refused when the dependencies are read.
pub(super) async fn in_order<T, E>(
    after: &[Vec<usize>],
    work: impl AsyncFn(usize) -> Result<T, E>,
) -> Vec<Ended<T, E>> {
    let mut ended: Vec<Option<Ended<T, E>>> = after.iter().map(|_| None).collect();
    let mut begun = vec![false; after.len()];
    let mut running = FuturesUnordered::new();
    loop {
        let mut settled = true;
        for index in 0..after.len() {
            if begun[index] || ended[index].is_some() {
                continue;
            }
            let failed = after[index].iter().find_map(|other| match &ended[*other] {
                Some(Ended::Failed(_)) => Some(*other),
                Some(Ended::NotBegun(cause)) => Some(*cause),
                _ => None,
            });
            if let Some(cause) = failed {
                ended[index] = Some(Ended::NotBegun(cause));
                settled = false;
            } else if after[index].iter().all(|other| matches!(ended[*other], Some(Ended::Done(_)))) {
                begun[index] = true;
                let work = &work;
                running.push(async move { (index, work(index).await) });
            }
        }
        if !settled {
            continue;
        }
        let Some((index, result)) = running.next().await else { break };
        ended[index] = Some(match result {
            Ok(done) => Ended::Done(done),
            Err(error) => Ended::Failed(error),
        });
    }
    drop(running);
    ended.into_iter().enumerate().map(|(index, ended)| ended.unwrap_or(Ended::NotBegun(index))).collect()
}

/// The dependencies the other way round, for deletions.
pub(super) fn reversed(after: &[Vec<usize>]) -> Vec<Vec<usize>> {
    let mut reversed = vec![Vec::new(); after.len()];
    for (index, others) in after.iter().enumerate() {
        for other in others {
            reversed[*other].push(index);
        }
    }
    reversed
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use super::*;

    fn run(after: &[Vec<usize>], fails: usize) -> (Vec<usize>, Vec<Ended<usize, usize>>) {
        let order = Mutex::new(Vec::new());
        let work = async |index| {
            order.lock().unwrap().push(index);
            if index == fails { Err(index) } else { Ok(index) }
        };
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let ended = runtime.block_on(in_order(after, work));
        (order.into_inner().unwrap(), ended)
    }

    #[test]
    fn each_is_begun_after_what_it_depends_on() {
        let after = [vec![1, 2], vec![2], vec![], vec![]];
        let (order, ended) = run(&after, 9);
        let place = |index| order.iter().position(|other| *other == index).unwrap();
        assert!(place(2) < place(1) && place(1) < place(0), "{order:?}");
        assert_eq!(ended, [0, 1, 2, 3].map(Ended::Done));
        assert_eq!(reversed(&after), [vec![], vec![0], vec![0, 1], vec![]]);
    }

    #[test]
    fn what_depends_on_a_failure_is_not_begun_and_the_rest_is_done() {
        let (order, ended) = run(&[vec![1], vec![2], vec![], vec![]], 2);
        assert!(!order.contains(&0) && !order.contains(&1), "{order:?}");
        assert_eq!(ended, [Ended::NotBegun(2), Ended::NotBegun(2), Ended::Failed(2), Ended::Done(3)]);
    }
}
