//! rusty-cdk's literals beside ours, and the example with which its README begins: who says what, and when.
//!
//! Its macros are proc macros, one a kind: `rusty-cdk-macros/src/lib.rs` of <https://github.com/VanOvermeire/rusty-cdk>, read in November
//! 2026. The test writes `docs/literals.md`.

use std::fmt::Write as _;
use std::path::Path;

use models::{Stack, dynamodb, id};
use serde_json::{Value, json as plain};

use crate::synthesised::{Mistake, message, resources};

/// Where the same mistake is found here.
enum DetectedBy {
    /// By the compiler, with `literal!`: the literal's place in `tests/ui/peer_literals.rs`.
    Literal(&'static str),
    /// By the compiler, by a type: what it says.
    Type(&'static str),
    /// By `synth()`.
    Synth(Mistake),
    /// Not at all, and why.
    Nowhere(&'static str),
}

use DetectedBy::{Literal, Nowhere, Synth, Type};

struct Kind {
    /// The macro, and what it allows.
    theirs: &'static str,
    found: DetectedBy,
}

const fn kind(theirs: &'static str, found: DetectedBy) -> Kind {
    Kind { theirs, found }
}

fn origin(stack: &mut Stack, more: &[(&str, Value)], root: &str) {
    let mut origin = plain!({ "Id": "a", "DomainName": "example.org", "CustomOriginConfig": { "OriginProtocolPolicy": "https-only" } });
    for (name, value) in more {
        origin[*name] = value.clone();
    }
    let behaviour = plain!({ "TargetOriginId": "a", "ViewerProtocolPolicy": "https-only",
        "CachePolicyId": "658327ea-f89d-4fab-a63d-7e88639e58f6" });
    let config =
        plain!({ "Enabled": true, "Origins": [origin], "DefaultCacheBehavior": behaviour, "DefaultRootObject": root });
    resources(stack, [("D", "AWS::CloudFront::Distribution", plain!({ "DistributionConfig": config }))]);
}

fn lifecycle(stack: &mut Stack, rule: Value) {
    resources(stack, [("B", "AWS::S3::Bucket", plain!({ "LifecycleConfiguration": { "Rules": [rule] } }))]);
}

fn schedule(stack: &mut Stack, expression: &str) {
    resources(stack, [("R", "AWS::Events::Rule", plain!({ "ScheduleExpression": expression }))]);
}

fn function(stack: &mut Stack, variables: Value) {
    let all = plain!({ "Role": "arn:aws:iam::111122223333:role/work", "Handler": "a.b", "Runtime": "python3.13",
        "Code": { "ZipFile": "a" }, "Environment": { "Variables": variables } });
    resources(stack, [("F", "AWS::Lambda::Function", all)]);
}

const KINDS: &[Kind] = &[
    kind(
        "`string_with_only_alphanumerics_and_underscores!`: names of attributes",
        Literal("AttributeDefinition::attribute_name"),
    ),
    kind("`string_with_only_alphanumerics_underscores_and_hyphens!`: names", Literal("events::Rule::name")),
    kind("`string_with_only_alphanumerics_and_hyphens!`: names", Literal("iam::Role::role_name")),
    kind("`app_sync_api_name!`: at most 50 letters, digits, `_`, `-` and spaces", Literal("appsync::Api::name")),
    kind("`schedule_name!`: at most 64 letters, digits, `_`, `-` and `.`", Literal("scheduler::Schedule::name")),
    kind("`channel_namespace_name!`: at most 50 letters, digits and `-`", Literal("ChannelNamespace::name")),
    kind(
        "`string_for_secret!`: letters, digits and `/_+=.@-`",
        Nowhere("AWS publishes the length only, which `literal!` checks; the service refuses other characters"),
    ),
    kind(
        "`env_var_key!`: letters, digits and `_`, at least two",
        Synth(Mistake { title: "", rule: "key-pattern", make: |stack| function(stack, plain!({ "A-B": "c" })) }),
    ),
    kind(
        "`zip_file!`: a `.zip` file that exists",
        Nowhere("code is named by its bucket and key, which no file of the machine is"),
    ),
    kind("`toml_file!`: a `.toml` file that exists", Nowhere("`include_str!` reads a file at compile time")),
    kind("`non_zero_number!`: capacities", Literal("OnDemandThroughput::max_read_request_units")),
    kind("`memory!`: 128 to 10240", Literal("lambda::Function::memory_size")),
    kind("`timeout!`: 1 to 900", Literal("lambda::Function::timeout")),
    kind("`delay_seconds!`: 0 to 900", Literal("sqs::Queue::delay_seconds")),
    kind("`maximum_message_size!`: 1024 to 1048576", Literal("sqs::Queue::maximum_message_size")),
    kind("`message_retention_period!`: 60 to 1209600", Literal("sqs::Queue::message_retention_period")),
    kind("`visibility_timeout!`: 0 to 43200", Literal("sqs::Queue::visibility_timeout")),
    kind("`receive_message_wait_time!`: 0 to 20", Literal("sqs::Queue::receive_message_wait_time_seconds")),
    kind("`sqs_event_source_max_concurrency!`: 2 to 1000", Literal("ScalingConfig::maximum_concurrency")),
    kind(
        "`connection_attempts!`: 1 to 3",
        Synth(Mistake {
            title: "",
            rule: "distribution-origin-connections",
            make: |stack| origin(stack, &[("ConnectionAttempts", plain!(4))], ""),
        }),
    ),
    kind("`s3_origin_read_timeout!`: 1 to 120", Nowhere("AWS publishes no bounds, and the quota can be raised")),
    kind("`deployment_duration_in_minutes!`: 0 to 1440", Literal("DeploymentStrategy::deployment_duration_in_minutes")),
    kind("`growth_factor!`: 0 to 100", Literal("DeploymentStrategy::growth_factor")),
    kind("`record_expiration_days!`: at least 7", Nowhere("AWS publishes no bounds")),
    kind("`retry_policy_event_age!`: 60 to 86400", Literal("RetryPolicy::maximum_event_age_in_seconds")),
    kind("`retry_policy_retries!`: 0 to 185", Literal("RetryPolicy::maximum_retry_attempts")),
    kind("`max_flexible_time_window!`: 1 to 1440", Literal("FlexibleTimeWindow::maximum_window_in_minutes")),
    kind(
        "`bucket!`: a bucket that exists, by asking AWS while compiling",
        Nowhere("no AWS client is compiled into programs"),
    ),
    kind(
        "`bucket_name!`: letters in lower case, digits, `.` and `-`; asks AWS whether it is free",
        Literal("s3::Bucket::bucket_name"),
    ),
    kind("`log_retention!`: one of 22 numbers", Literal("logs::LogGroup::retention_in_days")),
    kind("`log_group_name!`: at most 512 characters of a set", Literal("logs::LogGroup::log_group_name")),
    kind(
        "`iam_action!`: an action that AWS has",
        Type("`s3::ACTIONS.get_objekt`: no field `get_objekt` on type `models::s3::IamActions`"),
    ),
    kind(
        "`lifecycle_object_sizes!`: the smaller one first",
        Nowhere("AWS has both as strings, and publishes no rule between them"),
    ),
    kind(
        "`origin_path!`: begins with `/` and does not end with it",
        Synth(Mistake {
            title: "",
            rule: "distribution-origin-path",
            make: |stack| origin(stack, &[("OriginPath", plain!("production/"))], ""),
        }),
    ),
    kind(
        "`default_root_object!`: does not begin with `/`",
        Synth(Mistake { title: "", rule: "distribution-root-object", make: |stack| origin(stack, &[], "/index.html") }),
    ),
    kind(
        "`cf_connection_timeout!`: 1 to 10",
        Synth(Mistake {
            title: "",
            rule: "distribution-origin-connections",
            make: |stack| origin(stack, &[("ConnectionTimeout", plain!(11))], ""),
        }),
    ),
    kind("`lambda_permission_action!`: begins with `lambda:`", Literal("lambda::Permission::action")),
    kind("`app_config_name!`: 1 to 64 characters", Literal("appconfig::Application::name")),
    kind(
        "`lifecycle_transition_in_days!`: at least 30 for infrequent access",
        Synth(Mistake {
            title: "",
            rule: "bucket-transitions-to-infrequent-access",
            make: |stack| {
                let transition = plain!({ "StorageClass": "STANDARD_IA", "TransitionInDays": 10 });
                lifecycle(stack, plain!({ "Id": "a", "Status": "Enabled", "Transitions": [transition] }));
            },
        }),
    ),
    kind(
        "`bucket_tiering!`: days by tier",
        Synth(Mistake {
            title: "",
            rule: "bucket-archive-tier-days",
            make: |stack| {
                let tiering = plain!({ "AccessTier": "DEEP_ARCHIVE_ACCESS", "Days": 100 });
                let tierings = plain!([{ "Id": "a", "Status": "Enabled", "Tierings": [tiering] }]);
                resources(stack, [("B", "AWS::S3::Bucket", plain!({ "IntelligentTieringConfigurations": tierings }))]);
            },
        }),
    ),
    kind("`location_uri!`: one of five forms", Nowhere("AWS publishes the length only, which `literal!` checks")),
    kind(
        "`rate_expression!`: a number and a unit that agree",
        Synth(Mistake { title: "", rule: "schedule", make: |stack| schedule(stack, "rate(1 hours)") }),
    ),
    kind(
        "`cron_expression!`: six fields",
        Synth(Mistake { title: "", rule: "schedule", make: |stack| schedule(stack, "cron(0 12 * * * *)") }),
    ),
];

/// The mistakes of the table with which its README begins, which CDK synthesises: each as a table of its own.
fn motivation() -> [(&'static str, &'static str, Mistake); 4] {
    use models::dynamodb::table::{
        AttributeDefinition, AttributeType, BillingMode, KeySchema, KeyType, OnDemandThroughput,
    };

    fn table(stack: &mut Stack, key: &'static str, change: fn(dynamodb::Table) -> dynamodb::Table) {
        let table = dynamodb::Table::new([KeySchema::new(key, KeyType::Hash)])
            .attribute_definitions([AttributeDefinition::new(key, AttributeType::B)])
            .billing_mode(BillingMode::PayPerRequest);
        stack.add(id!("Table"), change(table));
    }
    [
        (
            "a table name with exclamation marks",
            "refused by `cargo build`",
            Mistake {
                title: "",
                rule: "table-name",
                make: |stack| table(stack, "id", |table| table.table_name("examples!!!")),
            },
        ),
        (
            "an empty name of the partition key",
            "refused by `cargo build`",
            Mistake { title: "", rule: "length", make: |stack| table(stack, "", |table| table) },
        ),
        (
            "read units below one",
            "no such method in that state of the builder",
            Mistake {
                title: "",
                rule: "range",
                make: |stack| {
                    table(stack, "id", |table| {
                        table.on_demand_throughput(OnDemandThroughput::new().max_read_request_units(-1))
                    });
                },
            },
        ),
        (
            "provisioned throughput of a table on demand",
            "no such method in that state of the builder",
            Mistake {
                title: "",
                rule: "dynamodb-table-billingmode-exclusive",
                make: |stack| {
                    table(stack, "id", |table| {
                        table.provisioned_throughput(dynamodb::table::ProvisionedThroughput::new(5, 1))
                    });
                },
            },
        ),
    ]
}

/// The compiler's message for the literal at a path.
fn of_the_compiler(messages: &str, path: &str) -> String {
    let block = messages
        .split("\n\n")
        .find(|block| block.contains(&format!("literal!({path}")) || block.contains(&format!("::{path},")));
    let block = block.unwrap_or_else(|| panic!("the compiler says nothing of {path}"));
    let line = block.lines().find_map(|line| line.strip_prefix("error[E0080]: evaluation panicked: "));
    line.unwrap_or_else(|| panic!("no message: {block}")).to_owned()
}

fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace('<', "&lt;").replace('\n', "<br>")
}

#[test]
fn the_document_of_literals_shows_who_says_what_and_when() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    let messages = std::fs::read_to_string(folder.join("tests/ui/peer_literals.stderr")).unwrap();
    let mut document = String::from(
        "# Literals beside rusty-cdk's\n\nrusty-cdk has a macro for each kind of literal, which refuses a wrong one in the compiler. Here `literal!(sqs::Queue::delay_seconds, 30)`\n\
         does so for every property of every service that AWS publishes bounds, lengths or a simple pattern of, where the author asks for it; all\n\
         other literals, and all values made at run time, are checked by `synth()`. Written by `tests/catalogue/peer.rs`, which makes each mistake.\n\n\
         ## Its kinds of literal\n\n| | rusty-cdk | here | the message |\n|---|---|---|---|\n",
    );
    let (mut compiler, mut synth) = (0, 0);
    for (index, Kind { theirs, found }) in KINDS.iter().enumerate() {
        let (when, what) = match found {
            Literal(path) => {
                compiler += 1;
                ("`cargo build`, with `literal!`", of_the_compiler(&messages, path))
            }
            Type(what) => {
                compiler += 1;
                ("`cargo build`, by the type", (*what).to_owned())
            }
            Synth(mistake) => {
                synth += 1;
                ("`synth()`", message(mistake).unwrap_or_else(|problem| panic!("{theirs}: {problem}")).message)
            }
            Nowhere(why) => ("not found", (*why).to_owned()),
        };
        writeln!(document, "| {} | {theirs} | {when} | {} |", index + 1, cell(&what)).unwrap();
    }
    write!(
        document,
        "\nOf {} kinds {compiler} are refused by the compiler here, {synth} by `synth()`, {} not.\n\n## The example of its README\n\n\
         A table of DynamoDB with these mistakes, which CDK synthesises.\n\n| the mistake | rusty-cdk | here, by `synth()` |\n|---|---|---|\n",
        KINDS.len(),
        KINDS.len() - compiler - synth
    )
    .unwrap();
    for (mistake, theirs, ours) in motivation() {
        let said = message(&ours).unwrap_or_else(|problem| panic!("{mistake}: {problem}"));
        writeln!(document, "| {mistake} | {theirs} | {} |", cell(&said.message)).unwrap();
    }
    let path = folder.join("docs/literals.md");
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(&path, &document).unwrap();
    }
    let written = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(written == document, "docs/literals.md is out of date: run the tests with UPDATE_DOCS=1");
}
