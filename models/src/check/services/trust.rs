//! The trust policy of a role allows the service that uses the role.
//!
//! Source: <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-service.html>.

use super::{Resource, referred};
use crate::check::Checker;
use crate::check::finding::Finding;
use crate::check::path::At;
use crate::check::suggest::{did_you_mean, one_of};
use crate::check::value::quote;
use crate::node::Node;

/// Properties that take a role, and the services one of which assumes it.
const USERS: &[(&str, &[&str], &[&str])] = &[
    ("AWS::ApiGateway::Account", &["CloudWatchRoleArn"], &["apigateway.amazonaws.com"]),
    ("AWS::AppSync::DataSource", &["ServiceRoleArn"], &["appsync.amazonaws.com"]),
    ("AWS::Backup::BackupSelection", &["BackupSelection", "IamRoleArn"], &["backup.amazonaws.com"]),
    ("AWS::CloudTrail::Trail", &["CloudWatchLogsRoleArn"], &["cloudtrail.amazonaws.com"]),
    ("AWS::CodeBuild::Project", &["ServiceRole"], &["codebuild.amazonaws.com"]),
    ("AWS::CodeDeploy::DeploymentGroup", &["ServiceRoleArn"], &["codedeploy.amazonaws.com"]),
    ("AWS::CodePipeline::Pipeline", &["RoleArn"], &["codepipeline.amazonaws.com"]),
    ("AWS::Config::ConfigurationRecorder", &["RoleARN"], &["config.amazonaws.com"]),
    ("AWS::EC2::FlowLog", &["DeliverLogsPermissionArn"], &["vpc-flow-logs.amazonaws.com"]),
    ("AWS::ECS::TaskDefinition", &["ExecutionRoleArn"], &["ecs-tasks.amazonaws.com"]),
    ("AWS::ECS::TaskDefinition", &["TaskRoleArn"], &["ecs-tasks.amazonaws.com"]),
    ("AWS::EKS::Cluster", &["RoleArn"], &["eks.amazonaws.com"]),
    ("AWS::EKS::Nodegroup", &["NodeRole"], &["ec2.amazonaws.com"]),
    ("AWS::Events::Rule", &["Targets", "*", "RoleArn"], &["events.amazonaws.com"]),
    ("AWS::Glue::Crawler", &["Role"], &["glue.amazonaws.com"]),
    ("AWS::Glue::Job", &["Role"], &["glue.amazonaws.com"]),
    ("AWS::IAM::InstanceProfile", &["Roles", "*"], &["ec2.amazonaws.com"]),
    ("AWS::Lambda::Function", &["Role"], &["lambda.amazonaws.com"]),
    ("AWS::Pipes::Pipe", &["RoleArn"], &["pipes.amazonaws.com"]),
    ("AWS::RDS::DBInstance", &["MonitoringRoleArn"], &["monitoring.rds.amazonaws.com"]),
    (
        "AWS::S3::Bucket",
        &["ReplicationConfiguration", "Role"],
        &["s3.amazonaws.com", "batchoperations.s3.amazonaws.com"],
    ),
    ("AWS::SageMaker::NotebookInstance", &["RoleArn"], &["sagemaker.amazonaws.com"]),
    ("AWS::Scheduler::Schedule", &["Target", "RoleArn"], &["scheduler.amazonaws.com"]),
    ("AWS::StepFunctions::StateMachine", &["RoleArn"], &["states.amazonaws.com"]),
];

