//! A service in Fargate that works with an Aurora database, in a network of its own.
//!
//! `cargo run -p cfn-models --example fargate_aurora`

use models::ecs::task_definition;
use models::helpers::{security_group, trust};
use models::policy::{IdentityPolicy, Statement};
use models::{
    Handle, Parameter, ResourceAttributes, Scope, Stack, Value, ec2, ecs, iam, id, intrinsic, literal, logs, rds, sub,
};

/// The stack.
pub(crate) fn stack() -> Stack {
    let mut stack = Stack::new();
    stack.description("A service in Fargate with an Aurora database").tag("Service", "catalogue");
    let image = stack.parameter(id!("Image"), Parameter::string().description("The container's image, with its tag"));
    let network = network(&mut stack.scope(id!("Network")));
    let database = database(&mut stack.scope(id!("Database")), &network);
    service(&mut stack.scope(id!("Service")), &network, &database, image.reference());
    stack
}

struct Network {
    vpc: Handle<ec2::VPC>,
    private: Vec<Handle<ec2::Subnet>>,
}

/// Two private subnets, and a public one with the gateway through which they reach the internet.
fn network(scope: &mut Scope<'_>) -> Network {
    let vpc = ec2::VPC::new().cidr_block("10.0.0.0/16").enable_dns_hostnames(true).enable_dns_support(true);
    let vpc = scope.add(id!("Vpc"), vpc);
    let internet = scope.add(id!("Internet"), ec2::InternetGateway::new());
    let attached = ec2::VPCGatewayAttachment::new(vpc.reference()).internet_gateway_id(internet.internet_gateway_id());
    let attached = scope.add(id!("Attachment"), attached);

    let public = scope.add(id!("Public"), ec2::Subnet::new(vpc.reference()).cidr_block("10.0.0.0/24"));
    let outward = scope.add(id!("PublicRoutes"), ec2::RouteTable::new(vpc.reference()));
    let to_internet = ec2::Route::new(outward.route_table_id())
        .destination_cidr_block("0.0.0.0/0")
        .gateway_id(internet.internet_gateway_id())
        .depends_on(&attached);
    scope.add(id!("ToInternet"), to_internet);
    let routed = ec2::SubnetRouteTableAssociation::new(outward.route_table_id(), public.subnet_id());
    scope.add(id!("PublicRouted"), routed);
    let address = ec2::EIP::new().domain(ec2::eip::Domain::Vpc).depends_on(&attached);
    let address = scope.add(id!("Address"), address);
    let nat = ec2::NatGateway::new().subnet_id(public.subnet_id()).allocation_id(address.allocation_id());
    let nat = scope.add(id!("Nat"), nat);

    let private = [1_usize, 2].map(|az| {
        let mut zone = scope.scope(id!("Private").join(az));
        let subnet = ec2::Subnet::new(vpc.reference())
            .cidr_block(format!("10.0.{az}.0/24"))
            .availability_zone(intrinsic::select(az - 1, intrinsic::get_azs("")));
        let subnet = zone.add(id!("Subnet"), subnet);
        let routes = zone.add(id!("Routes"), ec2::RouteTable::new(vpc.reference()));
        let through_nat = ec2::Route::new(routes.route_table_id())
            .destination_cidr_block("0.0.0.0/0")
            .nat_gateway_id(nat.nat_gateway_id());
        zone.add(id!("ThroughNat"), through_nat);
        zone.add(id!("Routed"), ec2::SubnetRouteTableAssociation::new(routes.route_table_id(), subnet.subnet_id()));
        subnet
    });
    Network { vpc, private: private.into() }
}

struct Database {
    group: Handle<ec2::SecurityGroup>,
    cluster: Handle<rds::DBCluster>,
}

