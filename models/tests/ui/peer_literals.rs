//! A literal outside of its bounds, of each kind that rusty-cdk has a macro for and AWS publishes bounds of.

use models::{appconfig, appsync, dynamodb, events, iam, lambda, literal, logs, s3, scheduler, sqs};

fn main() {
    let _ = literal!(dynamodb::table::AttributeDefinition::attribute_name, "");
    let _ = literal!(events::Rule::name, "a b");
    let _ = literal!(iam::Role::role_name, "a/b");
    let _ = literal!(appsync::Api::name, "!");
    let _ = literal!(scheduler::Schedule::name, "a schedule");
    let _ = literal!(appsync::ChannelNamespace::name, "");
    let _ = literal!(dynamodb::table::OnDemandThroughput::max_read_request_units, -1);
    let _ = literal!(lambda::Function::memory_size, 64);
    let _ = literal!(lambda::Function::timeout, 0);
    let _ = literal!(sqs::Queue::delay_seconds, 901);
    let _ = literal!(sqs::Queue::maximum_message_size, 1_023);
    let _ = literal!(sqs::Queue::message_retention_period, 59);
    let _ = literal!(sqs::Queue::visibility_timeout, 43_201);
    let _ = literal!(sqs::Queue::receive_message_wait_time_seconds, 21);
    let _ = literal!(lambda::event_source_mapping::ScalingConfig::maximum_concurrency, 1);
    let _ = literal!(appconfig::DeploymentStrategy::deployment_duration_in_minutes, 1_441);
    let _ = literal!(appconfig::DeploymentStrategy::growth_factor, 101);
    let _ = literal!(scheduler::schedule::RetryPolicy::maximum_event_age_in_seconds, 59);
    let _ = literal!(scheduler::schedule::RetryPolicy::maximum_retry_attempts, 186);
    let _ = literal!(scheduler::schedule::FlexibleTimeWindow::maximum_window_in_minutes, 1_441);
    let _ = literal!(s3::Bucket::bucket_name, "Acme");
    let _ = literal!(logs::LogGroup::retention_in_days, 100);
    let _ = literal!(logs::LogGroup::log_group_name, "a b");
    let _ = literal!(lambda::Permission::action, "s3:GetObject");
    let _ = literal!(appconfig::Application::name, "");
}
