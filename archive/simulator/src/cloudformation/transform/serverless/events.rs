//! The event sources of functions: what invokes them, and what that needs.

use serde_json::{Map, Value, json};

use super::published;
use super::source::{Source, invalid, unserved};
use crate::api_error::ApiError;

/// The longest ID of a target of a rule.
const TARGET_ID: usize = 64;

/// An event source of a function.
pub(super) struct Event<'a> {
    pub(super) name: &'a str,
    kind: &'a str,
    properties: &'a Map<String, Value>,
    /// Of the resource that is generated for it.
    logical_id: String,
}

/// What an event source needs.
#[derive(Default)]
pub(super) struct Needed {
    pub(super) resources: Vec<(String, Value)>,
    pub(super) notification: Option<Notification>,
    /// The name of AWS's policy for the function's role.
    pub(super) managed_policy: Option<&'static str>,
    pub(super) inline_policy: Option<Value>,
}

/// The notifications that a bucket of the same template sends to a function.
pub(super) struct Notification {
    bucket: String,
    /// The logical ID of the function's permission.
    permission: String,
    /// The condition of the function.
    condition: Option<Value>,
    configurations: Vec<Value>,
}

/// The properties of a mapping that are the same for all sources.
const MAPPED: &[&str] = &[
    "BatchSize",
    "BisectBatchOnFunctionError",
    "Enabled",
    "FilterCriteria",
    "FunctionResponseTypes",
    "MaximumBatchingWindowInSeconds",
    "MaximumRecordAgeInSeconds",
    "MaximumRetryAttempts",
    "MetricsConfig",
    "ParallelizationFactor",
    "ProvisionedPollerConfig",
    "ScalingConfig",
    "StartingPosition",
    "StartingPositionTimestamp",
    "TumblingWindowInSeconds",
];

impl<'a> Event<'a> {
    /// Reads an entry of `Events`.
    ///
    /// # Errors
    /// It has no type, or its properties are no object.
    pub(super) fn read(source: &Source<'_>, name: &'a str, event: &'a Value) -> Result<Self, ApiError> {
        let logical_id = format!("{}{name}", source.logical_id);
        let Some(kind) = event.get("Type").and_then(Value::as_str) else {
            let why = "Resource dict has missing or invalid value for key Type.";
            return Err(source.invalid(format!("Event with id [{name}] is invalid. {why}")));
        };
        let Some(properties) = event.get("Properties").and_then(Value::as_object) else {
            return Err(invalid(&logical_id, "Properties should be a map."));
        };
        Ok(Self { name, kind, properties, logical_id })
    }

    fn invalid(&self, source: &Source<'_>, why: &str) -> ApiError {
        source.invalid(format!("Event with id [{}] is invalid. {why}", self.name))
    }

    fn require(&self, name: &str) -> Result<&'a Value, ApiError> {
        let missing = || invalid(&self.logical_id, format!("Missing required property '{name}'."));
        self.properties.get(name).ok_or_else(missing)
    }

    fn check(&self, known: &[&[&str]]) -> Result<(), ApiError> {
        let is_known = |name: &str| known.iter().any(|list| list.contains(&name));
        match self.properties.keys().find(|name| !is_known(name)) {
            Some(name) => Err(unserved(&format!("{name} of events of the type {}", self.kind))),
            None => Ok(()),
        }
    }

    /// Some of its properties, as they are.
    fn passed(&self, names: &[&str]) -> Map<String, Value> {
        let is_passed = |(name, _): &(&String, &Value)| names.contains(&name.as_str());
        self.properties.iter().filter(is_passed).map(|(name, value)| (name.clone(), value.clone())).collect()
    }
}

/// The resources and policies of an event source.
///
/// # Errors
/// It is invalid, or of a type that the simulator does not expand.
pub(super) fn expand(
    source: &Source<'_>,
    event: &Event<'_>,
    template: &Map<String, Value>,
) -> Result<Needed, ApiError> {
    match event.kind {
        "S3" => bucket(source, event, template),
        "SNS" => topic(source, event),
        "Schedule" => {
            event.check(&[&["Schedule", "Name", "Description", "Enabled", "State"], TARGETED])?;
            let mut properties = event.passed(&["Name", "Description"]);
            properties.insert("ScheduleExpression".into(), event.require("Schedule")?.clone());
            rule(source, event, properties)
        }
        "EventBridgeRule" | "CloudWatchEvent" => {
            let own = ["EventBusName", "Pattern", "RuleName", "Enabled", "State", "InputPath", "InputTransformer"];
            event.check(&[&own, TARGETED])?;
            let mut properties = event.passed(&["EventBusName"]);
            for (given, property) in [("Pattern", "EventPattern"), ("RuleName", "Name")] {
                properties.extend(event.properties.get(given).map(|value| (property.to_owned(), value.clone())));
            }
            rule(source, event, properties)
        }
        "SQS" => mapping(source, event, "Queue", "service-role/AWSLambdaSQSQueueExecutionRole"),
        "Kinesis" => mapping(source, event, "Stream", "service-role/AWSLambdaKinesisExecutionRole"),
        "DynamoDB" => mapping(source, event, "Stream", "service-role/AWSLambdaDynamoDBExecutionRole"),
        other => Err(unserved(&format!("events of the type {other} of {}", source.kind))),
    }
}

