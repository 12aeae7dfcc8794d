//! Mutated templates: whatever they say, a check neither panics nor hangs.
//!
//! `CHECK_MUTATIONS` says how many. They are the same in every run, so that the one that does not end can be counted to.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking, in its helpers too")]

use models::check;
use models::node::Node;

use mutation::{Random, SEEDS, mutate};

#[path = "../../import/tests/import/mutation.rs"]
mod mutation;

const MUTATIONS: u64 = 1_000;

#[test]
fn mutated_templates_are_checked_or_refused() {
    let count = std::env::var("CHECK_MUTATIONS").map_or(MUTATIONS, |count| count.parse().unwrap());
    let services = ["ec2", "iam", "kms", "s3", "sns", "sqs"];
    let spec = cfn_spec::load(cfn_spec::snapshot::directory(), &services).unwrap();
    let mut random = Random::new();
    let (mut clean, mut faulty, mut refused) = (0_u32, 0_u32, 0_u32);
    for _ in 0..count {
        let (seed, other) = (SEEDS[random.below(SEEDS.len())], SEEDS[random.below(SEEDS.len())]);
        let text = mutate(seed, other, &mut random);
        match cfn_template::read(&text, &cfn_template::Options::default()) {
            Err(_) => refused += 1,
            Ok(document) if check::template(&Node::from(document.root.to_json()), &spec).has_errors() => faulty += 1,
            Ok(_) => clean += 1,
        }
    }
    println!("{clean} clean, {faulty} faulty, {refused} refused");
    assert!(faulty > 0 && refused > 0, "the mutations are too mild: {faulty} faulty, {refused} refused");
}
