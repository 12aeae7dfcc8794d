"""Drives the simulator with boto3 and asserts on what boto3 understands of its answers."""

import io
import json

import boto3
from botocore.exceptions import ClientError

ACCOUNT = "123456789012"
HOME = "eu-central-1"


def client(service, region=HOME):
    return boto3.client(service, region_name=region)


def refused(code, call, **arguments):
    try:
        call(**arguments)
    except ClientError as error:
        assert error.response["Error"]["Code"] == code, error
        return error.response["Error"]["Message"]
    raise AssertionError(f"{call} was not refused")


def identity():
    caller = client("sts").get_caller_identity()
    assert caller["Account"] == ACCOUNT, caller
    assert caller["ResponseMetadata"]["HTTPHeaders"]["server"].startswith("archive-simulator")


REPLICA = {
    "Resources": {
        "Key": {"Type": "AWS::KMS::Key", "Properties": {"EnableKeyRotation": True}},
        "Alias": {
            "Type": "AWS::KMS::Alias",
            "Properties": {"AliasName": "alias/boto/replica", "TargetKeyId": {"Ref": "Key"}},
        },
        "Bucket": {
            "Type": "AWS::S3::Bucket",
            "Properties": {
                "BucketName": {"Fn::Sub": "boto-replica-${AWS::Region}"},
                "VersioningConfiguration": {"Status": "Enabled"},
            },
        },
    },
}

