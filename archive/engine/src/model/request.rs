//! What to deploy, checked against CloudFormation's limits before any call is made.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use aws_sdk_cloudformation::types::Capability;
use cfn_spec::quota::{TEMPLATE_IN_REQUEST, TEMPLATE_IN_S3};
use sha2::{Digest, Sha256};

use super::change::{Plan, PlanKind};
use super::import::Import;
use super::remedy::Remedy;

const TAGS_MAX: usize = 50;
const KEY_MAX: usize = 128;
const VALUE_MAX: usize = 256;
const TOPICS_MAX: usize = 5;
const NAME_MAX: usize = 128;

/// The desired stack.
#[derive(Debug, Clone, Default)]
pub struct StackRequest {
    /// The stack's name: a letter, then letters, digits and hyphens, at most 128 characters.
    pub name: String,
    /// The template, JSON or YAML.
    pub template: String,
    /// The values of the template's parameters.
    pub parameters: BTreeMap<String, String>,
    /// Parameters that keep the value that the deployed stack has; a new stack has none.
    pub previous_parameters: BTreeSet<String>,
    /// The capabilities, such as `CAPABILITY_NAMED_IAM`.
    pub capabilities: Vec<Capability>,
    /// Tags of the stack, which its resources inherit; at most 50.
    pub tags: BTreeMap<String, String>,
    /// The service role that CloudFormation uses. CloudFormation stores it with the stack.
    pub role_arn: Option<String>,
    /// SNS topics that receive the stack's events.
    pub notification_arns: Vec<String>,
    /// The S3 bucket for a template of more than 51,200 bytes.
    pub template_bucket: Option<String>,
    /// The account that owns that bucket, if it is not the caller's.
    pub template_bucket_owner: Option<String>,
    /// Existing resources to import; only for an import.
    pub imports: Vec<Import>,
    /// Protect the stack from deletion once it exists.
    pub termination_protection: bool,
    /// A stack policy, as JSON, set once the stack exists.
    pub stack_policy: Option<String>,
    /// Whether an update also reverts drift: what was changed or deleted behind CloudFormation's back becomes what the template says
    /// (a [drift-aware change set](https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/drift-aware-change-sets.html)).
    /// The stacks of StackSet instances are not part of it; see [`Engine::revert_drift_of_instances`](crate::Engine::revert_drift_of_instances).
    pub revert_drift: bool,
}

/// A request that CloudFormation would reject.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct RequestError {
    /// The message.
    pub message: String,
    /// The remedy.
    pub remedies: Vec<Remedy>,
}

impl StackRequest {
    /// Checks the limits that CloudFormation has.
    ///
    /// # Errors
    /// The first limit that is exceeded.
    pub fn check(&self) -> Result<(), RequestError> {
        let refuse = |message: String, remedy: Remedy| Err(RequestError { message, remedies: vec![remedy] });
        let fail = |message: String, advice: &'static str| refuse(message, Remedy::advice(advice));
        let legal = self.name.starts_with(|c: char| c.is_ascii_alphabetic())
            && self.name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
            && self.name.len() <= NAME_MAX;
        if !legal {
            return fail(
                format!("{:?} is not a valid stack name", self.name),
                "start with a letter, use letters, digits and hyphens only, and at most 128 of them",
            );
        }
        if self.template.len() > TEMPLATE_IN_S3 {
            return fail(
                format!(
                    "the template has {} bytes; CloudFormation takes {TEMPLATE_IN_S3} at most",
                    self.template.len()
                ),
                "split the stack in two",
            );
        }
        if self.template.len() > TEMPLATE_IN_REQUEST && self.template_bucket.is_none() {
            return refuse(
                format!(
                    "the template has {} bytes, and a request carries {TEMPLATE_IN_REQUEST} at most",
                    self.template.len()
                ),
                Remedy::NameTemplateBucket { region: None },
            );
        }
        if self.tags.len() > TAGS_MAX {
            return fail(format!("{} tags; CloudFormation takes {TAGS_MAX} at most", self.tags.len()), "remove some");
        }
        let too_long = |text: &str, limit| text.chars().count() > limit;
        if let Some((key, _)) =
            self.tags.iter().find(|(key, value)| too_long(key, KEY_MAX) || too_long(value, VALUE_MAX))
        {
            let message = format!("the tag {key:?} is too long");
            return fail(message, "give its key at most 128 characters, and its value 256");
        }
        if let Some(key) = self.tags.keys().find(|key| key.to_lowercase().starts_with("aws:")) {
            return fail(
                format!("the tag {key:?} has a name that is AWS's own"),
                "begin it with something else than aws:",
            );
        }
        if self.notification_arns.len() > TOPICS_MAX {
            let count = self.notification_arns.len();
            return fail(format!("{count} topics; CloudFormation takes {TOPICS_MAX} at most"), "remove some");
        }
        Ok(())
    }

