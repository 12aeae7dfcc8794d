//! The examiners on the primary and the replica template of every configuration.

use std::collections::BTreeMap;

use crate::configurations;
use crate::examiners::{Accepted, Job};
use crate::resolve::Stack;
use crate::world::World;

/// No examiner finds anything that is not accepted with a reason, and nothing is accepted that no examiner finds.
#[test]
fn examiners_find_nothing_new() {
    let mut job = Job::default();
    for configuration in configurations::all() {
        let primary = configuration.primary();
        job.template(&format!("{} primary", configuration.name), &primary);
        job.template(&format!("{} replica", configuration.name), &configuration.replica());
        for (index, template) in configuration.bootstrap().iter().enumerate() {
            let name = format!("{} bootstrap {index}", configuration.name);
            job.template(&name, template);
            let stack =
                Stack::resolve(template, &configuration.expected.source.place, &configurations::bootstrap_parameters())
                    .unwrap();
            job.policies(&name, &stack);
        }
        let world = World::resolve(&primary, &configuration.expected.source.place).unwrap();
        job.policies(&format!("{} primary", configuration.name), &world.primary);
        job.policies(&format!("{} replica", configuration.name), first(&world.replicas));
    }
    let (findings, present) = job.run();
    let accepted = Accepted::list();
    let mut used = vec![0; accepted.len()];
    let mut unexplained = BTreeMap::new();
    for finding in &findings {
        let covering: Vec<usize> = (0..accepted.len()).filter(|index| accepted[*index].covers(finding)).collect();
        if covering.is_empty() {
            *unexplained.entry(finding.to_string()).or_insert(0) += 1;
        }
        covering.into_iter().for_each(|index| used[index] += 1);
    }
    println!("{} findings of {present:?}, {} rules accepted", findings.len(), accepted.len());
    let unexplained: Vec<String> = unexplained.into_keys().collect();
    assert!(unexplained.is_empty(), "{} findings:\n{}", unexplained.len(), unexplained.join("\n"));
    for (entry, used) in accepted.iter().zip(used) {
        assert!(
            used > 0 || !present.contains(&entry.tool.as_str()),
            "nothing is found any more that this accepts: {entry:?}"
        );
        assert!(!entry.reason.is_empty() && entry.link.starts_with("https://"), "{entry:?}");
    }
}

fn first(stacks: &[Stack]) -> &Stack {
    &stacks[0]
}
