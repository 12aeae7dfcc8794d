//! Values that AWS does not allow.

use models::s3::bucket;
use models::{RawProperties, RawResource, Stack, Value, dynamodb, events, id, kms, s3, sqs};
use serde_json::json as plain;

use super::Mistake;

pub(crate) const MISTAKES: &[Mistake] = &[
    Mistake { title: "A string that does not match its pattern", rule: "pattern", make: pattern },
    Mistake { title: "A string that is too long", rule: "length", make: length },
    Mistake { title: "A number out of range", rule: "range", make: range },
    Mistake {
        title: "A value that is not an allowed value, given with `Value::unchecked`",
        rule: "allowed-values",
        make: allowed_values,
    },
    Mistake { title: "Too many items in a list", rule: "item-count", make: item_count },
    Mistake { title: "Duplicate items in a list of unique items", rule: "unique-items", make: unique_items },
    Mistake { title: "Mutually exclusive properties", rule: "cross-field", make: excluding },
    Mistake { title: "None of several properties, of which one is required", rule: "cross-field", make: lacking },
    Mistake { title: "A property without another that it requires", rule: "cross-field", make: requiring },
    Mistake { title: "An unknown property, set with `raw_property`", rule: "unknown-property", make: unknown_property },
    Mistake {
        title: "A missing required property of a `RawResource`",
        rule: "missing-property",
        make: missing_property,
    },
    Mistake { title: "A missing required property of a nested object", rule: "missing-property", make: missing_nested },
    Mistake {
        title: "A string for a property of type Integer, given with `Value::unchecked`",
        rule: "wrong-type",
        make: text_for_number,
    },
    Mistake {
        title: "A string for a property that is an object, given with `Value::unchecked`",
        rule: "wrong-type",
        make: text_for_object,
    },
    Mistake { title: "NaN as a number", rule: "null-value", make: not_a_number },
    Mistake { title: "A read-only property", rule: "read-only-property", make: read_only },
    Mistake { title: "An unknown resource type", rule: "unknown-type", make: unknown_type },
    Mistake { title: "An invalid CIDR block", rule: "format", make: format },
    Mistake { title: "A custom resource without `ServiceToken`", rule: "missing-property", make: no_service_token },
    Mistake { title: "An invalid type name of a custom resource", rule: "custom-resource", make: custom_name },
];

pub(crate) fn pattern(stack: &mut Stack) {
    let key = stack.add(id!("Key"), kms::Key::new());
    stack.add(id!("Alias"), kms::Alias::new("archive", key.reference()));
}

fn length(stack: &mut Stack) {
    let key = stack.add(id!("Key"), kms::Key::new());
    stack.add(id!("Alias"), kms::Alias::new(format!("alias/{}", "x".repeat(251)), key.reference()));
}

pub(crate) fn range(stack: &mut Stack) {
    stack.add(id!("Queue"), sqs::Queue::new().delay_seconds(901));
}

fn allowed_values(stack: &mut Stack) {
    let status = Value::unchecked(plain!("enabled"));
    stack.add(id!("Bucket"), s3::Bucket::new().versioning_configuration(bucket::VersioningConfiguration::new(status)));
}

fn item_count(stack: &mut Stack) {
    let target =
        |index: usize| events::rule::Target::new("arn:aws:sqs:eu-west-1:123456789012:queue", format!("target-{index}"));
    stack.add(
        id!("Rule"),
        events::Rule::new().schedule_expression("rate(1 day)").targets((0..6).map(target).collect::<Vec<_>>()),
    );
}

fn unique_items(stack: &mut Stack) {
    let rule = |origin: &str| bucket::CorsRule::new([bucket::AllowedMethod::Get, bucket::AllowedMethod::Get], [origin]);
    stack.add(id!("Bucket"), s3::Bucket::new().cors_configuration(bucket::CorsConfiguration::new([rule("*")])));
}

fn excluding(stack: &mut Stack) {
    stack.add(
        id!("Set"),
        models::cloudformation::StackSet::new(models::cloudformation::stack_set::PermissionModel::SelfManaged, "set")
            .template_url("https://acme.s3.amazonaws.com/template.json")
            .template_body(r#"{"Resources":{"Queue":{"Type":"AWS::SQS::Queue"}}}"#),
    );
}

fn lacking(stack: &mut Stack) {
    stack.add(id!("Rule"), events::Rule::new().name("nothing"));
}

fn requiring(stack: &mut Stack) {
    let recovery = dynamodb::table::PointInTimeRecoverySpecification::new().recovery_period_in_days(7);
    stack.add(
        id!("Table"),
        dynamodb::Table::new([dynamodb::table::KeySchema::new("Id", dynamodb::table::KeyType::Hash)])
            .billing_mode(dynamodb::table::BillingMode::PayPerRequest)
            .point_in_time_recovery_specification(recovery),
    );
}

pub(crate) fn unknown_property(stack: &mut Stack) {
    stack.add(id!("Bucket"), s3::Bucket::new().raw_property("BucketNam", plain!("acme")));
}

fn missing_property(stack: &mut Stack) {
    stack.add(id!("Alias"), RawResource::new("AWS::KMS::Alias").property("AliasName", "alias/archive"));
}

fn missing_nested(stack: &mut Stack) {
    let encryption = Value::unchecked(plain!({}));
    stack.add(id!("Bucket"), s3::Bucket::new().bucket_encryption(encryption));
}

fn text_for_number(stack: &mut Stack) {
    stack.add(id!("Queue"), sqs::Queue::new().delay_seconds(Value::unchecked(plain!("a minute"))));
}

fn text_for_object(stack: &mut Stack) {
    stack.add(id!("Bucket"), s3::Bucket::new().versioning_configuration(Value::unchecked(plain!("Enabled"))));
}

fn not_a_number(stack: &mut Stack) {
    stack.add(id!("Topic"), RawResource::new("AWS::SQS::Queue").property("DelaySeconds", f64::NAN));
}

fn read_only(stack: &mut Stack) {
    stack.add(id!("Key"), kms::Key::new().raw_property("KeyId", plain!("1234")));
}

fn unknown_type(stack: &mut Stack) {
    stack.add(id!("Bucket"), RawResource::new("AWS::S3::Buckett"));
}

fn format(stack: &mut Stack) {
    stack.add(id!("Vpc"), RawResource::new("AWS::EC2::VPC").property("CidrBlock", "10.0.0.0/33"));
}

fn no_service_token(stack: &mut Stack) {
    stack.add(id!("Thing"), RawResource::new("Custom::Thing").property("Size", 1));
}

fn custom_name(stack: &mut Stack) {
    stack.add(
        id!("Thing"),
        models::CustomResource::new("A thing", "arn:aws:lambda:eu-west-1:123456789012:function:make"),
    );
}