    /// The suffix of the name of a change set for this request, after the application's name.
    pub(crate) fn change_set_suffix(&self, kind: PlanKind) -> String {
        let kind = match kind {
            PlanKind::Create => "create",
            PlanKind::Update => "update",
            PlanKind::Import => "import",
        };
        format!("-{kind}-{}", self.digest())
    }

    /// Whether `plan` was made for this request, according to the plan.
    pub fn is_planned_by(&self, plan: &Plan) -> bool {
        plan.change_set.contains(&format!("{}/", self.change_set_suffix(plan.kind)))
    }

    /// A digest of everything that determines a change set: the same request has the same digest on every machine.
    fn digest(&self) -> String {
        let mut hash = Sha256::new();
        let mut part = |text: &str| {
            hash.update((text.len() as u64).to_le_bytes());
            hash.update(text.as_bytes());
        };
        part(&self.template);
        for (kind, map) in [("parameters", &self.parameters), ("tags", &self.tags)] {
            part(kind);
            for (key, value) in map {
                part(key);
                part(value);
            }
        }
        part(self.role_arn.as_deref().unwrap_or(""));
        for text in
            self.notification_arns.iter().map(String::as_str).chain(self.capabilities.iter().map(Capability::as_str))
        {
            part(text);
        }
        // Requests without them keep the digest that they had before there were any.
        if !self.previous_parameters.is_empty() {
            part("previous parameters");
            self.previous_parameters.iter().for_each(|key| part(key));
        }
        if self.revert_drift {
            part("revert drift");
        }
        for import in &self.imports {
            part("import");
            part(&import.logical_id);
            for (name, value) in &import.identifier {
                part(name);
                part(value);
            }
        }
        hex(&hash.finalize()[..12])
    }
}

/// Bytes as hexadecimal digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request() -> StackRequest {
        StackRequest { name: "a-stack".into(), template: "{}".into(), ..StackRequest::default() }
    }

    #[test]
    fn the_digest_follows_every_part() {
        let base = request();
        let bucket = |name: &str| Import {
            logical_id: "Bucket".into(),
            resource_type: "AWS::S3::Bucket".into(),
            identifier: [("BucketName".to_owned(), name.to_owned())].into(),
        };
        let changed = [
            StackRequest { template: "{ }".into(), ..request() },
            StackRequest { parameters: [("a".to_owned(), "b".to_owned())].into(), ..request() },
            StackRequest { role_arn: Some("arn".into()), ..request() },
            StackRequest { capabilities: vec![Capability::CapabilityIam], ..request() },
            StackRequest { previous_parameters: ["a".to_owned()].into(), ..request() },
            StackRequest { revert_drift: true, ..request() },
            StackRequest { imports: vec![bucket("a")], ..request() },
            StackRequest { imports: vec![bucket("b")], ..request() },
        ];
        for other in &changed {
            assert_ne!(base.digest(), other.digest(), "{other:?}");
        }
        assert_eq!(base.digest(), request().digest());
        // What is imported under an ID must not be taken for what was planned for it before.
        assert_ne!(changed[6].digest(), changed[7].digest());
    }

    #[test]
    fn limits_are_checked_before_any_call() {
        assert_eq!(request().check(), Ok(()));
        let bad_name = StackRequest { name: "1st".into(), ..request() };
        assert!(bad_name.check().unwrap_err().message.contains("1st"));
        let large = StackRequest { template: " ".repeat(TEMPLATE_IN_REQUEST + 1), ..request() };
        assert_eq!(large.check().unwrap_err().remedies, [Remedy::NameTemplateBucket { region: None }]);
        let with_bucket = StackRequest { template_bucket: Some("b".into()), ..large };
        assert_eq!(with_bucket.check(), Ok(()));
        let huge = StackRequest { template: " ".repeat(TEMPLATE_IN_S3 + 1), ..with_bucket };
        assert!(huge.check().is_err());
        let tags = (0..51).map(|n| (n.to_string(), String::new())).collect();
        assert!(StackRequest { tags, ..request() }.check().is_err());
        let tagged = |key: &str, value: &str| StackRequest { tags: [(key.into(), value.into())].into(), ..request() };
        assert_eq!(tagged(&"k".repeat(128), &"v".repeat(256)).check(), Ok(()));
        for (key, value) in [("k".repeat(129), "v".into()), ("k".into(), "v".repeat(257)), ("AWS:k".into(), "v".into())]
        {
            assert!(tagged(&key, &value).check().unwrap_err().message.contains(&format!("{key:?}")));
        }
        let topics = |count| StackRequest { notification_arns: vec!["arn".to_owned(); count], ..request() };
        assert!(topics(5).check().is_ok() && topics(6).check().is_err());
    }
}