/// The permission of a service to invoke the function.
fn permission(source: &Source<'_>, event: &Event<'_>, principal: &str, from: (&str, Value)) -> (String, Value) {
    let mut properties = json!({
        "Action": "lambda:InvokeFunction", "FunctionName": name_of_function(source), "Principal": principal,
    });
    properties[from.0] = from.1;
    (format!("{}Permission", event.logical_id), source.generate("AWS::Lambda::Permission", properties))
}

/// What is invoked: the function, or its alias.
fn name_of_function(source: &Source<'_>) -> Value {
    json!({ "Ref": published::alias_of(source).unwrap_or_else(|| source.logical_id.to_owned()) })
}

fn arn_of_function(source: &Source<'_>) -> Value {
    match published::alias_of(source) {
        Some(alias) => json!({ "Ref": alias }),
        None => json!({ "Fn::GetAtt": [source.logical_id, "Arn"] }),
    }
}

fn bucket(source: &Source<'_>, event: &Event<'_>, template: &Map<String, Value>) -> Result<Needed, ApiError> {
    event.check(&[&["Bucket", "Events", "Filter"]])?;
    let name = event.require("Bucket")?.get("Ref").and_then(Value::as_str);
    let Some(name) = name.filter(|name| template.contains_key(*name)) else {
        return Err(event.invalid(source, "S3 events must reference an S3 bucket in the same template."));
    };
    let events = match event.require("Events")? {
        Value::Array(events) => events.as_slice(),
        single => std::slice::from_ref(single),
    };
    let configurations = events.iter().map(|name| {
        let mut configuration = json!({ "Function": arn_of_function(source), "Event": name });
        if let Some(filter) = event.properties.get("Filter") {
            configuration["Filter"] = filter.clone();
        }
        configuration
    });
    let account = ("SourceAccount", json!({ "Ref": "AWS::AccountId" }));
    let permission = permission(source, event, "s3.amazonaws.com", account);
    let notification = Notification {
        bucket: name.to_owned(),
        permission: permission.0.clone(),
        condition: source.resource.get("Condition").cloned(),
        configurations: configurations.collect(),
    };
    Ok(Needed { resources: vec![permission], notification: Some(notification), ..Needed::default() })
}

impl Notification {
    /// Adds the notifications to the bucket, which is created after the permission.
    ///
    /// # Errors
    /// The bucket's properties do not have the form of its type.
    pub(super) fn add_to(self, resources: &mut Map<String, Value>) -> Result<(), ApiError> {
        let misshapen = |what: &str| invalid(&self.bucket, format!("Invalid type for field '{what}'."));
        let Some(Value::Object(bucket)) = resources.get_mut(&self.bucket) else { return Ok(()) };
        if self.condition.is_none() {
            let depends_on = bucket.entry("DependsOn").or_insert_with(|| json!([]));
            if depends_on.is_string() {
                *depends_on = json!([depends_on]);
            }
            let depends_on = depends_on.as_array_mut().ok_or_else(|| misshapen("DependsOn"))?;
            if !depends_on.contains(&json!(self.permission)) {
                depends_on.push(self.permission.clone().into());
            }
        }
        let properties = bucket.entry("Properties").or_insert_with(|| json!({}));
        if let Some(condition) = &self.condition {
            // DependsOn cannot be conditional, but a reference in a tag can.
            let tags = properties.as_object_mut().ok_or_else(|| misshapen("Properties"))?;
            let tags = tags.entry("Tags").or_insert_with(|| json!([]));
            let reference = json!({ "Fn::If": [condition, { "Ref": self.permission }, "no dependency"] });
            let key = format!("sam:ConditionalDependsOn:{}", self.permission);
            let tags = tags.as_array_mut().ok_or_else(|| misshapen("Tags"))?;
            tags.push(json!({ "Key": key, "Value": reference }));
        }
        let mut place = properties;
        for name in ["NotificationConfiguration", "LambdaConfigurations"] {
            let empty = if name == "LambdaConfigurations" { json!([]) } else { json!({}) };
            let object = place.as_object_mut().ok_or_else(|| misshapen(name))?;
            place = object.entry(name).or_insert(empty);
        }
        let list = place.as_array_mut().ok_or_else(|| misshapen("LambdaConfigurations"))?;
        for configuration in self.configurations {
            let configuration = match &self.condition {
                Some(condition) => json!({ "Fn::If": [condition, configuration, { "Ref": "AWS::NoValue" }] }),
                None => configuration,
            };
            if !list.contains(&configuration) {
                list.push(configuration);
            }
        }
        Ok(())
    }
}

