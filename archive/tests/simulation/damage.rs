//! What other people do behind CloudFormation's back, and how they undo it.

use serde_json::json;

use crate::hand::Hand;
use crate::ledger::Ledger;
use crate::wanted::{REGION, STACK_SET, Wanted};

/// Damage that was done.
#[derive(Debug, Clone)]
pub(crate) enum Damage {
    VersioningSuspended {
        region: String,
        bucket: String,
    },
    BucketPolicyDeleted {
        region: String,
        bucket: String,
        policy: String,
    },
    KeyPolicyNarrowed {
        region: String,
        key: String,
        policy: String,
        narrow: String,
    },
    KeyDeletionOrdered {
        region: String,
        key: String,
    },
    AliasDeleted {
        region: String,
        alias: String,
        key: String,
    },
    AliasDangling {
        region: String,
        alias: String,
        key: String,
    },
    RolePolicyRemoved {
        role: String,
        name: String,
        policy: String,
    },
    /// The stack of one region was deleted, itself or through its StackSet: what it retained belongs to nobody.
    ReplicaStackGone,
}

const KINDS: u32 = 9;

impl Damage {
    /// Does some damage to what is there; `None` if AWS refuses it, or there is nothing to damage.
    pub(crate) fn inflict(
        hand: &Hand,
        ledger: &mut Ledger,
        wanted: &Wanted,
        chance: &mut fastrand::Rng,
    ) -> Option<Self> {
        let buckets = wanted.buckets();
        let (region, bucket) = chance.choice(&buckets)?.clone();
        let key = || hand.key_of(&region, &bucket);
        match chance.u32(0..KINDS) {
            0 => {
                let done = versioning(hand, &region, &bucket, "Suspended");
                done.then_some(Self::VersioningSuspended { region, bucket })
            }
            1 => {
                let policy =
                    Some(hand.s3(&region, "GET", &format!("/{bucket}?policy"), "")).filter(|reply| reply.is_ok())?;
                let done = hand.s3(&region, "DELETE", &format!("/{bucket}?policy"), "").is_ok();
                done.then_some(Self::BucketPolicyDeleted { region, bucket, policy: policy.text })
            }
            2 => {
                let key = key()?;
                let policy = key_policy(hand, &region, &key)?;
                let account = key.split(':').nth(4)?;
                let narrow = json!({ "Version": "2012-10-17", "Statement": [{ "Effect": "Allow", "Action": "kms:*",
                    "Resource": "*", "Principal": { "AWS": format!("arn:aws:iam::{account}:root") } }] })
                .to_string();
                let put = hand.kms(&region, "PutKeyPolicy", &json!({ "KeyId": key, "Policy": narrow }));
                put.is_ok().then_some(Self::KeyPolicyNarrowed { region, key, policy, narrow })
            }
            3 => {
                let key = key()?;
                let ordered =
                    hand.kms(&region, "ScheduleKeyDeletion", &json!({ "KeyId": key, "PendingWindowInDays": 7 }));
                ordered.is_ok().then(|| {
                    ledger.doomed.insert(key.clone());
                    Self::KeyDeletionOrdered { region, key }
                })
            }
            4 => {
                let key = key()?;
                let alias = alias_of(hand, &region, &key)?;
                let gone = hand.kms(&region, "DeleteAlias", &json!({ "AliasName": alias }));
                gone.is_ok().then_some(Self::AliasDeleted { region, alias, key })
            }
            5 => {
                let key = key()?;
                let alias = alias_of(hand, &region, &key)?;
                let other = hand.kms(&region, "CreateKey", &json!({})).json()["KeyMetadata"]["KeyId"].clone();
                let moved = hand.kms(&region, "UpdateAlias", &json!({ "AliasName": alias, "TargetKeyId": other }));
                hand.kms(&region, "ScheduleKeyDeletion", &json!({ "KeyId": other }));
                moved.is_ok().then_some(Self::AliasDangling { region, alias, key })
            }
            6 => {
                let role = format!("acme-archive-replication-{REGION}");
                let name = hand.iam("ListRolePolicies", &[("RoleName", &role)]).first("member")?;
                let fields = [("RoleName", role.as_str()), ("PolicyName", name.as_str())];
                let policy = hand.iam("GetRolePolicy", &fields).first("PolicyDocument")?;
                let policy = percent_decode(&policy);
                let removed = hand.iam("DeleteRolePolicy", &fields).is_ok();
                removed.then_some(Self::RolePolicyRemoved { role, name, policy })
            }
            kind => {
                let (region, stack) = chance.choice(hand.instances(STACK_SET))?;
                let done = if kind == 7 {
                    hand.cloudformation(&region, "DeleteStack", &[("StackName", &stack)]).is_ok()
                } else {
                    let account = stack.split(':').nth(4)?;
                    let fields = [
                        ("StackSetName", STACK_SET),
                        ("Accounts.member.1", account),
                        ("Regions.member.1", &region),
                        ("RetainStacks", "false"),
                    ];
                    hand.cloudformation(REGION, "DeleteStackInstances", &fields).is_ok()
                };
                done.then_some(Self::ReplicaStackGone)
            }
        }
    }

