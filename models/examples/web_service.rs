//! A web service in containers, behind a load balancer, in a network that exists already.
//!
//! `cargo run -p cfn-models --example web_service`

use models::policy::{Action, IdentityPolicy, Principal, Statement, TrustPolicy};
use models::string_kind::{SubnetId, VpcId};
use models::{
    Handle, Interface, List, Parameter, ParameterGroup, ParameterHandle, ResourceAttributes, Stack, Value, ec2, ecs,
    elasticloadbalancingv2 as elb, iam, id, logs, sub,
};

/// The port that the containers listen on.
const PORT: i64 = 8080;

/// The stack.
pub(crate) fn stack() -> Stack {
    let mut stack = Stack::new();
    stack.description("A web service in containers, behind a load balancer");
    let vpc = stack.parameter(id!("Vpc"), Parameter::vpc_id());
    let public = stack.parameter(id!("PublicSubnets"), Parameter::subnet_ids());
    let private = stack.parameter(id!("PrivateSubnets"), Parameter::subnet_ids());
    let certificate = stack.parameter(id!("Certificate"), Parameter::string().allowed_pattern("arn:.+:acm:.+"));
    let image = stack.parameter(id!("Image"), Parameter::string().description("The container's image, with its tag"));
    let count = stack.parameter(id!("Count"), Parameter::number().default(2).min_value(1));
    stack.interface(
        Interface::new()
            .group(ParameterGroup::labelled("Network").parameter(&vpc).parameter(&public).parameter(&private))
            .group(ParameterGroup::labelled("Service").parameter(&image).parameter(&count))
            .label(&count, "How many containers?"),
    );

    let outside = stack.add(
        id!("BalancerGroup"),
        ec2::SecurityGroup::new("HTTPS from everywhere").vpc_id(vpc.reference()).security_group_ingress([
            ec2::security_group::Ingress::cidr_ip("0.0.0.0/0", "tcp").from_port(443).to_port(443),
        ]),
    );
    let inside = stack.add(
        id!("ServiceGroup"),
        ec2::SecurityGroup::new("The load balancer only").vpc_id(vpc.reference()).security_group_ingress([
            ec2::security_group::Ingress::source_security_group_id(outside.group_id(), "tcp")
                .from_port(PORT)
                .to_port(PORT),
        ]),
    );
    let (listener, targets) = balancer(&mut stack, &vpc, &public, &outside, certificate.reference());
    let task = task(&mut stack, image.reference());
    let cluster = stack.add(id!("Cluster"), ecs::Cluster::new());
    let network =
        ecs::service::AwsVpcConfiguration::new().subnets(private.reference()).security_groups([inside.group_id()]);
    let service = stack.add(
        id!("Service"),
        ecs::Service::new()
            .cluster(cluster.reference())
            .task_definition(task.reference())
            .launch_type(ecs::service::LaunchType::Fargate)
            .desired_count(count.reference())
            .health_check_grace_period_seconds(60)
            .deployment_configuration(
                ecs::service::DeploymentConfiguration::new()
                    .deployment_circuit_breaker(ecs::service::DeploymentCircuitBreaker::new(true, true)),
            )
            .network_configuration(ecs::service::NetworkConfiguration::new().awsvpc_configuration(network))
            .load_balancers([ecs::service::LoadBalancer::new()
                .container_name("web")
                .container_port(PORT)
                .target_group_arn(targets.reference())])
            // A target group takes part in a service only once a listener forwards to it.
            .depends_on(&listener),
    );
    stack.output(id!("ServiceName"), service.name());
    stack
}

type Balanced = (Handle<elb::Listener>, Handle<elb::TargetGroup>);

fn balancer(
    stack: &mut Stack,
    vpc: &ParameterHandle<VpcId>,
    subnets: &ParameterHandle<List<SubnetId>>,
    group: &Handle<ec2::SecurityGroup>,
    certificate: Value<String>,
) -> Balanced {
    let balancer = stack.add(
        id!("Balancer"),
        elb::LoadBalancer::new()
            .scheme(elb::load_balancer::Scheme::InternetFacing)
            .subnets(subnets.reference())
            .security_groups([group.group_id()])
            .load_balancer_attributes([elb::load_balancer::LoadBalancerAttribute::new()
                .key("routing.http.drop_invalid_header_fields.enabled")
                .value("true")]),
    );
    let targets = stack.add(
        id!("Targets"),
        elb::TargetGroup::new()
            .vpc_id(vpc.reference())
            .target_type(elb::target_group::TargetType::Ip)
            .protocol(elb::target_group::Protocol::Http)
            .port(PORT)
            .health_check_path("/health"),
    );
    let listener = stack.add(
        id!("Listener"),
        elb::Listener::new(
            [elb::listener::Action::new(elb::listener::Type::Forward).target_group_arn(targets.reference())],
            balancer.reference(),
        )
        .port(443)
        .protocol(elb::listener::Protocol::Https)
        .certificates([elb::listener::Certificate::new().certificate_arn(certificate)])
        .ssl_policy("ELBSecurityPolicy-TLS13-1-2-2021-06"),
    );
    stack.output(id!("Address"), balancer.dns_name()).description("For the alias record of the service's name");
    (listener, targets)
}

fn task(stack: &mut Stack, image: Value<String>) -> Handle<ecs::TaskDefinition> {
    let log = stack.add(id!("Log"), logs::LogGroup::new().retention_in_days(30));
    let write = [logs::ACTIONS.create_log_stream, logs::ACTIONS.put_log_events];
    let pull = [
        "ecr:GetAuthorizationToken",
        "ecr:BatchCheckLayerAvailability",
        "ecr:GetDownloadUrlForLayer",
        "ecr:BatchGetImage",
    ];
    let role = stack.add(
        id!("ExecutionRole"),
        iam::Role::new(TrustPolicy::new([Statement::allow_assume(Principal::service("ecs-tasks.amazonaws.com"))]))
            .policies([iam::role::Policy::new(
                IdentityPolicy::new([
                    Statement::allow(pull.map(Action::known), "*"),
                    Statement::allow(write, sub!("${log}:*", log = log.arn())),
                ]),
                "start",
            )]),
    );
    let logs = ecs::task_definition::LogConfiguration::new(ecs::task_definition::LogDriver::Awslogs).options([
        ("awslogs-group", log.reference().assume()),
        ("awslogs-region", models::intrinsic::pseudo::region()),
        ("awslogs-stream-prefix", sub!("web")),
    ]);
    let container = ecs::task_definition::ContainerDefinition::new(image, "web")
        .port_mappings([ecs::task_definition::PortMapping::new().container_port(PORT)])
        .readonly_root_filesystem(true)
        .log_configuration(logs);
    stack.add(
        id!("Task"),
        ecs::TaskDefinition::new()
            .requires_compatibilities([ecs::task_definition::RequiresCompatibility::Fargate])
            .network_mode(ecs::task_definition::NetworkMode::Awsvpc)
            .cpu("256")
            .memory("512")
            .execution_role_arn(role.arn())
            .container_definitions([container]),
    )
}

#[allow(dead_code, reason = "the tests take the stack alone")]
fn main() -> Result<(), Box<dyn std::error::Error>> {
    print!("{}", stack().synth()?.to_yaml());
    Ok(())
}
