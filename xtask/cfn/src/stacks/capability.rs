//! The capabilities of a template: what CloudFormation does not do before the user has acknowledged it by name.

use cfn_command_line::{CommandError, Exit, PromptApprover};
use cfn_deploy::Error;

use super::arguments::CAPABILITIES;

/// The capability that CloudFormation asks for, where this is why it refused a request.
pub(super) fn needed(error: &Error) -> Option<&'static str> {
    let texts: Vec<&str> = match error {
        Error::Api(error) => vec![error.message.as_str()],
        Error::Invalid { errors, .. } => errors.iter().map(String::as_str).collect(),
        _ => return None,
    };
    let said = texts.into_iter().find(|text| text.contains("Requires capabilities"))?;
    CAPABILITIES.into_iter().find(|capability| said.contains(&format!("[{capability}")))
}

/// Asks for a capability by its name.
///
/// # Errors
/// If it is not acknowledged.
pub(super) fn acknowledge(approver: &PromptApprover<'_>, stack: &str, capability: &str) -> Result<(), CommandError> {
    let meaning = match capability {
        "CAPABILITY_IAM" => "it creates or changes roles, policies, users or groups",
        "CAPABILITY_NAMED_IAM" => "it creates or changes roles, policies, users or groups whose names it chooses",
        _ => "macros change it before it is deployed, in nested stacks too",
    };
    if approver.types(&format!("The template of {stack} needs {capability}: {meaning}."), capability) {
        return Ok(());
    }
    Err(CommandError::Other {
        message: format!("the template of {stack} needs {capability}, because {meaning}"),
        remedy: format!("to acknowledge it, add --capability {capability}").into(),
        exit: Exit::Refused,
    })
}
