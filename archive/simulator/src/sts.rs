//! Security Token Service over the wire: the Query protocol.

use crate::api_error::ApiError;
use crate::iam::caller::{Caller, Session};
use crate::protocol::query::Params;
use crate::protocol::xml::Element;
use crate::scope::Scope;
use crate::world::World;

/// Answers one operation.
///
/// # Errors
/// What STS answers.
pub(crate) fn handle(
    world: &mut World,
    caller: &Caller,
    operation: &str,
    params: &Params,
) -> Result<Element, ApiError> {
    match operation {
        "GetCallerIdentity" => Ok(Element::new("Result")
            .with("UserId", &caller.scope.account)
            .with("Account", &caller.scope.account)
            .with("Arn", caller.arn())),
        "AssumeRole" => assume_role(world, caller, params),
        _ => Err(ApiError::unknown_operation("STS", operation)),
    }
}

/// The credentials name the role's account, so that later requests act in it, with what the role may do.
fn assume_role(world: &mut World, caller: &Caller, params: &Params) -> Result<Element, ApiError> {
    let arn = params.require("RoleArn")?;
    let session = params.require("RoleSessionName")?;
    let denied = || {
        let caller = caller.arn();
        let why = format!("User: {caller} is not authorized to perform: sts:AssumeRole on resource: {arn}");
        ApiError::new(403, "AccessDenied", why)
    };
    let account = arn.split(':').nth(4).ok_or_else(denied)?;
    let name = arn.rsplit('/').next().ok_or_else(denied)?;
    let target = Scope::new(account, &caller.scope.region);
    let role = world.iam(&target).roles.get(name).filter(|role| role.arn == arn).ok_or_else(denied)?.clone();
    let seconds = params.text("DurationSeconds").and_then(|text| text.parse().ok()).unwrap_or(3600);
    let expiration = world.now.after(std::time::Duration::from_secs(seconds));
    let access_key = format!("{ACCOUNT_KEY_PREFIX}{account}{}", world.ids.upper(4));
    world.sessions.insert(access_key.clone(), Session { role: role.arn.clone(), name: session.to_owned() });
    let credentials = Element::new("Credentials")
        .with("AccessKeyId", access_key)
        .with("SecretAccessKey", world.ids.mixed(40))
        .with("SessionToken", world.ids.mixed(120))
        .with("Expiration", expiration);
    let user = Element::new("AssumedRoleUser")
        .with("AssumedRoleId", format!("{}:{session}", role.id))
        .with("Arn", target.arn_of_session(&role.name, session));
    Ok(Element::new("Result").child(credentials).child(user))
}

/// Access keys of assumed roles are this, the account's number, and what tells them apart.
const ACCOUNT_KEY_PREFIX: &str = "ASIA";

/// The account an access key belongs to, where the key tells: a bare account number, or one that `AssumeRole` gave out.
pub(crate) fn account_of(access_key: &str) -> Option<&str> {
    let number = access_key.strip_prefix(ACCOUNT_KEY_PREFIX).map_or(Some(access_key), |rest| rest.get(..12))?;
    (number.len() == 12 && number.bytes().all(|byte| byte.is_ascii_digit())).then_some(number)
}
