//! CloudFormation's events of all accounts of an organisation, gathered in one.

use models::policy::{Action, IdentityPolicy, Principal, ResourcePolicy, Statement, TrustPolicy, operator};
use models::{
    Handle, Parameter, ResourceAttributes, Stack, Transform, Value, cloudformation, events, iam, id, json, kms, list,
    logs, sqs, sub,
};
use serde_json::json as plain;

use crate::original::Original;
use crate::stack_set::to_organisational_unit;

/// What differs between the two samples.
#[derive(Clone, Copy, PartialEq)]
enum Edition {
    /// The source, for Rain to insert the template of the other accounts.
    Source,
    /// The template as it is deployed, with encryption and retention.
    Deployed,
}

#[test]
fn source() {
    check("CloudFormation__StackSets__log-setup-management.yaml", Edition::Source);
}

#[test]
fn deployed() {
    check("CloudFormation__StackSets__templates__log-setup-management.yaml", Edition::Deployed);
}

fn check(file: &str, edition: Edition) {
    let Some(original) = Original::read(file) else { return };
    let mut stack = Stack::new();
    stack.description(original.text("/Description"));
    if edition == Edition::Source {
        stack.transform(Transform::LanguageExtensions);
    }
    let describe = |name: &str| original.description(&format!("Parameters/{name}"));
    let unit = Parameter::string().description(describe("OUID")).default("ou-qxtx-vv0thlla");
    let unit = stack.parameter(id!("OUID"), unit);
    let organisation = Parameter::string().description(describe("OrgID")).default("o-jhfo4fcm1s");
    let organisation = stack.parameter(id!("OrgID"), organisation);
    let bus_name = stack.parameter(id!("CentralEventBusName"), Parameter::string().default("central-cloudformation"));
    let log_name = Parameter::string().default("central-cloudformation-logs");
    let log_name = stack.parameter(id!("CentralEventLogName"), log_name);
    let deployed = (edition == Edition::Deployed).then(|| {
        let key = Parameter::string().description(describe("KmsKeyId")).default("alias/aws/sqs");
        let regions = Parameter::comma_delimited_list().default("us-east-1,eu-west-1");
        let regions = regions.description(describe("StackSetRegions"));
        (stack.parameter(id!("KmsKeyId"), key), stack.parameter(id!("StackSetRegions"), regions))
    });

    let mut queue = sqs::Queue::new().queue_name(sub!("${bus}-DLQ", bus = bus_name.reference()));
    if let Some((key, _)) = &deployed {
        queue = queue.kms_master_key_id(key.reference());
    }
    let dead_letters = stack.add(id!("DeadLetterQueue"), queue);
    let bus = stack.add(
        id!("CentralEventBus"),
        events::EventBus::new(bus_name.reference())
            .description(original.text("/Resources/CentralEventBus/Properties/Description"))
            .dead_letter_config(events::event_bus::DeadLetterConfig::new().arn(dead_letters.arn())),
    );
    let accept = Statement::allow_to(
        Principal::anyone(),
        Action::known("events:PutEvents"),
        sub!("arn:aws:events:${AWS::Region}:${AWS::AccountId}:event-bus/${bus}", bus = bus_name.reference()),
    );
    stack.add(
        id!("CentralEventBusPolicy"),
        events::EventBusPolicy::new("CentralEventBusPolicyStatement")
            .event_bus_name(bus.reference())
            .statement(accept.when(operator::STRING_EQUALS, "aws:PrincipalOrgID", organisation.reference()))
            .resource_metadata("Comment", comment(&original, "CentralEventBusPolicy")),
    );
    let log = log_group(&mut stack, edition, &bus, log_name.reference());
    for (id, name) in [
        (id!("CentralEventLogQuery"), "CentralCloudFormationEventLogs"),
        (id!("CentralEventLogQueryReason"), "CentralCloudFormationFailures"),
    ] {
        let query = original.text(&format!("/Resources/{id}/Properties/QueryString"));
        stack.add(id, logs::QueryDefinition::new(name, query).log_group_names([log_name.reference()]));
    }
    let log_policy = stack.add(
        id!("CentralEventLogPolicy"),
        // The sample writes the policy as text with white space of its own.
        logs::ResourcePolicy::new(
            models::intrinsic::unchecked::sub(
                original.text("/Resources/CentralEventLogPolicy/Properties/PolicyDocument/Fn::Sub"),
            ),
            "CentralEventLogResourcePolicy",
        )
        .resource_metadata("Comment", comment(&original, "CentralEventLogPolicy")),
    );
    let target = events::rule::Target::new(log.arn(), "CloudFormationLogsToCentralGroup")
        .dead_letter_config(events::rule::DeadLetterConfig::new().arn(dead_letters.arn()));
    let rule = stack.add(
        id!("CentralEventRule"),
        events::Rule::new()
            .name("CloudFormationLogs")
            .event_bus_name(bus_name.reference())
            .state(events::rule::State::Enabled)
            .event_pattern(plain!({ "source": [{ "prefix": "" }] }))
            .targets([target])
            .resource_metadata("Comment", comment(&original, "CentralEventRule"))
            .resource_metadata("cfn-lint", plain!({ "config": { "ignore_checks": ["W3005"] } }))
            .raw_resource_attribute("DependsOn", plain!([log.logical_id()])),
    );

    let name = "log-setup";
    let mut parameters = vec![cloudformation::stack_set::Parameter::new("CentralEventBusArn", bus.arn())];
    let set = match &deployed {
        Some((key, regions)) => {
            parameters.push(cloudformation::stack_set::Parameter::new("KmsKeyId", key.reference()));
            let inner = target_account(&original);
            let template = inner.synth().unwrap_or_else(|findings| panic!("{findings}"));
            to_organisational_unit(name, unit.reference(), regions.reference()).template_body(template)
        }
        None => to_organisational_unit(name, unit.reference(), ["us-east-1", "us-west-2"])
            .template_body(Value::unchecked(plain!({ "Fn::Rain::Embed": "log-setup-target-accounts.yaml" }))),
    };
    stack.add(
        id!("TargetAccountLogging"),
        set.parameters(parameters)
            .description(original.text("/Resources/TargetAccountLogging/Properties/Description"))
            .depends_on(&rule)
            .depends_on(&log)
            .depends_on(&log_policy),
    );
    match edition {
        // What Rain replaces is not a template body yet.
        Edition::Source => original.equals_template(&stack.synth_unchecked()),
        Edition::Deployed => original.equals(&stack),
    }
}