/// The service principals that assume roles.
///
/// Source: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_aws-services-that-work-with-iam.html>.
const SERVICES: &[&str] = &[
    "access-analyzer",
    "acm",
    "amplify",
    "apigateway",
    "appflow",
    "application-autoscaling",
    "apprunner",
    "appstream",
    "appsync",
    "athena",
    "autoscaling",
    "backup",
    "batch",
    "bedrock",
    "billing",
    "budgets",
    "chatbot",
    "cloud9",
    "cloudformation",
    "cloudfront",
    "cloudhsm",
    "cloudtrail",
    "cloudwatch",
    "codebuild",
    "codecommit",
    "codedeploy",
    "codepipeline",
    "cognito-idp",
    "cognito-identity",
    "config",
    "connect",
    "datasync",
    "dax",
    "dlm",
    "dms",
    "docdb",
    "ds",
    "dynamodb",
    "ec2",
    "ec2fleet",
    "ecr",
    "ecs",
    "ecs-tasks",
    "edgelambda",
    "eks",
    "eks-fargate-pods",
    "elasticache",
    "elasticbeanstalk",
    "elasticfilesystem",
    "elasticloadbalancing",
    "elasticmapreduce",
    "elasticsearch",
    "emr-serverless",
    "es",
    "events",
    "export.rds",
    "firehose",
    "fms",
    "forecast",
    "fsx",
    "gamelift",
    "glacier",
    "glue",
    "greengrass",
    "guardduty",
    "health",
    "iam",
    "imagebuilder",
    "inspector",
    "inspector2",
    "iot",
    "iotanalytics",
    "iotevents",
    "ivs",
    "kafka",
    "kafkaconnect",
    "kendra",
    "kinesis",
    "kinesisanalytics",
    "kms",
    "lakeformation",
    "lambda",
    "lex",
    "lexv2",
    "license-manager",
    "logs",
    "macie",
    "mediaconvert",
    "medialive",
    "mediapackage",
    "monitoring",
    "monitoring.rds",
    "mq",
    "network-firewall",
    "neptune",
    "opensearchservice",
    "opsworks",
    "organizations",
    "osis-pipelines",
    "personalize",
    "pinpoint",
    "pipes",
    "polly",
    "quicksight",
    "ram",
    "rds",
    "redshift",
    "redshift-serverless",
    "rekognition",
    "replicator.lambda",
    "resource-groups",
    "robomaker",
    "route53",
    "s3",
    "batchoperations.s3",
    "logging.s3",
    "sagemaker",
    "scheduler",
    "secretsmanager",
    "securityhub",
    "serverlessrepo",
    "servicecatalog",
    "servicediscovery",
    "ses",
    "shield",
    "signer",
    "sms",
    "sns",
    "spot",
    "spotfleet",
    "sqs",
    "ssm",
    "ssm-incidents",
    "ssmmessages",
    "sso",
    "states",
    "storagegateway",
    "streams.metrics.cloudwatch",
    "sts",
    "support",
    "swf",
    "synthetics",
    "textract",
    "transcribe",
    "transfer",
    "translate",
    "vpc-flow-logs",
    "waf",
    "wafv2",
    "delivery.logs",
    "vmie",
    "worklink",
    "workmail",
    "workspaces",
    "xray",
    "codestar",
    "codestar-notifications",
    "cloudsearch",
    "ops.apigateway",
    "member.org.stacksets.cloudformation",
    "stacksets.cloudformation",
    "management.chatbot",
    "automationservice.ssm",
    "credentials.iot",
    "jobs.glue",
    "build.apprunner",
    "tasks.apprunner",
    "bedrock-agentcore",
    "omics",
    "m2",
    "airflow",
    "airflow-env",
    "rolesanywhere",
    "pods.eks",
    "vpc-lattice",
    "appconfig",
    "aps",
    "evidently",
    "fis",
    "grafana",
    "internetmonitor",
    "mgn",
    "drs",
    "proton",
    "resiliencehub",
    "rum",
    "deadline",
];

