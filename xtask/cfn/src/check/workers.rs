//! Work on many things at a time, with results in the order of the things.

use std::collections::BTreeMap;
use std::num::NonZeroUsize;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;
use std::thread;

/// As much as the main thread has on most systems: templates nest deep.
const STACK: usize = 8 * 1024 * 1024;

/// Calls `work` with every number below `count`, on up to `jobs` threads at a time, and `done` with the results in order, on this
/// thread, as soon as each is there.
pub(super) fn each_in_order<T: Send>(
    count: usize,
    jobs: NonZeroUsize,
    work: impl Fn(usize) -> T + Sync,
    mut done: impl FnMut(usize, T),
) -> std::io::Result<()> {
    let jobs = jobs.get().min(count);
    if jobs <= 1 {
        (0..count).for_each(|index| done(index, work(index)));
        return Ok(());
    }
    let next = AtomicUsize::new(0);
    let (sender, receiver) = mpsc::channel();
    thread::scope(|scope| {
        for _ in 0..jobs {
            let (sender, next, work) = (sender.clone(), &next, &work);
            thread::Builder::new().stack_size(STACK).spawn_scoped(scope, move || {
                loop {
                    let index = next.fetch_add(1, Ordering::Relaxed);
                    // Nobody receives any more when the main thread has failed.
                    if index >= count || sender.send((index, work(index))).is_err() {
                        break;
                    }
                }
            })?;
        }
        drop(sender);
        let mut waiting = BTreeMap::new();
        let mut expected = 0;
        for (index, result) in receiver {
            waiting.insert(index, result);
            while let Some(result) = waiting.remove(&expected) {
                done(expected, result);
                expected += 1;
            }
        }
        Ok(())
    })
}

#[cfg(test)]
mod tests {
    use super::each_in_order;
    use std::num::NonZeroUsize;

    #[test]
    fn results_come_in_order_whatever_order_they_are_made_in() {
        for jobs in [1, 3, 64] {
            let mut seen = Vec::new();
            let work = |number: usize| {
                std::thread::sleep(std::time::Duration::from_micros((50 - number as u64) * 20));
                number * 2
            };
            each_in_order(50, NonZeroUsize::new(jobs).unwrap(), work, |number, double| seen.push((number, double)))
                .unwrap();
            assert_eq!(seen, (0..50).map(|number| (number, number * 2)).collect::<Vec<_>>());
        }
    }
}
