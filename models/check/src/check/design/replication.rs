//! S3 replication: requirements that the schema does not have.
//!
//! Source: <https://docs.aws.amazon.com/AmazonS3/latest/userguide/replication-add-config.html>.

use super::super::Checker;
use super::super::finding::Finding;
use super::super::path::Location;
use super::super::presence::Presence;
use super::super::scalar::text_of;
use crate::node::{Node, Object};

impl Checker<'_> {
    pub(in super::super) fn replication(&mut self) {
        let resources: Vec<_> = self.symbols.resources().collect();
        let root = Location::ROOT.key("Resources");
        for (id, type_name, entry) in resources {
            let properties = entry.get("Properties").and_then(Node::as_object);
            let (Some(properties), "AWS::S3::Bucket") = (properties, type_name) else { continue };
            let Some(Node::Object(configuration)) = properties.get("ReplicationConfiguration") else { continue };
            let at = root.key(id);
            let at = at.key("Properties");
            let at_configuration = at.key("ReplicationConfiguration");
            if versioning(properties) == Versioning::Off {
                self.report(
                    Finding::error(
                        "replication-versioning",
                        &at_configuration.path(),
                        "the bucket has a replication configuration but versioning is not enabled",
                    )
                    .allowed("buckets with `VersioningConfiguration: {Status: Enabled}`")
                    .suggest("enable versioning".to_owned()),
                );
            }
            let at_rules = at_configuration.key("Rules");
            if let Some(Node::List(rules)) = configuration.get("Rules") {
                self.priorities(rules, &at_rules);
                for (index, rule) in rules.iter().enumerate() {
                    if let Node::Object(rule) = rule {
                        self.replication_rule(id, rule, &at_rules.index(index));
                    }
                }
            }
        }
    }

    /// Rules need different priorities, by which S3 resolves conflicts.
    fn priorities(&mut self, rules: &[Node], at: &Location<'_>) {
        let mut seen: Vec<(String, usize)> = Vec::new();
        for (index, rule) in rules.iter().enumerate() {
            let Some(priority) = rule.get("Priority").and_then(text_of) else { continue };
            if let Some((_, first)) = seen.iter().find(|(known, _)| *known == priority) {
                self.report(
                    Finding::error(
                        "replication-priority",
                        &at.index(index).key("Priority").path(),
                        format!("the rule at index {first} also has priority {priority}"),
                    )
                    .allowed("a different priority for each rule"),
                );
            }
            seen.push((priority, index));
        }
        let destinations = rules.iter().filter_map(|rule| rule.get("Destination")?.get("Bucket"));
        let mut distinct: Vec<&Node> = Vec::new();
        for destination in destinations {
            if !distinct.contains(&destination) {
                distinct.push(destination);
            }
        }
        let without = rules.iter().position(|rule| rule.as_object().is_some_and(|rule| rule.get("Filter").is_none()));
        if let (true, Some(index)) = (distinct.len() > 1, without) {
            self.report(
                Finding::error(
                    "replication-filter",
                    &at.index(index).path(),
                    "rules without `Filter` use the first version of the replication configuration, which supports one destination only",
                )
                .suggest("add `Filter`, `Priority` and `DeleteMarkerReplication`; `Filter: {Prefix: \"\"}` selects the whole bucket".to_owned()),
            );
        }
    }

    fn replication_rule(&mut self, bucket: &str, rule: &Object, at: &Location<'_>) {
        if rule.get("Filter").is_some() {
            for needed in ["Priority", "DeleteMarkerReplication"] {
                if rule.get(needed).is_none() {
                    self.report(
                        Finding::error(
                            "replication-filter",
                            &at.path(),
                            format!("a rule with `Filter` requires `{needed}`"),
                        )
                        .suggest(format!("add `{needed}`")),
                    );
                }
            }
        }
        self.delete_markers(rule, at);
        let Some(Node::Object(destination)) = rule.get("Destination") else { return };
        let at_destination = at.key("Destination");
        self.replication_encryption(rule, destination, at);
        if destination.get("ReplicationTime").is_some() && destination.get("Metrics").is_none() {
            self.report(
                Finding::error("replication-time", &at_destination.path(), "`ReplicationTime` requires `Metrics`")
                    .suggest("add `Metrics`".to_owned()),
            );
        }
        for (name, inner) in [("ReplicationTime", "Time"), ("Metrics", "EventThreshold")] {
            self.replication_minutes(destination, name, inner, &at_destination);
        }
        if let Some(target) = destination.get("Bucket") {
            self.replication_destination(bucket, target, &at_destination.key("Bucket"));
        }
    }

    /// Delete markers have no tags, so a rule that filters by tag cannot replicate them.
    ///
    /// Source: <https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteMarkerReplication.html>.
    fn delete_markers(&mut self, rule: &Object, at: &Location<'_>) {
        let Some(filter) = rule.get("Filter") else { return };
        let by_tag = filter.get("TagFilter").or_else(|| filter.get("And")?.get("TagFilters"));
        let status = rule.get("DeleteMarkerReplication").and_then(|markers| markers.get("Status"));
        let (true, Some(status)) = (Presence::of(by_tag) == Presence::Always, status) else { return };
        let at = at.key("DeleteMarkerReplication");
        self.alternatives(status, &at.key("Status"), &mut |checker, status, at| {
            if status.as_str() == Some("Enabled") {
                checker.report(
                    Finding::error(
                        "replication-delete-markers",
                        &at.path(),
                        "a rule that filters objects by tag cannot replicate delete markers",
                    )
                    .allowed("`Disabled`")
                    .suggest("disable it, or filter the objects by prefix".to_owned()),
                );
            }
        });
    }

    /// S3 supports one value only: 15 minutes.
    ///
    /// Source: <https://docs.aws.amazon.com/AmazonS3/latest/API/API_ReplicationTimeValue.html>.
    fn replication_minutes(
        &mut self,
        destination: &Object,
        name: &'static str,
        inner: &'static str,
        at: &Location<'_>,
    ) {
        let Some(outer) = destination.get(name) else { return };
        self.alternatives(outer, &at.key(name), &mut |checker, outer, at| {
            let Some(time) = outer.get(inner) else { return };
            checker.alternatives(time, &at.key(inner), &mut |checker, time, at| {
                let Some(minutes) = time.get("Minutes") else { return };
                checker.alternatives(minutes, &at.key("Minutes"), &mut |checker, minutes, at| {
                    if let Some(text) = text_of(minutes).filter(|text| text.trim() != "15") {
                        checker.report(
                            Finding::error(
                                "replication-time",
                                &at.path(),
                                format!("`{name}` cannot be {text} minutes"),
                            )
                            .allowed("15 minutes"),
                        );
                    }
                });
            });
        });
    }

    /// Objects encrypted with KMS are replicated only if the rule selects them and sets the KMS key of the replicas.
    fn replication_encryption(&mut self, rule: &Object, destination: &Object, at: &Location<'_>) {
        let key = destination.get("EncryptionConfiguration").is_some();
        let criteria = rule.get("SourceSelectionCriteria").and_then(|criteria| criteria.get("SseKmsEncryptedObjects"));
        let selected = criteria.is_some_and(|c| c.get("Status").and_then(Node::as_str) != Some("Disabled"));
        if key && !selected {
            self.report(
                Finding::error(
                    "replication-encryption",
                    &at.path(),
                    "the rule sets a KMS key for the replicas but does not select objects encrypted with KMS",
                )
                .suggest("add `SourceSelectionCriteria: {SseKmsEncryptedObjects: {Status: Enabled}}`".to_owned()),
            );
        }
        if selected && !key {
            self.report(
                Finding::error(
                    "replication-encryption",
                    &at.path(),
                    "the rule selects objects encrypted with KMS but sets no KMS key for the replicas",
                )
                .suggest("add `EncryptionConfiguration: {ReplicaKmsKeyID: …}` to the destination".to_owned()),
            );
        }
    }

    /// S3 requires that the destination bucket exists with versioning enabled when replication is configured.
    fn replication_destination(&mut self, bucket: &str, target: &Node, at: &Location<'_>) {
        if let Node::Ref(destination) | Node::GetAtt(destination, _) = target
            && let Some(entry) = self.symbols.resource(&destination.id)
        {
            let properties = entry.get("Properties").and_then(Node::as_object);
            if properties.is_none_or(|properties| versioning(properties) == Versioning::Off) {
                let message = format!("versioning is not enabled on the destination `{}`", destination.id);
                self.report(
                    Finding::error("replication-versioning", &at.path(), message)
                        .allowed("buckets with `VersioningConfiguration: {Status: Enabled}`"),
                );
            }
            return;
        }
        let makers: Vec<&str> = self
            .symbols
            .resources()
            .filter(|(_, ty, entry)| *ty == "AWS::CloudFormation::StackSet" && makes_buckets(entry))
            .map(|(id, _, _)| id)
            .collect();
        let needed = self.needed_by(bucket);
        if !makers.is_empty() && !makers.iter().any(|maker| needed.contains(*maker)) {
            let (maker, message) =
                (makers[0], "the destination bucket is created by a StackSet that this bucket does not depend on");
            self.report(
                Finding::error("replication-order", &at.path(), message)
                    .suggest(format!("add `DependsOn: {maker}` to `{bucket}`")),
            );
        }
    }

    /// The resources that are created before `id`.
    fn needed_by(&self, id: &str) -> std::collections::BTreeSet<String> {
        let dependencies = self.dependencies();
        let mut needed = std::collections::BTreeSet::new();
        let mut open = vec![id.to_owned()];
        while let Some(id) = open.pop() {
            for next in dependencies.get(id.as_str()).into_iter().flatten() {
                if needed.insert(next.clone()) {
                    open.push(next.clone());
                }
            }
        }
        needed
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Versioning {
    On,
    Off,
    Unknown,
}

fn versioning(properties: &Object) -> Versioning {
    match properties.get("VersioningConfiguration") {
        None => Versioning::Off,
        Some(Node::Object(configuration)) => match configuration.get("Status") {
            None => Versioning::Off,
            Some(Node::String(status)) if status == "Enabled" => Versioning::On,
            Some(Node::String(_)) => Versioning::Off,
            Some(_) => Versioning::Unknown,
        },
        Some(_) => Versioning::Unknown,
    }
}

fn makes_buckets(stack_set: &Object) -> bool {
    let body = stack_set.get("Properties").and_then(|properties| properties.get("TemplateBody"));
    body.and_then(Node::outline).is_some_and(|text| text.contains("AWS::S3::Bucket"))
}
