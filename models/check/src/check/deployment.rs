//! `UpdatePolicy` and `CreationPolicy`: the resource types that support them, and their keys.
//!
//! Sources: <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-attribute-updatepolicy.html> and
//! <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-attribute-creationpolicy.html>.

use super::Checker;
use super::finding::Finding;
use super::path::Location;
use super::presence::Presence;
use super::returns::Returns;
use super::scalar::text_of;
use super::suggest::{did_you_mean, one_of};
use super::text::parsed;
use super::value::quote;
use crate::node::{Node, Object};

/// The type of a key of a policy.
#[derive(Clone, Copy, Debug)]
enum Value {
    Truth,
    /// An object, or a boolean: the user guide documents one, and templates use the other.
    Switch,
    /// An integer within bounds.
    Whole(u64, u64),
    Text,
    /// An ISO 8601 duration, such as `PT1H30M`, with its maximum in minutes.
    Duration(u64),
    /// One of these strings.
    OneOf(&'static [&'static str]),
    Texts,
    Wholes,
    /// The keys, and the required keys.
    Object(&'static [(&'static str, Value)], &'static [&'static str]),
}

type Keys = &'static [(&'static str, Value)];

const AUTO_SCALING: &str = "AWS::AutoScaling::AutoScalingGroup";

const ROLLING: Keys = &[
    ("MaxBatchSize", Value::Whole(1, u64::MAX)),
    ("MinActiveInstancesPercent", Value::Whole(0, 100)),
    ("MinInstancesInService", Value::Whole(0, u64::MAX)),
    ("MinSuccessfulInstancesPercent", Value::Whole(0, 100)),
    ("PauseTime", Value::Duration(60)),
    ("SuspendProcesses", Value::Texts),
    ("WaitOnResourceSignals", Value::Truth),
];

const PREFERENCES: Keys = &[
    ("AlarmSpecification", Value::Object(&[("Alarms", Value::Texts)], &[])),
    ("AutoRollback", Value::Truth),
    ("BakeTime", Value::Whole(0, 172_800)),
    ("CheckpointDelay", Value::Whole(0, 172_800)),
    ("CheckpointPercentages", Value::Wholes),
    ("InstanceWarmup", Value::Whole(0, u64::MAX)),
    ("MaxHealthyPercentage", Value::Whole(100, 200)),
    ("MinHealthyPercentage", Value::Whole(0, 100)),
    ("ScaleInProtectedInstances", Value::OneOf(&["Ignore", "Refresh", "Wait"])),
    ("SkipMatching", Value::Truth),
    ("StandbyInstances", Value::OneOf(&["Ignore", "Terminate", "Wait"])),
];

const OF_GROUPS: Keys = &[
    (
        "AutoScalingInstanceRefresh",
        Value::Object(
            &[
                ("Preferences", Value::Object(PREFERENCES, &[])),
                ("Strategy", Value::OneOf(&["ReplaceRootVolume", "Rolling"])),
            ],
            &["Strategy"],
        ),
    ),
    ("AutoScalingReplacingUpdate", Value::Object(&[("WillReplace", Value::Truth)], &[])),
    ("AutoScalingRollingUpdate", Value::Object(ROLLING, &[])),
    ("AutoScalingScheduledAction", Value::Object(&[("IgnoreUnmodifiedGroupSizeProperties", Value::Truth)], &[])),
];

const OF_ALIASES: Keys = &[(
    "CodeDeployLambdaAliasUpdate",
    Value::Object(
        &[
            ("AfterAllowTrafficHook", Value::Text),
            ("ApplicationName", Value::Text),
            ("BeforeAllowTrafficHook", Value::Text),
            ("DeploymentGroupName", Value::Text),
        ],
        &["ApplicationName", "DeploymentGroupName"],
    ),
)];

const OF_FLEETS: Keys = &[
    ("StartAfterUpdate", Value::Object(&[("Type", Value::Truth)], &[])),
    ("StopBeforeUpdate", Value::Object(&[("Type", Value::Truth)], &[])),
];

