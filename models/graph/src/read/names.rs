//! Resources that are named in ARNs of another frame, which CloudFormation does not know.

use super::part::{Part, strings};
use super::{Edges, type_of};
use crate::model::{EdgeKind, End, Place};

/// The types whose names make their ARNs: the service in the ARN, and the property with the name. An ARN that other types have in the
/// middle (a table's index, a bucket's objects) names them too.
const NAMED: &[(&str, &str, &str)] = &[
    ("AWS::DynamoDB::Table", "dynamodb", "TableName"),
    ("AWS::Events::EventBus", "events", "Name"),
    ("AWS::IAM::Role", "iam", "RoleName"),
    ("AWS::KMS::Alias", "kms", "AliasName"),
    ("AWS::Lambda::Function", "lambda", "FunctionName"),
    ("AWS::Logs::LogGroup", "logs", "LogGroupName"),
    ("AWS::S3::Bucket", "s3", "BucketName"),
    ("AWS::SNS::Topic", "sns", "TopicName"),
    ("AWS::SQS::Queue", "sqs", "QueueName"),
    ("AWS::StepFunctions::StateMachine", "states", "StateMachineName"),
];

/// A resource with a name.
struct Named<'p> {
    place: Place,
    service: &'static str,
    region: &'p str,
    name: String,
}

/// Adds the edges.
pub(super) fn add(parts: &[Part], edges: &mut Edges) {
    let named: Vec<Named<'_>> = parts.iter().flat_map(named).collect();
    for part in parts {
        for (place, _, resource) in part.resources() {
            let Some(properties) = resource.get("Properties").and_then(|properties| part.evaluated(properties)) else {
                continue;
            };
            let mut texts = Vec::new();
            strings(&properties, &mut texts);
            let arns: Vec<&str> = texts.into_iter().filter(|text| text.starts_with("arn:")).collect();
            let others = named.iter().filter(|named| named.place.0 != part.frame);
            for named in others.filter(|named| arns.iter().any(|arn| named.is_in(arn))) {
                edges.add((part.frame, place), End::Resource(named.place), EdgeKind::Name);
            }
        }
    }
}

fn named(part: &Part) -> impl Iterator<Item = Named<'_>> {
    part.resources().filter_map(|(place, _, body)| {
        let kind = type_of(body)?;
        let (_, service, property) = NAMED.iter().find(|(known, ..)| *known == kind)?;
        let name = part.text(body, property)?;
        Some(Named { place: (part.frame, place), service, region: part.region_name(), name })
    })
}

impl Named<'_> {
    /// Whether an ARN has the name: `arn:partition:service:region:account:resource`.
    fn is_in(&self, arn: &str) -> bool {
        let mut fields = arn.splitn(6, ':').skip(2);
        let (Some(service), Some(region), Some(_), Some(resource)) =
            (fields.next(), fields.next(), fields.next(), fields.next())
        else {
            return false;
        };
        // What follows the name of a bucket is the key of an object.
        let is_begin = |before: &str| before.is_empty() || (service != "s3" && before.ends_with(['/', ':']));
        let is_end = |after: &str| after.is_empty() || after.starts_with(['/', ':']);
        let has_name = |at: usize| {
            let (before, rest) = resource.split_at(at);
            is_begin(before) && is_end(rest.split_at(self.name.len()).1)
        };
        service == self.service
            && (region.is_empty() || region == self.region)
            && resource.match_indices(&self.name).any(|(at, _)| has_name(at))
    }
}
