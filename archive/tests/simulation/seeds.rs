//! Which seeds are run, on every core of the machine, and what is told of them.

use std::ops::Range;
use std::panic::AssertUnwindSafe;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread::{Builder, Scope, ScopedJoinHandle};

use crate::schedule::{self, Ending};

/// How many seeds a plain test run takes.
const FEW: u64 = 60;
/// Bytes of stack of a thread that runs schedules: unoptimised, the futures of a deployment take two million.
const STACK: usize = 16 << 20;
/// Every so many seeds a line tells how far it is.
const TELL: u64 = 100;

/// Runs one schedule on a clock that only waiting moves.
fn run(seed: u64) -> Ending {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build().unwrap();
    runtime.block_on(schedule::run(seed))
}

/// Begins a thread for schedules.
fn thread<'scope, T: Send + 'scope>(
    threads: &'scope Scope<'scope, '_>,
    work: impl FnOnce() -> T + Send + 'scope,
) -> ScopedJoinHandle<'scope, T> {
    Builder::new().stack_size(STACK).spawn_scoped(threads, work).expect("a thread can be started")
}

fn seeds() -> Range<u64> {
    let Ok(range) = std::env::var("ARCHIVE_SEEDS") else { return 0..FEW };
    let (from, to) = range.split_once("..").expect("ARCHIVE_SEEDS is written from..to");
    from.parse().unwrap()..to.parse().unwrap()
}

#[test]
fn every_schedule_keeps_its_data_and_converges() {
    let seeds = seeds();
    let next = AtomicU64::new(seeds.start);
    let failed: Mutex<Vec<u64>> = Mutex::default();
    let requests = AtomicU64::new(0);
    let work = || loop {
        let seed = next.fetch_add(1, Ordering::Relaxed);
        if seed >= seeds.end {
            return;
        }
        match std::panic::catch_unwind(AssertUnwindSafe(|| run(seed))) {
            Ok(ending) => {
                requests.fetch_add(ending.history.len() as u64, Ordering::Relaxed);
                if std::env::var_os("ARCHIVE_SEED_TOLD").is_some() {
                    eprintln!("{}", ending.history.join("\n"));
                }
            }
            Err(_) => {
                eprintln!("FAILED: seed {seed}; reproduce with  cargo xtask simulate --seed {seed}");
                failed.lock().unwrap_or_else(PoisonError::into_inner).push(seed);
            }
        }
        let done = seed + 1 - seeds.start;
        if done.is_multiple_of(TELL) {
            eprintln!("{done} of {} seeds", seeds.end - seeds.start);
        }
    };
    std::thread::scope(|threads| {
        for _ in 0..std::thread::available_parallelism().map_or(1, usize::from) {
            thread(threads, work);
        }
    });
    let mut failed = failed.into_inner().unwrap_or_else(PoisonError::into_inner);
    failed.sort_unstable();
    let total = seeds.end - seeds.start;
    eprintln!("{total} seeds, {} steps and requests, {} failed", requests.into_inner(), failed.len());
    assert!(
        failed.is_empty(),
        "of {total} seeds these failed: {failed:?}; one: cargo xtask simulate --seed {}",
        failed[0]
    );
}

#[test]
fn a_seed_gives_the_same_requests_and_the_same_world_every_time() {
    for seed in 0..8 {
        let (first, second) = std::thread::scope(|threads| {
            let both = [thread(threads, || run(seed)), thread(threads, || run(seed))];
            both.map(|one| one.join().expect("the schedule ends well")).into()
        });
        let differs = first.history.iter().zip(&second.history).find(|(one, other)| one != other);
        assert_eq!(differs, None, "seed {seed} went two ways");
        assert_eq!(first.history.len(), second.history.len(), "seed {seed} went on longer once");
        assert!(first.cloud.state().unwrap() == second.cloud.state().unwrap(), "seed {seed} came to two worlds");
    }
}