const UPDATE: &[(&str, Keys)] = &[
    (AUTO_SCALING, OF_GROUPS),
    ("AWS::AppStream::Fleet", OF_FLEETS),
    ("AWS::ElastiCache::ReplicationGroup", &[("UseOnlineResharding", Value::Truth)]),
    ("AWS::Elasticsearch::Domain", &[("EnableVersionUpgrade", Value::Truth)]),
    ("AWS::Lambda::Alias", OF_ALIASES),
    ("AWS::OpenSearchService::Domain", &[("EnableVersionUpgrade", Value::Truth)]),
];

/// The maximum time that CloudFormation waits for signals, in minutes.
const TWELVE_HOURS: u64 = 12 * 60;

const SIGNAL: (&str, Value) = (
    "ResourceSignal",
    Value::Object(&[("Count", Value::Whole(0, u64::MAX)), ("Timeout", Value::Duration(TWELVE_HOURS))], &[]),
);

const CREATION: &[(&str, Keys)] = &[
    (
        AUTO_SCALING,
        &[
            (
                "AutoScalingCreationPolicy",
                Value::Object(&[("MinSuccessfulInstancesPercent", Value::Whole(0, 100))], &[]),
            ),
            SIGNAL,
        ],
    ),
    ("AWS::AppStream::Fleet", &[("StartFleet", Value::Switch)]),
    ("AWS::CloudFormation::WaitCondition", &[SIGNAL]),
    ("AWS::EC2::Instance", &[SIGNAL]),
];

