//! `[replica]`: replicas in another account.
//!
//! An alias is resolved in the account of who asks, so across accounts a rule must name the key itself, whose ARN is
//! known only after the StackSet has created it. Until it is written down in `[replica.keys]`, its region has no rule.

use super::reader::Reader;
use crate::config::arn::{Arn, is_account};
use crate::config::region::Region;
use crate::config::setting::{Kind, Section, Setting};

/// `[replica]`, where it names an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReplicaAccount {
    /// The account that owns the replicas: twelve digits.
    pub account: String,
    /// The ARN of the key in each region, as far as they are known.
    pub keys: Vec<(Region, String)>,
}

impl ReplicaAccount {
    /// The ARN of the key in `region`, if it is known.
    pub fn key(&self, region: &Region) -> Option<&str> {
        self.keys.iter().find(|(known, _)| known == region).map(|(_, arn)| arn.as_str())
    }
}

static ACCOUNT: Setting = Setting::optional(
    "account",
    Kind::Text,
    "\"210987654321\"",
    "The account that owns the replicas, so that who takes over the primary account cannot reach them. The StackSet needs its execution \
     role there: `archive bootstrap --replica-account` prints it.",
);
static KEYS: Setting = Setting::optional(
    "keys",
    Kind::Map,
    "{ eu-west-1 = \"arn:aws:kms:eu-west-1:210987654321:key/…\" }",
    "The ARN of each replica's key, which the replica stack has as its output KeyArn. Needed with `account`: the first deployment creates \
     the replicas, then write their keys here and deploy again; until then a region has no replication rule.",
);

pub(super) static SECTION: Section =
    Section { name: "replica", doc: "Replicas in another account.", settings: &[&ACCOUNT, &KEYS] };

/// The account, and its keys in `regions`.
pub(super) fn read(reader: &mut Reader<'_, '_>, regions: &[Region]) -> Option<ReplicaAccount> {
    let account = reader.text(&ACCOUNT);
    let written = reader.map(&KEYS);
    let Some(account) = account else {
        if let Some((name, _)) = written.first() {
            reader.refuse(
                &name.place,
                "`keys` are those of another account, but `account` is not set",
                "add  account = \"…\", or remove the keys: in one account the archive finds them by their alias",
            );
        }
        return None;
    };
    if !is_account(&account.value) {
        reader.refuse(
            &account.place,
            format!("{:?} is not an account ID", account.value),
            "write the account ID: twelve digits",
        );
        return None;
    }
    let mut keys = Vec::new();
    for (name, arn) in written {
        let Some(region) = regions.iter().find(|region| region.as_str() == name.value) else {
            reader.refuse(
                &name.place,
                format!("{:?} is not a replica region of this archive", name.value),
                "name a region of `replications` or `detached`",
            );
            continue;
        };
        match key_fault(&arn.value, region, &account.value) {
            Some((message, remedy)) => reader.refuse(&arn.place, message, remedy),
            None => keys.push((*region, arn.value)),
        }
    }
    Some(ReplicaAccount { account: account.value, keys })
}

fn key_fault(text: &str, region: &Region, account: &str) -> Option<(String, String)> {
    let wanted = format!("arn:{}:kms:{region}:{account}:key/…", region.partition());
    let Some(arn) = Arn::parse(text) else {
        return Some((format!("{text:?} is not an ARN"), format!("write the key's ARN: {wanted}")));
    };
    if arn.resource.starts_with("alias/") {
        return Some((
            "an alias cannot be used for a key of another account: S3 resolves it in the account of the source".into(),
            format!("write the key's own ARN: {wanted}"),
        ));
    }
    let right = arn.service == "kms"
        && arn.partition == region.partition()
        && arn.region == region.as_str()
        && arn.account == account
        && arn.resource.strip_prefix("key/").is_some_and(|id| !id.is_empty() && !id.contains('*'));
    (!right).then(|| (format!("{text:?} is not a key of the account {account} in {region}"), format!("write {wanted}")))
}
