"""boto3's resources, collections and waiters, which read more of the answers than its clients do."""

import io

import boto3

s3 = boto3.resource("s3", region_name="us-east-1")
bucket = s3.create_bucket(Bucket="acme-resources")
bucket.wait_until_exists()
assert bucket.creation_date is not None
bucket.Versioning().enable()
assert bucket.Versioning().status == "Enabled"
for number in range(3):
    bucket.put_object(Key=f"photos/{number}", Body=bytes([number]) * 10, Metadata={"number": str(number)})
one = bucket.Object("photos/1")
one.wait_until_exists()
assert (one.content_length, one.metadata, one.get()["Body"].read()) == (10, {"number": "1"}, b"\x01" * 10)
assert [summary.key for summary in bucket.objects.filter(Prefix="photos/")] == ["photos/0", "photos/1", "photos/2"]
assert [summary.size for summary in bucket.objects.page_size(1)] == [10, 10, 10]
bucket.upload_fileobj(io.BytesIO(b"z" * (17 << 20)), "large")
assert s3.Object("acme-resources", "large").content_length == 17 << 20
one.copy_from(CopySource="acme-resources/photos/2")
assert one.get()["Body"].read() == b"\x02" * 10
one.delete()
one.wait_until_not_exists()
versions = list(bucket.object_versions.filter(Prefix="photos/1"))
assert len(versions) == 3, versions
upload = bucket.Object("part").initiate_multipart_upload()
part = upload.Part(1).upload(Body=b"only")
assert [item.part_number for item in upload.parts.all()] == [1]
assert [item.object_key for item in bucket.multipart_uploads.all()] == ["part"]
upload.complete(MultipartUpload={"Parts": [{"PartNumber": 1, "ETag": part["ETag"]}]})
bucket.Policy().put(
    Policy='{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Principal":"*","Action":"s3:DeleteBucket",'
    '"Resource":"arn:aws:s3:::acme-resources"}]}'
)
bucket.Policy().delete()
bucket.Tagging().put(Tagging={"TagSet": [{"Key": "a", "Value": "b"}]})
assert bucket.Tagging().tag_set == [{"Key": "a", "Value": "b"}]
bucket.object_versions.delete()
bucket.delete()
bucket.wait_until_not_exists()

cloudformation = boto3.resource("cloudformation", region_name="us-east-1")
TEMPLATE = '{"Resources":{"Queue":{"Type":"AWS::SQS::Queue"}},"Outputs":{"Url":{"Value":{"Ref":"Queue"}}}}'
stack = cloudformation.create_stack(StackName="resources", TemplateBody=TEMPLATE)
client = cloudformation.meta.client
client.get_waiter("stack_exists").wait(StackName="resources")
client.get_waiter("stack_create_complete").wait(StackName="resources", WaiterConfig={"Delay": 1})
stack.reload()
assert stack.stack_status == "CREATE_COMPLETE" and stack.outputs[0]["OutputKey"] == "Url"
assert [resource.logical_id for resource in stack.resource_summaries.all()] == ["Queue"]
assert stack.Resource("Queue").resource_status == "CREATE_COMPLETE"
assert "resources" in [item.name for item in cloudformation.stacks.all()]
changed = TEMPLATE.replace('"AWS::SQS::Queue"}', '"AWS::SQS::Queue","Properties":{"DelaySeconds":5}}')
client.create_change_set(StackName="resources", ChangeSetName="delay", TemplateBody=changed)
client.get_waiter("change_set_create_complete").wait(
    StackName="resources", ChangeSetName="delay", WaiterConfig={"Delay": 1}
)
client.execute_change_set(StackName="resources", ChangeSetName="delay")
client.get_waiter("stack_update_complete").wait(StackName="resources", WaiterConfig={"Delay": 1})
arn = stack.stack_id
stack.delete()
client.get_waiter("stack_delete_complete").wait(StackName=arn, WaiterConfig={"Delay": 1})

iam = boto3.resource("iam")
role = iam.create_role(
    RoleName="resources",
    AssumeRolePolicyDocument='{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":'
    '"s3.amazonaws.com"},"Action":"sts:AssumeRole"}]}',
)
iam.meta.client.get_waiter("role_exists").wait(RoleName="resources", WaiterConfig={"Delay": 1})
role.Policy("all").put(
    PolicyDocument='{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"*"}]}'
)
assert [policy.name for policy in role.policies.all()] == ["all"]
policy = iam.create_policy(
    PolicyName="resources",
    PolicyDocument='{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"*"}]}',
)
iam.meta.client.get_waiter("policy_exists").wait(PolicyArn=policy.arn, WaiterConfig={"Delay": 1})
role.attach_policy(PolicyArn=policy.arn)
assert [item.arn for item in role.attached_policies.all()] == [policy.arn]
role.detach_policy(PolicyArn=policy.arn)
policy.delete()
role.Policy("all").delete()
role.delete()
