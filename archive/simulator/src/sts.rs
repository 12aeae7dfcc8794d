//! Security Token Service over the wire: the Query protocol, and the sessions that it gives out.

use std::time::Duration;

use iam_evaluator::Principal;
use serde::{Deserialize, Serialize};

use crate::api_error::ApiError;
use crate::iam::authorise::may_assume;
use crate::protocol::query::Params;
use crate::protocol::xml::Element;
use crate::scope::Scope;
use crate::timestamp::Timestamp;
use crate::world::World;

/// How long a session lasts that does not say it.
const SESSION: Duration = Duration::from_secs(3600);

/// Somebody who acts as a role.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Session {
    /// The account of the role, in which requests of the session act.
    pub(crate) account: String,
    /// The role's ARN, with its path.
    role: String,
    role_id: String,
    name: String,
    expires: Timestamp,
}

impl Session {
    pub(crate) fn has_expired(&self, now: Timestamp) -> bool {
        now >= self.expires
    }

    fn user_id(&self) -> String {
        format!("{}:{}", self.role_id, self.name)
    }
}

/// Answers one operation of a caller, who may act as a role.
///
/// # Errors
/// What STS answers.
pub(crate) fn handle(
    world: &mut World,
    (scope, session): (&Scope, Option<&Session>),
    operation: &str,
    params: &Params,
) -> Result<Element, ApiError> {
    match operation {
        "GetCallerIdentity" => {
            let id = session.map_or_else(|| scope.account.clone(), Session::user_id);
            Ok(Element::new("Result")
                .with("UserId", id)
                .with("Account", &scope.account)
                .with("Arn", caller(scope, session)))
        }
        "AssumeRole" => assume_role(world, (scope, session), params),
        _ => Err(ApiError::unknown_operation("STS", operation)),
    }
}

/// The caller's ARN. Without a role it is the root user of the account.
fn caller(scope: &Scope, session: Option<&Session>) -> String {
    match session {
        Some(session) => scope.arn_of_session(session.role.rsplit('/').next().unwrap_or_default(), &session.name),
        None => scope.global_arn("iam", "root"),
    }
}

/// The session is kept under its access key, so that later requests act in the role's account; after its end too, so that its key
/// is known to have expired.
fn assume_role(
    world: &mut World,
    (scope, session): (&Scope, Option<&Session>),
    params: &Params,
) -> Result<Element, ApiError> {
    let arn = params.require("RoleArn")?;
    let name = params.require("RoleSessionName")?;
    let denied = || {
        let caller = caller(scope, session);
        let why = format!("User: {caller} is not authorized to perform: sts:AssumeRole on resource: {arn}");
        ApiError::new(403, "AccessDenied", why)
    };
    let who = match session {
        Some(session) => Principal::Session { role: session.role.clone(), name: session.name.clone() },
        None => Principal::Root { partition: scope.partition().to_owned(), account: scope.account.clone() },
    };
    if !may_assume(world, who, arn) {
        return Err(denied());
    }
    let account = arn.split(':').nth(4).ok_or_else(denied)?;
    let target = Scope::new(account, &scope.region);
    let role = world.iam(&target).roles.values().find(|role| role.arn == arn).ok_or_else(denied)?.clone();
    let lasts = params.text("DurationSeconds").and_then(|text| text.parse().ok()).map_or(SESSION, Duration::from_secs);
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

/// The account that an access key names: one that is an account's number acts in that account.
pub(crate) fn account_of(access_key: &str) -> Option<&str> {
    (access_key.len() == 12 && access_key.bytes().all(|byte| byte.is_ascii_digit())).then_some(access_key)
}
