//! Documents that Glue catalogues every night, and a Bedrock agent that answers questions about them.
//!
//! `cargo run -p cfn-models --example data_assistant`

use models::helpers::{Access, grant, trust};
use models::policy::{Action, IdentityPolicy, Statement};
use models::{
    Handle, ResourceAttributes, Stack, bedrock, glue, iam, id, intrinsic, json, lambda, literal, map, s3, sub,
};

/// The model that answers.
const MODEL: &str = "anthropic.claude-3-haiku-20240307-v1:0";

/// The stack.
pub(crate) fn stack() -> Stack {
    let mut stack = Stack::new();
    stack.description("Documents in Glue, and an agent that answers questions about them").tag("Service", "assistant");
    let documents = documents(&mut stack);
    catalogue(&mut stack, &documents);
    assistant(&mut stack, &documents);
    stack
}

fn documents(stack: &mut Stack) -> Handle<s3::Bucket> {
    let closed = s3::bucket::PublicAccessBlockConfiguration::new()
        .block_public_acls(true)
        .block_public_policy(true)
        .ignore_public_acls(true)
        .restrict_public_buckets(true);
    let versions = s3::bucket::VersioningConfiguration::new(s3::bucket::VersioningStatus::Enabled);
    let bucket = s3::Bucket::new()
        .public_access_block_configuration(closed)
        .versioning_configuration(versions)
        .retain_except_on_create();
    stack.add(id!("Documents"), bucket)
}

/// Each night a crawler looks for new documents, and then a job refines them.
fn catalogue(stack: &mut Stack, documents: &Handle<s3::Bucket>) {
    let service = sub!("arn:${AWS::Partition}:iam::aws:policy/service-role/AWSGlueServiceRole");
    let may = IdentityPolicy::new([grant(documents, Access::ReadWrite)]);
    let role = iam::Role::new(trust::service("glue.amazonaws.com"))
        .managed_policy_arns([service])
        .policies([iam::role::Policy::new(may, "documents")]);
    let role = stack.add(id!("GlueRole"), role);
    let database = glue::database::DatabaseInput::new().description("What the documents say");
    let database = stack.add(id!("Catalogue"), glue::Database::new(intrinsic::pseudo::account_id(), database));
    let raw = glue::crawler::S3Target::new().path(sub!("s3://${bucket}/raw/", bucket = documents.reference()));
    let crawler = glue::Crawler::new(role.arn(), glue::crawler::Targets::new().s3_targets([raw]))
        .database_name(database.reference())
        .schedule(glue::crawler::Schedule::new().schedule_expression("cron(0 1 * * ? *)"));
    let crawler = stack.add(id!("Crawler"), crawler);
    let command = glue::job::JobCommand::new()
        .name("glueetl")
        .python_version("3")
        .script_location(sub!("s3://${bucket}/scripts/refine.py", bucket = documents.reference()));
    let job = glue::Job::new(command, role.arn())
        .glue_version("4.0")
        .worker_type(glue::job::WorkerType::G1X)
        .number_of_workers(2)
        .timeout(literal!(glue::Job::timeout, 60))
        .default_arguments(
            json!({ "--job-bookmark-option": "job-bookmark-enable", "--DATABASE": database.reference() }),
        );
    let job = stack.add(id!("Refine"), job);
    let crawled = glue::trigger::Condition::new()
        .crawler_name(crawler.reference())
        .crawl_state(glue::trigger::CrawlState::Succeeded)
        .logical_operator(glue::trigger::LogicalOperator::Equals);
    let refine = glue::trigger::Action::new().job_name(job.reference());
    let trigger = glue::Trigger::new([refine], glue::trigger::Type::Conditional)
        .predicate(glue::trigger::Predicate::new().conditions([crawled]))
        .start_on_creation(true);
    stack.add(id!("AfterCrawling"), trigger);
}

fn assistant(stack: &mut Stack, documents: &Handle<s3::Bucket>) {
    use bedrock::{agent, guardrail};

    let filter =
        |of| guardrail::ContentFilterConfig::new(guardrail::InputStrength::High, guardrail::OutputStrength::High, of);
    let filters = {
        use guardrail::ContentFilterType::{Hate, Insults, Violence};
        [Hate, Insults, Violence].map(filter)
    };
    let guardrail = bedrock::Guardrail::new("This cannot be asked.", "This cannot be answered.", "assistant")
        .content_policy_config(guardrail::ContentPolicyConfig::new(filters));
    let guardrail = stack.add(id!("Guardrail"), guardrail);

    let logs = sub!("arn:${AWS::Partition}:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole");
    let read = iam::role::Policy::new(IdentityPolicy::new([grant(documents, Access::Read)]), "documents");
    let role = iam::Role::new(trust::service("lambda.amazonaws.com")).managed_policy_arns([logs]).policies([read]);
    let role = stack.add(id!("SearchRole"), role);
    let code = lambda::function::Code::new().zip_file("exports.handler = async (event) => event");
    let search =
        lambda::Function::new(code, role.arn()).runtime(lambda::function::Runtime::Nodejs22X).handler("index.handler");
    let search = stack.add(id!("Search"), search);

    let model = sub!("arn:${AWS::Partition}:bedrock:${AWS::Region}::foundation-model/${model}", model = MODEL);
    let may = IdentityPolicy::new([
        Statement::allow(bedrock::ACTIONS.invoke_model, model),
        Statement::allow(Action::known("bedrock:ApplyGuardrail"), guardrail.guardrail_arn()),
    ]);
    let role =
        iam::Role::new(trust::service("bedrock.amazonaws.com")).policies([iam::role::Policy::new(may, "answer")]);
    let role = stack.add(id!("AgentRole"), role);
    let question = agent::ParameterDetail::new(agent::Type::String).description("What is looked for").required(true);
    let find = agent::Function::new("find").description("Finds documents").parameters(map! { "question" => question });
    let actions = agent::AgentActionGroup::new("documents")
        .action_group_executor(agent::ActionGroupExecutor::lambda(search.arn()))
        .function_schema(agent::FunctionSchema::new([find]));
    let guarded =
        agent::GuardrailConfiguration::new().guardrail_identifier(guardrail.guardrail_id()).guardrail_version("DRAFT");
    let agent = bedrock::Agent::new("assistant")
        .agent_resource_role_arn(role.arn())
        .foundation_model(MODEL)
        .instruction("You answer questions about the documents of the company, and say which documents you used.")
        .idle_session_ttl_in_seconds(600)
        .auto_prepare(true)
        .guardrail_configuration(guarded)
        .action_groups([actions]);
    let agent = stack.add(id!("Agent"), agent);
    let invoke = models::helpers::allow_invoke(&search, "bedrock.amazonaws.com", agent.agent_arn());
    stack.add(id!("InvokeSearch"), invoke);
    stack.add(id!("Live"), bedrock::AgentAlias::new("live", agent.agent_id()));
}

#[allow(dead_code, reason = "the tests take the stack alone")]
fn main() -> Result<(), Box<dyn std::error::Error>> {
    print!("{}", stack().synth()?.to_yaml());
    Ok(())
}
