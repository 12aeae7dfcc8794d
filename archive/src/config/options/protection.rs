//! `[protection]`: what the policies of buckets and keys deny to those who administer the account.

use super::reader::Reader;
use crate::config::arn::Arn;
use crate::config::setting::{Kind, Section, Setting};

/// `[protection]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Protection {
    /// Whether objects are refused that are not to be encrypted with the archive's key.
    pub deny_other_keys: bool,
    /// Whether changes of the buckets' configurations, and the deletion of keys, are denied to all but those who deploy.
    pub deny_tampering: bool,
    /// The ARNs of roles that may make them all the same, as CloudFormation does for them.
    pub exempt_roles: Vec<String>,
}

static DENY_OTHER_KEYS: Setting = Setting::with_default(
    "deny_other_keys",
    Kind::Boolean,
    "true",
    "Refuses uploads that ask for another encryption than the bucket's own (SSE-S3, SSE-C, another KMS key, or SSE-KMS without a key): \
     S3 would not replicate them, and nobody would notice. Uploads without encryption headers get the bucket's key.",
);
static DENY_TAMPERING: Setting = Setting::with_default(
    "deny_tampering",
    Kind::Boolean,
    "false",
    "Denies every principal to change lifecycle, replication, versioning, encryption, public access block and policy of the buckets, to write \
     into the replicas, and to disable keys, schedule their deletion or move their aliases. Exempt are CloudFormation on behalf of a caller \
     (aws:CalledVia), the StackSet's execution role, the account's root user, and exempt_roles. To deploy with --role-arn, add \
     that role, for which CloudFormation sets no aws:CalledVia.",
);
static EXEMPT_ROLES: Setting = Setting::optional(
    "exempt_roles",
    Kind::Texts,
    "[\"arn:aws:iam::123456789012:role/break-glass\"]",
    "Roles to which deny_tampering does not apply: the service role of --role-arn, and one for emergencies.",
);

pub(super) static SECTION: Section = Section {
    name: "protection",
    doc: "What the policies of buckets and keys deny, beyond deleting buckets and versions.",
    settings: &[&DENY_OTHER_KEYS, &DENY_TAMPERING, &EXEMPT_ROLES],
};

pub(super) fn read(reader: &mut Reader<'_, '_>) -> Protection {
    let deny_other_keys = reader.boolean(&DENY_OTHER_KEYS, true);
    let deny_tampering = reader.boolean(&DENY_TAMPERING, false);
    let exempt_roles = reader.texts(&EXEMPT_ROLES);
    for role in &exempt_roles {
        let is_role = Arn::parse(&role.value).is_some_and(|arn| {
            arn.service == "iam" && arn.resource.starts_with("role/") && !arn.resource.contains('*')
        });
        if !is_role {
            reader.refuse(
                &role.place,
                format!("{:?} is not a role", role.value),
                "write the role's ARN: arn:aws:iam::123456789012:role/name",
            );
        }
        if !deny_tampering.value {
            reader.refuse(
                &role.place,
                "`exempt_roles` are exempt from `deny_tampering`, which is off",
                "set  deny_tampering = true, or remove  exempt_roles",
            );
        }
    }
    Protection {
        deny_other_keys: deny_other_keys.value,
        deny_tampering: deny_tampering.value,
        exempt_roles: exempt_roles.into_iter().map(|role| role.value).collect(),
    }
}
