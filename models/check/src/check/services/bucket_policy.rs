//! Bucket policies: resources are the bucket and its objects, and match the statement's actions.
//!
//! Source: <https://docs.aws.amazon.com/AmazonS3/latest/userguide/security_iam_service-with-iam.html>.

use std::cmp::Ordering;

use super::{Resource, for_each_statement, literal, referred};
use crate::check::Checker;
use crate::check::finding::Finding;
use crate::check::path::Location;
use crate::check::value::quote;
use crate::node::{Node, SubPart};

/// The kind of resource of an ARN in a bucket policy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum ArnKind {
    Bucket,
    Objects,
    /// Both, for `*`.
    Either,
}

impl Checker<'_> {
    pub(super) fn bucket_policy(&mut self, resource: &Resource<'_>, at: &Location<'_>) {
        let Some(bucket) = resource.properties.get("Bucket") else { return };
        for_each_statement(resource, at, |statement, at| {
            let Some(resources) = statement.get("Resource") else {
                return self.without_resource(statement, at);
            };
            self.resources_of_bucket(resources, bucket, &at.key("Resource"));
            self.actions_on(statement, resources, &at.key("Resource"));
        });
    }

    /// Unlike the policies of some services, those of buckets name the resources.
    fn without_resource(&mut self, statement: &Node, at: &Location<'_>) {
        let Node::Object(statement) = statement else { return };
        if statement.get("NotResource").is_some() || statement.keys().any(|key| key.starts_with("Fn::")) {
            return;
        }
        self.report(
            Finding::error("policy-statement", &at.path(), "the statement has no `Resource`")
                .suggest("add `Resource`".to_owned()),
        );
    }

    fn resources_of_bucket(&mut self, resources: &Node, bucket: &Node, at: &Location<'_>) {
        let is_list = resources.as_list().is_some();
        for (index, arn) in resources.one_or_many().iter().enumerate() {
            let item = at.index(index);
            let at = if is_list { &item } else { at };
            let is_bucket = |id: &str| self.symbols.resource_type(id) == Some("AWS::S3::Bucket");
            let other = match (bucket_in(arn), referred(bucket), literal(bucket)) {
                // A parameter can be the name of the same bucket.
                (Some(BucketReference::Reference(id)), Some(own), _) if id != own => {
                    (is_bucket(id) && is_bucket(own)).then(|| id.to_owned())
                }
                (Some(BucketReference::Reference(id)), None, Some(own)) => {
                    self.name_of_bucket(id).filter(|name| *name != own).map(|_| id.to_owned())
                }
                (Some(BucketReference::Name(name)), own, literal) if !name.contains(['*', '?']) => {
                    let own = literal.or_else(|| self.name_of_bucket(own?));
                    own.filter(|own| *own != name).map(|_| name)
                }
                _ => None,
            };
            if let Some(other) = other {
                self.report(
                    Finding::error(
                        "bucket-policy",
                        &at.path(),
                        format!("the policy is attached to another bucket than {}", quote(&other)),
                    )
                    .allowed("the ARNs of the policy's own bucket and of its objects")
                    .suggest(
                        "use the ARN of the policy's own bucket, or attach the policy to the other bucket".to_owned(),
                    ),
                );
            }
        }
    }

    /// The name that the template gives a bucket.
    fn name_of_bucket(&self, id: &str) -> Option<&str> {
        if self.symbols.resource_type(id) != Some("AWS::S3::Bucket") {
            return None;
        }
        literal(self.symbols.resource(id)?.get("Properties")?.get("BucketName")?)
    }

    /// Checks that the statement of a bucket policy has a resource that each S3 action applies to.
    fn actions_on(&mut self, statement: &Node, resources: &Node, at: &Location<'_>) {
        let Some(actions) = statement.get("Action") else { return };
        for (message, remedy) in self.without_effect(actions, resources) {
            self.report(Finding::error("bucket-policy", &at.path(), message).suggest(remedy.to_owned()));
        }
    }

    /// What is wrong with the S3 actions that apply to none of the resources, and the remedy.
    pub(super) fn without_effect(&self, actions: &Node, resources: &Node) -> Vec<(String, &'static str)> {
        let kinds: Option<Vec<ArnKind>> = resources.one_or_many().iter().map(|arn| self.of_bucket(arn)).collect();
        let Some(kinds) = kinds else { return Vec::new() };
        let table = self.facts.action_resources("s3");
        let mut wrong = Vec::new();
        for action in actions.one_or_many().iter().filter_map(Node::as_str) {
            let Some(name) = action.strip_prefix("s3:").filter(|name| !name.contains(['*', '?'])) else { continue };
            let Some(acts_on) = acts_on(table, &name.to_ascii_lowercase()) else { continue };
            let wanted = match (acts_on.contains(&"bucket"), acts_on.contains(&"object")) {
                (true, false) => ArnKind::Bucket,
                (false, true) => ArnKind::Objects,
                _ => continue,
            };
            if kinds.iter().any(|kind| *kind == wanted || *kind == ArnKind::Either) {
                continue;
            }
            let (what, arn, remedy) = match wanted {
                ArnKind::Objects => ("objects", "an object ARN", "use the ARN of the bucket followed by `/*`"),
                _ => ("the bucket", "the bucket ARN", "use the ARN of the bucket without `/*`"),
            };
            let message = format!("`{action}` applies to {what}, but none of the statement's resources is {arn}");
            wrong.push((message, remedy));
        }
        wrong
    }

    /// Whether an ARN is that of a bucket or of objects; `None` if that is not known.
    fn of_bucket(&self, arn: &Node) -> Option<ArnKind> {
        match arn {
            Node::GetAtt(target, _) if self.symbols.resource_type(&target.id) != Some("AWS::S3::Bucket") => None,
            _ => of(arn),
        }
    }
}

