//! What must never be lost, and what must always hold, looked at from outside after every step.

use std::collections::{BTreeMap, BTreeSet};

use crate::hand::{Hand, elements, text};
use crate::wanted::{REGION, STACK};

/// Everything that was retained, and how many operations began.
#[derive(Debug, Clone, Default)]
pub(crate) struct Ledger {
    /// The key of each retained bucket, if it has one: by region and bucket.
    buckets: BTreeMap<(String, String), Option<String>>,
    /// The body of each version of an object: by region, bucket, key and version id.
    versions: BTreeMap<(String, String, String, String), String>,
    /// Keys whose deletion somebody else has ordered: theirs is the loss.
    pub(crate) doomed: BTreeSet<String>,
}

impl Ledger {
    /// From now on this bucket is never to be lost.
    pub(crate) fn keep(&mut self, hand: &Hand, region: &str, bucket: &str) {
        let key = hand.key_of(region, bucket);
        self.buckets.insert((region.to_owned(), bucket.to_owned()), key);
    }

    pub(crate) fn keeps(&self, region: &str, bucket: &str) -> bool {
        self.buckets.contains_key(&(region.to_owned(), bucket.to_owned()))
    }

    /// The key of a bucket that is kept.
    pub(crate) fn key(&self, region: &str, bucket: &str) -> Option<&str> {
        self.buckets.get(&(region.to_owned(), bucket.to_owned()))?.as_deref()
    }

    /// Takes note of every version that is there, with its body, and says which of those noted before are gone or changed; and which
    /// buckets and keys are.
    ///
    /// Nobody can look into a region that is `disabled`, and nothing in it is lost.
    pub(crate) fn losses(&mut self, hand: &Hand, disabled: Option<&str>) -> Vec<String> {
        let mut lost = Vec::new();
        for ((region, bucket), key) in self.buckets.iter().filter(|((region, _), _)| Some(region.as_str()) != disabled)
        {
            if !hand.s3(region, "HEAD", &format!("/{bucket}"), "").is_ok() {
                lost.push(format!("the retained bucket {bucket} in {region} is gone"));
                continue;
            }
            if let Some(key) = key.as_ref().filter(|key| !self.doomed.contains(*key)) {
                let state = hand.key(region, key)["KeyState"].as_str().unwrap_or("gone").to_owned();
                if state != "Enabled" {
                    lost.push(format!("the key {key} of the retained bucket {bucket} in {region} is {state}"));
                }
            }
            let there: BTreeSet<(String, String)> = versions(hand, region, bucket).into_iter().collect();
            let known = self
                .versions
                .iter()
                .filter(|((in_region, in_bucket, ..), _)| (in_region, in_bucket) == (region, bucket));
            for ((_, _, object, version), body) in known {
                if !there.contains(&(object.clone(), version.clone())) {
                    lost.push(format!("version {version} of {object} in {bucket} in {region} is gone"));
                } else if !key.as_ref().is_some_and(|key| self.doomed.contains(key)) {
                    let read = hand.s3(region, "GET", &format!("/{bucket}/{object}?versionId={version}"), "");
                    if !read.is_ok() || read.text != *body {
                        lost.push(format!("{object} in {bucket} in {region} cannot be read as it was: {read:?}"));
                    }
                }
            }
            for (object, version) in there {
                if self.versions.contains_key(&(region.clone(), bucket.clone(), object.clone(), version.clone())) {
                    continue;
                }
                let read = hand.s3(region, "GET", &format!("/{bucket}/{object}?versionId={version}"), "");
                if read.is_ok() {
                    self.versions.insert((region.clone(), bucket.clone(), object, version), read.text);
                }
            }
        }
        lost
    }
}

/// The versions in a bucket: key and version id of each.
pub(crate) fn versions(hand: &Hand, region: &str, bucket: &str) -> Vec<(String, String)> {
    let listed = hand.s3(region, "GET", &format!("/{bucket}?versions"), "");
    let one = |version: &str| Some((text(version, "Key")?, text(version, "VersionId")?));
    elements(&listed.text, "Version").into_iter().filter_map(one).collect()
}

/// Everything that ever happened to the objects of a bucket: key and id of each version and delete marker.
pub(crate) fn history(hand: &Hand, region: &str, bucket: &str) -> BTreeSet<(String, String)> {
    let listed = hand.s3(region, "GET", &format!("/{bucket}?versions"), "");
    let kinds = ["Version", "DeleteMarker"].into_iter();
    let all = kinds.flat_map(|kind| elements(&listed.text, kind));
    all.filter_map(|one| Some((text(one, "Key")?, text(one, "VersionId")?))).collect()
}

