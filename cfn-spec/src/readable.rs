//! The resource types whose properties can be read with `Fn::GetAtt`.
//!
//! This is not in AWS's documents: CloudFormation's reference lists only return values, and for most types `Fn::GetAtt`
//! supports no others. For these types it returns properties too, as real templates show.
//!
//! Source: `_getatts.py` of cfn-lint 1.58 (MIT-0),
//! <https://github.com/aws-cloudformation/cfn-lint/blob/main/src/cfnlint/schema/_getatts.py>.

/// Types whose properties can all be read.
const WHOLE: &[&str] = &[
    "AWS::Amplify::Branch",
    "AWS::Amplify::Domain",
    "AWS::AppSync::DomainName",
    "AWS::AppSync::FunctionConfiguration",
    "AWS::AppSync::Resolver",
    "AWS::AutoScaling::AutoScalingGroup",
    "AWS::Backup::BackupSelection",
    "AWS::Backup::BackupVault",
    "AWS::Backup::LogicallyAirGappedBackupVault",
    "AWS::CodeArtifact::Domain",
    "AWS::CodeArtifact::Repository",
    "AWS::EC2::CapacityReservation",
    "AWS::EC2::Instance",
    "AWS::EC2::SecurityGroup",
    "AWS::EC2::Subnet",
    "AWS::EC2::VPC",
    "AWS::EFS::MountTarget",
    "AWS::EKS::Nodegroup",
    "AWS::ElastiCache::ReplicationGroup",
    "AWS::ElasticLoadBalancingV2::LoadBalancer",
    "AWS::EventSchemas::Discoverer",
    "AWS::EventSchemas::Registry",
    "AWS::EventSchemas::Schema",
    "AWS::Events::EventBus",
    "AWS::GameLift::GameSessionQueue",
    "AWS::GameLift::MatchmakingConfiguration",
    "AWS::GameLift::MatchmakingRuleSet",
    "AWS::Grafana::Workspace",
    "AWS::Greengrass::ConnectorDefinition",
    "AWS::Greengrass::CoreDefinition",
    "AWS::Greengrass::DeviceDefinition",
    "AWS::Greengrass::FunctionDefinition",
    "AWS::Greengrass::Group",
    "AWS::Greengrass::LoggerDefinition",
    "AWS::Greengrass::ResourceDefinition",
    "AWS::Greengrass::SubscriptionDefinition",
    "AWS::ImageBuilder::Component",
    "AWS::ImageBuilder::ContainerRecipe",
    "AWS::ImageBuilder::DistributionConfiguration",
    "AWS::ImageBuilder::ImagePipeline",
    "AWS::ImageBuilder::ImageRecipe",
    "AWS::ImageBuilder::InfrastructureConfiguration",
    "AWS::ManagedBlockchain::Node",
    "AWS::Neptune::DBCluster",
    "AWS::RDS::DBInstance",
    "AWS::RDS::DBParameterGroup",
    "AWS::RedshiftServerless::Workgroup",
    "AWS::RoboMaker::RobotApplication",
    "AWS::RoboMaker::SimulationApplication",
    "AWS::Route53Resolver::ResolverRule",
    "AWS::Route53Resolver::ResolverRuleAssociation",
    "AWS::S3::AccessPoint",
    "AWS::SNS::Topic",
    "AWS::SQS::Queue",
    "AWS::SSM::Parameter",
    "AWS::SageMaker::DataQualityJobDefinition",
    "AWS::SageMaker::ModelBiasJobDefinition",
    "AWS::SageMaker::ModelExplainabilityJobDefinition",
    "AWS::SageMaker::ModelQualityJobDefinition",
    "AWS::SageMaker::MonitoringSchedule",
    "AWS::StepFunctions::Activity",
];