/// A serverless cluster whose password Secrets Manager keeps.
fn database(scope: &mut Scope<'_>, network: &Network) -> Database {
    let group = ec2::SecurityGroup::new("The database of the catalogue").vpc_id(network.vpc.reference());
    let group = scope.add(id!("Group"), group);
    let subnets: Vec<_> = network.private.iter().map(|subnet| subnet.subnet_id()).collect();
    let subnets = scope.add(id!("Subnets"), rds::DBSubnetGroup::new("The database of the catalogue", subnets));
    let capacity = rds::db_cluster::ServerlessV2ScalingConfiguration::new().min_capacity(0.5).max_capacity(4);
    let cluster = rds::DBCluster::new()
        .engine("aurora-postgresql")
        .database_name("catalogue")
        .master_username("catalogue")
        .manage_master_user_password(true)
        .storage_encrypted(true)
        .backup_retention_period(literal!(rds::DBCluster::backup_retention_period, 14))
        .copy_tags_to_snapshot(true)
        .db_subnet_group_name(subnets.reference())
        .vpc_security_group_ids([group.group_id()])
        .serverless_v2_scaling_configuration(capacity)
        .deletion_policy(models::DeletionPolicy::Snapshot)
        .update_replace_policy(models::UpdateReplacePolicy::Snapshot);
    let cluster = scope.add(id!("Cluster"), cluster);
    let writer = rds::DBInstance::new()
        .engine("aurora-postgresql")
        .db_instance_class("db.serverless")
        .db_cluster_identifier(cluster.reference());
    scope.add(id!("Writer"), writer);
    Database { group, cluster }
}

fn service(scope: &mut Scope<'_>, network: &Network, database: &Database, image: Value<String>) {
    let log = scope.add(id!("Log"), logs::LogGroup::new().retention_in_days(30));
    let secret = database.cluster.master_user_secret_secret_arn();
    let start = IdentityPolicy::new([
        Statement::allow([logs::ACTIONS.create_log_stream, logs::ACTIONS.put_log_events], log.arn()),
        Statement::allow(models::secretsmanager::ACTIONS.get_secret_value, &secret),
    ]);
    let pull = sub!("arn:${AWS::Partition}:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy");
    let start = iam::Role::new(trust::service("ecs-tasks.amazonaws.com"))
        .managed_policy_arns([pull])
        .policies([iam::role::Policy::new(start, "start")]);
    let start = scope.add(id!("StartRole"), start);

    let logging = task_definition::LogConfiguration::new(task_definition::LogDriver::Awslogs).options([
        ("awslogs-group", log.reference().assume()),
        ("awslogs-region", sub!("${AWS::Region}")),
        ("awslogs-stream-prefix", sub!("catalogue")),
    ]);
    let container = task_definition::ContainerDefinition::new(image, "catalogue")
        .environment([task_definition::KeyValuePair::new()
            .name("DATABASE_HOST")
            .value(database.cluster.endpoint_address())])
        .secrets([task_definition::Secret::new("DATABASE_PASSWORD", sub!("${secret}:password::", secret = secret))])
        .log_configuration(logging);
    let task = ecs::TaskDefinition::new()
        .requires_compatibilities([task_definition::RequiresCompatibility::Fargate])
        .network_mode(task_definition::NetworkMode::Awsvpc)
        .cpu("256")
        .memory("512")
        .execution_role_arn(start.arn())
        .container_definitions([container]);
    let task = scope.add(id!("Task"), task);

    let group = ec2::SecurityGroup::new("The catalogue").vpc_id(network.vpc.reference());
    let group = scope.add(id!("Group"), group);
    scope.add(id!("ToDatabase"), security_group::allow(&group, &database.group, 5432));
    let subnets: Vec<_> = network.private.iter().map(|subnet| subnet.subnet_id()).collect();
    let placed = ecs::service::AwsVpcConfiguration::new().subnets(subnets).security_groups([group.group_id()]);
    let placed = ecs::service::NetworkConfiguration::new().awsvpc_configuration(placed);
    let safely = ecs::service::DeploymentConfiguration::new()
        .deployment_circuit_breaker(ecs::service::DeploymentCircuitBreaker::new(true, true));
    let cluster = scope.add(id!("Cluster"), ecs::Cluster::new());
    let service = ecs::Service::new()
        .cluster(cluster.reference())
        .task_definition(task.reference())
        .launch_type(ecs::service::LaunchType::Fargate)
        .desired_count(2)
        .network_configuration(placed)
        .deployment_configuration(safely);
    let service = scope.add(id!("Service"), service);
    scope.output(id!("Name"), service.name());
}

#[allow(dead_code, reason = "the tests take the stack alone")]
fn main() -> Result<(), Box<dyn std::error::Error>> {
    print!("{}", stack().synth()?.to_yaml());
    Ok(())
}
