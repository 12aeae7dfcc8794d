//! `[stack_set]`: with which permissions, and in which order, the replicas are created.

use super::reader::Reader;
use crate::config::arn::Arn;
use crate::config::problem::Located;
use crate::config::setting::{Choice, Kind, Section, Setting};

/// With whose permissions the StackSet creates the replicas.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PermissionModel {
    /// With two IAM roles, which `archive bootstrap` creates.
    SelfManaged,
    /// With the trusted access of AWS Organizations.
    ServiceManaged,
}

impl Choice for PermissionModel {
    const ALL: &'static [(&'static str, Self)] =
        &[("self-managed", Self::SelfManaged), ("service-managed", Self::ServiceManaged)];
}

/// As whom the StackSet is managed in an organization.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CallAs {
    /// As the organization's management account.
    OwnAccount,
    /// As a delegated administrator.
    DelegatedAdmin,
}

impl Choice for CallAs {
    const ALL: &'static [(&'static str, Self)] =
        &[("self", Self::OwnAccount), ("delegated-admin", Self::DelegatedAdmin)];
}

/// In which order the regions come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RegionConcurrency {
    /// All at once.
    Parallel,
    /// One after the other, in the order of `replications`.
    Sequential,
}

impl Choice for RegionConcurrency {
    const ALL: &'static [(&'static str, Self)] = &[("parallel", Self::Parallel), ("sequential", Self::Sequential)];
}

/// What `archive bootstrap` allows the execution role.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RolePermissions {
    /// What the resources of this archive's replicas need, on this archive's names.
    Archive,
    /// What AWS documents as the minimum for StackSets, all of CloudFormation and of S3, and the keys of the replicas.
    AwsMinimum,
}

impl Choice for RolePermissions {
    const ALL: &'static [(&'static str, Self)] = &[("archive", Self::Archive), ("aws-minimum", Self::AwsMinimum)];
}

/// `[stack_set]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StackSet {
    /// With whose permissions.
    pub permission_model: PermissionModel,
    /// The role that CloudFormation assumes in the account of the StackSet; `None` is AWS's own name.
    pub administration_role_arn: Option<String>,
    /// The role that the first one assumes in the account of the replicas; `None` is AWS's own name.
    pub execution_role_name: Option<String>,
    /// What `archive bootstrap` allows it.
    pub execution_role_permissions: RolePermissions,
    /// The organizational units that the account of the replicas is in.
    pub organizational_units: Vec<String>,
    /// As whom, in an organization.
    pub call_as: CallAs,
    /// In which order the regions come.
    pub region_concurrency: RegionConcurrency,
}

static PERMISSION_MODEL: Setting = Setting::with_default(
    "permission_model",
    Kind::OneOf(&["self-managed", "service-managed"]),
    "\"self-managed\"",
    "With two IAM roles, which `archive bootstrap` creates, or with the trusted access of AWS Organizations. `service-managed` deploys to \
     the account of [replica], which must be in one of the `organizational_units`; never to the management account. A change replaces \
     the StackSet, and with it every replica's stack; the buckets and keys are retained.",
);
static ADMINISTRATION_ROLE_ARN: Setting = Setting::optional(
    "administration_role_arn",
    Kind::Text,
    "\"arn:aws:iam::123456789012:role/ArchiveStackSetAdministration\"",
    "The role that CloudFormation assumes to manage the StackSet, instead of AWSCloudFormationStackSetAdministrationRole.",
);
static EXECUTION_ROLE_NAME: Setting = Setting::optional(
    "execution_role_name",
    Kind::Text,
    "\"ArchiveStackSetExecution\"",
    "The role that creates the replicas in their account, instead of AWSCloudFormationStackSetExecutionRole.",
);
static EXECUTION_ROLE_PERMISSIONS: Setting = Setting::with_default(
    "execution_role_permissions",
    Kind::OneOf(&["archive", "aws-minimum"]),
    "\"archive\"",
    "What `archive bootstrap` allows the execution role. `archive`: the actions that the replicas' resources need according to AWS's provider \
     schemas, on this archive's names and regions. `aws-minimum`: all actions of CloudFormation and S3 on all resources, which AWS documents \
     as the minimum for StackSets, and the keys. Both were tried on the simulated AWS only, which enforces the schemas' permissions; choose \
     `aws-minimum` if AWS denies the role an action.",
);
static ORGANIZATIONAL_UNITS: Setting = Setting::optional(
    "organizational_units",
    Kind::Texts,
    "[\"ou-ab12-c3d4e5f6\"]",
    "The organizational units that hold the account of [replica]. Other accounts in them get nothing.",
);
static CALL_AS: Setting = Setting::with_default(
    "call_as",
    Kind::OneOf(&["self", "delegated-admin"]),
    "\"self\"",
    "Whether the archive's account is the organization's management account or a delegated administrator.",
);
static REGION_CONCURRENCY: Setting = Setting::with_default(
    "region_concurrency",
    Kind::OneOf(&["parallel", "sequential"]),
    "\"parallel\"",
    "Creates and updates the replicas of all regions at once, or one region after the other.",
);