/// Types with single properties that can be read.
const SOME: &[(&str, &str)] = &[
    ("AWS::AppMesh::GatewayRoute", "GatewayRouteName"),
    ("AWS::AppMesh::GatewayRoute", "MeshName"),
    ("AWS::AppMesh::GatewayRoute", "MeshOwner"),
    ("AWS::AppMesh::GatewayRoute", "VirtualGatewayName"),
    ("AWS::AppMesh::Mesh", "MeshName"),
    ("AWS::AppMesh::Route", "MeshName"),
    ("AWS::AppMesh::Route", "MeshOwner"),
    ("AWS::AppMesh::Route", "RouteName"),
    ("AWS::AppMesh::Route", "VirtualRouterName"),
    ("AWS::AppMesh::VirtualGateway", "MeshName"),
    ("AWS::AppMesh::VirtualGateway", "MeshOwner"),
    ("AWS::AppMesh::VirtualGateway", "VirtualGatewayName"),
    ("AWS::AppMesh::VirtualNode", "MeshName"),
    ("AWS::AppMesh::VirtualNode", "MeshOwner"),
    ("AWS::AppMesh::VirtualNode", "VirtualNodeName"),
    ("AWS::AppMesh::VirtualRouter", "MeshName"),
    ("AWS::AppMesh::VirtualRouter", "MeshOwner"),
    ("AWS::AppMesh::VirtualRouter", "VirtualRouterName"),
    ("AWS::AppMesh::VirtualService", "MeshName"),
    ("AWS::AppMesh::VirtualService", "MeshOwner"),
    ("AWS::AppMesh::VirtualService", "VirtualServiceName"),
    ("AWS::AppSync::DataSource", "Name"),
    ("AWS::Cloud9::EnvironmentEC2", "Name"),
    ("AWS::CloudWatch::InsightRule", "RuleName"),
    ("AWS::DocDB::DBCluster", "Port"),
    ("AWS::Kinesis::StreamConsumer", "ConsumerName"),
    ("AWS::Kinesis::StreamConsumer", "StreamARN"),
    ("AWS::ManagedBlockchain::Member", "NetworkId"),
    ("AWS::MediaConvert::JobTemplate", "Name"),
    ("AWS::MediaConvert::Preset", "Name"),
    ("AWS::MediaConvert::Queue", "Name"),
    ("AWS::MediaLive::Input", "Destinations"),
    ("AWS::MediaLive::Input", "Sources"),
    ("AWS::OpsWorks::Instance", "AvailabilityZone"),
    ("AWS::OpsWorks::UserProfile", "SshUsername"),
    ("AWS::Route53Resolver::ResolverEndpoint", "Direction"),
    ("AWS::Route53Resolver::ResolverEndpoint", "Name"),
    ("AWS::SageMaker::CodeRepository", "CodeRepositoryName"),
    ("AWS::SageMaker::Endpoint", "EndpointName"),
    ("AWS::SageMaker::EndpointConfig", "EndpointConfigName"),
    ("AWS::SageMaker::Model", "ModelName"),
    ("AWS::SageMaker::NotebookInstance", "NotebookInstanceName"),
    ("AWS::SageMaker::NotebookInstanceLifecycleConfig", "NotebookInstanceLifecycleConfigName"),
    ("AWS::SageMaker::Workteam", "WorkteamName"),
    ("AWS::ServiceDiscovery::Service", "Name"),
    ("AWS::Transfer::User", "ServerId"),
    ("AWS::Transfer::User", "UserName"),
];

/// Whether `Fn::GetAtt` returns a property of a resource type.
pub fn is_readable(resource_type: &str, property: &str) -> bool {
    WHOLE.binary_search(&resource_type).is_ok() || SOME.binary_search(&(resource_type, property)).is_ok()
}

#[cfg(test)]
mod tests {
    use super::{SOME, WHOLE, is_readable};

    #[test]
    fn every_entry_is_a_type_or_property_of_the_snapshot() {
        let spec = crate::load_all(crate::snapshot::directory()).unwrap();
        for name in WHOLE {
            assert!(spec.resources.contains_key(*name), "{name} is not a resource type: remove it");
        }
        for (name, property) in SOME {
            let resource =
                spec.resources.get(*name).unwrap_or_else(|| panic!("{name} is not a resource type: remove it"));
            assert!(resource.properties.contains_key(*property), "{name} has no `{property}`: remove it");
        }
    }

    #[test]
    fn the_lists_are_sorted_as_the_search_wants() {
        assert!(WHOLE.is_sorted() && SOME.is_sorted());
        assert!(is_readable("AWS::SNS::Topic", "DisplayName"));
        assert!(is_readable("AWS::DocDB::DBCluster", "Port"));
        assert!(!is_readable("AWS::DocDB::DBCluster", "EngineVersion"));
    }
}
