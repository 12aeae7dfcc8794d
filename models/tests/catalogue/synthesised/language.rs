//! CloudFormation's own language, where it is written by name or unchecked.

use models::intrinsic::{join, select, unchecked};
use models::policy::{Principal, Statement};
use models::{
    Condition, LogicalId, Mapping, Parameter, RawSection, ResourceAttributes, Stack, Transform, Value, ec2, iam, id,
    json, kms, list, map, sqs,
};
use serde_json::json as plain;

use super::Mistake;

pub(crate) const MISTAKES: &[Mistake] = &[
    Mistake {
        title: "A reference by name to an undeclared logical ID",
        rule: "unknown-reference",
        make: unknown_reference,
    },
    Mistake { title: "An undeclared condition, by name", rule: "unknown-condition", make: unknown_condition },
    Mistake { title: "An undeclared mapping, by name", rule: "unknown-mapping", make: unknown_mapping },
    Mistake { title: "A key that the mapping does not have", rule: "mapping-key", make: mapping_key },
    Mistake { title: "An unknown attribute, by name", rule: "unknown-attribute", make: unknown_attribute },
    Mistake { title: "`DependsOn` with an undeclared logical ID", rule: "unknown-reference", make: depends_on_nothing },
    Mistake { title: "A circular dependency", rule: "circular-dependency", make: circle },
    Mistake { title: "A handle of another stack", rule: "foreign-handle", make: foreign_handle },
    Mistake { title: "An unknown function", rule: "unknown-function", make: unknown_function },
    Mistake { title: "Too few arguments for a function", rule: "function-argument", make: too_few_arguments },
    Mistake { title: "An index beyond the end of a list", rule: "function-argument", make: index_beyond_end },
    Mistake { title: "A placeholder of `Fn::Sub` that is not closed", rule: "sub-placeholder", make: open_placeholder },
    Mistake { title: "A variable of `Fn::Sub` without a placeholder", rule: "sub-variable", make: unused_variable },
    Mistake { title: "A condition function as a value", rule: "wrong-type", make: condition_as_value },
    Mistake { title: "A function that returns a list, for a single value", rule: "wrong-type", make: list_for_scalar },
    Mistake { title: "A function that returns a string, for a list", rule: "wrong-type", make: scalar_for_list },
    Mistake { title: "An identifier of the wrong kind, given with `assume`", rule: "wrong-kind", make: wrong_kind },
    Mistake {
        title: "A reference to a resource of another type than the property takes",
        rule: "wrong-kind",
        make: unrelated,
    },
    Mistake {
        title: "A parameter of another AWS-specific type, given with `Value::unchecked`",
        rule: "wrong-kind",
        make: parameter_of_other_kind,
    },
    Mistake {
        title: "`Fn::ForEach` without the transform `AWS::LanguageExtensions`",
        rule: "missing-transform",
        make: bare_loop,
    },
    Mistake { title: "`Fn::ForEach` that generates one name for all items", rule: "loop-key", make: loop_of_one_name },
    Mistake { title: "`Fn::ForEach` with duplicate items", rule: "duplicate-id", make: loop_of_equal_items },
    Mistake { title: "`Fn::ForEach` that generates an invalid logical ID", rule: "logical-id", make: loop_of_hyphens },
    Mistake { title: "A value that is not allowed, in `Fn::ForEach`", rule: "range", make: mistake_in_loop },
    Mistake {
        title: "A condition that depends on a resource",
        rule: "condition-on-resource",
        make: condition_on_resource,
    },
    Mistake { title: "`Fn::And` with one condition", rule: "function-argument", make: and_of_one },
    Mistake {
        title: "A parameter default that is not an allowed value",
        rule: "parameter-default",
        make: default_not_allowed,
    },
    Mistake {
        title: "A parameter default that does not match `AllowedPattern`",
        rule: "parameter-default",
        make: default_against_pattern,
    },
    Mistake {
        title: "A parameter with `MinValue` greater than `MaxValue`",
        rule: "parameter-range",
        make: empty_range,
    },
    Mistake { title: "An unknown parameter type", rule: "parameter-type", make: parameter_type },
    Mistake { title: "A function in a mapping", rule: "wrong-type", make: function_in_mapping },
];

