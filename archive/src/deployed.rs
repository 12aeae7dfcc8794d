//! What the archive's stack has deployed, as its template says.

use crate::config::Config;
use crate::stacks::Deployed;
use cfn_deploy::{Engine, Error, Remedy, Stack, Step, step};

/// What the archive's stack has deployed; `None` if there is no such stack, or only what is left of a first deployment that failed.
///
/// # Errors
/// If it cannot be asked for or read.
pub(crate) async fn deployed(engine: &Engine<'_>, config: &Config) -> Result<Option<Deployed>, Error> {
    match engine.describe(&config.stack_name()).await? {
        Some(stack) => deployed_by(engine, &stack).await,
        None => Ok(None),
    }
}

/// What a stack has deployed; `None` if it has no resources.
///
/// # Errors
/// If it cannot be asked for or read.
pub(crate) async fn deployed_by(engine: &Engine<'_>, stack: &Stack) -> Result<Option<Deployed>, Error> {
    if matches!(step(Some(&stack.status)), Step::Create | Step::DeleteThenCreate) {
        return Ok(None);
    }
    let unreadable = |why: String| Error::InvalidState {
        message: format!("the deployed template of {} cannot be read: {why}", stack.name),
        remedies: vec![Remedy::Plan],
    };
    let body = engine.template(&stack.id).await?;
    let template = body.template().map_err(|error| unreadable(error.to_string()))?;
    Deployed::read(template).map_err(unreadable)
}
