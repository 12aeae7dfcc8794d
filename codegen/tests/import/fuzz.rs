//! Mutated templates: whatever they say, nothing panics, hangs or grows without bounds.
//!
//! `IMPORT_MUTATIONS` says how many; a million take about ten minutes in release.

use std::time::{Duration, Instant};

use codegen::import::{self, Known, Options};

use crate::harness;

const MUTATIONS: u64 = 1_000;

/// The longest that one template of this size may take.
const LONGEST: Duration = Duration::from_secs(5);

/// Texts that templates are made of, and that break them.
const WORDS: &[&str] = &[
    "!Ref",
    "!Sub",
    "!GetAtt",
    "!If",
    "Fn::If",
    "Fn::Sub",
    "Fn::Transform",
    "Ref",
    "AWS::NoValue",
    "AWS::Region",
    "null",
    "true",
    "\"5\"",
    "-1",
    "1e308",
    "18446744073709551616",
    "[]",
    "{}",
    "*a",
    "&a",
    "<<",
    "- ",
    ": ",
    "\"",
    "'",
    "${",
    "}",
    "Resources",
    "Properties",
    "Type",
    "Condition",
    "DependsOn",
    "\u{202e}",
    "\u{0}",
    "é",
    "__",
    "list__(",
    "r#\"",
];

#[test]
fn mutated_templates_are_imported_or_refused() {
    let count = std::env::var("IMPORT_MUTATIONS").map_or(MUTATIONS, |count| count.parse().unwrap());
    let seeds = [
        include_str!("templates/functions.yaml"),
        include_str!("templates/notations.yaml"),
        include_str!("templates/parameters.yaml"),
        include_str!("templates/attributes.yaml"),
        include_str!("templates/policies.yaml"),
        include_str!("templates/unknown.yaml"),
        include_str!("templates/texts.json"),
        include_str!("templates/names.yaml"),
    ];
    let services = ["kms", "s3", "sns", "sqs"];
    let spec = cfn_spec::load(cfn_spec::snapshot::directory(), &services).unwrap();
    let known = Known { spec, ..Known::default() };
    let mut random = Random(0x9e37_79b9_7f4a_7c15);
    let (mut imported, mut refused) = (0_u32, 0_u32);
    for round in 0..count {
        let seed = seeds[random.below(seeds.len())];
        let other = seeds[random.below(seeds.len())];
        let text = mutate(seed, other, &mut random);
        let start = Instant::now();
        match harness::read(&text).map(|document| import::program(&document.root, &known, &Options::default())) {
            Ok(Ok(_)) => imported += 1,
            Ok(Err(import::Error::Source(message))) => panic!("round {round}: no Rust: {message}\n{text}"),
            Ok(Err(_)) | Err(_) => refused += 1,
        }
        assert!(start.elapsed() < LONGEST, "round {round} took {:?}:\n{text}", start.elapsed());
    }
    println!("{imported} imported, {refused} refused");
    assert!(
        imported > 0 && refused > 0,
        "the mutations are too mild or too wild: {imported} imported, {refused} refused"
    );
}

/// A few changes: bytes removed or repeated, words put in, pieces of another template.
fn mutate(seed: &str, other: &str, random: &mut Random) -> String {
    let mut text: Vec<char> = seed.chars().collect();
    let other: Vec<char> = other.chars().collect();
    for _ in 0..=random.below(2) {
        let at = random.below(text.len().max(1)).min(text.len());
        let end = (at + random.below(24)).min(text.len());
        match random.below(5) {
            0 => drop(text.drain(at..end)),
            1 => {
                let word = WORDS[random.below(WORDS.len())];
                drop(text.splice(at..at, word.chars()));
            }
            2 => {
                let word = WORDS[random.below(WORDS.len())];
                drop(text.splice(at..end, word.chars()));
            }
            3 => {
                let piece = text[at..end].to_vec();
                drop(text.splice(at..at, piece));
            }
            _ => {
                let from = random.below(other.len());
                let to = (from + random.below(200)).min(other.len());
                drop(text.splice(at..at, other[from..to].iter().copied()));
            }
        }
    }
    text.into_iter().collect()
}

/// xorshift64*: the same mutations on every machine.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        let bound = u64::try_from(bound.max(1)).unwrap();
        usize::try_from(self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) % bound).unwrap()
    }
}
