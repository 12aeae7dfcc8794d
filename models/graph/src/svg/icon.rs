//! Small pictures for kinds of resources, drawn for this crate on a field of 24 by 24 pixels: lines in the colour of the resource.

/// What a resource is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Icon {
    Alarm,
    Api,
    Cache,
    Certificate,
    Container,
    Database,
    Event,
    Function,
    Identity,
    Key,
    Log,
    Machine,
    Network,
    Policy,
    Queue,
    Secret,
    Stack,
    Storage,
    Topic,
    Workflow,
    Other,
}

/// Services with their pictures. What a type is called decides before: a policy is one in every service.
const SERVICES: &[(&str, Icon)] = &[
    ("ACMPCA", Icon::Certificate),
    ("ApiGateway", Icon::Api),
    ("ApiGatewayV2", Icon::Api),
    ("AppSync", Icon::Api),
    ("Athena", Icon::Database),
    ("AutoScaling", Icon::Machine),
    ("Backup", Icon::Storage),
    ("Batch", Icon::Machine),
    ("CertificateManager", Icon::Certificate),
    ("CloudFormation", Icon::Stack),
    ("CloudFront", Icon::Network),
    ("CloudTrail", Icon::Log),
    ("CloudWatch", Icon::Alarm),
    ("Cognito", Icon::Identity),
    ("DAX", Icon::Cache),
    ("DocDB", Icon::Database),
    ("DynamoDB", Icon::Database),
    ("EC2", Icon::Network),
    ("ECR", Icon::Container),
    ("ECS", Icon::Container),
    ("EFS", Icon::Storage),
    ("EKS", Icon::Container),
    ("ElastiCache", Icon::Cache),
    ("ElasticLoadBalancing", Icon::Network),
    ("ElasticLoadBalancingV2", Icon::Network),
    ("Events", Icon::Event),
    ("FSx", Icon::Storage),
    ("Glue", Icon::Database),
    ("IAM", Icon::Identity),
    ("KMS", Icon::Key),
    ("Kinesis", Icon::Queue),
    ("KinesisFirehose", Icon::Queue),
    ("Lambda", Icon::Function),
    ("Logs", Icon::Log),
    ("MSK", Icon::Queue),
    ("Neptune", Icon::Database),
    ("OpenSearchService", Icon::Database),
    ("RDS", Icon::Database),
    ("Redshift", Icon::Database),
    ("Route53", Icon::Network),
    ("S3", Icon::Storage),
    ("SNS", Icon::Topic),
    ("SQS", Icon::Queue),
    ("SSM", Icon::Secret),
    ("Scheduler", Icon::Event),
    ("SecretsManager", Icon::Secret),
    ("Serverless", Icon::Function),
    ("StepFunctions", Icon::Workflow),
];

impl Icon {
    /// The picture of a resource type.
    pub(super) fn of(resource_type: &str) -> Self {
        let mut parts = resource_type.split("::").skip(1);
        let (service, name) = (parts.next().unwrap_or(""), parts.next().unwrap_or(""));
        match (service, name) {
            (_, name) if name.ends_with("Policy") && service != "AutoScaling" => Self::Policy,
            ("Lambda", "Permission") => Self::Policy,
            ("EC2", "Instance" | "LaunchTemplate" | "SpotFleet" | "EC2Fleet") => Self::Machine,
            ("EC2", "Volume") => Self::Storage,
            ("EC2", "SecurityGroup" | "SecurityGroupIngress" | "SecurityGroupEgress") => Self::Policy,
            ("ElastiCache", _) => Self::Cache,
            ("Serverless", "Api" | "HttpApi" | "GraphQLApi") => Self::Api,
            ("Serverless", "SimpleTable") => Self::Database,
            ("Serverless", "StateMachine") => Self::Workflow,
            (service, _) => SERVICES.iter().find(|(known, _)| *known == service).map_or(Self::Other, |(_, icon)| *icon),
        }
    }

    /// Its ID in the picture.
    pub(super) fn id(self) -> String {
        format!("icon-{}", format!("{self:?}").to_ascii_lowercase())
    }

