"""The archive's two stacks with troposphere: the resources of `archive synth`, the replica's template as the body of a StackSet."""

from troposphere import GetAtt, Output, Parameter, Ref, Sub, Template, cloudformation, iam, kms, s3

PREFIX, REGION, REPLICAS = "acme", "eu-central-1", ["eu-west-1", "eu-north-1"]
BUCKETS = [f"{PREFIX}-archive-replication-{region}" for region in REPLICAS]
KEPT = {"DeletionPolicy": "RetainExceptOnCreate", "UpdateReplacePolicy": "Retain"}
ROLE = f"{PREFIX}-archive-replication-{REGION}"


def policy(*statements):
    return {"Version": "2012-10-17", "Statement": list(statements)}


def allow(sid, actions, resources, **rest):
    return {"Sid": sid, "Effect": "Allow", "Action": actions, "Resource": resources, **rest}


def deny(sid, action, resources, **rest):
    return {"Sid": sid, "Effect": "Deny", "Principal": {"AWS": "*"}, "Action": action, "Resource": resources, **rest}


def bucket_and_objects(names):
    return [Sub(f"arn:${{AWS::Partition}}:s3:::{name}{end}") for name in names for end in ("", "/*")]


def uses_of_s3(regions, buckets):
    return {"StringEquals": {"kms:ViaService": [Sub(f"s3.{region}.amazonaws.com") for region in regions]},
            "StringLike": {"kms:EncryptionContext:aws:s3:arn": bucket_and_objects(buckets)}}


def key(template, description, alias, *statements):
    root = {"AWS": Sub("arn:${AWS::Partition}:iam::${AWS::AccountId}:root")}
    administration = allow("AccountAdministers", "kms:*", "*", Principal=root)
    made = template.add_resource(kms.Key(
        "Key", Description=description, EnableKeyRotation=True, PendingWindowInDays=30,
        KeyPolicy=policy(administration, *statements), **KEPT))
    template.add_resource(kms.Alias("KeyAlias", AliasName=alias, TargetKeyId=Ref(made)))
    template.add_output(Output("KeyArn", Description="The key that encrypts it", Value=GetAtt(made, "Arn")))


def bucket(template, name, *statements, **more):
    made = template.add_resource(s3.Bucket(
        "Bucket", BucketName=name,
        OwnershipControls=s3.OwnershipControls(Rules=[s3.OwnershipControlsRule(ObjectOwnership="BucketOwnerEnforced")]),
        PublicAccessBlockConfiguration=s3.PublicAccessBlockConfiguration(
            BlockPublicAcls=True, BlockPublicPolicy=True, IgnorePublicAcls=True, RestrictPublicBuckets=True),
        VersioningConfiguration=s3.VersioningConfiguration(Status="Enabled"),
        BucketEncryption=s3.BucketEncryption(ServerSideEncryptionConfiguration=[s3.ServerSideEncryptionRule(
            BucketKeyEnabled=True,
            ServerSideEncryptionByDefault=s3.ServerSideEncryptionByDefault(
                SSEAlgorithm="aws:kms", KMSMasterKeyID=GetAtt("Key", "Arn")))]),
        LifecycleConfiguration=s3.LifecycleConfiguration(Rules=[s3.LifecycleRule(
            Id="abort-incomplete-uploads", Status="Enabled",
            AbortIncompleteMultipartUpload=s3.AbortIncompleteMultipartUpload(DaysAfterInitiation=7))]),
        **KEPT, **more))
    arn, objects = GetAtt(made, "Arn"), Sub("${Bucket.Arn}/*")
    plain = {"Bool": {"aws:SecureTransport": "false"}}
    template.add_resource(s3.BucketPolicy("BucketPolicy", Bucket=Ref(made), PolicyDocument=policy(
        deny("EncryptedTransportOnly", "s3:*", [arn, objects], Condition=plain),
        deny("NobodyDeletesTheBucket", "s3:DeleteBucket", arn),
        deny("NobodyDeletesVersions", "s3:DeleteObjectVersion", objects),
        *statements), **KEPT))
    template.add_output(Output("BucketName", Description="The bucket", Value=Ref(made)))


def replica():
    template = Template(Description=f"A replica of the archive {PREFIX}")
    template.set_version()
    template.add_parameter(Parameter("Prefix", Type="String", Description="Starts every name"))
    template.add_parameter(Parameter("ReplicationRole", Type="String", Description="The role that S3 replicates with"))
    name = "${Prefix}-archive-replication-${AWS::Region}"
    condition = uses_of_s3(["${AWS::Region}"], [name])
    condition["ArnEquals"] = {"aws:PrincipalArn": Ref("ReplicationRole")}
    condition["StringEquals"]["kms:CallerAccount"] = Ref("AWS::AccountId")
    described = {part: condition[part] for part in ("StringEquals", "ArnEquals")}
    everyone = {"AWS": "*"}
    writes = ["kms:Encrypt", "kms:Decrypt", "kms:GenerateDataKey*", "kms:ReEncrypt*"]
    key(template, "Encrypts a replica of the archive", Sub("alias/${Prefix}/archive/replication"),
        allow("Replication", writes, "*", Principal=everyone, Condition=condition),
        allow("ReplicationDescribes", ["kms:DescribeKey"], "*", Principal=everyone, Condition=described))
    bucket(template, Sub(name))
    return template


