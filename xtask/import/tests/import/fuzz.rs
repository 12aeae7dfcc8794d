//! Mutated templates: whatever they say, nothing panics, hangs or grows without bounds.
//!
//! `IMPORT_MUTATIONS` says how many; a million take about ten minutes in release. They are the same in every run, so that the one that does
//! not end can be counted to.

use cfn_import::{LoadedFacts, Options};

use crate::harness;
use crate::mutation::{Random, SEEDS, mutate};

const MUTATIONS: u64 = 1_000;

#[test]
fn mutated_templates_are_imported_or_refused() {
    let count = std::env::var("IMPORT_MUTATIONS").map_or(MUTATIONS, |count| count.parse().unwrap());
    let services = ["kms", "s3", "sns", "sqs"];
    let spec = cfn_spec::load(cfn_spec::snapshot::directory(), &services).unwrap();
    let known = LoadedFacts { spec, ..LoadedFacts::default() };
    let mut random = Random::new();
    let (mut imported, mut refused) = (0_u32, 0_u32);
    for round in 0..count {
        let seed = SEEDS[random.below(SEEDS.len())];
        let other = SEEDS[random.below(SEEDS.len())];
        let text = mutate(seed, other, &mut random);
        match harness::read(&text).map(|document| cfn_import::program(&document.root, &known, &Options::default())) {
            Ok(Ok(_)) => imported += 1,
            Ok(Err(cfn_import::Error::Source(message))) => panic!("round {round}: no Rust: {message}\n{text}"),
            Ok(Err(_)) | Err(_) => refused += 1,
        }
    }
    println!("{imported} imported, {refused} refused");
    assert!(
        imported > 0 && refused > 0,
        "the mutations are too mild or too wild: {imported} imported, {refused} refused"
    );
}
