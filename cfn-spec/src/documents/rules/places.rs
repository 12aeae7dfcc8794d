//! The resource types and paths that the rules of the package apply to. They are not part of its schemas.

/// A schema of the package and the paths that it applies to.
pub(super) struct AppliedSchema {
    /// The file without its ending, below `extensions/`.
    pub(super) file: &'static str,
    /// The ID of the rule in cfn-lint.
    pub(super) lint: &'static str,
    /// The resource types, and the paths in their properties (`Listeners/*`, or `.` for the properties themselves).
    pub(super) at: &'static [(&'static str, &'static str)],
    /// The reason if it is not used.
    pub(super) left_out: Option<&'static str>,
}

const fn placed(file: &'static str, lint: &'static str, at: &'static [(&'static str, &'static str)]) -> AppliedSchema {
    AppliedSchema { file, lint, at, left_out: None }
}

const fn left_out(file: &'static str, lint: &'static str, why: &'static str) -> AppliedSchema {
    AppliedSchema { file, lint, at: &[], left_out: Some(why) }
}

/// All schemas, sorted by file.
///
/// Source: the argument `keywords` of each rule in `cfnlint/rules` of <https://pypi.org/project/cfn-lint/1.58.0/>.
pub(super) const PLACES: &[AppliedSchema] = &[
    placed("aws_amazonmq_broker/instancetype_enum", "E3670", &[("AWS::AmazonMQ::Broker", "HostInstanceType")]),
    placed("aws_apigateway_authorizer/ttl", "E3718", &[("AWS::ApiGateway::Authorizer", ".")]),
    placed("aws_apigateway_method/method_authorizer_rest_api", "E3699", &[("AWS::ApiGateway::Method", ".")]),
    placed("aws_apigateway_method/method_authorizer_type", "E3708", &[("AWS::ApiGateway::Method", ".")]),
    placed("aws_apigateway_restapi/openapi_properties", "E3660", &[("AWS::ApiGateway::RestApi", ".")]),
    placed(
        "aws_apigateway_stage/method_settings_resource_path",
        "E3723",
        &[("AWS::ApiGateway::Stage", "MethodSettings/*")],
    ),
    placed("aws_apigateway_stage/stage_deployment_rest_api", "E3698", &[("AWS::ApiGateway::Stage", ".")]),
    placed("aws_appstream_fleet/instancetype_enum", "E3621", &[("AWS::AppStream::Fleet", "InstanceType")]),
    placed("aws_autoscaling_autoscalinggroup/min_max_size", "E3706", &[("AWS::AutoScaling::AutoScalingGroup", ".")]),
    placed(
        "aws_autoscaling_scalingpolicy/policy_target_tracking_asg",
        "E3712",
        &[("AWS::AutoScaling::ScalingPolicy", ".")],
    ),
    placed(
        "aws_cloudfront_distribution/forward_enum",
        "E3722",
        &[
            ("AWS::CloudFront::Distribution", "DistributionConfig/DefaultCacheBehavior"),
            ("AWS::CloudFront::Distribution", "DistributionConfig/CacheBehaviors/*"),
        ],
    ),
    placed("aws_cloudwatch_alarm/period", "E3615", &[("AWS::CloudWatch::Alarm", ".")]),
    placed(
        "aws_codebuild_project/s3_locations",
        "E3636",
        &[("AWS::CodeBuild::Project", "Artifacts"), ("AWS::CodeBuild::Project", "Source")],
    ),
    placed("aws_dax_cluster/nodetype_enum", "E3672", &[("AWS::DAX::Cluster", "NodeType")]),
    placed("aws_docdb_dbinstance/dbinstanceclass_enum", "E3620", &[("AWS::DocDB::DBInstance", "DBInstanceClass")]),
    placed("aws_dynamodb_table/billingmode_exclusive", "E3638", &[("AWS::DynamoDB::Table", ".")]),
    placed("aws_dynamodb_table/billingmode_provisioned_dependent", "E3639", &[("AWS::DynamoDB::Table", ".")]),
    placed(
        "aws_ec2_instance/blockdevicemappings",
        "E3671",
        &[
            ("AWS::AutoScaling::LaunchConfiguration", "BlockDeviceMappings/*/Ebs"),
            ("AWS::EC2::Instance", "BlockDeviceMappings/*/Ebs"),
            ("AWS::EC2::LaunchTemplate", "LaunchTemplateData/BlockDeviceMappings/*/Ebs"),
            ("AWS::EC2::SpotFleet", "SpotFleetRequestConfigData/LaunchSpecifications/*/BlockDeviceMappings/*/Ebs"),
            ("AWS::OpsWorks::Instance", "BlockDeviceMappings/*/Ebs"),
        ],
    ),
    placed(
        "aws_ec2_instance/instancetype_enum",
        "E3628",
        &[
            ("AWS::EC2::Instance", "InstanceType"),
            ("AWS::EC2::LaunchTemplate", "LaunchTemplateData/InstanceType"),
            ("AWS::EC2::EC2Fleet", "LaunchTemplateConfigs/*/Overrides/*/InstanceType"),
            ("AWS::EC2::CapacityReservationFleet", "InstanceTypeSpecifications/*/InstanceType"),
            ("AWS::GameLift::GameServerGroup", "InstanceDefinitions/*/InstanceType"),
        ],
    ),
    placed(
        "aws_ec2_instance/privateipaddress",
        "E3674",
        &[("AWS::EC2::Instance", "."), ("AWS::EC2::NetworkInterface", ".")],
    ),
    placed(
        "aws_ec2_instance/virtualname_ephemeral",
        "E3715",
        &[
            ("AWS::EC2::Instance", "BlockDeviceMappings/*"),
            ("AWS::EC2::LaunchTemplate", "LaunchTemplateData/BlockDeviceMappings/*"),
            ("AWS::EC2::SpotFleet", "SpotFleetRequestConfigData/LaunchSpecifications/*/BlockDeviceMappings/*"),
            ("AWS::AutoScaling::LaunchConfiguration", "BlockDeviceMappings/*"),
            ("AWS::OpsWorks::Instance", "BlockDeviceMappings/*"),
        ],
    ),
    placed("aws_ec2_launchtemplate/launch_template_sg_subnet_vpc", "E3714", &[("AWS::EC2::LaunchTemplate", ".")]),
    placed(
        "aws_ec2_securitygroup/all_to_and_from_ports",
        "E3688",
        &[
            ("AWS::EC2::SecurityGroup", "SecurityGroupIngress/*"),
            ("AWS::EC2::SecurityGroup", "SecurityGroupEgress/*"),
            ("AWS::EC2::SecurityGroupEgress", "."),
            ("AWS::EC2::SecurityGroupIngress", "."),
        ],
    ),
    placed(
        "aws_ec2_securitygroup/protocols_and_port_ranges_exclude",
        "W3687",
        &[
            ("AWS::EC2::SecurityGroup", "SecurityGroupIngress/*"),
            ("AWS::EC2::SecurityGroup", "SecurityGroupEgress/*"),
            ("AWS::EC2::SecurityGroupEgress", "."),
            ("AWS::EC2::SecurityGroupIngress", "."),
        ],
    ),
    placed(
        "aws_ec2_securitygroup/protocols_and_port_ranges_include",
        "E3687",
        &[
            ("AWS::EC2::SecurityGroup", "SecurityGroupIngress/*"),
            ("AWS::EC2::SecurityGroup", "SecurityGroupEgress/*"),
            ("AWS::EC2::SecurityGroupEgress", "."),
            ("AWS::EC2::SecurityGroupIngress", "."),
        ],
    ),
    placed("aws_ec2_vpngateway/type_enum", "W3703", &[("AWS::EC2::VPNGateway", "Type")]),
    placed("aws_ecs_service/fargate", "E3044", &[("AWS::ECS::Service", ".")]),
    placed("aws_ecs_service/service_fargate", "E3054", &[("AWS::ECS::Service", ".")]),
    placed("aws_ecs_service/service_fargate_log_driver", "E3713", &[("AWS::ECS::Service", ".")]),
    placed("aws_ecs_service/service_network_configuration", "E3052", &[("AWS::ECS::Service", ".")]),
    placed(
        "aws_ecs_taskdefinition/containerdefinitions_essential",
        "E3042",
        &[("AWS::ECS::TaskDefinition", "ContainerDefinitions")],
    ),
    placed("aws_ecs_taskdefinition/fargate_cpu_memory", "E3047", &[("AWS::ECS::TaskDefinition", ".")]),
    placed("aws_ecs_taskdefinition/fargate_properties", "E3048", &[("AWS::ECS::TaskDefinition", ".")]),
    placed(
        "aws_ecs_taskdefinition/logging_configuration",
        "E3046",
        &[("AWS::ECS::TaskDefinition", "ContainerDefinitions/*/LogConfiguration")],
    ),
    placed(
        "aws_elasticache_cachecluster/cachenodetype_enum",
        "E3647",
        &[("AWS::ElastiCache::CacheCluster", "CacheNodeType")],
    ),
    placed("aws_elasticache_cachecluster/engine_version", "E3695", &[("AWS::ElastiCache::CacheCluster", ".")]),
    placed(
        "aws_elasticache_replicationgroup/transitencryptionenabled_valkey",
        "E3704",
        &[("AWS::ElastiCache::ReplicationGroup", ".")],
    ),
    placed(
        "aws_elasticloadbalancing_loadbalancer/certificate",
        "E3679",
        &[("AWS::ElasticLoadBalancing::LoadBalancer", "Listeners/*")],
    ),
    placed(
        "aws_elasticloadbalancingv2_listener/certificate",
        "E3676",
        &[("AWS::ElasticLoadBalancingV2::Listener", ".")],
    ),
    placed(
        "aws_elasticloadbalancingv2_listenerrule/listener_rule_target_group_protocol",
        "E3711",
        &[("AWS::ElasticLoadBalancingV2::ListenerRule", ".")],
    ),
    placed(
        "aws_elasticloadbalancingv2_loadbalancer/application_subnets",
        "E3680",
        &[("AWS::ElasticLoadBalancingV2::LoadBalancer", ".")],
    ),
    placed(
        "aws_elasticloadbalancingv2_targetgroup/healthcheckprotocol_restrictions",
        "E3684",
        &[("AWS::ElasticLoadBalancingV2::TargetGroup", ".")],
    ),
    placed(
        "aws_elasticloadbalancingv2_targetgroup/protocol_restrictions",
        "E3683",
        &[("AWS::ElasticLoadBalancingV2::TargetGroup", ".")],
    ),
    placed(
        "aws_elasticloadbalancingv2_targetgroup/targettype_restrictions",
        "E3681",
        &[("AWS::ElasticLoadBalancingV2::TargetGroup", ".")],
    ),
    placed(
        "aws_elasticsearch_domain/elasticsearchclusterconfig_instancetype_enum",
        "E3652",
        &[("AWS::Elasticsearch::Domain", "ElasticsearchClusterConfig/InstanceType")],
    ),
    placed(
        "aws_emr_cluster/instancetypeconfig_instancetype_enum",
        "E3675",
        &[
            ("AWS::EMR::Cluster", "Instances/CoreInstanceFleet/InstanceTypeConfigs/*/InstanceType"),
            ("AWS::EMR::Cluster", "Instances/CoreInstanceGroup/InstanceType"),
            ("AWS::EMR::Cluster", "Instances/TaskInstanceFleets/*/InstanceTypeConfigs/*/InstanceType"),
            ("AWS::EMR::Cluster", "Instances/TaskInstanceGroups/*/InstanceType"),
        ],
    ),
    placed("aws_fsx_filesystem/storage_capacity", "E3725", &[("AWS::FSx::FileSystem", ".")]),
    placed("aws_gamelift_fleet/ec2instancetype_enum", "E3641", &[("AWS::GameLift::Fleet", "EC2InstanceType")]),
    placed(
        "aws_lambda_eventsourcemapping/event_source_sqs_fifo_batch_size",
        "E3705",
        &[("AWS::Lambda::EventSourceMapping", ".")],
    ),
    placed(
        "aws_lambda_eventsourcemapping/event_source_sqs_timeout",
        "E3505",
        &[("AWS::Lambda::EventSourceMapping", ".")],
    ),
    placed(
        "aws_lambda_eventsourcemapping/eventsourcearn_sqs_exclusive",
        "E3634",
        &[("AWS::Lambda::EventSourceMapping", ".")],
    ),
    placed(
        "aws_lambda_eventsourcemapping/eventsourcearn_stream_inclusive",
        "E3633",
        &[("AWS::Lambda::EventSourceMapping", ".")],
    ),
    placed("aws_lambda_function/awslayer", "W3702", &[("AWS::Lambda::Function", "Layers/*")]),
    placed("aws_lambda_function/capacity_provider_timeout", "E3717", &[("AWS::Lambda::Function", ".")]),
    placed(
        "aws_lambda_function/environment_variable_keys",
        "E3663",
        &[("AWS::Lambda::Function", "Environment/Variables")],
    ),
    placed("aws_lambda_function/loglevel_logformat", "E3696", &[("AWS::Lambda::Function", ".")]),
    placed("aws_lambda_function/packagetype_image_exclusions", "E3685", &[("AWS::Lambda::Function", ".")]),
    placed("aws_lambda_function/zipfile_runtime_enum", "E3677", &[("AWS::Lambda::Function", ".")]),
    placed("aws_lambda_function/zipfile_runtime_exists", "E3678", &[("AWS::Lambda::Function", ".")]),
    placed("aws_lambda_permission/permission_principal", "W3664", &[("AWS::Lambda::Permission", ".")]),
    placed("aws_lambda_permission/permission_source_account", "W3663", &[("AWS::Lambda::Permission", ".")]),
    placed(
        "aws_managedblockchain_node/nodeconfiguration_instancetype_enum",
        "E3617",
        &[("AWS::ManagedBlockchain::Node", "NodeConfiguration/InstanceType")],
    ),
    placed("aws_neptune_dbinstance/dbinstanceclass_enum", "E3635", &[("AWS::Neptune::DBInstance", "DBInstanceClass")]),
    placed(
        "aws_opensearchservice_domain/clusterconfig_instancetype_enum",
        "E3653",
        &[("AWS::OpenSearchService::Domain", "ClusterConfig/InstanceType")],
    ),
    placed("aws_rds_dbcluster/aurora", "E3693", &[("AWS::RDS::DBCluster", ".")]),
    placed("aws_rds_dbcluster/aurora_warning", "W3693", &[("AWS::RDS::DBCluster", ".")]),
    placed("aws_rds_dbcluster/dbclusterinstanceclass_enum", "E3694", &[("AWS::RDS::DBCluster", ".")]),
    placed("aws_rds_dbcluster/engine_version", "E3690", &[("AWS::RDS::DBCluster", ".")]),
    placed("aws_rds_dbcluster/engine_version_deprecated", "W3690", &[("AWS::RDS::DBCluster", ".")]),
    placed("aws_rds_dbcluster/monitoring", "E3689", &[("AWS::RDS::DBCluster", ".")]),
    placed("aws_rds_dbcluster/multiaz", "E3692", &[("AWS::RDS::DBCluster", ".")]),
    placed("aws_rds_dbcluster/serverless_exclusive", "E3686", &[("AWS::RDS::DBCluster", ".")]),
    placed("aws_rds_dbcluster/snapshotidentifier", "W3688", &[("AWS::RDS::DBCluster", ".")]),
    placed("aws_rds_dbcluster/sourcedbclusteridentifier", "W3689", &[("AWS::RDS::DBCluster", ".")]),
    placed("aws_rds_dbinstance/aurora_exclusive", "E3682", &[("AWS::RDS::DBInstance", ".")]),
    left_out("aws_rds_dbinstance/backupretentionperiod", "I3013", "advice, not something that AWS rejects"),
    placed("aws_rds_dbinstance/backupretentionperiod_maximum", "E3719", &[("AWS::RDS::DBInstance", ".")]),
    placed("aws_rds_dbinstance/db_instance_class", "E3062", &[("AWS::RDS::DBInstance", ".")]),
    placed("aws_rds_dbinstance/dbinstanceclass_enum", "E3025", &[("AWS::RDS::DBInstance", ".")]),
    placed("aws_rds_dbinstance/engine_version", "E3691", &[("AWS::RDS::DBInstance", ".")]),
    placed("aws_rds_dbinstance/engine_version_deprecated", "W3691", &[("AWS::RDS::DBInstance", ".")]),
    placed("aws_rds_dbinstance/instance_cluster_engine", "E3707", &[("AWS::RDS::DBInstance", ".")]),
    placed("aws_rds_dbinstance/instance_cluster_storage_encrypted", "E3709", &[("AWS::RDS::DBInstance", ".")]),
    placed("aws_rds_dbinstance/kmskey_storageencrypted", "E3720", &[("AWS::RDS::DBInstance", ".")]),
    placed("aws_rds_dbinstance/replicamode_enum", "E3721", &[("AWS::RDS::DBInstance", ".")]),
    placed("aws_redshift_cluster/nodetype_enum", "E3667", &[("AWS::Redshift::Cluster", "NodeType")]),
    placed(
        "aws_route53_healthcheck/healthcheckconfig_type_inclusive",
        "E3661",
        &[("AWS::Route53::HealthCheck", "HealthCheckConfig")],
    ),
    placed(
        "aws_route53_recordset/recordset_alias",
        "E3029",
        &[("AWS::Route53::RecordSet", "."), ("AWS::Route53::RecordSetGroup", "RecordSets/*")],
    ),
    placed(
        "aws_route53_recordset/recordset_pattern",
        "E3023",
        &[("AWS::Route53::RecordSet", "."), ("AWS::Route53::RecordSetGroup", "RecordSets/*")],
    ),
    placed("aws_s3_bucket/ownershipcontrols", "E3045", &[("AWS::S3::Bucket", ".")]),
    placed(
        "aws_sagemaker_cluster/instancetype_enum",
        "E3644",
        &[
            ("AWS::SageMaker::Cluster", "InstanceGroups/*/InstanceType"),
            ("AWS::SageMaker::Cluster", "RestrictedInstanceGroups/*/InstanceType"),
        ],
    ),
    placed(
        "aws_sagemaker_hosting/instancetype_enum",
        "E3642",
        &[(
            "AWS::SageMaker::InferenceExperiment",
            "ModelVariants/*/InfrastructureConfig/RealTimeInferenceConfig/InstanceType",
        )],
    ),
    placed(
        "aws_sagemaker_processing/instancetype_enum",
        "E3640",
        &[
            ("AWS::SageMaker::DataQualityJobDefinition", "JobResources/ClusterConfig/InstanceType"),
            ("AWS::SageMaker::ModelBiasJobDefinition", "JobResources/ClusterConfig/InstanceType"),
            ("AWS::SageMaker::ModelExplainabilityJobDefinition", "JobResources/ClusterConfig/InstanceType"),
            ("AWS::SageMaker::ModelQualityJobDefinition", "JobResources/ClusterConfig/InstanceType"),
            (
                "AWS::SageMaker::MonitoringSchedule",
                "MonitoringScheduleConfig/MonitoringJobDefinition/MonitoringResources/ClusterConfig/InstanceType",
            ),
        ],
    ),
    placed(
        "aws_sagemaker_transform/instancetype_enum",
        "E3643",
        &[(
            "AWS::SageMaker::ModelPackage",
            "ValidationSpecification/ValidationProfiles/*/TransformJobDefinition/TransformResources/InstanceType",
        )],
    ),
    placed("aws_sns_subscription/subscription_endpoint_protocol", "W3694", &[("AWS::SNS::Subscription", ".")]),
    placed("aws_sqs_queue/properties", "E3501", &[("AWS::SQS::Queue", ".")]),
    placed("aws_sqs_queue/queue_dlq", "E3502", &[("AWS::SQS::Queue", ".")]),
];
