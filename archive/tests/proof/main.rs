//! Proof, offline as far as proof goes: that the archive's templates let S3 replicate and let nobody do anything else, that nothing is
//! lost with a stack, and that others who examine templates find nothing that is not accepted with a reason.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking, in its helpers too")]

mod bootstrap;
mod configurations;
mod defects;
mod examination;
mod examiners;
mod expectation;
mod limits;
mod mutations;
mod reference;
mod replication;
mod resolve;
mod table;
mod tampering;
mod verdict;
mod world;

#[path = "../../evaluator/tests/independent/simulate.rs"]
mod simulate;

use std::collections::BTreeMap;

use table::Wanted;
use verdict::Verdict;

/// For each configuration S3 can make every request that it makes, and nobody can make any of those that nobody may.
#[test]
fn every_configuration_holds() {
    let mut wrong = Vec::new();
    for configuration in configurations::all() {
        let verdict = Verdict::of(&configuration.primary(), &configuration.expected);
        let mut counts = BTreeMap::new();
        for demand in &verdict.demands {
            *counts.entry(demand.wanted).or_insert(0) += 1;
        }
        println!("{}: {counts:?}", configuration.name);
        let count = |wanted| counts.get(&wanted).copied().unwrap_or_default();
        assert!(count(Wanted::Allowed) >= 40, "{}: {counts:?}", configuration.name);
        assert!(count(Wanted::Denied) + count(Wanted::Forbidden) >= 60, "{}: {counts:?}", configuration.name);
        wrong.extend(verdict.problems.iter().map(|problem| format!("{}: {problem}", configuration.name)));
    }
    assert!(wrong.is_empty(), "{} problems:\n{}", wrong.len(), wrong.join("\n"));
}

/// In one account the role's own policy is enough, even where the replicas' keys grant nothing to it.
#[test]
fn the_role_needs_no_key_policy() {
    let configuration = configurations::default();
    let verdict = Verdict::of_the_role_alone(&configuration.primary(), &configuration.expected);
    assert!(verdict.problems.is_empty(), "{}", verdict.problems.join("\n"));
}

/// An evaluator that others wrote decides every request in the same way.
#[test]
fn another_evaluator_agrees() {
    let mut rows = Vec::new();
    for configuration in configurations::all() {
        let verdict = Verdict::of(&configuration.primary(), &configuration.expected);
        rows.extend(verdict.demands.into_iter().map(|demand| (configuration.name, demand.row)));
    }
    let requests: Vec<_> = rows.iter().map(|(_, row)| row.clone()).collect();
    let Some(theirs) = simulate::verdicts(&requests) else { return };
    let mut differ = Vec::new();
    for ((name, row), theirs) in rows.iter().zip(theirs) {
        let ours = row.verdict().unwrap();
        if theirs.as_ref() != Ok(&ours) {
            differ.push(format!("{name}: ours {ours:?}, theirs {theirs:?}: {}", row.name));
        }
    }
    println!("{} requests", requests.len());
    assert!(differ.is_empty(), "{} differ:\n{}", differ.len(), differ.join("\n"));
}
