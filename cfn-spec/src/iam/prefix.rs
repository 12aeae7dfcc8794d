//! Which IAM prefixes belong to a CloudFormation service.

/// A service whose actions are not, or not all, under its own name.
#[derive(Clone, Copy, Debug)]
pub struct PrefixOverlay {
    /// The service's stem: `certificatemanager`.
    pub service: &'static str,
    /// The prefixes of its actions.
    pub prefixes: &'static [&'static str],
    /// Why they are not those that its name yields.
    pub reason: &'static str,
}

/// The prefixes, of those in `known`, under which the actions of the service with this stem are. Unless an overlay says
/// otherwise it is the one that differs from the stem in hyphens at most; a service without actions has none.
pub fn prefixes<'a>(stem: &str, known: &'a [String]) -> Vec<&'a str> {
    let overlay = OVERLAYS.iter().find(|overlay| overlay.service == stem);
    let known = known.iter().map(String::as_str);
    match overlay {
        Some(overlay) => known.filter(|prefix| overlay.prefixes.contains(prefix)).collect(),
        None => known.filter(|prefix| prefix.replace('-', "") == stem.replace('-', "")).collect(),
    }
}

/// The services whose prefixes do not follow from their names. Each entry must match: a service and prefixes that exist.
///
/// Source: the permissions that the provider schemas' handlers name, and
/// <https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html>.
pub fn overlays() -> &'static [PrefixOverlay] {
    OVERLAYS
}

const fn overlay(service: &'static str, prefixes: &'static [&'static str], reason: &'static str) -> PrefixOverlay {
    PrefixOverlay { service, prefixes, reason }
}

const OVERLAYS: &[PrefixOverlay] = &[
    overlay("apigateway", &["apigateway", "execute-api"], "calls of a deployed API are authorised under `execute-api`"),
    overlay("apigatewayv2", &["apigateway", "execute-api"], "both versions of API Gateway have one prefix"),
    overlay("amazonmq", &["mq"], "IAM says `mq`"),
    overlay("bcm", &["bcm-dashboards"], "the only resource types are dashboards and their reports"),
    overlay("certificatemanager", &["acm"], "IAM uses the abbreviation"),
    overlay(
        "cloudfront",
        &["cloudfront", "cloudfront-keyvaluestore"],
        "key value stores have a data plane of their own",
    ),
    overlay("cloudtrail", &["cloudtrail", "cloudtrail-data"], "CloudTrail Lake has a data plane of its own"),
    overlay(
        "cognito",
        &["cognito-idp", "cognito-identity", "cognito-sync"],
        "one CloudFormation service stands for user pools, identity pools and sync",
    ),
    overlay(
        "computeoptimizer",
        &["compute-optimizer", "aco-automation"],
        "automation rules are authorised under `aco-automation`",
    ),
    overlay("connectcampaignsv2", &["connect-campaigns"], "both versions have one prefix"),
    overlay("customerprofiles", &["profile"], "IAM says `profile`"),
    overlay("devopsagent", &["aidevops"], "IAM says `aidevops`"),
    overlay("directoryservice", &["ds", "ds-data"], "IAM uses the abbreviation"),
    overlay("docdb", &["rds"], "DocumentDB's management calls are those of RDS"),
    overlay(
        "ec2",
        &["ec2", "ec2-instance-connect", "ebs"],
        "Instance Connect and EBS snapshots' blocks are authorised apart",
    ),
    overlay("efs", &["elasticfilesystem"], "IAM spells the name out"),
    overlay("eks", &["eks", "eks-auth"], "pod identities are authorised apart"),
    overlay("elasticloadbalancingv2", &["elasticloadbalancing"], "both versions have one prefix"),
    overlay("elasticsearch", &["es"], "IAM uses the abbreviation"),
    overlay("emr", &["elasticmapreduce"], "IAM spells the name out"),
    overlay("eventschemas", &["schemas"], "IAM says `schemas`"),
    overlay("eventsv2", &["events"], "both versions have one prefix"),
    overlay("greengrassv2", &["greengrass"], "both versions have one prefix"),
    overlay("healthimaging", &["medical-imaging"], "IAM says `medical-imaging`"),
    overlay("iam", &["iam", "sts"], "a role's trust policy allows actions of the Security Token Service"),
    overlay("inspectorv2", &["inspector2"], "IAM writes the version without `v`"),
    overlay("iot", &["iot", "iotjobsdata"], "devices' jobs have a data plane of their own"),
    overlay("iotcoredeviceadvisor", &["iotdeviceadvisor"], "IAM leaves `core` out"),
    overlay("iotsecuretunneling", &["iot"], "tunnels are authorised under `iot`"),
    overlay("kinesisanalyticsv2", &["kinesisanalytics"], "both versions have one prefix"),
    overlay("kinesisfirehose", &["firehose"], "IAM leaves `kinesis` out"),
    overlay("location", &["geo", "geo-maps", "geo-places", "geo-routes"], "Location Service's APIs have a prefix each"),
    overlay("macie", &["macie2"], "CloudFormation's Macie is its second version"),
    overlay("mediapackage", &["mediapackage", "mediapackage-vod"], "video on demand has a prefix of its own"),
    overlay(
        "msk",
        &["kafka", "kafka-cluster"],
        "IAM says `kafka`; clients of a cluster are authorised under `kafka-cluster`",
    ),
    overlay("mwaa", &["airflow"], "IAM says `airflow`"),
    overlay("mwaaserverless", &["airflow-serverless"], "IAM says `airflow-serverless`"),
    overlay("neptune", &["rds", "neptune-db"], "Neptune's management calls are those of RDS"),
    overlay("opensearch", &["opensearch", "es"], "domains are managed under the older prefix"),
    overlay("opensearchserverless", &["aoss"], "IAM uses the abbreviation"),
    overlay("opensearchservice", &["es"], "IAM keeps the older name"),
    overlay("pinpoint", &["mobiletargeting"], "IAM says `mobiletargeting`"),
    overlay("pinpointemail", &["ses"], "Pinpoint's e-mail API is authorised under `ses`"),
    overlay("rds", &["rds", "rds-data", "rds-db"], "the Data API and database log-ins have prefixes of their own"),
    overlay("redshift", &["redshift", "redshift-data"], "the Data API has a prefix of its own"),
    overlay("resiliencehubv2", &["resiliencehub"], "both versions have one prefix"),
    overlay(
        "route53recoverycontrol",
        &["route53-recovery-control-config", "route53-recovery-cluster"],
        "IAM tells configuration and cluster apart",
    ),
    overlay("servicecatalogappregistry", &["servicecatalog"], "AppRegistry is authorised under Service Catalog"),
    overlay("ssm", &["ssm", "ssmmessages", "ec2messages"], "managed nodes talk under prefixes of their own"),
    overlay("sso", &["sso", "sso-directory", "sso-oauth"], "Identity Center's parts have prefixes of their own"),
    overlay("stepfunctions", &["states"], "IAM says `states`"),
    overlay("systemsmanagersap", &["ssm-sap"], "IAM uses the abbreviation"),
    overlay("timestream", &["timestream", "timestream-influxdb"], "InfluxDB has a prefix of its own"),
    overlay(
        "vpclattice",
        &["vpc-lattice", "vpc-lattice-svcs"],
        "calls of a service are authorised under `vpc-lattice-svcs`",
    ),
    overlay("workspacesthinclient", &["thinclient"], "IAM says `thinclient`"),
];