def role(template):
    made = template.add_resource(iam.Role(
        "ReplicationRole", RoleName=ROLE, Path="/service-role/", AssumeRolePolicyDocument=policy(
            {"Effect": "Allow", "Principal": {"Service": "s3.amazonaws.com"}, "Action": "sts:AssumeRole"})))
    archive, objects = bucket_and_objects([f"{PREFIX}-archive"])
    replicas = uses_of_s3(REPLICAS, BUCKETS)
    replicas["ForAnyValue:StringEquals"] = {"kms:ResourceAliases": f"alias/{PREFIX}/archive/replication"}
    template.add_resource(iam.PolicyType("ReplicationPolicy", PolicyName="Replication", Roles=[Ref(made)], PolicyDocument=policy(
        allow("ReadReplicationRules", ["s3:GetReplicationConfiguration", "s3:ListBucket"], [archive]),
        allow("ReadVersions",
              ["s3:GetObjectVersionForReplication", "s3:GetObjectVersionAcl", "s3:GetObjectVersionTagging"], [objects]),
        allow("UsePrimaryKey", ["kms:Decrypt", "kms:GenerateDataKey"], GetAtt("Key", "Arn"),
              Condition=uses_of_s3([REGION], [f"{PREFIX}-archive"])),
        allow("WriteReplicas", ["s3:ReplicateObject", "s3:ReplicateDelete", "s3:ReplicateTags"],
              bucket_and_objects(BUCKETS)[1::2]),
        allow("UseReplicaKeys", ["kms:Encrypt", "kms:GenerateDataKey", "kms:Decrypt"],
              [Sub(f"arn:${{AWS::Partition}}:kms:{region}:${{AWS::AccountId}}:key/*") for region in REPLICAS],
              Condition=replicas))))


def rule(priority, region, name):
    alias = f"arn:${{AWS::Partition}}:kms:{region}:${{AWS::AccountId}}:alias/{PREFIX}/archive/replication"
    return s3.ReplicationConfigurationRules(
        Id=region, Priority=priority, Status="Enabled", Filter=s3.ReplicationRuleFilter(Prefix=""),
        DeleteMarkerReplication=s3.DeleteMarkerReplication(Status="Enabled"),
        SourceSelectionCriteria=s3.SourceSelectionCriteria(
            SseKmsEncryptedObjects=s3.SseKmsEncryptedObjects(Status="Enabled")),
        Destination=s3.ReplicationConfigurationRulesDestination(
            Bucket=bucket_and_objects([name])[0], Metrics=s3.Metrics(Status="Enabled"),
            EncryptionConfiguration=s3.EncryptionConfiguration(ReplicaKmsKeyID=Sub(alias))))


def primary():
    template = Template(Description=f"The archive {PREFIX}: its bucket, and the StackSet of its replicas")
    template.set_version()
    key(template, "Encrypts the archive", f"alias/{PREFIX}/archive")
    role(template)
    arn = Sub(f"arn:${{AWS::Partition}}:iam::${{AWS::AccountId}}:role/service-role/{ROLE}")
    template.add_resource(cloudformation.StackSet(
        "StackSet", StackSetName=f"{PREFIX}-archive-replication", PermissionModel="SELF_MANAGED",
        Description=f"The replicas of the archive {PREFIX}",
        ManagedExecution=cloudformation.ManagedExecution(Active=True),
        OperationPreferences=cloudformation.OperationPreferences(
            RegionConcurrencyType="PARALLEL", FailureToleranceCount=0),
        Parameters=[cloudformation.Parameter(ParameterKey="Prefix", ParameterValue=PREFIX),
                    cloudformation.Parameter(ParameterKey="ReplicationRole", ParameterValue=arn)],
        StackInstancesGroup=[cloudformation.StackInstances(
            DeploymentTargets=cloudformation.DeploymentTargets(Accounts=[Ref("AWS::AccountId")]), Regions=REPLICAS)],
        TemplateBody=replica().to_json(indent=None)))
    header = "s3:x-amz-server-side-encryption"
    objects = Sub("${Bucket.Arn}/*")
    bucket(template, f"{PREFIX}-archive",
           deny("OnlyTheArchivesKey", "s3:PutObject", objects, Condition={
               "Null": {header: False}, "StringNotEquals": {f"{header}-aws-kms-key-id": GetAtt("Key", "Arn")}}),
           deny("NoKeysOfCallers", "s3:PutObject", objects, Condition={"Null": {f"{header}-customer-algorithm": False}}),
           DependsOn=["StackSet", "ReplicationPolicy"],
           ReplicationConfiguration=s3.ReplicationConfiguration(
               Role=GetAtt("ReplicationRole", "Arn"),
               Rules=[rule(at, region, name) for at, (region, name) in enumerate(zip(REPLICAS, BUCKETS))]))
    for name, value in [("BucketRegion", Ref("AWS::Region")), ("BucketReplications", ",".join(REPLICAS)),
                        ("ReplicationRoleArn", GetAtt("ReplicationRole", "Arn")), ("StackSetName", f"{PREFIX}-archive-replication")]:
        template.add_output(Output(name, Value=value))
    return template


print(primary().to_json(indent=2))
