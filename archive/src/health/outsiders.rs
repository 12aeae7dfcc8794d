//! Whom the policy of a bucket or of a key lets in, and whether it shuts out whom it must not.
//!
//! The policies that are deployed name no principal of another account than those that the archive is in. Whether one that was changed does is
//! asked of the policy, principal by principal, as S3 and KMS would ask it.

use iam_evaluator::{Context, Policies, Policy, PolicyKind, Principal, Request, Verdict, decide};
use serde_json::{Value, json};

use crate::config::{Config, Region};
use crate::doctor::Finding;
use cfn_deploy::aws::{Aws, KeyDescription};

/// What puts a policy back.
pub(super) const PUT_BACK: &str = "`archive deploy --revert-drift` puts the deployed policy back";
/// An account that no policy names: who gets in as it, anybody does.
const ANYBODY: &str = "111122223333";

/// The accounts that the archive is in; `None` if they are not known.
pub(super) async fn own_accounts(aws: &Aws, config: &Config) -> Option<Vec<String>> {
    let own = match aws.identity(config.region().as_str()).await {
        Ok(identity) => identity.account,
        // Then it is not claimed that nobody else is let in.
        Err(_) => return None,
    };
    let replicas = config.options().replica_account.as_ref().map(|replica| replica.account.clone());
    Some(std::iter::once(own).chain(replicas).collect())
}

/// What a principal of another account may do that `policy`, of a resource of one of the accounts `own`, lets in: of the actions that are
/// asked, each with its resource and what it is called.
pub(super) fn let_in(policy: &Value, own: &[String], asked: &[(&str, &str, &str)]) -> Vec<String> {
    let Ok(parsed) = Policy::parse(PolicyKind::Resource, "policy", policy) else {
        return vec!["cannot be understood".to_owned()];
    };
    let Some(everything) = everything() else { return Vec::new() };
    let everything = [everything];
    let mut found = Vec::new();
    for (name, principal) in principals(policy, own) {
        let may: Vec<&str> = asked
            .iter()
            .filter(|(action, resource, _)| {
                let account = own.first().map_or("", String::as_str);
                let context = Context::new().with("aws:SecureTransport", "true");
                let request = Request::new(principal.clone(), action, resource, account).context(context);
                let policies = Policies::new().identity(&everything).resource(&parsed);
                decide(&request, &policies).verdict == Verdict::Allowed
            })
            .map(|(.., words)| *words)
            .collect();
        let finding = format!("lets {name} {}", may.join(", "));
        if !may.is_empty() && !found.contains(&finding) {
            found.push(finding);
        }
    }
    found
}

/// The policy of a principal that is allowed everything.
#[expect(clippy::disallowed_methods, reason = "it is a policy; if it were not, nothing would be said of anybody")]
fn everything() -> Option<Policy> {
    let document = json!({ "Statement": { "Effect": "Allow", "Action": "*", "Resource": "*" } });
    Policy::parse(PolicyKind::Identity, "everything", &document).ok()
}

/// The principals outside of the accounts `own` that the statements of a policy name, and what to call them.
fn principals(policy: &Value, own: &[String]) -> Vec<(String, Principal)> {
    fn items(value: &Value) -> &[Value] {
        value.as_array().map_or(std::slice::from_ref(value), Vec::as_slice)
    }
    let allowing = items(&policy["Statement"]).iter().filter(|statement| statement["Effect"] == "Allow");
    let named = allowing.flat_map(|statement| match &statement["Principal"] {
        Value::String(_) => std::slice::from_ref(&statement["Principal"]),
        principals => principals.get("AWS").map_or(&[][..], items),
    });
    let of_account = |account: &str| Principal::Role(format!("arn:aws:iam::{account}:role/administrator"));
    let known = named.filter_map(Value::as_str).filter_map(|name| match name {
        "*" => Some(("anybody".to_owned(), of_account(ANYBODY))),
        account if account.len() == 12 && account.bytes().all(|byte| byte.is_ascii_digit()) => {
            Some((format!("the account {account}"), of_account(account)))
        }
        arn => match Principal::parse(arn) {
            Ok(Principal::Root { account, .. }) => Some((format!("the account {account}"), of_account(&account))),
            Ok(principal) => Some((arn.to_owned(), principal)),
            Err(_) => None,
        },
    });
    known
        .filter(|(_, principal)| principal.account().is_some_and(|account| !own.iter().any(|own| own == account)))
        .collect()
}

