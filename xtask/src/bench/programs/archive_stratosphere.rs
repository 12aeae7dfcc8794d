//! The archive's two stacks with stratosphere: the resources of `archive synth`, the replica's template as the body of a StackSet.
//! It has no deletion policies and no dependencies between resources, which stratosphere 0.1.0 cannot express.

use serde_json::{Value, json};
use stratosphere::services::aws::{cloudformation, iam, kms, s3};
use stratosphere::template::{Parameter, ParameterType, Template};
use stratosphere::value::{ExpString, get_att, get_att_arn};

const REPLICAS: [&str; 2] = ["eu-west-1", "eu-north-1"];
const HEADER: &str = "s3:x-amz-server-side-encryption";
const ROLE: &str = "acme-archive-replication-eu-central-1";

fn text(value: &str) -> ExpString {
    value.into()
}

fn sub(pattern: impl Into<String>) -> ExpString {
    ExpString::Sub { pattern: pattern.into() }
}

fn policy(statements: impl IntoIterator<Item = Value>) -> Value {
    json!({"Version": "2012-10-17", "Statement": statements.into_iter().collect::<Vec<_>>()})
}

fn deny(sid: &str, action: &str, resource: Value) -> Value {
    json!({"Sid": sid, "Effect": "Deny", "Principal": {"AWS": "*"}, "Action": action, "Resource": resource})
}

fn with(mut statement: Value, condition: Value) -> Value {
    statement["Condition"] = condition;
    statement
}

fn allow(sid: &str, actions: &[&str], resource: Value) -> Value {
    json!({"Sid": sid, "Effect": "Allow", "Action": actions, "Resource": resource})
}

fn bucket_of(region: &str) -> String {
    format!("acme-archive-replication-{region}")
}

fn via_s3(regions: &[&str], buckets: &[String]) -> Value {
    let services: Vec<Value> = regions.iter().map(|at| json!({"Fn::Sub": format!("s3.{at}.amazonaws.com")})).collect();
    let arns: Vec<Value> = buckets
        .iter()
        .flat_map(|name| ["", "/*"].map(|end| json!({"Fn::Sub": format!("arn:${{AWS::Partition}}:s3:::{name}{end}")})))
        .collect();
    json!({"StringEquals": {"kms:ViaService": services}, "StringLike": {"kms:EncryptionContext:aws:s3:arn": arns}})
}

fn output(template: &mut Template, key: &str, value: impl Into<ExpString>) {
    template.output(key, stratosphere::Output! { description: text(key), value: value.into() });
}

fn add_key(template: &mut Template, description: &str, alias: ExpString, statements: Vec<Value>) {
    let root = json!({"AWS": {"Fn::Sub": "arn:${AWS::Partition}:iam::${AWS::AccountId}:root"}});
    let mut administers = allow("AccountAdministers", &["kms:*"], json!("*"));
    administers["Principal"] = root;
    let key = template.resource(
        "Key",
        kms::Key! {
            description: description,
            enable_key_rotation: true,
            pending_window_in_days: 30,
            key_policy: policy([administers].into_iter().chain(statements))
        },
    );
    template.resource("KeyAlias", kms::Alias! { alias_name: alias, target_key_id: ExpString::from(&key) });
    output(template, "KeyArn", get_att_arn(&key));
}