impl Checker<'_> {
    pub(super) fn update_policy(&mut self, node: &Node, type_name: &str, at: &Location<'_>) {
        self.deployment_policy(node, UPDATE, type_name, "UpdatePolicy", at);
        if let (Some(_), Some(_)) = (node.get("AutoScalingInstanceRefresh"), node.get("AutoScalingRollingUpdate")) {
            self.report(
                Finding::error(
                    "update-policy",
                    &at.key("AutoScalingInstanceRefresh").path(),
                    "`AutoScalingInstanceRefresh` and `AutoScalingRollingUpdate` are mutually exclusive",
                )
                .allowed("one of them"),
            );
        }
    }

    pub(super) fn creation_policy(&mut self, node: &Node, type_name: &str, at: &Location<'_>) {
        self.deployment_policy(node, CREATION, type_name, "CreationPolicy", at);
    }

    fn deployment_policy(&mut self, node: &Node, of: &[(&str, Keys)], type_name: &str, name: &str, at: &Location<'_>) {
        match of.iter().find(|(known, _)| *known == type_name) {
            Some((_, keys)) => self.policy_object(node, keys, &[], name, at),
            // Third-party types, and types that are newer than the specification.
            None if !type_name.starts_with("AWS::") || self.facts.known_types(type_name).is_none() => {
                if self.returns(node) != Returns::Unknown && self.returns(node) != Returns::Object {
                    self.wrong_type(node, "an object", at);
                }
            }
            // An empty policy has no effect, and CloudFormation accepts it.
            None if node.as_object().is_some_and(Object::is_empty) => {}
            None => self.report(
                Finding::warning("update-policy", &at.path(), format!("{type_name} has no `{name}`"))
                    .allowed(format!("`{name}` of {}", one_of(of.iter().map(|(name, _)| *name)))),
            ),
        }
    }

    fn policy_value(&mut self, node: &Node, value: Value, name: &str, at: &Location<'_>) {
        if let Node::Function("Fn::If", argument) = node {
            let at = at.key("Fn::If");
            for (index, branch) in argument.branches() {
                if Presence::of(Some(branch)) != Presence::Never {
                    self.policy_value(branch, value, name, &at.index(index));
                }
            }
            return;
        }
        let returns = self.returns(node);
        let text = text_of(node);
        let expected = match value {
            Value::Switch => return,
            Value::Object(keys, required) => return self.policy_object(node, keys, required, name, at),
            Value::Texts | Value::Wholes => match node {
                Node::List(items) => {
                    let each = if matches!(value, Value::Texts) { Value::Text } else { Value::Whole(0, 100) };
                    for (index, item) in items.iter().enumerate() {
                        self.policy_value(item, each, name, &at.index(index));
                    }
                    return;
                }
                _ if matches!(returns, Returns::List | Returns::Unknown) => return,
                _ => "a list".to_owned(),
            },
            _ if matches!(returns, Returns::List | Returns::Object) => "a single value".to_owned(),
            // The result of the function is not known.
            _ if text.is_none() => return,
            Value::Text => return,
            Value::Truth => match text.as_deref() {
                Some("true" | "false" | "True" | "False") => return,
                _ => "`true` or `false`".to_owned(),
            },
            Value::Whole(least, most) => {
                let number = text.as_deref().and_then(|text| parsed::<u64>(text.trim()));
                if number.is_some_and(|number| (least..=most).contains(&number)) {
                    return;
                }
                if most == u64::MAX { format!("an integer from {least}") } else { format!("{least} to {most}") }
            }
            Value::Duration(most) => {
                let minutes = text.as_deref().and_then(minutes);
                if minutes.is_some_and(|minutes| minutes <= most as f64) {
                    return;
                }
                format!("an ISO 8601 duration such as `PT15M`, at most {most} minutes")
            }
            Value::OneOf(allowed) => match text.as_deref() {
                Some(text) if allowed.contains(&text) => return,
                _ => one_of(allowed.iter().copied()),
            },
        };
        match text {
            Some(text) => self.report(
                Finding::error(
                    "update-policy",
                    &at.path(),
                    format!("{} is not an allowed value of `{name}`", quote(&text)),
                )
                .allowed(expected),
            ),
            None => self.wrong_type(node, &expected, at),
        }
    }

    fn policy_object(&mut self, node: &Node, keys: Keys, required: &[&str], name: &str, at: &Location<'_>) {
        let object = match node {
            Node::Object(object) => object,
            Node::Function("Fn::If", argument) => {
                let at = at.key("Fn::If");
                for (index, branch) in argument.branches() {
                    if Presence::of(Some(branch)) != Presence::Never {
                        self.policy_object(branch, keys, required, name, &at.index(index));
                    }
                }
                return;
            }
            _ if matches!(self.returns(node), Returns::Unknown) => return,
            _ => return self.wrong_type(node, "an object", at),
        };
        for (key, value) in object.iter().filter(|(key, _)| !key.starts_with("Fn::")) {
            let at = at.key(key);
            match keys.iter().find(|(known, _)| *known == key) {
                Some((_, wanted)) => {
                    if Presence::of(Some(value)) != Presence::Never {
                        self.policy_value(value, *wanted, key, &at);
                    }
                }
                None => {
                    let known = keys.iter().map(|(name, _)| *name);
                    self.report(
                        Finding::error("unknown-attribute", &at.path(), format!("`{name}` has no key `{key}`"))
                            .allowed(one_of(known.clone()))
                            .suggest(did_you_mean(key, known)),
                    );
                }
            }
        }
        for key in required.iter().filter(|key| Presence::of(object.get(key)) == Presence::Never) {
            self.report(
                Finding::error("missing-property", &at.path(), format!("`{name}` requires `{key}`"))
                    .suggest(format!("add `{key}`")),
            );
        }
    }
}

/// The minutes of an ISO 8601 duration of hours, minutes and seconds: `PT1H30M`.
fn minutes(text: &str) -> Option<f64> {
    let mut rest = text.strip_prefix("PT")?;
    let mut total = 0.0;
    if rest.is_empty() {
        return None;
    }
    while !rest.is_empty() {
        let end = rest.find(|c: char| !c.is_ascii_digit() && c != '.')?;
        let number: f64 = parsed(&rest[..end])?;
        total += match rest[end..].chars().next()? {
            'H' => number * 60.0,
            'M' => number,
            'S' => number / 60.0,
            _ => return None,
        };
        rest = &rest[end + 1..];
    }
    Some(total)
}
