//! The API of Security Token Service: the Query protocol. Creates role sessions.

use std::time::Duration;

use iam_evaluator::Context;

use crate::api_error::ApiError;
use crate::iam::authorise::can_assume;
use crate::iam::caller::Caller;
use crate::protocol::query::Params;
use crate::protocol::xml::Element;
use crate::scope::Scope;
use crate::state::iam::Session;
use crate::world::World;

/// The default duration of a session.
const SESSION: Duration = Duration::from_secs(3600);

/// Handles one operation.
///
/// # Errors
/// The error response of STS.
pub(crate) fn handle(
    world: &mut World,
    caller: &Caller,
    operation: &str,
    params: &Params,
) -> Result<Element, ApiError> {
    match operation {
        "GetCallerIdentity" => {
            let id = caller.session.as_ref().map_or_else(|| caller.scope.account.clone(), Session::user_id);
            Ok(Element::new("Result")
                .with("UserId", id)
                .with("Account", &caller.scope.account)
                .with("Arn", caller.arn()))
        }
        "AssumeRole" => assume_role(world, caller, params),
        _ => Err(ApiError::unknown_operation("STS", operation)),
    }
}

/// The session is stored by access key. It is kept after its expiry, so that the error is `ExpiredToken`.
fn assume_role(world: &mut World, caller: &Caller, params: &Params) -> Result<Element, ApiError> {
    let arn = params.require("RoleArn")?;
    let name = params.require("RoleSessionName")?;
    let denied = || {
        let caller = caller.arn();
        let why = format!("User: {caller} is not authorized to perform: sts:AssumeRole on resource: {arn}");
        ApiError::new(403, "AccessDenied", why)
    };
    if !can_assume(world, caller.principal(), arn, Context::new()) {
        return Err(denied());
    }
    let account = arn.split(':').nth(4).ok_or_else(denied)?;
    let target = Scope::new(account, &caller.scope.region);
    let role = world.iam(&target).roles.values().find(|role| role.arn == arn).ok_or_else(denied)?.clone();
    let lasts = params.number("DurationSeconds")?.map_or(SESSION, Duration::from_secs);
    let expires = world.now.after(lasts);
    let key = format!("ASIA{}", world.ids.upper(16));
    let assumed = Session {
        account: account.to_owned(),
        role: role.arn.clone(),
        role_id: role.id.clone(),
        name: name.to_owned(),
        expires,
    };
    let user = Element::new("AssumedRoleUser")
        .with("AssumedRoleId", assumed.user_id())
        .with("Arn", target.arn_of_session(&role.name, name));
    world.sessions.insert(key.clone(), assumed);
    let credentials = Element::new("Credentials")
        .with("AccessKeyId", key)
        .with("SecretAccessKey", world.ids.mixed(40))
        .with("SessionToken", world.ids.mixed(120))
        .with("Expiration", expires);
    Ok(Element::new("Result").child(credentials).child(user))
}

/// The account of an access key that is an account ID.
pub(crate) fn account_of(access_key: &str) -> Option<&str> {
    (access_key.len() == 12 && access_key.bytes().all(|byte| byte.is_ascii_digit())).then_some(access_key)
}
