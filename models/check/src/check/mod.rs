//! What types cannot hold: checked when the stack is finished, and on templates that were read from a file.
//!
//! The constraints come from the specification of the enabled services. The result of an intrinsic function is known
//! only to CloudFormation; it is reported only if no possible result is allowed.
//!
//! ```
//! use cfn_check::check; // with `cfn-models`: `models::check`
//! let template = serde_json::json!({ "Resources": { "Topic": { "Type": "AWS::SNS::Topic", "DependsOn": "Key" } } });
//! let findings = check::template(&template.into(), &check::NoFacts);
//! assert_eq!(
//!     findings.to_string(),
//!     "error[unknown-reference]: Topic.DependsOn: the template has no resource `Key`",
//! );
//! ```

mod accept;
mod argument_values;
mod arguments;
mod arn;
mod cases;
mod cidr;
mod condition_key;
mod conditions;
mod constraints;
mod cross_field;
mod cycles;
mod deployment;
mod design;
mod dynamic_reference;
mod existence;
mod facts;
mod finding;
mod fix;
mod folded;
mod functions;
mod identifier;
mod json_text;
mod kind;
mod loops;
mod missing_sub;
mod module;
mod nested;
mod outputs;
mod package;
mod pages;
mod parameter_values;
mod parameters;
mod path;
mod policy;
mod presence;
#[cfg(test)]
mod published;
mod references;
mod region_names;
mod resource;
mod result;
mod returns;
mod rules;
mod scalar;
mod scenarios;
mod schema_rules;
mod sections;
mod serverless;
mod services;
mod static_expression;
mod sub_json;
mod suggest;
mod symbols;
mod text;
mod transforms;
mod value;

#[doc(hidden)]
pub use accept::Accepted;
pub use facts::{Facts, NoFacts};
pub use finding::{Finding, Findings, Severity, SynthFailure};
pub use fix::Fix;
pub use pages::{RulePage, page, pages};
pub use path::{Path, Segment};
#[doc(hidden)]
pub use policy::OPERATORS;
pub use suggest::nearest;
#[doc(hidden)]
pub use suggest::{did_you_mean, one_of};

use std::collections::BTreeMap;
use std::rc::Rc;

use path::Location;
use symbols::Symbols;

use cfn_spec::pattern::Patterns;

use crate::node::StackId;
use crate::node::{Node, Object};

/// Checks a whole template, such as one read from a file.
pub fn template(template: &Node, facts: &dyn Facts) -> Findings {
    match template {
        Node::Object(root) => Findings::new(run(root, facts, None, Vec::new())),
        _ => Findings::new(vec![
            Finding::error("template", &Path::root(), "the template is not an object")
                .allowed("an object with at least the section `Resources`"),
        ]),
    }
}

/// Checks the template of a stack that is built with handles. `found` are the findings of building it, `accepted` those that its author
/// accepts.
#[doc(hidden)]
pub fn stack(root: &Object, facts: &dyn Facts, stack: StackId, found: Vec<Finding>, accepted: &[Accepted]) -> Findings {
    let mut findings = run(root, facts, Some(stack), found);
    accept::apply(accepted, &mut findings);
    Findings::new(findings)
}

/// Checks a template; `stack` is the stack whose handles it can contain, `found` are earlier findings.
fn run(root: &Object, facts: &dyn Facts, stack: Option<StackId>, found: Vec<Finding>) -> Vec<Finding> {
    let mut findings = found;
    let expanded = loops::expand(root, facts, &mut findings);
    let seen = expanded.as_ref().map_or(root, |expanded| &expanded.root);
    // The functions themselves are checked as they are written, and what they return where it is used.
    let folded = folded::fold(seen);
    let symbols = Symbols::of(folded.as_ref().unwrap_or(seen)).given(facts);
    let mut checker = Checker::new(facts, symbols, stack, findings);
    checker.sections(seen);
    checker.parameters();
    checker.mappings();
    checker.conditions();
    checker.rules();
    checker.resources();
    checker.globals();
    checker.outputs();
    for (section, node) in seen.iter() {
        let at = Location::ROOT.key(section);
        // The section `Metadata` is data; CloudFormation does not evaluate it.
        if section == "Metadata" {
            checker.nulls(node, &at);
            continue;
        }
        checker.dynamic_references(section, node, &at);
        checker.part = Part::of(section);
        checker.functions(node, &at);
        checker.references(node, &at, &[]);
    }
    checker.part = Part::Values;
    checker.existence();
    checker.nested_templates();
    checker.cycles();
    checker.condition_cycles();
    checker.policies();
    checker.schema_rules();
    checker.services();
    checker.region_names();
    checker.replication();
    checker.retention();
    let mut found = std::mem::take(&mut checker.findings);
    checker.allow_for_macros(&mut found);
    found.extend(parameter_values::findings(seen, facts, stack, &found));
    let mut findings = match &expanded {
        Some(expanded) => expanded.translate(found),
        None => found,
    };
    once_a_place(&mut findings);
    sort(&mut findings, root);
    // The names of rules that are data come from the snapshot.
    debug_assert!(
        findings
            .iter()
            .all(|finding| matches!(finding.rule, std::borrow::Cow::Owned(_)) || page(&finding.rule).is_some()),
        "a rule has no page in `check/pages`: {findings:?}"
    );
    findings
}