pub(crate) fn unknown_reference(stack: &mut Stack) {
    stack.parameter(id!("Name"), Parameter::string());
    stack.add(id!("Named"), sqs::Queue::new().queue_name(unchecked::reference("Nane")));
}

fn unknown_condition(stack: &mut Stack) {
    let production = Condition::equals("a", "b");
    stack.condition(id!("Production"), production);
    stack.add(id!("Queue"), sqs::Queue::new().raw_resource_attribute("Condition", plain!("Produktion")));
}

fn unknown_mapping(stack: &mut Stack) {
    let size = unchecked::function("Fn::FindInMap", json!(["Sizes", "prod", "Large"]));
    stack.add(id!("Queue"), sqs::Queue::new().delay_seconds(size));
}

fn mapping_key(stack: &mut Stack) {
    let sizes = stack.mapping(id!("Sizes"), Mapping::numbers().row("prod", [("Large", 9)]));
    stack.add(id!("Queue"), sqs::Queue::new().delay_seconds(sizes.find("prod", "Lage")));
}

fn unknown_attribute(stack: &mut Stack) {
    let queue = stack.add(id!("Queue"), sqs::Queue::new());
    stack.output(id!("Arn"), queue.raw_attribute::<String>("Arm"));
}

fn depends_on_nothing(stack: &mut Stack) {
    stack.add(id!("Queue"), sqs::Queue::new().raw_resource_attribute("DependsOn", plain!(["Topic"])));
}

fn circle(stack: &mut Stack) {
    let first = sqs::Queue::new().queue_name(unchecked::get_att("Second", "QueueName"));
    let first = stack.add(id!("First"), first);
    stack.add(id!("Second"), sqs::Queue::new().depends_on(&first));
}

fn foreign_handle(stack: &mut Stack) {
    let mut other = Stack::new();
    let key = other.add(id!("Key"), kms::Key::new());
    stack.add(id!("Queue"), sqs::Queue::new().kms_master_key_id(key.arn()));
}

fn unknown_function(stack: &mut Stack) {
    let name = Value::unchecked(plain!({ "Fn::Jion": ["-", ["a", "b"]] }));
    stack.output(id!("Name"), join("-", list!["x", name]));
    stack.add(id!("Queue"), sqs::Queue::new());
}

fn too_few_arguments(stack: &mut Stack) {
    let queue = stack.add(id!("Queue"), sqs::Queue::new());
    stack.output(id!("Arn"), unchecked::function("Fn::GetAtt", json!([queue.logical_id()])));
}

fn index_beyond_end(stack: &mut Stack) {
    stack.add(id!("Queue"), sqs::Queue::new().queue_name(select(2, list!["a", "b"] as models::List<String>)));
}

fn open_placeholder(stack: &mut Stack) {
    stack.add(id!("Queue"), sqs::Queue::new().queue_name(unchecked::sub("${AWS::StackName-queue")));
}

fn unused_variable(stack: &mut Stack) {
    let name = unchecked::sub_with("${AWS::StackName}-queue", map! { "stage" => "prod" });
    stack.add(id!("Queue"), sqs::Queue::new().queue_name(name));
}

fn condition_as_value(stack: &mut Stack) {
    let fifo = unchecked::function("Fn::Equals", json!(["a", "b"]));
    stack.add(id!("Queue"), sqs::Queue::new().fifo_queue(fifo));
}

fn list_for_scalar(stack: &mut Stack) {
    let name = unchecked::function("Fn::Split", json!(["-", "a-b"]));
    stack.add(id!("Queue"), sqs::Queue::new().queue_name(name));
}

fn scalar_for_list(stack: &mut Stack) {
    let groups = unchecked::function("Fn::Join", json!(["-", ["a", "b"]]));
    stack.add(id!("User"), iam::User::new().groups(groups));
}