/// The resources that an action applies to, from lines `action getobject accesspointobject object`.
pub(super) fn acts_on<'f>(table: &'f str, action: &str) -> Option<Vec<&'f str>> {
    // The resources come first; the actions are sorted.
    let (mut from, mut to) = (0, table.len());
    while from < to {
        let middle = from.midpoint(to);
        let start = table.get(from..middle)?.rfind('\n').map_or(from, |newline| from + newline + 1);
        let line = table.get(start..)?.lines().next()?;
        let found = line.strip_prefix("action ").and_then(|rest| rest.split_once(' '));
        match found.map_or(Ordering::Less, |(name, _)| name.cmp(action)) {
            Ordering::Less => from = start + line.len() + 1,
            Ordering::Equal => return found.map(|(_, resources)| resources.split(' ').collect()),
            Ordering::Greater => to = start,
        }
    }
    None
}

/// The bucket of an ARN.
enum BucketReference<'n> {
    Name(String),
    Reference(&'n str),
}

fn bucket_in(arn: &Node) -> Option<BucketReference<'_>> {
    let named = |text: &str| {
        let name = text.strip_prefix("arn:")?.split(":::").nth(1)?.split('/').next()?;
        (!name.is_empty() && !name.contains("${")).then(|| BucketReference::Name(name.to_owned()))
    };
    match arn {
        Node::String(text) => named(text),
        Node::GetAtt(target, attribute) if attribute == "Arn" => Some(BucketReference::Reference(&target.id)),
        Node::Sub(sub) => {
            let first = sub.parts.iter().find_map(|part| match part {
                SubPart::Ref(target) if !target.id.starts_with("AWS::") => Some(&target.id),
                SubPart::GetAtt(target, _) => Some(&target.id),
                _ => None,
            });
            match first {
                Some(id) if sub.variables.get(id).is_none() => Some(BucketReference::Reference(id)),
                Some(_) => None,
                None => named(&sub.text()),
            }
        }
        Node::Function("Fn::Join", argument) => match argument.as_list() {
            Some([_, Node::List(items)]) => items
                .iter()
                .filter_map(super::referred)
                .find(|id| !id.starts_with("AWS::"))
                .map(BucketReference::Reference),
            _ => None,
        },
        _ => None,
    }
}

/// Whether an ARN is that of a bucket or of objects; `None` if that is not known.
fn of(arn: &Node) -> Option<ArnKind> {
    match arn {
        Node::GetAtt(_, attribute) if attribute == "Arn" => Some(ArnKind::Bucket),
        Node::String(_) | Node::Sub(_) | Node::Function("Fn::Join", _) => {
            let text = arn.outline()?;
            if text == "*" {
                return Some(ArnKind::Either);
            }
            // A placeholder at the end, or a whole ARN from a parameter, can contain a slash.
            let known = text.starts_with("arn:") || text.ends_with("/*") || text.contains(".Arn}");
            let path = match text.split_once(":::") {
                Some((_, name)) => name.contains('/'),
                None => text.contains('/'),
            };
            match (path, known) {
                (true, _) => Some(ArnKind::Objects),
                (false, true) if text.ends_with('*') => Some(ArnKind::Either),
                (false, true) => Some(ArnKind::Bucket),
                (false, false) => None,
            }
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::acts_on;

    #[test]
    fn every_action_of_the_snapshot_is_found() {
        let folder = cfn_spec::snapshot::directory().join(cfn_spec::rules::ACTIONS);
        let mut count = 0;
        for file in std::fs::read_dir(folder).unwrap() {
            let table = std::fs::read_to_string(file.unwrap().path()).unwrap();
            for (name, resources) in table.lines().filter_map(|line| line.strip_prefix("action ")?.split_once(' ')) {
                assert_eq!(acts_on(&table, name).unwrap().join(" "), resources, "{name}");
                assert_eq!(acts_on(&table, &format!("{name}0")), None);
                count += 1;
            }
        }
        assert!(count > 5_000, "{count} actions");
    }
}
