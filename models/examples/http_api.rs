//! An HTTP API of a function, behind a firewall that limits requests.
//!
//! `cargo run -p cfn-models --example http_api`

use models::helpers::{Access, allow_invoke, grant, log_group_for, trust};
use models::policy::IdentityPolicy;
use models::{Handle, Stack, apigateway, dynamodb, iam, id, json, lambda, literal, sub, wafv2};

/// The stack.
pub(crate) fn stack() -> Stack {
    let mut stack = Stack::new();
    stack.description("An HTTP API of a function, behind a firewall").tag("Service", "orders");
    let function = function(&mut stack);
    let (api, stage) = api(&mut stack, &function);
    firewall(&mut stack, &api, &stage);
    stack
}

fn function(stack: &mut Stack) -> Handle<lambda::Function> {
    let table = dynamodb::Table::new([dynamodb::table::KeySchema::new("id", dynamodb::table::KeyType::Hash)])
        .attribute_definitions([dynamodb::table::AttributeDefinition::new("id", dynamodb::table::AttributeType::S)])
        .billing_mode(dynamodb::table::BillingMode::PayPerRequest)
        .point_in_time_recovery_specification(
            dynamodb::table::PointInTimeRecoverySpecification::new().point_in_time_recovery_enabled(true),
        );
    let table = stack.add(id!("Orders"), models::ResourceAttributes::retain_except_on_create(table));
    let logs = sub!("arn:${AWS::Partition}:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole");
    let use_table = iam::role::Policy::new(IdentityPolicy::new([grant(&table, Access::ReadWrite)]), "orders");
    let role = iam::Role::new(trust::service("lambda.amazonaws.com")).managed_policy_arns([logs]).policies([use_table]);
    let role = stack.add(id!("Role"), role);
    let code = lambda::function::Code::new().zip_file("exports.handler = async () => ({ statusCode: 200 })");
    let variables = lambda::function::Environment::new().variables([("TABLE", table.reference())]);
    let function = lambda::Function::new(code, role.arn())
        .runtime(lambda::function::Runtime::Nodejs22X)
        .handler("index.handler")
        .memory_size(literal!(lambda::Function::memory_size, 512))
        .timeout(literal!(lambda::Function::timeout, 20))
        .environment(variables);
    let function = stack.add(id!("Function"), function);
    stack.add(id!("Log"), log_group_for(&function, 30));
    function
}

/// The API with one resource, whose requests all go to the function.
fn api(
    stack: &mut Stack,
    function: &Handle<lambda::Function>,
) -> (Handle<apigateway::RestApi>, Handle<apigateway::Stage>) {
    use apigateway::{method, rest_api, stage};

    let regional = rest_api::EndpointConfiguration::new().types([rest_api::Type::Regional]);
    let api = apigateway::RestApi::new().name("orders").endpoint_configuration(regional);
    let api = stack.add(id!("Api"), api);
    let orders = apigateway::Resource::new(api.root_resource_id(), "orders", api.reference());
    let orders = stack.add(id!("OrdersResource"), orders);
    let uri = sub!(
        "arn:${AWS::Partition}:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${function}/invocations",
        function = function.arn()
    );
    let integration = method::Integration::new(method::Type::AwsProxy).integration_http_method("POST").uri(uri);
    let any = apigateway::Method::new(method::HttpMethod::Any, orders.reference(), api.reference())
        .authorization_type(method::AuthorizationType::AwsIam)
        .integration(integration);
    let any = stack.add(id!("AnyOrder"), any);
    let deployment = apigateway::Deployment::new(api.reference());
    let deployment = models::ResourceAttributes::depends_on(deployment, &any);
    let deployment = stack.add(id!("Deployment"), deployment);
    let every_method = stage::MethodSetting::new()
        .resource_path("/*")
        .http_method("*")
        .throttling_rate_limit(100)
        .throttling_burst_limit(50);
    let live = apigateway::Stage::new(api.reference())
        .deployment_id(deployment.deployment_id())
        .stage_name("live")
        .method_settings([every_method]);
    let live = stack.add(id!("Live"), live);
    let any_call =
        sub!("arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:${api}/*", api = api.reference());
    stack.add(id!("Invoke"), allow_invoke(function, "apigateway.amazonaws.com", any_call));
    let url = sub!(
        "https://${api}.execute-api.${AWS::Region}.${AWS::URLSuffix}/${live}/orders",
        api = api.reference(),
        live = live.reference()
    );
    stack.output(id!("Url"), url);
    (api, live)
}

fn firewall(stack: &mut Stack, api: &Handle<apigateway::RestApi>, stage: &Handle<apigateway::Stage>) {
    use wafv2::web_acl;

    let seen = |name: &str| web_acl::VisibilityConfig::new(true, name, true);
    let common = web_acl::Statement::new()
        .managed_rule_group_statement(web_acl::ManagedRuleGroupStatement::new("AWSManagedRulesCommonRuleSet", "AWS"));
    let common = web_acl::Rule::new(web_acl::RuleRequired {
        name: "common",
        priority: 1,
        statement: common,
        visibility_config: seen("common"),
    })
    .override_action(web_acl::OverrideAction::new().none(json!({})));
    let limit = literal!(wafv2::web_acl::RateBasedStatement::limit, 2_000);
    let limit = web_acl::Statement::new()
        .rate_based_statement(web_acl::RateBasedStatement::new(web_acl::AggregateKeyType::Ip, limit));
    let limit = web_acl::Rule::new(web_acl::RuleRequired {
        name: "limit",
        priority: 2,
        statement: limit,
        visibility_config: seen("limit"),
    })
    .action(web_acl::RuleAction::new().block(web_acl::BlockAction::new()));
    let allow = web_acl::DefaultAction::new().allow(web_acl::AllowAction::new());
    let acl = wafv2::WebACL::new(allow, web_acl::Scope::Regional, seen("orders")).rules([common, limit]);
    let acl = stack.add(id!("Firewall"), acl);
    let stage_arn = sub!(
        "arn:${AWS::Partition}:apigateway:${AWS::Region}::/restapis/${api}/stages/${stage}",
        api = api.reference(),
        stage = stage.reference()
    );
    stack.add(id!("FirewallOfTheStage"), wafv2::WebACLAssociation::new(stage_arn, acl.arn()));
}

#[allow(dead_code, reason = "the tests take the stack alone")]
fn main() -> Result<(), Box<dyn std::error::Error>> {
    print!("{}", stack().synth()?.to_yaml());
    Ok(())
}
