//! The mutation suite: the archive's templates with one defect each, and the checks that detect it.
//!
//! A mutation that no check detects is a gap in the tests. The checks that have to detect each are listed in `docs/mutations.md`; the test
//! writes it anew with `UPDATE_DOCS=1`.

mod edit;
mod list;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use models::check::{self, Severity};
use models::node::Node;
use serde_json::Value;

use crate::configurations::{self, Configuration};
use crate::examiners::{Accepted, Finding, Job};
use crate::verdict::Verdict;
use crate::world::World;
use list::{Mutation, POLICIES, PROTECTION, REPLICATION};

/// Every mutation is detected by all the checks that are listed for it.
#[test]
fn every_mutation_is_noticed() {
    let configuration = configurations::default();
    let facts = cfn_spec::load_all(cfn_spec::snapshot::directory()).unwrap();
    let original = configuration.primary();
    let mutants: Vec<(&Mutation, Value)> = mutations()
        .map(|mutation| {
            let mut mutant = original.clone();
            (mutation.edit)(&mut mutant);
            assert_ne!(mutant, original, "{} changes nothing", mutation.name);
            (mutation, mutant)
        })
        .collect();
    let (examined, present) = examine(&configuration, &original, &mutants);

    let mut wrong = Vec::new();
    for (mutation, mutant) in &mutants {
        let mut caught: BTreeSet<&str> = examined.get(mutation.name).cloned().unwrap_or_default();
        if synth_tells(mutant, &facts) {
            caught.insert("synth");
        }
        let expected = &configuration.expected;
        let proofs = [Verdict::of(mutant, expected), Verdict::of_the_role_alone(mutant, expected)];
        if proofs.iter().any(|proof| !proof.problems.is_empty()) {
            caught.insert("proof");
        }
        let installed = |name: &&str| matches!(*name, "synth" | "proof") || present.contains(name);
        let said: BTreeSet<&str> = mutation.caught_by.iter().copied().filter(installed).collect();
        if mutation.caught_by.is_empty() || !said.is_subset(&caught) {
            wrong.push(format!("{}: {caught:?}, and it says {said:?}", mutation.name));
        }
        let more: Vec<&str> = caught.difference(&said).copied().collect();
        if !more.is_empty() {
            println!("{}: also detected by {}", mutation.name, more.join(", "));
        }
    }
    print!("{}", document());
    assert!(wrong.is_empty(), "{} mutations:\n{}", wrong.len(), wrong.join("\n"));
}

/// The table in the documentation is that of the suite.
#[test]
fn the_document_is_up_to_date() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().join("docs/mutations.md");
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, document()).unwrap();
    }
    let written = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(written == document(), "{} is old: run this test with UPDATE_DOCS=1", path.display());
    assert!(mutations().count() >= 40);
}

fn mutations() -> impl Iterator<Item = &'static Mutation> {
    REPLICATION.iter().chain(POLICIES).chain(PROTECTION)
}

/// Whether the check that `synth()` ends with has an error or a warning about the template, or about the one in its StackSet.
fn synth_tells(template: &Value, facts: &dyn check::Facts) -> bool {
    [template.clone(), body(template)]
        .into_iter()
        .any(|template| check::template(&Node::from(template), facts).iter().any(|f| f.severity != Severity::Note))
}

/// The examiners that find something in a mutant that they do not find in the original, by the mutation's name.
fn examine(
    configuration: &Configuration,
    original: &Value,
    mutants: &[(&Mutation, Value)],
) -> (BTreeMap<String, BTreeSet<&'static str>>, Vec<&'static str>) {
    let mut job = Job::default();
    add(&mut job, configuration, "original", original, &[PRIMARY, REPLICA]);
    for (mutation, mutant) in mutants {
        // What did not change is not examined again; to the examiners the template in a StackSet is a text.
        let changed = if body(mutant) == body(original) { PRIMARY } else { REPLICA };
        add(&mut job, configuration, mutation.name, mutant, &[changed]);
    }
    let (findings, present) = job.run();
    let accepted = Accepted::list();
    let key = |finding: &Finding, name: &str| {
        let place = finding.subject.replacen(name, "", 1);
        format!("{} {} {place} {}", finding.tool, finding.rule, finding.place)
    };
    let known: BTreeSet<String> = findings
        .iter()
        .filter(|finding| finding.subject.starts_with("original — "))
        .map(|finding| key(finding, "original"))
        .collect();
    let mut caught: BTreeMap<String, BTreeSet<&'static str>> = BTreeMap::new();
    for (mutation, _) in mutants {
        let name = mutation.name;
        for finding in findings.iter().filter(|finding| finding.subject.starts_with(&format!("{name} — "))) {
            let new = !known.contains(&key(finding, name)) && !accepted.iter().any(|entry| entry.covers(finding));
            if new {
                caught.entry(name.to_owned()).or_default().insert(finding.tool);
            }
        }
    }
    (caught, present)
}