fn wrong_kind(stack: &mut Stack) {
    let role = stack.add(
        id!("Role"),
        iam::Role::new(models::policy::TrustPolicy::new([Statement::allow_assume(Principal::this_account())])),
    );
    stack.add(id!("Queue"), sqs::Queue::new().kms_master_key_id(role.arn().assume::<models::string_kind::KmsKeyArn>()));
}

#[expect(deprecated, reason = "the mistake is another one")]
fn unrelated(stack: &mut Stack) {
    let vpc = stack.add(id!("Network"), ec2::VPC::new().cidr_block("10.0.0.0/16"));
    stack.add(id!("Association"), ec2::EIPAssociation::new().eip(vpc.reference()));
}

fn parameter_of_other_kind(stack: &mut Stack) {
    stack.parameter(id!("Network"), Parameter::vpc_id());
    stack.add(id!("Interface"), ec2::NetworkInterface::new(unchecked::reference("Network")));
}

fn bare_loop(stack: &mut Stack) {
    stack.for_each(id!("Queues"), id!("Name"), ["Orders", "Returns"], |each| {
        each.add(id!("Queue"), sqs::Queue::new());
    });
}

fn loop_of_one_name(stack: &mut Stack) {
    stack.transform(Transform::LanguageExtensions);
    let queue = plain!({ "Queue": { "Type": "AWS::SQS::Queue" } });
    stack.raw_entry(RawSection::Resources, "Fn::ForEach::Queues", plain!(["Name", ["Orders"], queue]));
}

fn loop_of_equal_items(stack: &mut Stack) {
    stack.transform(Transform::LanguageExtensions);
    stack.for_each(id!("Queues"), id!("Name"), ["Orders", "Orders"], |each| {
        each.add(id!("Queue"), sqs::Queue::new());
    });
}

fn loop_of_hyphens(stack: &mut Stack) {
    stack.transform(Transform::LanguageExtensions);
    stack.for_each(id!("Queues"), id!("Name"), ["new-orders"], |each| {
        each.add(id!("Queue"), sqs::Queue::new());
    });
}

fn mistake_in_loop(stack: &mut Stack) {
    stack.transform(Transform::LanguageExtensions);
    stack.for_each(id!("Queues"), id!("Name"), ["Orders", "Returns"], |each| {
        each.add(id!("Queue"), sqs::Queue::new().delay_seconds(901));
    });
}

fn condition_on_resource(stack: &mut Stack) {
    let queue = stack.add(id!("Queue"), sqs::Queue::new());
    stack.condition(id!("HasQueue"), Condition::equals(queue.queue_name(), "queue"));
}

fn and_of_one(stack: &mut Stack) {
    stack.condition(id!("All"), Condition::and([Condition::equals("a", "b")]));
    stack.add(id!("Queue"), sqs::Queue::new());
}

fn default_not_allowed(stack: &mut Stack) {
    stack.parameter(id!("Stage"), Parameter::string().allowed_values(["prod", "test"]).default("production"));
    stack.add(id!("Queue"), sqs::Queue::new());
}

fn default_against_pattern(stack: &mut Stack) {
    stack.parameter(id!("Prefix"), Parameter::string().allowed_pattern("[a-z]+").default("Acme"));
    stack.add(id!("Queue"), sqs::Queue::new());
}

fn empty_range(stack: &mut Stack) {
    stack.parameter(id!("Size"), Parameter::number().min_value(10).max_value(5));
    stack.add(id!("Queue"), sqs::Queue::new());
}

fn parameter_type(stack: &mut Stack) {
    stack.raw_entry(RawSection::Parameters, "Stage", plain!({ "Type": "Text" }));
    stack.add(id!("Queue"), sqs::Queue::new());
}

fn function_in_mapping(stack: &mut Stack) {
    let region = models::intrinsic::pseudo::region();
    stack.mapping(id!("Names"), Mapping::strings().row("prod", [("Region", region)]));
    stack.add(LogicalId::unchecked("Queue"), sqs::Queue::new());
}