fn add_bucket(template: &mut Template, name: ExpString, replication: Option<Vec<s3::bucket::ReplicationRule_>>, more: Vec<Value>) {
    let mut bucket = s3::Bucket! {
        bucket_name: name,
        ownership_controls: s3::bucket::OwnershipControls! {
            rules: vec![s3::bucket::OwnershipControlsRule! { object_ownership: "BucketOwnerEnforced" }]
        },
        public_access_block_configuration: s3::bucket::PublicAccessBlockConfiguration! {
            block_public_acls: true, block_public_policy: true, ignore_public_acls: true, restrict_public_buckets: true
        },
        versioning_configuration: s3::bucket::VersioningConfiguration! { status: "Enabled" },
        bucket_encryption: s3::bucket::BucketEncryption! {
            server_side_encryption_configuration: vec![s3::bucket::ServerSideEncryptionRule! {
                bucket_key_enabled: true,
                server_side_encryption_by_default: Box::new(s3::bucket::ServerSideEncryptionByDefault! {
                    sse_algorithm: "aws:kms", kms_master_key_id: get_att_arn("Key")
                })
            }]
        },
        lifecycle_configuration: s3::bucket::LifecycleConfiguration! {
            rules: vec![s3::bucket::Rule! {
                id: "abort-incomplete-uploads",
                status: "Enabled",
                abort_incomplete_multipart_upload: Box::new(s3::bucket::AbortIncompleteMultipartUpload! { days_after_initiation: 7 })
            }]
        }
    };
    bucket.replication_configuration = replication
        .map(|rules| s3::bucket::ReplicationConfiguration! { role: get_att_arn("ReplicationRole"), rules: rules });
    let bucket = template.resource("Bucket", bucket);
    let arn = json!({"Fn::GetAtt": ["Bucket", "Arn"]});
    let objects = json!({"Fn::Sub": "${Bucket.Arn}/*"});
    let statements = [
        with(deny("EncryptedTransportOnly", "s3:*", json!([arn, objects])), json!({"Bool": {"aws:SecureTransport": "false"}})),
        deny("NobodyDeletesTheBucket", "s3:DeleteBucket", arn),
        deny("NobodyDeletesVersions", "s3:DeleteObjectVersion", objects),
    ];
    let document = policy(statements.into_iter().chain(more));
    template.resource("BucketPolicy", s3::BucketPolicy! { bucket: ExpString::from(&bucket), policy_document: document });
    output(template, "BucketName", &bucket);
}

fn replica() -> Template<'static> {
    let mut template = Template::new();
    for (name, description) in [("Prefix", "Starts every name"), ("ReplicationRole", "The role that S3 replicates with")] {
        let parameter: Parameter = stratosphere::Parameter! { description: description, r#type: ParameterType::String };
        template.parameter(name, parameter);
    }
    let name = "${Prefix}-archive-replication-${AWS::Region}";
    let mut condition = via_s3(&["${AWS::Region}"], &[name.to_owned()]);
    condition["ArnEquals"] = json!({"aws:PrincipalArn": {"Ref": "ReplicationRole"}});
    condition["StringEquals"]["kms:CallerAccount"] = json!({"Ref": "AWS::AccountId"});
    let mut described = condition.clone();
    described.as_object_mut().map(|parts| parts.remove("StringLike"));
    let writes = ["kms:Encrypt", "kms:Decrypt", "kms:GenerateDataKey*", "kms:ReEncrypt*"];
    let statements = [("Replication", &writes[..], condition), ("ReplicationDescribes", &["kms:DescribeKey"], described)];
    let statements = statements.map(|(sid, actions, condition)| {
        let mut statement = with(allow(sid, actions, json!("*")), condition);
        statement["Principal"] = json!({"AWS": "*"});
        statement
    });
    add_key(&mut template, "Encrypts a replica of the archive", sub("alias/${Prefix}/archive/replication"), statements.into());
    add_bucket(&mut template, sub(name), None, Vec::new());
    template
}

fn add_role(template: &mut Template) {
    let trust = json!({"Effect": "Allow", "Principal": {"Service": "s3.amazonaws.com"}, "Action": "sts:AssumeRole"});
    let role = template.resource(
        "ReplicationRole",
        iam::Role! { role_name: ROLE, path: "/service-role/", assume_role_policy_document: policy([trust]) },
    );
    let arn = |rest: String| json!({"Fn::Sub": format!("arn:${{AWS::Partition}}:{rest}")});
    let mut replicas = via_s3(&REPLICAS, &REPLICAS.map(bucket_of));
    replicas["ForAnyValue:StringEquals"] = json!({"kms:ResourceAliases": "alias/acme/archive/replication"});
    let versions = ["s3:GetObjectVersionForReplication", "s3:GetObjectVersionAcl", "s3:GetObjectVersionTagging"];
    let primary = via_s3(&["eu-central-1"], &["acme-archive".to_owned()]);
    let key = json!({"Fn::GetAtt": ["Key", "Arn"]});
    let objects: Vec<Value> = REPLICAS.iter().map(|at| arn(format!("s3:::{}/*", bucket_of(at)))).collect();
    let keys: Vec<Value> = REPLICAS.iter().map(|at| arn(format!("kms:{at}:${{AWS::AccountId}}:key/*"))).collect();
    let archive = json!([arn("s3:::acme-archive".to_owned())]);
    let document = policy([
        allow("ReadReplicationRules", &["s3:GetReplicationConfiguration", "s3:ListBucket"], archive),
        allow("ReadVersions", &versions, json!([arn("s3:::acme-archive/*".to_owned())])),
        with(allow("UsePrimaryKey", &["kms:Decrypt", "kms:GenerateDataKey"], key), primary),
        allow("WriteReplicas", &["s3:ReplicateObject", "s3:ReplicateDelete", "s3:ReplicateTags"], json!(objects)),
        with(allow("UseReplicaKeys", &["kms:Encrypt", "kms:GenerateDataKey", "kms:Decrypt"], json!(keys)), replicas),
    ]);
    template.resource(
        "ReplicationPolicy",
        iam::Policy! { policy_name: "Replication", roles: vec![ExpString::from(&role)], policy_document: document },
    );
}