fn topic(source: &Source<'_>, event: &Event<'_>) -> Result<Needed, ApiError> {
    let passed = ["FilterPolicy", "FilterPolicyScope", "RedrivePolicy", "Region"];
    event.check(&[&passed, &["Topic"]])?;
    let topic = event.require("Topic")?;
    let mut properties = event.passed(&passed);
    properties.insert("Endpoint".into(), arn_of_function(source));
    properties.insert("Protocol".into(), "lambda".into());
    properties.insert("TopicArn".into(), topic.clone());
    let subscription = source.generate("AWS::SNS::Subscription", properties);
    let permission = permission(source, event, "sns.amazonaws.com", ("SourceArn", topic.clone()));
    Ok(Needed { resources: vec![permission, (event.logical_id.clone(), subscription)], ..Needed::default() })
}

/// The properties of an event that concern the target of its rule.
const TARGETED: &[&str] = &["DeadLetterConfig", "Input", "RetryPolicy"];

/// A rule of EventBridge whose target is the function.
fn rule(source: &Source<'_>, event: &Event<'_>, mut properties: Map<String, Value>) -> Result<Needed, ApiError> {
    match (event.properties.get("Enabled"), event.properties.get("State")) {
        (Some(_), Some(_)) => {
            return Err(event.invalid(source, "State and Enabled Properties cannot both be specified."));
        }
        (Some(Value::Bool(enabled)), None) => {
            properties.insert("State".into(), if *enabled { "ENABLED" } else { "DISABLED" }.into());
        }
        (Some(_), None) => return Err(unserved(&format!("functions in Enabled of events of the type {}", event.kind))),
        (None, Some(state)) => _ = properties.insert("State".into(), state.clone()),
        (None, None) => {}
    }
    let queue = event.properties.get("DeadLetterConfig");
    if queue.is_some_and(|queue| queue.get("Type").is_some() || queue.get("Arn").is_none()) {
        return Err(unserved(&format!("queues that are created for events of the type {}", event.kind)));
    }
    let mut target = event.passed(TARGETED);
    target.append(&mut event.passed(&["InputPath", "InputTransformer"]));
    target.insert("Arn".into(), arn_of_function(source));
    let id: String = event.logical_id.chars().take(TARGET_ID - "LambdaTarget".len()).collect();
    target.insert("Id".into(), format!("{id}LambdaTarget").into());
    properties.insert("Targets".into(), json!([target]));
    let rule = source.generate("AWS::Events::Rule", properties);
    let arn = json!({ "Fn::GetAtt": [event.logical_id, "Arn"] });
    let permission = permission(source, event, "events.amazonaws.com", ("SourceArn", arn));
    Ok(Needed { resources: vec![(event.logical_id.clone(), rule), permission], ..Needed::default() })
}

/// A mapping by which Lambda reads a queue or a stream.
fn mapping(source: &Source<'_>, event: &Event<'_>, place: &str, policy: &'static str) -> Result<Needed, ApiError> {
    event.check(&[MAPPED, &[place, "DestinationConfig"]])?;
    let mut properties = event.passed(MAPPED);
    properties.insert("EventSourceArn".into(), event.require(place)?.clone());
    properties.insert("FunctionName".into(), name_of_function(source));
    let mut inline_policy = None;
    if let Some(config) = event.properties.get("DestinationConfig") {
        let mut config = config.clone();
        let kind =
            config.pointer_mut("/OnFailure").and_then(Value::as_object_mut).and_then(|failed| failed.remove("Type"));
        let destination = config.pointer("/OnFailure/Destination").cloned();
        let Some(destination) = destination else {
            return Err(unserved("DestinationConfig without a Destination for failures"));
        };
        inline_policy = match kind.as_ref().map(|kind| kind.as_str()) {
            None => None,
            Some(Some("SQS")) => Some(failure_policy(event, "SQS", "sqs:SendMessage", &destination)),
            Some(Some("SNS")) => Some(failure_policy(event, "SNS", "sns:publish", &destination)),
            Some(_) => return Err(unserved("a Type of OnFailure other than SQS and SNS")),
        };
        properties.insert("DestinationConfig".into(), config);
    }
    let mapping = source.generate("AWS::Lambda::EventSourceMapping", properties);
    let resources = vec![(event.logical_id.clone(), mapping)];
    Ok(Needed { resources, managed_policy: Some(policy), inline_policy, notification: None })
}

fn failure_policy(event: &Event<'_>, service: &str, action: &str, destination: &Value) -> Value {
    let statement = json!({ "Effect": "Allow", "Action": action, "Resource": destination });
    json!({ "PolicyName": format!("{}{service}Policy", event.logical_id), "PolicyDocument": { "Statement": [statement] } })
}
