//! `permissions`: what the caller that deploys templates must be allowed.

use std::path::PathBuf;

use cfn_stdout::{print, print_error};
use models::Literal as _;
use models::node::Node;
use models::permissions::{self, Permissions};

use crate::facts::StackInputs;
use crate::failure::Failure;
use crate::template::{SnapshotArgs, Template};

/// What the policy is for.
///
/// The policy allows what the handlers of the templates' resource types need to create, update and delete their resources: what
/// CloudFormation does with the permissions of the caller, or of the stack's service role. Its resources are `*`: narrow them where
/// your naming allows it. The caller needs CloudFormation's own actions on the stacks too.
#[derive(clap::Args)]
pub struct Args {
    /// The templates, JSON or YAML
    #[arg(value_name = "TEMPLATE", required = true)]
    templates: Vec<PathBuf>,
    #[command(flatten)]
    snapshot: SnapshotArgs,
}

/// Prints the policy.
///
/// # Errors
/// When a template or the snapshot cannot be read.
pub fn run(args: &Args) -> Result<(), Failure> {
    let snapshot = args.snapshot.open()?;
    let mut all = Permissions::default();
    for path in &args.templates {
        let document = Template::open(path)?.document()?;
        if let Node::Object(root) = Node::from(&document.root) {
            let given = StackInputs::default();
            all.extend(permissions::of_root(&root, &snapshot.about(&document.root, &given)));
        }
    }
    snapshot.failure()?;
    print(&format!("{:#}\n", all.policy().into_node().to_json()));
    let unknown: Vec<&str> = all.unknown().collect();
    if !unknown.is_empty() {
        print_error(&format!("not in the policy, because no document says what it needs: {}", unknown.join(", ")));
    }
    Ok(())
}
