//! What types cannot hold: checked when the stack is finished, and on templates that were read from a file.
//!
//! The rules are tables, not code: what a property takes comes from the specification of the services that are enabled.
//! A value that CloudFormation computes (an intrinsic function) is never refused for what it might be.

mod finding;
mod path;
mod references;
mod suggest;
mod symbols;

pub use finding::{Finding, Findings, Severity};
pub use path::{Path, Segment};

use path::At;
pub(crate) use symbols::PSEUDO_PARAMETERS;
use symbols::Symbols;

use crate::handle::StackId;
use crate::node::{Node, Object};

/// Checks a whole template that was not built by [`Stack`](crate::Stack): one that was read from a file.
pub fn template(template: &Node) -> Findings {
    match template {
        Node::Object(root) => run(root, None, Vec::new()),
        _ => Findings::new(vec![
            Finding::error("template", &Path::root(), "a template is an object")
                .allowed("an object with at least the section `Resources`"),
        ]),
    }
}

/// Checks a template; `stack` is the one whose handles it may hold, `found` what is known already.
pub(crate) fn run(root: &Object, stack: Option<StackId>, found: Vec<Finding>) -> Findings {
    let mut checker = Checker { symbols: Symbols::of(root), stack, findings: found };
    for (section, node) in root.iter() {
        checker.references(node, &At::ROOT.key(section), &[]);
    }
    Findings::new(checker.findings)
}

/// The state of one check.
struct Checker<'t> {
    symbols: Symbols<'t>,
    stack: Option<StackId>,
    findings: Vec<Finding>,
}

impl Checker<'_> {
    fn report(&mut self, finding: Finding) {
        self.findings.push(finding);
    }

    fn attribute_of(&mut self, _id: &str, _type_name: &str, _attribute: &str, _at: &At<'_>) {}
}