fn comment(original: &Original, id: &str) -> serde_json::Value {
    original.text(&format!("/Resources/{id}/Metadata/Comment")).into()
}

fn log_group(
    stack: &mut Stack,
    edition: Edition,
    bus: &Handle<events::EventBus>,
    name: Value<String>,
) -> Handle<logs::LogGroup> {
    let keys = || sub!("arn:aws:kms:${AWS::Region}:${AWS::AccountId}:key/*");
    let administer = [
        "Create*",
        "Describe*",
        "Enable*",
        "List*",
        "Put*",
        "Update*",
        "Revoke*",
        "Disable*",
        "Get*",
        "Delete*",
        "ScheduleKeyDeletion",
        "CancelKeyDeletion",
        "GenerateDataKey",
        "TagResource",
        "UntagResource",
    ];
    let encrypt = ["Encrypt*", "Decrypt*", "ReEncrypt*", "GenerateDataKey*", "Describe*"];
    let actions =
        |names: &[&str]| names.iter().map(|name| Action::unchecked(format!("kms:{name}"))).collect::<Vec<_>>();
    let administrator = list![sub!("arn:aws:iam::${AWS::AccountId}:role/Admin")];
    let policy = ResourcePolicy::new([
        Statement::allow_to(Principal::aws(administrator), actions(&administer), keys()),
        Statement::allow_to(Principal::service("logs.amazonaws.com"), actions(&encrypt), keys())
            .sid("Allow CloudWatch Logs to use the key"),
    ])
    .id("key-policy");
    let key = kms::Key::new().key_policy(policy).description("KMS key for log group");
    let mut group =
        logs::LogGroup::new().log_group_class(logs::log_group::LogGroupClass::Standard).log_group_name(name);
    let key = if edition == Edition::Deployed {
        group = group.retention_in_days(90);
        key.enable_key_rotation(true)
    } else {
        key
    };
    let key = stack.add(id!("CentralEventLogKey"), key);
    stack.add(id!("CentralEventLog"), group.kms_key_id(key.arn()).depends_on(bus))
}

/// What the StackSet puts into every other account.
fn target_account(original: &Original) -> Stack {
    let body = original.text("/Resources/TargetAccountLogging/Properties/TemplateBody");
    let inner = Original::parse(&body);
    let mut stack = Stack::new();
    stack.description(inner.text("/Description"));
    let bus = stack.parameter(id!("CentralEventBusArn"), Parameter::string());
    let key = Parameter::string().default("alias/aws/sqs").description(inner.description("Parameters/KmsKeyId"));
    let key = stack.parameter(id!("KmsKeyId"), key);
    let dead_letters = stack.add(
        id!("DeadLetterQueue"),
        sqs::Queue::new().queue_name("CloudFormation-Logs-DLQ").kms_master_key_id(key.reference()),
    );
    let role = stack.add(
        id!("EventBridgeRole"),
        iam::Role::new(TrustPolicy::new([Statement::allow_assume(Principal::service("events.amazonaws.com"))])),
    );
    let target = events::rule::Target::new(bus.reference(), "CentralEventBus")
        .role_arn(role.arn())
        .dead_letter_config(events::rule::DeadLetterConfig::new().arn(dead_letters.arn()));
    stack.add(
        id!("CloudFormationEventRule"),
        events::Rule::new()
            .name("CloudFormationEventRule")
            .event_bus_name(sub!("arn:aws:events:${AWS::Region}:${AWS::AccountId}:event-bus/default"))
            .event_pattern(json!({ "source": ["aws.cloudformation"] }))
            .state(events::rule::State::Enabled)
            .targets([target])
            .resource_metadata("Comment", comment(&inner, "CloudFormationEventRule")),
    );
    let rule = sub!("arn:aws:events:${AWS::Region}:${AWS::AccountId}:rule/CloudFormationEventRule");
    let send = Statement::allow_to(
        Principal::service("events.amazonaws.com"),
        Action::known("sqs:SendMessage"),
        dead_letters.arn(),
    );
    stack.add(
        id!("DeadLetterQueuePolicy"),
        sqs::QueuePolicy::new(
            ResourcePolicy::new([send.sid("AllowEventBridgeToWriteLogs").when(
                operator::ARN_LIKE,
                "aws:SourceArn",
                rule,
            )])
            .id("AllowEventBridgeToWriteLogs"),
            [dead_letters.reference()],
        ),
    );
    let put = Statement::allow(Action::known("events:PutEvents"), bus.reference());
    stack.add(
        id!("EventBridgeRolePolicy"),
        iam::RolePolicy::new("EventBridgeRolePolicy", role.reference())
            .policy_document(IdentityPolicy::new([put]))
            .resource_metadata("Comment", comment(&inner, "EventBridgeRolePolicy")),
    );
    stack
}