/// Keeps the most severe of several findings of one rule at one place.
fn once_a_place(findings: &mut Vec<Finding>) {
    let mut gravest = std::collections::HashMap::new();
    for finding in findings.iter() {
        let severity = gravest.entry((finding.rule.clone(), finding.path.clone())).or_insert(finding.severity);
        *severity = finding.severity.min(*severity);
    }
    findings.retain(|finding| gravest.get(&(finding.rule.clone(), finding.path.clone())) == Some(&finding.severity));
}

/// Sorts the findings by their place in the template.
fn sort(findings: &mut [Finding], root: &Object) {
    let place = |finding: &Finding| {
        let mut node: Option<&Node> = None;
        let mut places = Vec::new();
        for segment in finding.path.segments() {
            let (position, next) = match (segment, node) {
                (Segment::Key(key), None) => (root.keys().position(|k| k == key), root.get(key)),
                (Segment::Key(key), Some(Node::Object(object))) => {
                    (object.keys().position(|k| k == key), object.get(key))
                }
                (Segment::Index(index), Some(Node::List(items))) => (Some(*index), items.get(*index)),
                _ => (None, None),
            };
            let Some(position) = position else { break };
            places.push(position);
            node = next;
            if node.is_none() {
                break;
            }
        }
        places
    };
    findings.sort_by_cached_key(place);
}

/// The part of the template that is checked; it determines which functions are allowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    /// The section `Conditions`.
    Conditions,
    /// The section `Rules`.
    Rules,
    /// Resources and outputs.
    Values,
}

impl Part {
    fn of(section: &str) -> Self {
        match section {
            "Conditions" => Self::Conditions,
            "Rules" => Self::Rules,
            _ => Self::Values,
        }
    }
}

/// The state of one check.
struct Checker<'t> {
    facts: &'t dyn Facts,
    symbols: Symbols<'t>,
    stack: Option<StackId>,
    part: Part,
    /// The property takes scalars where others of its type take objects.
    scalars: bool,
    /// The places of objects that a macro inside them may rewrite.
    rewritten: Vec<Path>,
    patterns: Patterns,
    /// The conditions under which a resource is checked against the rules of its service.
    given: Vec<scenarios::Fact<'t>>,
    /// The templates in the template's strings, which several rules read.
    bodies: BTreeMap<String, Rc<Node>>,
    /// The resources that are checked, if not all are.
    only: Option<&'t parameter_values::Valued>,
    findings: Vec<Finding>,
}

impl<'t> Checker<'t> {
    fn new(facts: &'t dyn Facts, symbols: Symbols<'t>, stack: Option<StackId>, findings: Vec<Finding>) -> Self {
        Self {
            facts,
            symbols,
            stack,
            part: Part::Values,
            scalars: false,
            rewritten: Vec::new(),
            patterns: Patterns::default(),
            given: Vec::new(),
            bodies: BTreeMap::new(),
            only: None,
            findings,
        }
    }

    /// Whether a resource is one of those that are checked.
    fn is_checked(&self, id: &str) -> bool {
        self.only.is_none_or(|only| only.contains_key(id))
    }

    fn report(&mut self, finding: Finding) {
        self.findings.push(finding);
    }
}