PRIMARY = {
    "Resources": {
        "StackSet": {
            "Type": "AWS::CloudFormation::StackSet",
            "Properties": {
                "StackSetName": "boto-replication",
                "PermissionModel": "SELF_MANAGED",
                "StackInstancesGroup": [
                    {"DeploymentTargets": {"Accounts": [ACCOUNT]}, "Regions": ["eu-west-1", "eu-north-1"]}
                ],
                "TemplateBody": json.dumps(REPLICA),
            },
        },
        "Bucket": {
            "Type": "AWS::S3::Bucket",
            "DependsOn": "StackSet",
            "Properties": {
                "BucketName": "boto-archive",
                "VersioningConfiguration": {"Status": "Enabled"},
                "OwnershipControls": {"Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]},
                "LifecycleConfiguration": {
                    "Rules": [
                        {
                            "Id": "abort",
                            "Status": "Enabled",
                            "AbortIncompleteMultipartUpload": {"DaysAfterInitiation": 7},
                            "Transitions": [{"StorageClass": "GLACIER", "TransitionInDays": 30}],
                        }
                    ]
                },
            },
        },
    },
    "Outputs": {"Name": {"Value": {"Ref": "Bucket"}, "Description": "The bucket"}},
}


def stacks():
    cfn = client("cloudformation")
    made = cfn.create_change_set(
        StackName="boto",
        ChangeSetName="first",
        ChangeSetType="CREATE",
        TemplateBody=json.dumps(PRIMARY),
        Tags=[{"Key": "team", "Value": "storage"}],
        OnStackFailure="ROLLBACK",
    )
    cfn.get_waiter("change_set_create_complete").wait(ChangeSetName=made["Id"], WaiterConfig={"Delay": 1})
    changes = cfn.describe_change_set(ChangeSetName=made["Id"], IncludePropertyValues=True)
    assert [change["ResourceChange"]["Action"] for change in changes["Changes"]] == ["Add", "Add"]
    cfn.execute_change_set(ChangeSetName=made["Id"], ClientRequestToken="token")
    cfn.get_waiter("stack_create_complete").wait(StackName="boto", WaiterConfig={"Delay": 1})
    stack = cfn.describe_stacks(StackName=made["StackId"])["Stacks"][0]
    assert stack["Outputs"] == [{"OutputKey": "Name", "OutputValue": "boto-archive", "Description": "The bucket"}]
    assert stack["Tags"] == [{"Key": "team", "Value": "storage"}]
    events = list(cfn.get_paginator("describe_stack_events").paginate(StackName="boto").search("StackEvents"))
    assert events[0]["ResourceStatus"] == "CREATE_COMPLETE" and events[0]["LogicalResourceId"] == "boto"
    assert "does not exist" in refused("ValidationError", cfn.describe_stacks, StackName="nothing")
    assert cfn.get_template(StackName="boto")["TemplateBody"] == PRIMARY
    summary = cfn.get_template_summary(StackName="boto")
    assert summary["ResourceTypes"] == ["AWS::CloudFormation::StackSet", "AWS::S3::Bucket"]
    resources = cfn.list_stack_resources(StackName="boto")["StackResourceSummaries"]
    assert {resource["LogicalResourceId"] for resource in resources} == {"StackSet", "Bucket"}
    cfn.update_termination_protection(StackName="boto", EnableTerminationProtection=True)
    assert "TerminationProtection" in refused("ValidationError", cfn.delete_stack, StackName="boto")
    cfn.update_termination_protection(StackName="boto", EnableTerminationProtection=False)


def stack_sets():
    cfn = client("cloudformation")
    instances = cfn.list_stack_instances(StackSetName="boto-replication")["Summaries"]
    assert [instance["Status"] for instance in instances] == ["CURRENT", "CURRENT"], instances
    described = cfn.describe_stack_set(StackSetName="boto-replication")["StackSet"]
    assert sorted(described["Regions"]) == ["eu-north-1", "eu-west-1"]
    operations = cfn.list_stack_set_operations(StackSetName="boto-replication")["Summaries"]
    results = cfn.list_stack_set_operation_results(
        StackSetName="boto-replication", OperationId=operations[0]["OperationId"]
    )["Summaries"]
    assert {result["Status"] for result in results} == {"SUCCEEDED"}
    for region in ("eu-west-1", "eu-north-1"):
        aliases = client("kms", region).list_aliases()["Aliases"]
        assert [alias["AliasName"] for alias in aliases] == ["alias/boto/replica"]
        key = client("kms", region).describe_key(KeyId="alias/boto/replica")["KeyMetadata"]
        assert key["Enabled"] and key["KeyState"] == "Enabled" and key["CreationDate"].year >= 2026
        assert client("kms", region).get_key_rotation_status(KeyId=key["KeyId"])["KeyRotationEnabled"]
        assert client("s3", region).get_bucket_versioning(Bucket=f"boto-replica-{region}")["Status"] == "Enabled"


def buckets():
    s3 = client("s3")
    names = {bucket["Name"]: bucket["BucketRegion"] for bucket in s3.list_buckets()["Buckets"]}
    assert names["boto-archive"] == HOME and names["boto-replica-eu-west-1"] == "eu-west-1"
    assert s3.get_bucket_location(Bucket="boto-archive")["LocationConstraint"] == HOME
    rules = s3.get_bucket_lifecycle_configuration(Bucket="boto-archive")["Rules"]
    assert rules[0]["AbortIncompleteMultipartUpload"] == {"DaysAfterInitiation": 7}
    assert rules[0]["Transitions"] == [{"Days": 30, "StorageClass": "GLACIER"}]
    # A client of another region is sent to the right one and follows.
    assert client("s3", "us-east-1").get_bucket_versioning(Bucket="boto-archive")["Status"] == "Enabled"
    refused("NoSuchBucket", s3.get_bucket_versioning, Bucket="boto-nothing")
    tags = s3.get_bucket_tagging(Bucket="boto-archive")["TagSet"]
    assert {"Key": "team", "Value": "storage"} in tags, tags


def objects():
    s3 = client("s3")
    key = "folder/a b+c.txt"
    put = s3.put_object(Bucket="boto-archive", Key=key, Body=b"hello", Metadata={"who": "me"}, Tagging="a=b")
    got = s3.get_object(Bucket="boto-archive", Key=key)
    assert got["Body"].read() == b"hello" and got["Metadata"] == {"who": "me"}
    assert got["VersionId"] == put["VersionId"] and got["ETag"] == put["ETag"]
    assert s3.get_object_tagging(Bucket="boto-archive", Key=key)["TagSet"] == [{"Key": "a", "Value": "b"}]
    assert s3.get_object(Bucket="boto-archive", Key=key, Range="bytes=1-2")["Body"].read() == b"el"
    listed = s3.list_objects_v2(Bucket="boto-archive", Prefix="folder/")["Contents"]
    assert [entry["Key"] for entry in listed] == [key]
    body = bytes(range(256)) * (40 << 10)
    s3.upload_fileobj(io.BytesIO(body), "boto-archive", "large")
    assert s3.get_object(Bucket="boto-archive", Key="large")["Body"].read() == body
    s3.copy_object(Bucket="boto-archive", Key="copy", CopySource={"Bucket": "boto-archive", "Key": key})
    assert s3.get_object(Bucket="boto-archive", Key="copy")["Body"].read() == b"hello"
    s3.delete_object(Bucket="boto-archive", Key=key)
    refused("404", s3.head_object, Bucket="boto-archive", Key=key)
    versions = s3.list_object_versions(Bucket="boto-archive")
    assert len(versions["Versions"]) == 3 and len(versions["DeleteMarkers"]) == 1
    everything = [
        {"Key": entry["Key"], "VersionId": entry["VersionId"]}
        for entry in versions["Versions"] + versions["DeleteMarkers"]
    ]
    deleted = s3.delete_objects(Bucket="boto-archive", Delete={"Objects": everything})
    assert len(deleted["Deleted"]) == 4


def roles():
    iam = client("iam")
    trust = {
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Allow", "Principal": {"Service": "s3.amazonaws.com"}, "Action": "sts:AssumeRole"}],
    }
    role = iam.create_role(RoleName="boto", AssumeRolePolicyDocument=json.dumps(trust))["Role"]
    assert role["AssumeRolePolicyDocument"] == trust
    policy = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]}
    iam.put_role_policy(RoleName="boto", PolicyName="all", PolicyDocument=json.dumps(policy))
    assert iam.get_role_policy(RoleName="boto", PolicyName="all")["PolicyDocument"] == policy
    names = {entry["RoleName"] for page in iam.get_paginator("list_roles").paginate() for entry in page["Roles"]}
    assert "AWSCloudFormationStackSetExecutionRole" in names and "boto" in names
    asked = {"PolicySourceArn": role["Arn"], "ActionNames": ["s3:GetObject", "kms:Decrypt"], "MaxItems": 1}
    pages = iam.get_paginator("simulate_principal_policy").paginate(**asked, ResourceArns=["arn:aws:s3:::b/k"])
    results = [result for page in pages for result in page["EvaluationResults"]]
    assert [result["EvalDecision"] for result in results] == ["allowed", "implicitDeny"], results
    assert client("cloudformation").describe_organizations_access()["Status"] == "DISABLED"


def deletion():
    cfn = client("cloudformation")
    cfn.delete_stack(StackName="boto")
    cfn.get_waiter("stack_delete_complete").wait(StackName="boto", WaiterConfig={"Delay": 1})
    assert [bucket["Name"] for bucket in client("s3").list_buckets()["Buckets"]] == []
    key = client("kms", "eu-west-1").list_keys()["Keys"][0]["KeyId"]
    metadata = client("kms", "eu-west-1").describe_key(KeyId=key)["KeyMetadata"]
    assert metadata["KeyState"] == "PendingDeletion" and "DeletionDate" in metadata


for step in (identity, stacks, stack_sets, buckets, objects, roles, deletion):
    step()
    print(f"{step.__name__}: ok")