/// The two templates.
const PRIMARY: &str = "primary";
const REPLICA: &str = "replica";

/// Adds one or both of the templates and, where they can be resolved, their policies.
fn add(job: &mut Job, configuration: &Configuration, name: &str, template: &Value, which: &[&str]) {
    let world = World::resolve(template, &configuration.expected.source.place).ok();
    for which in which {
        let subject = format!("{name} — {which}");
        let (template, stack) = match *which {
            PRIMARY => (template.clone(), world.as_ref().map(|world| &world.primary)),
            _ => (body(template), world.as_ref().and_then(|world| world.replicas.first())),
        };
        job.template(&subject, &template);
        if let Some(stack) = stack {
            job.policies(&subject, stack);
        }
    }
}

/// The template in the StackSet.
fn body(template: &Value) -> Value {
    let body = template["Resources"]["StackSet"]["Properties"]["TemplateBody"].as_str().unwrap();
    serde_json::from_str(body).unwrap()
}

/// Mistakes that do not compile, which the tests of `models` show: the names of the programs there.
const TYPES: [&str; 14] = [
    "unknown_property",
    "missing_required_property",
    "wrong_type",
    "text_for_enum",
    "unknown_member",
    "struct_of_other_property",
    "unknown_attribute",
    "identifier_of_other_resource",
    "reference_before_declaration",
    "bad_logical_id",
    "depends_on_text",
    "action_as_text",
    "identity_policy_with_principal",
    "resource_policy_without_principal",
];

/// What the program is about: its first line. That it does not compile is tested where it is; here, that the compiler's words are kept.
fn mistake(program: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().join("models/tests/ui").join(program);
    let source = std::fs::read_to_string(path.with_extension("rs")).unwrap();
    let messages = std::fs::read_to_string(path.with_extension("stderr")).unwrap();
    assert!(messages.starts_with("error"), "{program}: {messages}");
    let line = source.lines().next().and_then(|line| line.strip_prefix("//! ")).unwrap().trim_end_matches('.');
    let mut letters = line.chars();
    letters.next().map(|first| first.to_lowercase().to_string()).unwrap_or_default() + letters.as_str()
}

/// The table as the documentation has it.
fn document() -> String {
    let mut text = String::from(
        "# Mutations\n\n\
         Plausible wrong changes of the archive's templates, and the checks that detect them before a deployment. `synth` is the check\n\
         at the end of every synthesis, `proof` the evaluation of the policies and of S3's replication; the others are external tools\n\
         that CI runs. Other checks may detect a change, too. This file is written by a test: `UPDATE_DOCS=1 cargo test -p archive --test proof the_document`.\n",
    );
    for (title, mutations) in
        [("Replication", REPLICATION), ("Policies", POLICIES), ("Protection of the data", PROTECTION)]
    {
        text.push_str(&format!("\n## {title}\n\n| mutation | detected by |\n|---|---|\n"));
        for mutation in mutations {
            text.push_str(&format!("| {} | {} |\n", mutation.name, mutation.caught_by.join(", ")));
        }
    }
    text.push_str("\n## Changes that do not compile\n\nThe archive's stacks are typed, including the template of the StackSet.\n\n");
    text.push_str("| mutation | detected by |\n|---|---|\n");
    for program in TYPES {
        text.push_str(&format!("| {} | types |\n", mistake(program)));
    }
    text
}
