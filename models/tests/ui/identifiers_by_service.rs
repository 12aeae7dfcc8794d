//! The ARN, id or name of another kind of resource, in each of the twenty most used services.

use models::{Stack, id, *};

fn main() {
    let mut stack = Stack::new();
    let bucket = stack.add(id!("Bucket"), s3::Bucket::new());
    let queue = stack.add(id!("Queue"), sqs::Queue::new());
    let vpc = stack.add(id!("Vpc"), ec2::VPC::new());
    let group = stack.add(id!("Group"), logs::LogGroup::new());
    let targets = stack.add(id!("Targets"), elasticloadbalancingv2::TargetGroup::new());

    let _ = apigateway::Deployment::new(bucket.reference());
    let _ = cloudformation::StackSet::new("SELF_MANAGED", "Set").administration_role_arn(bucket.arn());
    let _ = cloudfront::distribution::ViewerCertificate::acm_certificate_arn(bucket.arn());
    let _ = cognito::UserPoolClient::new(bucket.reference());
    let _ = dynamodb::table::KinesisStreamSpecification::new(bucket.reference());
    let _ = ec2::Route::new(vpc.reference());
    let _ = ecs::Service::new().cluster(bucket.arn());
    let _ = elasticloadbalancingv2::Listener::new(list![], targets.reference());
    let _ = events::rule::Target::new(bucket.reference(), "id");
    let _ = iam::InstanceProfile::new([bucket.reference()]);
    let _ = kms::Alias::new("alias/key", bucket.arn());
    let _ = lambda::Function::new(lambda::function::Code::new(), bucket.arn());
    let _ = logs::SubscriptionFilter::new(queue.reference(), "", group.reference());
    let _ = rds::DBInstance::new().monitoring_role_arn(bucket.arn());
    let _ = route53::DNSSEC::new(bucket.reference());
    let _ = s3::bucket::ReplicationDestination::new(queue.arn());
    let _ = secretsmanager::RotationSchedule::new(queue.arn());
    let _ = sns::Subscription::new(sns::subscription::Protocol::Sqs, queue.arn());
    let _ = sqs::Queue::new().kms_master_key_id(bucket.arn());
    let _ = stepfunctions::StateMachine::new(bucket.arn());
}