/// What is wrong with the policy of a key, of which `what` is encrypted.
pub(super) async fn of_key(
    aws: &Aws,
    region: &Region,
    key: &KeyDescription,
    own: Option<&[String]>,
    subject: &str,
) -> Vec<Finding> {
    let policy = match aws.key_policy(region.as_str(), &key.id).await {
        Ok(policy) => policy,
        Err(error) => return vec![Finding::call_failed(format!("{subject}, the policy of its key"), &error)],
    };
    let mut found: Vec<String> = Vec::new();
    if !lets_account_decrypt(&policy, region, &key.arn) {
        found.push("does not let the account decrypt with it: nothing in it can be read".to_owned());
    }
    let asked =
        [("kms:Decrypt", key.arn.as_str(), "decrypt"), ("kms:ScheduleKeyDeletion", key.arn.as_str(), "delete it")];
    found.extend(own.into_iter().flat_map(|own| let_in(&policy, own, &asked)));
    let failed = |message| Finding::failed(subject, format!("the policy of its key {message}"), PUT_BACK);
    found.into_iter().map(failed).collect()
}

/// Whether an administrator of the key's account may decrypt through S3.
fn lets_account_decrypt(policy: &Value, region: &Region, key: &str) -> bool {
    let Some(account) = key.split(':').nth(4) else { return true };
    let (Ok(policy), Some(everything)) = (Policy::parse(PolicyKind::Resource, "key policy", policy), everything())
    else {
        return true;
    };
    let administrator = Principal::Role(format!("arn:{}:iam::{account}:role/administrator", region.partition()));
    let context = Context::new().with("kms:ViaService", format!("s3.{}.amazonaws.com", region.as_str()));
    let request = Request::new(administrator, "kms:Decrypt", key, account).context(context);
    decide(&request, &Policies::new().identity(&[everything]).resource(&policy)).verdict == Verdict::Allowed
}

#[cfg(test)]
mod tests {
    use super::*;

    const ASKED: [(&str, &str, &str); 1] = [("s3:GetObject", "arn:aws:s3:::acme/object", "read objects")];

    fn found(statement: Value) -> Vec<String> {
        let own = ["123456789012".to_owned()];
        let_in(&json!({ "Version": "2012-10-17", "Statement": statement }), &own, &ASKED)
    }

    fn allow(principal: Value) -> Value {
        json!({ "Effect": "Allow", "Principal": principal, "Action": "s3:*", "Resource": "*" })
    }

    #[test]
    fn a_principal_that_is_let_in_from_outside_is_named() {
        assert_eq!(found(allow(json!("*"))), ["lets anybody read objects"]);
        assert_eq!(found(allow(json!({ "AWS": "210987654321" }))), ["lets the account 210987654321 read objects"]);
        let role = "arn:aws:iam::210987654321:role/thief";
        assert_eq!(
            found(json!([allow(json!({ "AWS": ["123456789012", role] }))])),
            [format!("lets {role} read objects")]
        );
    }

    #[test]
    fn a_principal_that_is_inside_or_shut_out_is_not() {
        assert!(found(allow(json!({ "AWS": "arn:aws:iam::123456789012:role/reader" }))).is_empty());
        assert!(found(allow(json!({ "Service": "logging.s3.amazonaws.com" }))).is_empty());
        let mut narrowed = allow(json!("*"));
        narrowed["Condition"] = json!({ "StringEquals": { "aws:PrincipalAccount": "123456789012" } });
        assert!(found(narrowed).is_empty());
        let deny = json!({ "Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "*" });
        assert!(found(json!([allow(json!("*")), deny])).is_empty());
    }
}
