//! `policy`: a stack policy that keeps updates from replacing or deleting what holds data.

use cfn_deploy::holds_data;
use cfn_stdout::{print, print_error};
use cfn_template::Value;
use serde_json::json;

use super::arguments::Targets;
use super::templates;
use crate::failure::Failure;

/// Print a stack policy for a template: it forbids every update, of any caller, to replace or delete a resource that holds data.
///
/// `cfn deploy --stack-policy FILE` sets it. What the caller needs to be allowed is another policy: `cfn permissions`.
#[derive(clap::Args)]
pub struct Args {
    #[command(flatten)]
    targets: Targets,
}

/// Prints the policy.
///
/// # Errors
/// If the template cannot be read, or there are several.
pub(super) fn run(args: &Args) -> Result<(), Failure> {
    let templates = templates::named(&args.targets)?;
    let [template] = templates.as_slice() else {
        let names: Vec<&str> = templates.iter().map(|template| template.name.as_str()).collect();
        let message = format!("a stack has a policy of its own, and these are named: {}", names.join(", "));
        return Err(Failure::Input(format!("{message}\n  help: name one of them")));
    };
    let resources = template.document.root.get("Resources").map_or(&[][..], Value::entries);
    let protected: Vec<String> = resources
        .iter()
        .filter(|entry| entry.value.get("Type").and_then(Value::as_str).is_some_and(holds_data))
        .map(|entry| format!("LogicalResourceId/{}", entry.key))
        .collect();
    let mut statements = vec![json!({ "Effect": "Allow", "Action": "Update:*", "Principal": "*", "Resource": "*" })];
    if protected.is_empty() {
        print_error(&format!("note: no resource of {} is of a type that is known to hold data", template.name));
    } else {
        let actions = ["Update:Replace", "Update:Delete"];
        statements.push(json!({ "Effect": "Deny", "Action": actions, "Principal": "*", "Resource": protected }));
    }
    print(&format!("{:#}\n", json!({ "Statement": statements })));
    Ok(())
}
