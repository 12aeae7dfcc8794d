//! A call as CloudTrail records it.

use serde_json::{Map, Value, json};

use crate::dispatch::DispatchedRequest;
use crate::protocol::reply::Reply;
use crate::protocol::request::Request;
use crate::protocol::service::Service;
use crate::s3;
use crate::scope::Scope;
use crate::world::World;

/// The names of calls of S3 that CloudTrail calls otherwise. [S3 User Guide, "Amazon S3 CloudTrail events"]
const RENAMED: &[(&str, &str)] = &[
    ("PutBucketLifecycleConfiguration", "PutBucketLifecycle"),
    ("PutBucketNotificationConfiguration", "PutBucketNotification"),
    ("PutPublicAccessBlock", "PutBucketPublicAccessBlock"),
    ("DeletePublicAccessBlock", "DeleteBucketPublicAccessBlock"),
];

/// A call of KMS or of S3 that manages a key or a bucket, and does not only read.
#[derive(Clone, Debug)]
pub(crate) struct ManagementCall {
    /// The account and region in which it is recorded: those of the key or the bucket.
    pub(super) scope: Scope,
    /// `kms`, or `s3`.
    pub(super) service: &'static str,
    name: String,
    caller: String,
    parameters: Value,
    /// The type and the ARN of what it is about.
    resources: Vec<(&'static str, String)>,
}

impl ManagementCall {
    /// The call of a request, before it is answered: an alias names its key until it is deleted.
    pub(crate) fn of(world: &mut World, routed: &DispatchedRequest, request: &Request) -> Option<Self> {
        match routed.service {
            Service::Kms => Self::of_kms(world, routed, request),
            Service::S3 => Self::of_s3(world, routed, request),
            _ => None,
        }
    }

    fn of_kms(world: &mut World, routed: &DispatchedRequest, request: &Request) -> Option<Self> {
        if routed.is_read() {
            return None;
        }
        // What cannot be read is refused by KMS, and about no key.
        #[expect(clippy::disallowed_methods, reason = "a body that cannot be read is refused where it is answered")]
        let input: Map<String, Value> = serde_json::from_slice(&request.body).ok()?;
        let named = ["AliasName", "KeyId"].iter().filter_map(|name| input.get(*name)?.as_str());
        let scope = &routed.scope;
        let keys = named.filter_map(|name| match world.kms(scope).resolve(scope, name) {
            Ok(key) => Some(("AWS::KMS::Key", key.arn.clone())),
            Err(_) => None,
        });
        let resources = keys.collect();
        let parameters = input.into_iter().map(|(name, value)| (lower_first(&name), value)).collect();
        Some(Self {
            scope: scope.clone(),
            service: "kms",
            name: routed.operation.clone(),
            caller: routed.caller.arn(),
            parameters: Value::Object(parameters),
            resources,
        })
    }

    fn of_s3(world: &World, routed: &DispatchedRequest, request: &Request) -> Option<Self> {
        let (operation, bucket) = s3::api::bucket_operation(request)?;
        if ["Get", "List", "Head"].iter().any(|verb| operation.starts_with(verb)) || operation == "DeleteObjects" {
            return None;
        }
        let found = world.buckets.get(&bucket)?;
        let renamed = RENAMED.iter().find(|(name, _)| *name == operation);
        Some(Self {
            scope: found.scope(),
            service: "s3",
            name: renamed.map_or(operation, |(_, name)| name).to_owned(),
            caller: routed.caller.arn(),
            parameters: json!({ "bucketName": bucket }),
            resources: vec![("AWS::S3::Bucket", found.arn())],
        })
    }

    /// The event of EventBridge.
    pub(super) fn event(&self, world: &mut World, reply: &Reply) -> Value {
        let id = world.ids.uuid();
        let time = world.now.to_string();
        let source = format!("{}.amazonaws.com", self.service);
        let resources: Vec<Value> = self
            .resources
            .iter()
            .map(|(kind, arn)| json!({ "accountId": self.scope.account, "type": kind, "ARN": arn }))
            .collect();
        let mut detail = json!({
            "userIdentity": { "arn": self.caller, "accountId": self.scope.account },
            "eventTime": time,
            "eventSource": source,
            "eventName": self.name,
            "awsRegion": self.scope.region,
            "requestParameters": self.parameters,
            "resources": resources,
            "readOnly": false,
            "eventType": "AwsApiCall",
            "managementEvent": true,
        });
        if reply.status >= 400
            && let Some(detail) = detail.as_object_mut()
        {
            detail.insert("errorCode".to_owned(), error_code(reply).into());
        }
        json!({
            "version": "0",
            "id": id,
            "detail-type": "AWS API Call via CloudTrail",
            "source": format!("aws.{}", self.service),
            "account": self.scope.account,
            "time": time,
            "region": self.scope.region,
            "resources": [],
            "detail": detail,
        })
    }
}

/// The code of an error response: of the header that the services with JSON send, else of the XML.
fn error_code(reply: &Reply) -> String {
    if let Some((_, code)) = reply.headers.iter().find(|(name, _)| name.eq_ignore_ascii_case("x-amzn-ErrorType")) {
        return code.clone();
    }
    let body = String::from_utf8_lossy(&reply.body);
    let code = body.split_once("<Code>").and_then(|(_, rest)| rest.split_once("</Code>"));
    code.map_or_else(|| reply.status.to_string(), |(code, _)| code.to_owned())
}

/// CloudTrail's name of a parameter of KMS: `keyId` for `KeyId`.
fn lower_first(name: &str) -> String {
    let mut characters = name.chars();
    let first = characters.next().map(|first| first.to_ascii_lowercase());
    first.into_iter().chain(characters).collect()
}
