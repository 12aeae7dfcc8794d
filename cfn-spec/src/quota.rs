//! Quotas that AWS's pages state and none of the documents of the snapshot has.

/// The resources of a template. Source: [`CLOUDFORMATION`].
pub const RESOURCES: usize = 500;
/// The parameters of a template. Source: [`CLOUDFORMATION`].
pub const PARAMETERS: usize = 200;
/// The mappings of a template. Source: [`CLOUDFORMATION`].
pub const MAPPINGS: usize = 200;
/// The attributes of a mapping. Source: [`CLOUDFORMATION`].
pub const MAPPING_ATTRIBUTES: usize = 200;
/// The outputs of a template. Source: [`CLOUDFORMATION`].
pub const OUTPUTS: usize = 200;
/// The sections of a template with a quota of their entries.
pub const SECTIONS: &[(&str, usize)] =
    &[("Resources", RESOURCES), ("Parameters", PARAMETERS), ("Outputs", OUTPUTS), ("Mappings", MAPPINGS)];
/// The dynamic references of a template. Source: [`CLOUDFORMATION`].
pub const DYNAMIC_REFERENCES: usize = 60;
/// The bytes of a template in a request. Source: [`CLOUDFORMATION`].
pub const TEMPLATE_IN_REQUEST: usize = 51_200;
/// The bytes of a template in S3. The page says 1 MB; the error of CloudFormation says 1,000,000 bytes:
/// <https://github.com/aws-samples/aws-vpc-cidr-mgmt/issues/10>.
pub const TEMPLATE_IN_S3: usize = 1_000_000;
/// The resources that one operation on nested stacks creates, changes or deletes. Source: [`CLOUDFORMATION`].
pub const NESTED_RESOURCES: usize = 2_500;
/// The stacks of an account in a region. Source: [`CLOUDFORMATION`].
pub const STACKS: usize = 2_000;
/// The rules of a replication configuration of S3.
/// Source: <https://docs.aws.amazon.com/AmazonS3/latest/userguide/replication-add-config.html>.
pub const REPLICATION_RULES: usize = 1_000;

/// The page of CloudFormation's quotas.
pub const CLOUDFORMATION: &str =
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html";

/// A quota that Service Quotas has a value of for each account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AccountQuota {
    /// What is counted, in the plural.
    pub what: &'static str,
    /// The code of the service in Service Quotas.
    pub service: &'static str,
    /// The code of the quota in Service Quotas.
    pub code: &'static str,
    /// The value of an account that has not asked for another.
    pub default: usize,
    /// AWS's page.
    pub source: &'static str,
}

/// General purpose buckets of an account.
pub const BUCKETS: AccountQuota = AccountQuota {
    what: "buckets",
    service: "s3",
    code: "L-DC2B2D3D",
    default: 10_000,
    source: "https://docs.aws.amazon.com/general/latest/gr/s3.html",
};

/// StackSets of an administrator account.
pub const STACK_SETS: AccountQuota = AccountQuota {
    what: "StackSets",
    service: "cloudformation",
    code: "L-EC62D81A",
    default: 1_000,
    source: "https://docs.aws.amazon.com/general/latest/gr/cfn.html",
};

/// Stack instances of a StackSet.
pub const STACK_INSTANCES: AccountQuota = AccountQuota {
    what: "instances of a StackSet",
    service: "cloudformation",
    code: "L-C8225BA5",
    default: 100_000,
    source: "https://docs.aws.amazon.com/general/latest/gr/cfn.html",
};

/// KMS keys of an account in a region.
pub const KEYS: AccountQuota = AccountQuota {
    what: "keys",
    service: "kms",
    code: "L-C2F1777E",
    default: 100_000,
    source: "https://docs.aws.amazon.com/kms/latest/developerguide/resource-limits.html",
};

/// All quotas of accounts.
pub const OF_ACCOUNTS: &[AccountQuota] = &[BUCKETS, STACK_SETS, STACK_INSTANCES, KEYS];