impl Checker<'_> {
    pub(super) fn trust_of_roles(&mut self, resource: &Resource<'_>, at: &At<'_>) {
        for (_, steps, services) in USERS.iter().filter(|(type_name, _, _)| *type_name == resource.type_name) {
            if let Some((first, rest)) = steps.split_first()
                && let Some(node) = resource.properties.get(first)
            {
                self.trust_at(node, rest, services, &at.key(first));
            }
        }
    }

    /// Checks service principals in policies and in Lambda permissions.
    pub(super) fn principals_of(&mut self, resource: &Resource<'_>, at: &At<'_>) {
        if resource.type_name == "AWS::Lambda::Permission"
            && let Some(principal) = resource.properties.get("Principal").and_then(Node::as_str)
            && principal.contains('.')
        {
            self.service_name(principal, &at.key("Principal"));
        }
        for (key, node) in resource.properties.iter() {
            self.principals_in(node, &at.key(key));
        }
    }

    fn principals_in(&mut self, node: &Node, at: &At<'_>) {
        match node {
            Node::Object(object) => {
                let is_statement = object.get("Effect").is_some();
                for (key, inner) in object.iter() {
                    let at = at.key(key);
                    match (is_statement, key, inner.get("Service")) {
                        (true, "Principal" | "NotPrincipal", Some(services)) => {
                            let at = at.key("Service");
                            let is_list = services.as_list().is_some();
                            for (index, name) in services.one_or_many().iter().enumerate() {
                                let item = at.index(index);
                                if let Some(name) = name.as_str() {
                                    self.service_name(name, if is_list { &item } else { &at });
                                }
                            }
                        }
                        _ => self.principals_in(inner, &at),
                    }
                }
            }
            Node::List(items) => {
                for (index, item) in items.iter().enumerate() {
                    self.principals_in(item, &at.index(index));
                }
            }
            Node::Function("Fn::If", argument) => {
                for (index, branch) in argument.as_list().unwrap_or_default().iter().enumerate().skip(1) {
                    self.principals_in(branch, &at.key("Fn::If").index(index));
                }
            }
            _ => {}
        }
    }

    fn service_name(&mut self, name: &str, at: &At<'_>) {
        const ENDINGS: [&str; 4] = [".amazonaws.com", ".amazonaws.com.cn", ".amazon.com", ".aws.internal"];
        let Some(service) = ENDINGS.iter().find_map(|ending| name.strip_suffix(ending)) else {
            if name.contains("${") || name == "*" || name.contains("{{") {
                return;
            }
            let message = format!("{} is not a service principal: it does not end with `.amazonaws.com`", quote(name));
            let near = did_you_mean(name.split('.').next().unwrap_or_default(), SERVICES.iter().copied());
            return self.report(Finding::error("service-principal", &at.path(), message).suggest(near));
        };
        // Some services have a service principal per region: `logs.eu-central-1.amazonaws.com`.
        let regional =
            service.rsplit_once('.').is_some_and(|(_, region)| region.ends_with(|c: char| c.is_ascii_digit()));
        if regional || SERVICES.contains(&service) {
            return;
        }
        // The list is not complete: a name that is not similar to any of it can be valid.
        if let Some(near) = did_you_mean(service, SERVICES.iter().copied()) {
            self.report(
                Finding::warning("service-principal", &at.path(), format!("unknown service principal {}", quote(name)))
                    .suggest(near),
            );
        }
    }

    fn trust_at(&mut self, node: &Node, steps: &[&str], services: &[&str], at: &At<'_>) {
        match (steps.split_first(), node) {
            (Some((&"*", rest)), Node::List(items)) => {
                for (index, item) in items.iter().enumerate() {
                    self.trust_at(item, rest, services, &at.index(index));
                }
            }
            (Some((step, rest)), Node::Object(object)) => {
                if let Some(inner) = object.get(step) {
                    self.trust_at(inner, rest, services, &at.key(step));
                }
            }
            (None, node) => {
                let Some(role) = referred(node) else { return };
                if self.symbols.resource_type(role) != Some("AWS::IAM::Role") {
                    return;
                }
                let trust = self
                    .symbols
                    .resource(role)
                    .and_then(|entry| entry.get("Properties")?.get("AssumeRolePolicyDocument"));
                let Some(trusted) = trust.and_then(trusted) else { return };
                if trusted.iter().any(|name| services.contains(name)) {
                    return;
                }
                let message = format!(
                    "the role `{role}` trusts {}, but not the service that uses it here",
                    one_of(trusted.iter().copied())
                );
                self.report(
                    Finding::error("role-trust", &at.path(), message)
                        .allowed(format!("a role that trusts {}", one_of(services.iter().copied())))
                        .suggest(format!(
                            "add `{}` to the role's trust policy",
                            services.first().copied().unwrap_or_default()
                        )),
                );
            }
            _ => {}
        }
    }
}

/// The services that a trust policy allows; `None` if that is not known.
fn trusted(policy: &Node) -> Option<Vec<&str>> {
    let mut trusted = Vec::new();
    for statement in policy.get("Statement")?.one_or_many() {
        let statement = statement.as_object()?;
        if statement.keys().any(|key| key.starts_with("Fn::")) {
            return None;
        }
        match statement.get("Principal")? {
            Node::Object(kinds) => {
                if kinds.keys().any(|key| key.starts_with("Fn::")) {
                    return None;
                }
                for name in kinds.get("Service").into_iter().flat_map(Node::one_or_many) {
                    match name {
                        Node::String(name) => trusted.push(name.as_ref()),
                        // `ec2.${AWS::URLSuffix}` and the like.
                        _ => return None,
                    }
                }
            }
            _ => return None,
        }
    }
    (!trusted.is_empty()).then_some(trusted)
}
