//! The ARN formats of resources, from the snapshot: AWS publishes them with each service's IAM actions.

use std::fmt::Display;

use crate::scope::Scope;

// `PUBLISHED`: service prefix, resource, and format such as `arn:${Partition}:kms:${Region}:${Account}:key/.*`.
include!(concat!(env!("OUT_DIR"), "/arn_formats.rs"));

pub(crate) const BATCH_JOB: ArnFormat = ArnFormat::of("s3", "job");
pub(crate) const BUCKET: ArnFormat = ArnFormat::of("s3", "bucket");
pub(crate) const CHANGE_SET: ArnFormat = ArnFormat::of("cloudformation", "changeset");
pub(crate) const GROUP: ArnFormat = ArnFormat::of("iam", "group");
pub(crate) const KEY: ArnFormat = ArnFormat::of("kms", "key");
pub(crate) const PARAMETER: ArnFormat = ArnFormat::of("ssm", "parameter");
pub(crate) const POLICY: ArnFormat = ArnFormat::of("iam", "policy");
pub(crate) const ROLE: ArnFormat = ArnFormat::of("iam", "role");
pub(crate) const ROOT_USER: ArnFormat = ArnFormat::of("sts", "root-user");
pub(crate) const STACK: ArnFormat = ArnFormat::of("cloudformation", "stack");
pub(crate) const STACK_SET: ArnFormat = ArnFormat::of("cloudformation", "stackset");
pub(crate) const USER: ArnFormat = ArnFormat::of("iam", "user");

/// A published format that is wrong.
struct Correction {
    service: &'static str,
    resource: &'static str,
    /// The wrong format. The crate does not compile once the snapshot has another one.
    published: &'static str,
    format: &'static str,
    #[allow(dead_code, reason = "documentation of the entry")]
    reason: &'static str,
    #[allow(dead_code, reason = "documentation of the entry")]
    link: &'static str,
}

const CORRECTIONS: &[Correction] = &[Correction {
    service: "cloudformation",
    resource: "stackset",
    published: "arn:${Partition}:cloudformation:${Region}:${Account}:.*",
    format: "arn:${Partition}:cloudformation:${Region}:${Account}:stackset/.*",
    reason: "the published pattern leaves out the type of the resource",
    link: "https://docs.aws.amazon.com/service-authorization/latest/reference/list_awscloudformation.html",
}];

/// The format of a resource's ARN.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ArnFormat(&'static str);

impl ArnFormat {
    /// A format by the resource's name in the Service Authorization Reference. The crate does not compile if there is none.
    const fn of(service: &str, resource: &str) -> Self {
        let mut index = 0;
        while index < PUBLISHED.len() && !is_about(PUBLISHED[index].0, PUBLISHED[index].1, service, resource) {
            index += 1;
        }
        assert!(index < PUBLISHED.len(), "the snapshot has no ARN format of this resource");
        let published = PUBLISHED[index].2;
        let mut index = 0;
        while index < CORRECTIONS.len() {
            let correction = &CORRECTIONS[index];
            if is_about(correction.service, correction.resource, service, resource) {
                assert!(
                    equals(correction.published, published),
                    "the snapshot has another format: review the correction"
                );
                return Self(correction.format);
            }
            index += 1;
        }
        Self(published)
    }

    /// The published format of the resource that a resource type is named after, if its name is all that is variable.
    pub(crate) fn of_type(service: &str, simple: &str) -> Option<Self> {
        let is_named = |resource: &str| resource.replace(['-', ' '], "").eq_ignore_ascii_case(simple);
        let found = PUBLISHED.iter().find(|(prefix, resource, _)| *prefix == service && is_named(resource));
        let format = found.map(|(.., format)| *format)?;
        (format.ends_with(".*") && format.matches(".*").count() == 1).then_some(Self(format))
    }

    /// The ARN of the resource `name` in a scope.
    pub(crate) fn arn(self, scope: &Scope, name: impl Display) -> String {
        self.fill([scope.partition(), &scope.region, &scope.account, &name.to_string()])
    }

    /// The ARN of a resource that belongs to AWS.
    pub(crate) fn of_aws(self, partition: &str, name: impl Display) -> String {
        self.fill([partition, "", "aws", &name.to_string()])
    }

    /// The format with these values for partition, region, account and name.
    pub(crate) fn fill(self, [partition, region, account, name]: [&str; 4]) -> String {
        let head =
            self.0.replace("${Partition}", partition).replace("${Region}", region).replace("${Account}", account);
        head.replace(".*", name)
    }
}

/// The name of a resource of IAM with its path: `service-role/writer` for the path `/service-role/`.
pub(crate) fn with_path(path: &str, name: &str) -> String {
    format!("{}{name}", path.strip_prefix('/').unwrap_or(path))
}

const fn is_about(service: &str, resource: &str, of_service: &str, of_resource: &str) -> bool {
    equals(service, of_service) && equals(resource, of_resource)
}

/// `==`, which constants cannot use yet.
const fn equals(one: &str, other: &str) -> bool {
    let (one, other) = (one.as_bytes(), other.as_bytes());
    let mut index = 0;
    while index < one.len() && index < other.len() && one[index] == other[index] {
        index += 1;
    }
    index == one.len() && index == other.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arns_have_the_published_formats() {
        let scope = Scope::new("111122223333", "eu-central-1");
        assert_eq!(KEY.arn(&scope, "1"), "arn:aws:kms:eu-central-1:111122223333:key/1");
        assert_eq!(BUCKET.arn(&scope, "acme"), "arn:aws:s3:::acme");
        assert_eq!(ROLE.arn(&scope, with_path("/service-role/", "a")), "arn:aws:iam::111122223333:role/service-role/a");
        assert_eq!(ROLE.arn(&scope, with_path("/", "a")), "arn:aws:iam::111122223333:role/a");
        assert_eq!(ROOT_USER.arn(&scope, ""), "arn:aws:iam::111122223333:root");
        assert_eq!(STACK_SET.arn(&scope, "s:1"), "arn:aws:cloudformation:eu-central-1:111122223333:stackset/s:1");
        assert_eq!(POLICY.of_aws("aws-cn", "ReadOnlyAccess"), "arn:aws-cn:iam::aws:policy/ReadOnlyAccess");
    }

    #[test]
    fn a_resource_type_has_the_format_of_the_resource_of_its_name() {
        let filled = |service, simple| Some(ArnFormat::of_type(service, simple)?.fill(["aws", "r", "a", "n"]));
        assert_eq!(filled("states", "StateMachine").as_deref(), Some("arn:aws:states:r:a:stateMachine:n"));
        assert_eq!(filled("iam", "InstanceProfile").as_deref(), Some("arn:aws:iam::a:instance-profile/n"));
        assert_eq!(filled("s3", "Nothing"), None);
    }
}