pub(super) static SECTION: Section = Section {
    name: "stack_set",
    doc: "With which permissions, and in which order, the replicas are created. The StackSet tolerates no failure: with a tolerance \
          CloudFormation would report success, and the primary bucket would replicate to a bucket that is not there.",
    settings: &[
        &PERMISSION_MODEL,
        &ADMINISTRATION_ROLE_ARN,
        &EXECUTION_ROLE_NAME,
        &EXECUTION_ROLE_PERMISSIONS,
        &ORGANIZATIONAL_UNITS,
        &CALL_AS,
        &REGION_CONCURRENCY,
    ],
};

/// The StackSet's settings, and the place of the permission model.
pub(super) fn read(reader: &mut Reader<'_, '_>) -> Located<StackSet> {
    let model = reader.choice_or(&PERMISSION_MODEL, PermissionModel::SelfManaged);
    let administration = reader.text(&ADMINISTRATION_ROLE_ARN);
    let execution = reader.text(&EXECUTION_ROLE_NAME);
    let permissions = reader.choice_or(&EXECUTION_ROLE_PERMISSIONS, RolePermissions::Archive);
    let units = reader.texts(&ORGANIZATIONAL_UNITS);
    let call_as = reader.choice_or(&CALL_AS, CallAs::OwnAccount);
    let region_concurrency = reader.choice_or(&REGION_CONCURRENCY, RegionConcurrency::Parallel);

    match model.value {
        PermissionModel::ServiceManaged => {
            check_service_managed(reader, &model, administration.iter().chain(&execution), &units);
        }
        PermissionModel::SelfManaged => check_self_managed(reader, &call_as, &units),
    }
    check_names(reader, administration.as_ref(), execution.as_ref(), &units);
    Located {
        value: StackSet {
            permission_model: model.value,
            administration_role_arn: administration.map(|role| role.value),
            execution_role_name: execution.map(|role| role.value),
            execution_role_permissions: permissions.value,
            organizational_units: units.into_iter().map(|unit| unit.value).collect(),
            call_as: call_as.value,
            region_concurrency: region_concurrency.value,
        },
        place: model.place,
    }
}

/// What a service-managed StackSet cannot have, and what it needs.
fn check_service_managed<'l>(
    reader: &mut Reader<'_, '_>,
    model: &Located<PermissionModel>,
    roles: impl Iterator<Item = &'l Located<String>>,
    units: &[Located<String>],
) {
    for role in roles {
        reader.refuse(
            &role.place,
            "a service-managed StackSet has no roles of its own: AWS Organizations gives it its permissions",
            "remove the role, or set  permission_model = \"self-managed\"",
        );
    }
    if units.is_empty() {
        reader.refuse(
            &model.place,
            "a service-managed StackSet deploys to organizational units, and none is named",
            "add  organizational_units = [\"ou-…\"]",
        );
    }
}

/// What a self-managed StackSet cannot have.
fn check_self_managed(reader: &mut Reader<'_, '_>, call_as: &Located<CallAs>, units: &[Located<String>]) {
    let only_managed = units.first().map(|unit| &unit.place);
    let delegated = (call_as.value == CallAs::DelegatedAdmin).then_some(&call_as.place);
    for place in only_managed.into_iter().chain(delegated) {
        reader.refuse(
            place,
            "organizational units and delegated administrators are for service-managed StackSets only",
            "remove it, or set  permission_model = \"service-managed\"",
        );
    }
}

fn check_names(
    reader: &mut Reader<'_, '_>,
    administration: Option<&Located<String>>,
    execution: Option<&Located<String>>,
    units: &[Located<String>],
) {
    for unit in units.iter().filter(|unit| !is_organizational_unit(&unit.value)) {
        reader.refuse(
            &unit.place,
            format!("{:?} is not an organizational unit", unit.value),
            "write the unit's id, ou-…, or the root's, r-…",
        );
    }
    if let Some(role) = administration.filter(|role| !is_role(&role.value)) {
        reader.refuse(
            &role.place,
            format!("{:?} is not a role", role.value),
            "write the role's ARN: arn:aws:iam::123456789012:role/name",
        );
    }
    if let Some(role) = execution.filter(|role| !is_role_name(&role.value)) {
        reader.refuse(
            &role.place,
            format!("{:?} is not a role name", role.value),
            "write a name of at most 64 letters, digits and +=,.@_-",
        );
    }
}

fn is_role(text: &str) -> bool {
    Arn::parse(text).is_some_and(|arn| {
        arn.service == "iam" && arn.resource.strip_prefix("role/").is_some_and(|name| !name.is_empty())
    })
}

fn is_role_name(text: &str) -> bool {
    (1..=64).contains(&text.len())
        && text.chars().all(|character| character.is_ascii_alphanumeric() || "+=,.@_-".contains(character))
}

/// `ou-` or `r-`, then at least four lower-case letters, digits and hyphens. [AWS Organizations API reference, "OrganizationalUnit"]
fn is_organizational_unit(text: &str) -> bool {
    text.strip_prefix("ou-").or_else(|| text.strip_prefix("r-")).is_some_and(|rest| {
        rest.len() >= 4 && rest.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
    })
}
