//! Mistakes that `synth()` finds.

mod language;
mod policies;
mod services;
mod stacks;
mod values;

use models::Stack;
use models::check::{Finding, Severity};

use crate::Caught;
pub(crate) use services::resources;

/// A mistake: what it is, the rule that finds it, and a stack that makes it.
pub(crate) struct Mistake {
    pub(crate) title: &'static str,
    pub(crate) rule: &'static str,
    pub(crate) make: fn(&mut Stack),
}

fn all() -> impl Iterator<Item = &'static Mistake> {
    [values::MISTAKES, language::MISTAKES, stacks::MISTAKES, policies::MISTAKES]
        .into_iter()
        .flatten()
        .chain(services::mistakes())
}

pub(crate) fn caught() -> Vec<Caught> {
    let (caught, problems): (Vec<_>, Vec<_>) = all().map(message).partition(Result::is_ok);
    let problems: Vec<String> = problems.into_iter().filter_map(Result::err).collect();
    assert!(problems.is_empty(), "{}", problems.join("\n"));
    caught.into_iter().flatten().collect()
}

/// The message of the mistake's finding. A stack that makes one mistake has one kind of finding.
pub(crate) fn message(mistake: &Mistake) -> Result<Caught, String> {
    let mut stack = Stack::new();
    (mistake.make)(&mut stack);
    let findings = stack.check();
    let (own, others): (Vec<_>, Vec<_>) = findings.iter().partition(|finding| finding.rule == mistake.rule);
    // A template that is large is noted beside whatever is wrong with it.
    let others: Vec<_> = others.into_iter().filter(|finding| finding.severity != Severity::Note).collect();
    match (own.as_slice(), others.as_slice()) {
        ([first, ..], []) => {
            // Where the test makes the mistake says nothing to the reader.
            let first = Finding { location: None, ..Finding::clone(first) };
            Ok(Caught { mistake: mistake.title.to_owned(), message: first.to_string() })
        }
        _ => Err(format!("{}: expected `{}` alone, found:\n{findings}", mistake.title, mistake.rule)),
    }
}

#[test]
fn errors_keep_a_stack_from_being_synthesised() {
    for mistake in all() {
        let mut stack = Stack::new();
        (mistake.make)(&mut stack);
        assert_eq!(stack.synth().is_err(), stack.check().has_errors(), "{}", mistake.title);
    }
}

#[test]
fn a_finding_can_be_accepted_with_a_reason() {
    let mut stack = Stack::new();
    values::unknown_property(&mut stack);
    stack.accept("unknown-property", "Bucket", "AWS announced it this morning");
    let template = stack.synth().unwrap();
    assert_eq!(template.to_value()["Resources"]["Bucket"]["Properties"]["BucketNam"], "acme");
    let notes = stack.check();
    assert!(notes.to_string().contains("(accepted: AWS announced it this morning)"), "{notes}");
}

#[test]
fn findings_come_in_the_templates_order_whatever_finds_them() {
    let mut stack = Stack::new();
    values::pattern(&mut stack);
    language::unknown_reference(&mut stack);
    values::range(&mut stack);
    let places: Vec<String> = stack.check().iter().map(|finding| finding.path.to_string()).collect();
    let twice: Vec<String> = stack.check().iter().map(|finding| finding.path.to_string()).collect();
    assert_eq!(
        places,
        ["Alias.AliasName", "Named.QueueName.Ref", "Queue.DelaySeconds"].map(str::to_owned).to_vec(),
        "{:?}",
        stack.check()
    );
    assert_eq!(places, twice);
}