fn rule(priority: i32, region: &str) -> s3::bucket::ReplicationRule_ {
    let alias = format!("arn:${{AWS::Partition}}:kms:{region}:${{AWS::AccountId}}:alias/acme/archive/replication");
    s3::bucket::ReplicationRule! {
        id: text(region),
        priority: priority,
        status: "Enabled",
        filter: Box::new(s3::bucket::ReplicationRuleFilter! { prefix: "" }),
        delete_marker_replication: Box::new(s3::bucket::DeleteMarkerReplication! { status: "Enabled" }),
        source_selection_criteria: Box::new(s3::bucket::SourceSelectionCriteria! {
            sse_kms_encrypted_objects: Box::new(s3::bucket::SseKmsEncryptedObjects! { status: "Enabled" })
        }),
        destination: Box::new(s3::bucket::ReplicationDestination! {
            bucket: sub(format!("arn:${{AWS::Partition}}:s3:::{}", bucket_of(region))),
            metrics: Box::new(s3::bucket::Metrics! { status: "Enabled" }),
            encryption_configuration: Box::new(s3::bucket::EncryptionConfiguration! { replica_kms_key_id: sub(alias) })
        })
    }
}

fn add_stack_set(template: &mut Template) {
    let role = sub(format!("arn:${{AWS::Partition}}:iam::${{AWS::AccountId}}:role/service-role/{ROLE}"));
    let parameters = [("Prefix", text("acme")), ("ReplicationRole", role)];
    template.resource(
        "StackSet",
        cloudformation::StackSet! {
            stack_set_name: "acme-archive-replication",
            description: "The replicas of the archive acme",
            permission_model: "SELF_MANAGED",
            managed_execution: cloudformation::stackset::ManagedExecution! { active: true },
            operation_preferences: cloudformation::stackset::OperationPreferences! {
                region_concurrency_type: "PARALLEL", failure_tolerance_count: 0
            },
            parameters: Vec::from(parameters.map(|(key, value)| cloudformation::stackset::Parameter! {
                parameter_key: key, parameter_value: value
            })),
            stack_instances_group: vec![cloudformation::stackset::StackInstances! {
                deployment_targets: Box::new(cloudformation::stackset::DeploymentTargets! { accounts: vec![ExpString::AwsAccountId] }),
                regions: Vec::from(REPLICAS.map(text))
            }],
            template_body: text(&replica().render_json())
        },
    );
}

fn main() {
    let mut template = Template::new();
    add_key(&mut template, "Encrypts the archive", text("alias/acme/archive"), Vec::new());
    add_role(&mut template);
    add_stack_set(&mut template);
    let objects = json!({"Fn::Sub": "${Bucket.Arn}/*"});
    let other_key = json!({"Null": {HEADER: false}, "StringNotEquals": {format!("{HEADER}-aws-kms-key-id"): {"Fn::GetAtt": ["Key", "Arn"]}}});
    let statements = vec![
        with(deny("OnlyTheArchivesKey", "s3:PutObject", objects.clone()), other_key),
        with(deny("NoKeysOfCallers", "s3:PutObject", objects), json!({"Null": {format!("{HEADER}-customer-algorithm"): false}})),
    ];
    let rules = vec![rule(0, REPLICAS[0]), rule(1, REPLICAS[1])];
    add_bucket(&mut template, text("acme-archive"), Some(rules), statements);
    output(&mut template, "BucketRegion", ExpString::AwsRegion);
    output(&mut template, "BucketReplications", text(&REPLICAS.join(",")));
    output(&mut template, "ReplicationRoleArn", get_att("ReplicationRole", "Arn"));
    output(&mut template, "StackSetName", text("acme-archive-replication"));
    println!("{}", template.render_json_pretty());
}
