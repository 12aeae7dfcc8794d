//! The IAM prefixes of CloudFormation services.

/// A service whose IAM prefixes differ from its name.
#[derive(Clone, Copy, Debug)]
pub struct PrefixOverlay {
    /// The stem of the service: `certificatemanager`.
    pub service: &'static str,
    /// The IAM prefixes.
    pub prefixes: &'static [&'static str],
    /// The reason.
    pub reason: &'static str,
}

/// The IAM prefixes of the service with this stem, of those in `known`: from the overlay, otherwise the prefix that
/// equals the stem without hyphens; a service without actions has none.
pub fn prefixes<'a>(stem: &str, known: &'a [String]) -> Vec<&'a str> {
    let overlay = OVERLAYS.iter().find(|overlay| overlay.service == stem);
    let known = known.iter().map(String::as_str);
    match overlay {
        Some(overlay) => known.filter(|prefix| overlay.prefixes.contains(prefix)).collect(),
        None => known.filter(|prefix| prefix.replace('-', "") == stem.replace('-', "")).collect(),
    }
}

/// The services whose prefixes differ from their names. The service and prefixes of each entry have to exist.
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
    overlay("apigateway", &["apigateway", "execute-api"], "calls of a deployed API are authorized under `execute-api`"),
    overlay("apigatewayv2", &["apigateway", "execute-api"], "both versions of API Gateway have one prefix"),
    overlay("amazonmq", &["mq"], "the IAM prefix is `mq`"),
    overlay("bcm", &["bcm-dashboards"], "the only resource types are dashboards and their reports"),
    overlay("certificatemanager", &["acm"], "IAM uses the abbreviation"),
    overlay("cloudfront", &["cloudfront", "cloudfront-keyvaluestore"], "key value stores have a separate data plane"),
    overlay("cloudtrail", &["cloudtrail", "cloudtrail-data"], "CloudTrail Lake has a separate data plane"),
    overlay(
        "cognito",
        &["cognito-idp", "cognito-identity", "cognito-sync"],
        "one CloudFormation service has user pools, identity pools and sync",
    ),
    overlay(
        "computeoptimizer",
        &["compute-optimizer", "aco-automation"],
        "automation rules are authorized under `aco-automation`",
    ),
    overlay("connectcampaignsv2", &["connect-campaigns"], "both versions have one prefix"),
    overlay("customerprofiles", &["profile"], "IAM says `profile`"),
    overlay("devopsagent", &["aidevops"], "IAM says `aidevops`"),
    overlay("directoryservice", &["ds", "ds-data"], "IAM uses the abbreviation"),
    overlay("docdb", &["rds"], "DocumentDB's management calls are those of RDS"),
    overlay(
        "ec2",
        &["ec2", "ec2-instance-connect", "ebs"],
        "Instance Connect and EBS snapshots' blocks have a separate prefix",
    ),
    overlay("efs", &["elasticfilesystem"], "IAM spells the name out"),
    overlay("eks", &["eks", "eks-auth"], "pod identities have a separate prefix"),
    overlay("elasticloadbalancingv2", &["elasticloadbalancing"], "both versions have one prefix"),
    overlay("elasticsearch", &["es"], "IAM uses the abbreviation"),
    overlay("emr", &["elasticmapreduce"], "IAM spells the name out"),
    overlay("eventschemas", &["schemas"], "IAM says `schemas`"),
    overlay("eventsv2", &["events"], "both versions have one prefix"),
    overlay("greengrassv2", &["greengrass"], "both versions have one prefix"),
    overlay("healthimaging", &["medical-imaging"], "IAM says `medical-imaging`"),
    overlay("iam", &["iam", "sts"], "a role's trust policy allows actions of the Security Token Service"),
    overlay("inspectorv2", &["inspector2"], "IAM writes the version without `v`"),
    overlay("iot", &["iot", "iotjobsdata"], "devices' jobs have a separate data plane"),
    overlay("iotcoredeviceadvisor", &["iotdeviceadvisor"], "IAM leaves `core` out"),
    overlay("iotsecuretunneling", &["iot"], "tunnels are authorized under `iot`"),
    overlay("kinesisanalyticsv2", &["kinesisanalytics"], "both versions have one prefix"),
    overlay("kinesisfirehose", &["firehose"], "IAM leaves `kinesis` out"),
    overlay("location", &["geo", "geo-maps", "geo-places", "geo-routes"], "Location Service's APIs have a prefix each"),
    overlay("macie", &["macie2"], "CloudFormation's Macie is its second version"),
    overlay("mediapackage", &["mediapackage", "mediapackage-vod"], "video on demand has a separate prefix"),
    overlay(
        "msk",
        &["kafka", "kafka-cluster"],
        "IAM says `kafka`; clients of a cluster are authorized under `kafka-cluster`",
    ),
    overlay("mwaa", &["airflow"], "IAM says `airflow`"),
    overlay("mwaaserverless", &["airflow-serverless"], "IAM says `airflow-serverless`"),
    overlay("neptune", &["rds", "neptune-db"], "Neptune's management calls are those of RDS"),
    overlay("opensearch", &["opensearch", "es"], "domains are managed under the older prefix"),
    overlay("opensearchserverless", &["aoss"], "IAM uses the abbreviation"),
    overlay("opensearchservice", &["es"], "IAM keeps the older name"),
    overlay("pinpoint", &["mobiletargeting"], "IAM says `mobiletargeting`"),
    overlay("pinpointemail", &["ses"], "Pinpoint's e-mail API is authorized under `ses`"),
    overlay("rds", &["rds", "rds-data", "rds-db"], "the Data API and database log-ins have separate prefixes"),
    overlay("redshift", &["redshift", "redshift-data"], "the Data API has a separate prefix"),
    overlay("resiliencehubv2", &["resiliencehub"], "both versions have one prefix"),
    overlay(
        "route53recoverycontrol",
        &["route53-recovery-control-config", "route53-recovery-cluster"],
        "IAM has separate prefixes for configuration and cluster",
    ),
    overlay("servicecatalogappregistry", &["servicecatalog"], "AppRegistry is authorized under Service Catalog"),
    overlay("ssm", &["ssm", "ssmmessages", "ec2messages"], "managed nodes use separate prefixes"),
    overlay("sso", &["sso", "sso-directory", "sso-oauth"], "Identity Center's parts have separate prefixes"),
    overlay("stepfunctions", &["states"], "IAM says `states`"),
    overlay("systemsmanagersap", &["ssm-sap"], "IAM uses the abbreviation"),
    overlay("timestream", &["timestream", "timestream-influxdb"], "InfluxDB has a separate prefix"),
    overlay(
        "vpclattice",
        &["vpc-lattice", "vpc-lattice-svcs"],
        "calls of a service are authorized under `vpc-lattice-svcs`",
    ),
    overlay("workspacesthinclient", &["thinclient"], "IAM says `thinclient`"),
];