    /// The class of its colour.
    pub(super) fn colour(self) -> &'static str {
        match self {
            Self::Storage => "green",
            Self::Key | Self::Secret | Self::Certificate => "amber",
            Self::Identity | Self::Policy => "red",
            Self::Function | Self::Machine | Self::Container => "orange",
            Self::Network => "purple",
            Self::Database | Self::Cache => "blue",
            Self::Queue | Self::Topic | Self::Event | Self::Workflow => "pink",
            Self::Api | Self::Alarm | Self::Log => "teal",
            Self::Stack | Self::Other => "grey",
        }
    }

    /// Its lines.
    pub(super) fn drawing(self) -> &'static str {
        match self {
            Self::Alarm => "<path d=\"M6 17V11a6 6 0 0 1 12 0v6l1.5 2h-15zM10 21.5h4\"/>",
            Self::Api => "<path d=\"M8 7 3 12l5 5M16 7l5 5-5 5M13.5 5l-3 14\"/>",
            Self::Cache => "<path d=\"M13 2.5 5 13.5h6l-1 8 8-11h-6z\"/>",
            Self::Certificate => {
                "<circle cx=\"12\" cy=\"9\" r=\"6\"/><path d=\"m8.5 14-1.5 8 5-3 5 3-1.5-8M9.5 9l2 2 3.5-4\"/>"
            }
            Self::Container => {
                "<path d=\"m12 2.5 8.5 4.8v9.4L12 21.5l-8.5-4.8V7.3zM3.5 7.3 12 12l8.5-4.7M12 12v9.5\"/>"
            }
            Self::Database => {
                "<ellipse cx=\"12\" cy=\"5.5\" rx=\"8\" ry=\"3\"/><path d=\"M4 5.5v13c0 1.6 3.6 3 8 3s8-1.4 8-3v-13M4 12c0 1.6 3.6 3 8 3s8-1.4 8-3\"/>"
            }
            Self::Event => {
                "<rect x=\"3.5\" y=\"4.5\" width=\"17\" height=\"16\" rx=\"2\"/><path d=\"M3.5 9.5h17M8 2.5v4M16 2.5v4M12 12.5v3l2 1.5\"/>"
            }
            Self::Function => "<path d=\"M4 21 10.5 9M6.5 3h3.5l8 18h3\"/>",
            Self::Identity => {
                "<circle cx=\"12\" cy=\"7.5\" r=\"4.5\"/><path d=\"M3.5 21.5c0-5 3.8-7.5 8.5-7.5s8.5 2.5 8.5 7.5\"/>"
            }
            Self::Key => "<circle cx=\"7.5\" cy=\"12\" r=\"4.5\"/><path d=\"M12 12h9.5M17 12v4M21 12v3\"/>",
            Self::Log => "<path d=\"M5 2.5h10l4 4v15H5zM15 2.5v4h4M8.5 11h7M8.5 14.5h7M8.5 18h4\"/>",
            Self::Machine => {
                "<rect x=\"6\" y=\"6\" width=\"12\" height=\"12\" rx=\"1.5\"/><path d=\"M9.5 6V2.5M14.5 6V2.5M9.5 21.5V18M14.5 21.5V18M6 9.5H2.5M6 14.5H2.5M21.5 9.5H18M21.5 14.5H18\"/>"
            }
            Self::Network => {
                "<circle cx=\"12\" cy=\"4.5\" r=\"2.5\"/><circle cx=\"4.5\" cy=\"19\" r=\"2.5\"/><circle cx=\"19.5\" cy=\"19\" r=\"2.5\"/><path d=\"M12 7v5M12 12l-6 5M12 12l6 5\"/>"
            }
            Self::Policy => "<path d=\"m12 2.5 8 3v6c0 5-3.4 8.3-8 10-4.6-1.7-8-5-8-10v-6zM8.5 12l2.5 2.5 4.5-5\"/>",
            Self::Queue => {
                "<rect x=\"2.5\" y=\"7\" width=\"5\" height=\"10\" rx=\"1\"/><rect x=\"9.5\" y=\"7\" width=\"5\" height=\"10\" rx=\"1\"/><path d=\"M17.5 12h4M19 9.5l2.5 2.5-2.5 2.5\"/>"
            }
            Self::Secret => {
                "<rect x=\"4.5\" y=\"10.5\" width=\"15\" height=\"11\" rx=\"2\"/><path d=\"M8 10.5V7a4 4 0 0 1 8 0v3.5M12 15v2.5\"/>"
            }
            Self::Stack => "<path d=\"m12 2.5 9.5 5-9.5 5-9.5-5zM2.5 12l9.5 5 9.5-5M2.5 16.5l9.5 5 9.5-5\"/>",
            Self::Storage => {
                "<ellipse cx=\"12\" cy=\"5\" rx=\"8.5\" ry=\"2.5\"/><path d=\"M3.5 5l2.5 14.5c.5 1.3 3 2 6 2s5.5-.7 6-2L20.5 5\"/>"
            }
            Self::Topic => {
                "<path d=\"M3 10v4h3.5l7 4.5v-13L6.5 10zM17 9c1.3 1.8 1.3 4.2 0 6M19.5 6.5c2.6 3.3 2.6 7.7 0 11\"/>"
            }
            Self::Workflow => {
                "<rect x=\"8.5\" y=\"2.5\" width=\"7\" height=\"5\" rx=\"1\"/><rect x=\"2.5\" y=\"16.5\" width=\"7\" height=\"5\" rx=\"1\"/><rect x=\"14.5\" y=\"16.5\" width=\"7\" height=\"5\" rx=\"1\"/><path d=\"M12 7.5V12M6 16.5V12h12v4.5\"/>"
            }
            Self::Other => {
                "<rect x=\"4\" y=\"4\" width=\"16\" height=\"16\" rx=\"3\"/><circle cx=\"12\" cy=\"12\" r=\"2.5\"/>"
            }
        }
    }
}
