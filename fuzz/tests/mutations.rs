//! Mutations of the seeds: a bounded number, the same ones on every machine.
//!
//! `FUZZ_CASES` says how many a target, `FUZZ_SEED` chooses others than those of seed 0.

#![allow(clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

use std::cell::Cell;
use std::path::{Path, PathBuf};

use proptest::prelude::*;
use proptest::sample::{Index, select};
use proptest::test_runner::{Config, RngAlgorithm, TestError, TestRng, TestRunner};

/// Mutations of a target, unless `FUZZ_CASES` says how many.
const CASES: u32 = 3_000;

fn folder(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// The inputs that are mutated, in the order of their names.
fn seeds(target: &str) -> Vec<(PathBuf, Vec<u8>)> {
    let entries = std::fs::read_dir(folder("seeds").join(target)).expect("the seeds are part of the repository");
    let mut seeds: Vec<_> = entries
        .map(|entry| entry.expect("an entry of the folder").path())
        .map(|path| (path.clone(), std::fs::read(path).expect("a readable seed")))
        .collect();
    seeds.sort();
    seeds
}

/// The words of a dictionary of libFuzzer: one in quotes a line, `\xAB` for a byte.
fn dictionary(target: &str) -> Vec<Vec<u8>> {
    let text = std::fs::read_to_string(folder("dictionaries").join(format!("{target}.dict"))).expect("a dictionary");
    let lines = text.lines().filter(|line| !line.starts_with('#'));
    lines
        .map(|line| {
            let quoted = line.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
            let mut rest = quoted.unwrap_or_else(|| panic!("{target}.dict: {line} is not in quotes")).as_bytes();
            let mut word = Vec::new();
            while let Some((byte, after)) = rest.split_first() {
                let (byte, after) = match (byte, after) {
                    (b'\\', [b'x', digits @ ..]) => {
                        let code = digits.get(..2).and_then(|code| std::str::from_utf8(code).ok());
                        let code = code.and_then(|code| u8::from_str_radix(code, 16).ok());
                        (code.unwrap_or_else(|| panic!("{target}.dict: {line}")), &digits[2..])
                    }
                    (b'\\', [escaped, after @ ..]) => (*escaped, after),
                    _ => (*byte, after),
                };
                word.push(byte);
                rest = after;
            }
            word
        })
        .collect()
}

/// One change of an input.
#[derive(Clone, Debug)]
enum Change {
    Insert(Index, Vec<u8>),
    Overwrite(Index, Vec<u8>),
    Remove(Index, usize),
    Repeat(Index, usize),
    Reverse(Index, usize),
    RemoveLine(Index),
    RepeatLine(Index),
    Indent(Index, usize),
}

fn change(words: Vec<Vec<u8>>, seeds: Vec<Vec<u8>>) -> impl Strategy<Value = Change> {
    let piece = (select(seeds), any::<Index>(), 1_usize..200).prop_map(|(seed, at, length)| {
        let at = at.index(seed.len() + 1);
        seed[at..(at + length).min(seed.len())].to_vec()
    });
    let new = prop_oneof![
        6 => select(words),
        2 => piece,
        1 => any::<u8>().prop_map(|byte| vec![byte]),
        1 => any::<char>().prop_map(|c| c.to_string().into_bytes()),
    ]
    .boxed();
    prop_oneof![
        4 => (any::<Index>(), new.clone()).prop_map(|(at, new)| Change::Insert(at, new)),
        2 => (any::<Index>(), new).prop_map(|(at, new)| Change::Overwrite(at, new)),
        2 => (any::<Index>(), 1_usize..40).prop_map(|(at, count)| Change::Remove(at, count)),
        2 => (any::<Index>(), 1_usize..40).prop_map(|(at, count)| Change::Repeat(at, count)),
        1 => (any::<Index>(), 1_usize..40).prop_map(|(at, count)| Change::Reverse(at, count)),
        1 => any::<Index>().prop_map(Change::RemoveLine),
        1 => any::<Index>().prop_map(Change::RepeatLine),
        1 => (any::<Index>(), 1_usize..5).prop_map(|(at, count)| Change::Indent(at, count)),
    ]
}

impl Change {
    fn apply(&self, input: &mut Vec<u8>) {
        let from = |at: &Index, count: usize| {
            let start = at.index(input.len() + 1);
            start..(start + count).min(input.len())
        };
        let line = |at: &Index| {
            let at = at.index(input.len() + 1);
            let start = input[..at].iter().rposition(|byte| *byte == b'\n').map_or(0, |before| before + 1);
            start..input[at..].iter().position(|byte| *byte == b'\n').map_or(input.len(), |end| at + end + 1)
        };
        match self {
            Self::Insert(at, new) => drop(input.splice(from(at, 0), new.iter().copied())),
            Self::Overwrite(at, new) => drop(input.splice(from(at, new.len()), new.iter().copied())),
            Self::Remove(at, count) => drop(input.drain(from(at, *count))),
            Self::Repeat(at, count) => repeat(input, from(at, *count)),
            Self::Reverse(at, count) => {
                let range = from(at, *count);
                input[range].reverse();
            }
            Self::RemoveLine(at) => drop(input.drain(line(at))),
            Self::RepeatLine(at) => repeat(input, line(at)),
            Self::Indent(at, count) => {
                let start = line(at).start;
                drop(input.splice(start..start, std::iter::repeat_n(b' ', *count)));
            }
        }
    }
}

fn repeat(input: &mut Vec<u8>, range: std::ops::Range<usize>) {
    let copy = input[range.clone()].to_vec();
    drop(input.splice(range.start..range.start, copy));
}

/// A number from the environment.
fn setting(name: &str, default: u32) -> u32 {
    match std::env::var(name) {
        Ok(value) => value.parse().unwrap_or_else(|error| panic!("{name}={value}: {error}")),
        Err(_) => default,
    }
}

/// Tries the seeds of a target and mutations of them. `text` says that the target reads text: bytes that are none are
/// replaced, so that no mutation is wasted.
fn fuzz(target: &str, property: fn(&[u8]) -> bool, text: bool) {
    let seeds = seeds(target);
    for (path, seed) in &seeds {
        let refused = path.file_stem().is_some_and(|name| name.to_string_lossy().starts_with("refused"));
        assert_eq!(property(seed), !refused, "{}", path.display());
    }
    let seeds: Vec<Vec<u8>> = seeds.into_iter().map(|(_, seed)| seed).collect();

    let (cases, number) = (setting("FUZZ_CASES", CASES), setting("FUZZ_SEED", 0));
    let mut random = [0; 32];
    random[..4].copy_from_slice(&number.to_le_bytes());
    let config = Config { cases, failure_persistence: None, ..Config::default() };
    let mut runner = TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &random));

    let changes = prop::collection::vec(change(dictionary(target), seeds.clone()), 1..4);
    let input = (select(seeds), changes).prop_map(move |(mut input, changes)| {
        changes.iter().for_each(|change| change.apply(&mut input));
        if text { String::from_utf8_lossy(&input).into_owned().into_bytes() } else { input }
    });
    let (accepted, refused) = (Cell::new(0_u32), Cell::new(0_u32));
    let result = runner.run(&input, |input| {
        let count = if property(&input) { &accepted } else { &refused };
        count.set(count.get() + 1);
        Ok(())
    });
    match result {
        Err(TestError::Fail(reason, input)) => panic!(
            "{reason}\nFUZZ_SEED={number} FUZZ_CASES={cases}, the shortest input that was found:\n{}\nits bytes: \"{}\"",
            String::from_utf8_lossy(&input),
            input.escape_ascii()
        ),
        Err(error) => panic!("{error}"),
        Ok(()) => {}
    }
    let (accepted, refused) = (accepted.get(), refused.get());
    println!("{target}: of {cases} mutations, {accepted} were accepted and {refused} refused");
    assert!(accepted.min(refused) > cases / 50, "too mild or too wild: {accepted} accepted, {refused} refused");
}

#[test]
fn yaml() {
    fuzz("yaml", cfn_fuzz::yaml, true);
}

#[test]
fn json() {
    fuzz("json", cfn_fuzz::json, true);
}

#[test]
fn documents() {
    fuzz("documents", cfn_fuzz::documents, false);
}