/// An operation as its first event tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Begun {
    pub(crate) status: String,
    pub(crate) token: Option<String>,
}

/// Every operation that ever began on a stack of the schedule's name, as far as it was looked at.
#[derive(Debug, Clone, Default)]
pub(crate) struct Operations {
    begun: Vec<Begun>,
    /// The newest event seen of each stack.
    newest: BTreeMap<String, String>,
    /// The stacks whose deletion was seen to its end: nothing more happens to them.
    gone: BTreeSet<String>,
}

impl Operations {
    /// Looks again, and gives the operations that began since the last look.
    pub(crate) fn look(&mut self, hand: &Hand) -> Vec<Begun> {
        let before = self.begun.len();
        let stacks = hand.cloudformation(REGION, "ListStacks", &[]);
        for stack in elements(&stacks.text, "member") {
            let (Some(id), Some(name)) = (text(stack, "StackId"), text(stack, "StackName")) else { continue };
            if name == STACK && !self.gone.contains(&id) {
                self.look_at(hand, &id);
                if text(stack, "StackStatus").as_deref() == Some("DELETE_COMPLETE") {
                    self.gone.insert(id);
                }
            }
        }
        self.begun[before..].to_vec()
    }

    /// Whether one request began two operations.
    pub(crate) fn has_twins(&self) -> bool {
        let tokens: Vec<&String> = self.begun.iter().filter_map(|one| one.token.as_ref()).collect();
        tokens.iter().collect::<BTreeSet<_>>().len() < tokens.len()
    }

    fn look_at(&mut self, hand: &Hand, id: &str) {
        let mut token: Option<String> = None;
        let (mut begun, mut newest) = (Vec::new(), None);
        let known = self.newest.get(id).cloned();
        'pages: loop {
            let mut fields = vec![("StackName", id)];
            fields.extend(token.as_deref().map(|token| ("NextToken", token)));
            let page = hand.cloudformation(REGION, "DescribeStackEvents", &fields);
            for event in elements(&page.text, "member") {
                let event_id = text(event, "EventId").unwrap_or_default();
                if known.as_ref() == Some(&event_id) {
                    break 'pages;
                }
                let status = text(event, "ResourceStatus").unwrap_or_default();
                let is_begin = event.contains(">User Initiated<") && status != "REVIEW_IN_PROGRESS";
                if is_begin && text(event, "PhysicalResourceId").as_deref() == Some(id) {
                    begun.push(Begun { status, token: text(event, "ClientRequestToken") });
                }
                newest.get_or_insert(event_id);
            }
            token = page.first("NextToken");
            if token.is_none() {
                break;
            }
        }
        if let Some(newest) = newest {
            self.newest.insert(id.to_owned(), newest);
        }
        self.begun.extend(begun.into_iter().rev());
    }
}

/// What a refusal must leave as it is: stacks with their templates, resources and policies, StackSets with their instances, and every
/// bucket and key.
pub(crate) fn belongings(hand: &Hand, regions: &[String]) -> Vec<String> {
    let mut all = Vec::new();
    for region in regions {
        let stacks = hand.cloudformation(region, "DescribeStacks", &[]);
        for id in stacks.all("StackId") {
            let of = |action: &str| hand.cloudformation(region, action, &[("StackName", &id)]);
            let described = of("DescribeStacks");
            let facts =
                ["StackStatus", "EnableTerminationProtection", "LastUpdatedTime"].map(|name| described.first(name));
            all.push(format!("{id} {facts:?}"));
            all.extend(of("GetTemplate").all("TemplateBody"));
            all.extend(of("GetStackPolicy").all("StackPolicyBody"));
            let resources = of("ListStackResources");
            all.extend(["PhysicalResourceId", "ResourceStatus"].iter().flat_map(|name| resources.all(name)));
        }
        all.extend(hand.cloudformation(region, "ListStackSets", &[]).all("StackSetId"));
        all.push(hand.kms(region, "ListKeys", &serde_json::json!({})).text);
        all.push(hand.kms(region, "ListAliases", &serde_json::json!({})).text);
    }
    all.extend(hand.s3(REGION, "GET", "/", "").all("Name"));
    all
}