    /// Undoes it, where nothing else has. Gives whether the archive can only be put together again by deleting its stack and adopting what
    /// that leaves.
    pub(crate) fn repair(&self, hand: &Hand, ledger: &mut Ledger) -> bool {
        match self {
            Self::VersioningSuspended { region, bucket } => {
                versioning(hand, region, bucket, "Enabled");
            }
            Self::BucketPolicyDeleted { region, bucket, policy } => {
                if !hand.s3(region, "GET", &format!("/{bucket}?policy"), "").is_ok() {
                    hand.s3(region, "PUT", &format!("/{bucket}?policy"), policy);
                }
            }
            Self::KeyPolicyNarrowed { region, key, policy, narrow } => {
                let is_narrow = |now: String| {
                    let json = |text: &str| serde_json::from_str::<serde_json::Value>(text).unwrap_or_default();
                    json(&now) == json(narrow)
                };
                if key_policy(hand, region, key).is_some_and(is_narrow) {
                    hand.kms(region, "PutKeyPolicy", &json!({ "KeyId": key, "Policy": policy }));
                }
            }
            Self::KeyDeletionOrdered { region, key } => {
                hand.kms(region, "CancelKeyDeletion", &json!({ "KeyId": key }));
                hand.kms(region, "EnableKey", &json!({ "KeyId": key }));
                ledger.doomed.remove(key);
            }
            Self::AliasDeleted { region, alias, key } => {
                hand.kms(region, "CreateAlias", &json!({ "AliasName": alias, "TargetKeyId": key }));
            }
            Self::AliasDangling { region, alias, key } => {
                hand.kms(region, "UpdateAlias", &json!({ "AliasName": alias, "TargetKeyId": key }));
            }
            Self::RolePolicyRemoved { role, name, policy } => {
                let fields = [("RoleName", role.as_str()), ("PolicyName", name.as_str())];
                if !hand.iam("GetRolePolicy", &fields).is_ok() {
                    let [role, name] = fields;
                    hand.iam("PutRolePolicy", &[role, name, ("PolicyDocument", policy)]);
                }
            }
            Self::ReplicaStackGone => return true,
        }
        false
    }
}

fn versioning(hand: &Hand, region: &str, bucket: &str, status: &str) -> bool {
    let body = format!("<VersioningConfiguration><Status>{status}</Status></VersioningConfiguration>");
    hand.s3(region, "PUT", &format!("/{bucket}?versioning"), &body).is_ok()
}

fn key_policy(hand: &Hand, region: &str, key: &str) -> Option<String> {
    let policy = hand.kms(region, "GetKeyPolicy", &json!({ "KeyId": key, "PolicyName": "default" })).json();
    policy["Policy"].as_str().map(str::to_owned)
}

fn alias_of(hand: &Hand, region: &str, key: &str) -> Option<String> {
    let aliases = hand.kms(region, "ListAliases", &json!({ "KeyId": key })).json();
    aliases["Aliases"][0]["AliasName"].as_str().map(str::to_owned)
}

fn percent_decode(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let [first, tail @ ..] = rest {
        let digits = (*first == b'%').then(|| tail.get(..2)).flatten();
        let byte = digits.and_then(|digits| u8::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok());
        bytes.push(byte.unwrap_or(*first));
        rest = if byte.is_some() { &tail[2..] } else { tail };
    }
    String::from_utf8_lossy(&bytes).into_owned()
}
