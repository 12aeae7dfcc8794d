"""Drives S3 Batch Operations, inventories and restorations with boto3: what comes of each is read from S3 again."""

import csv
import gzip
import hashlib
import io
import json
import os
import re
import socket
from urllib.parse import unquote

import boto3
from botocore.exceptions import ClientError

ACCOUNT = "123456789012"
HOME = "eu-central-1"

# S3 Control puts the account in front of the host; at AWS the name server knows these names.
resolve = socket.getaddrinfo
socket.getaddrinfo = lambda host, *more, **named: resolve(re.sub(r"^\d{12}\.", "", host), *more, **named)

s3 = boto3.client("s3", region_name=HOME)
iam = boto3.client("iam", region_name=HOME)
control = boto3.client("s3control", region_name=HOME)


def refused(code, call, **arguments):
    try:
        call(**arguments)
    except ClientError as error:
        assert error.response["Error"]["Code"] == code, error
        return error
    raise AssertionError(f"{call} was not refused")


def bucket(name, versioned=True):
    s3.create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": HOME})
    if versioned:
        s3.put_bucket_versioning(Bucket=name, VersioningConfiguration={"Status": "Enabled"})


def role(name, service, statements):
    trust = {"Effect": "Allow", "Principal": {"Service": service}, "Action": "sts:AssumeRole"}
    made = iam.create_role(
        RoleName=name, AssumeRolePolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [trust]})
    )
    allow(name, statements)
    return made["Role"]["Arn"]


def allow(name, statements):
    """Gives a role these permissions and no others: pairs of actions and resources."""
    document = {
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Allow", "Action": actions, "Resource": on} for actions, on in statements],
    }
    iam.put_role_policy(RoleName=name, PolicyName="own", PolicyDocument=json.dumps(document))


# What https://docs.aws.amazon.com/AmazonS3/latest/userguide/s3-batch-replication-policies.html asks for with a generated manifest.
BATCH = [
    (["s3:InitiateReplication"], "arn:aws:s3:::batch-source/*"),
    (["s3:GetReplicationConfiguration", "s3:PutInventoryConfiguration"], "arn:aws:s3:::batch-source"),
    (["s3:GetObject", "s3:GetObjectVersion"], "arn:aws:s3:::batch-reports/*"),
    (["s3:PutObject"], "arn:aws:s3:::batch-reports/*"),
]

REPORT = {
    "Bucket": "arn:aws:s3:::batch-reports",
    "Format": "Report_CSV_20180820",
    "Enabled": True,
    "Prefix": "reports",
    "ReportScope": "AllTasks",
}

tokens = iter(range(1000))


def job(**arguments):
    given = {
        "AccountId": ACCOUNT,
        "ConfirmationRequired": False,
        "Operation": {"S3ReplicateObject": {}},
        "Report": REPORT,
        "ClientRequestToken": f"token-{next(tokens)}",
        "Priority": 10,
        "RoleArn": f"arn:aws:iam::{ACCOUNT}:role/batch",
        **arguments,
    }
    return control.create_job(**given)["JobId"]


def generator(**filters):
    return {
        "S3JobManifestGenerator": {
            "SourceBucket": "arn:aws:s3:::batch-source",
            "EnableManifestOutput": False,
            "Filter": {"EligibleForReplication": True, **filters},
        }
    }


def described(job_id):
    return control.describe_job(AccountId=ACCOUNT, JobId=job_id)["Job"]


def settled(job_id):
    while True:
        found = described(job_id)
        if found["Status"] in ("Complete", "Failed", "Cancelled", "Suspended"):
            return found


def read(name, key):
    return s3.get_object(Bucket=name, Key=key)["Body"].read()


def report(job_id):
    """The rows of a completion report, by key."""
    manifest = json.loads(read("batch-reports", f"reports/job-{job_id}/manifest.json"))
    assert manifest["Format"] == "Report_CSV_20180820", manifest
    names = manifest["ReportSchema"].split(", ")
    rows = {}
    for result in manifest["Results"]:
        body = read(result["Bucket"], result["Key"])
        assert hashlib.md5(body).hexdigest() == result["MD5Checksum"]
        for row in csv.DictReader(io.StringIO(body.decode()), names):
            assert row["TaskStatus"] == result["TaskExecutionStatus"], row
            rows[unquote(row["Key"])] = row
    return rows


def replication():
    bucket("batch-source")
    bucket("batch-replica")
    bucket("batch-reports", versioned=False)
    for key in ("photos/a b+c.txt", "photos/ü.txt", "other.txt"):
        s3.put_object(Bucket="batch-source", Key=key, Body=key.encode())
    replicator = role(
        "replicator",
        "s3.amazonaws.com",
        [
            (["s3:GetReplicationConfiguration", "s3:ListBucket"], "arn:aws:s3:::batch-source"),
            (
                ["s3:GetObjectVersionForReplication", "s3:GetObjectVersionAcl", "s3:GetObjectVersionTagging"],
                "arn:aws:s3:::batch-source/*",
            ),
            (["s3:ReplicateObject", "s3:ReplicateDelete", "s3:ReplicateTags"], "arn:aws:s3:::batch-replica/*"),
        ],
    )
    role("batch", "batchoperations.s3.amazonaws.com", BATCH)
    rule = {
        "ID": "all",
        "Status": "Enabled",
        "Priority": 1,
        "Filter": {"Prefix": "photos/"},
        "DeleteMarkerReplication": {"Status": "Disabled"},
        "Destination": {"Bucket": "arn:aws:s3:::batch-replica"},
    }
    s3.put_bucket_replication(
        Bucket="batch-source", ReplicationConfiguration={"Role": replicator, "Rules": [rule]}
    )
    # A rule is for what is put later: what is there already stays where it is.
    assert "Contents" not in s3.list_objects_v2(Bucket="batch-replica")

    found = settled(job(ManifestGenerator=generator(ObjectReplicationStatuses=["NONE"]), Description="backfill"))
    assert (found["Status"], found["Description"]) == ("Complete", "backfill"), found
    progress = found["ProgressSummary"]
    assert (progress["TotalNumberOfTasks"], progress["NumberOfTasksSucceeded"]) == (2, 2), progress
    assert found["JobArn"] == f"arn:aws:s3:{HOME}:{ACCOUNT}:job/{found['JobId']}"
    for key in ("photos/a b+c.txt", "photos/ü.txt"):
        source, copy = s3.head_object(Bucket="batch-source", Key=key), s3.head_object(Bucket="batch-replica", Key=key)
        assert source["VersionId"] == copy["VersionId"] and read("batch-replica", key) == key.encode()
        assert (source["ReplicationStatus"], copy["ReplicationStatus"]) == ("COMPLETED", "REPLICA")
    rows = report(found["JobId"])
    assert {key: (row["TaskStatus"], row["HTTPStatusCode"]) for key, row in rows.items()} == {
        "photos/a b+c.txt": ("succeeded", "200"),
        "photos/ü.txt": ("succeeded", "200"),
    }
    # Nothing is left with that status, which AWS lets a job fail for.
    empty = settled(job(ManifestGenerator=generator(ObjectReplicationStatuses=["NONE", "FAILED"])))
    assert (empty["Status"], empty["ProgressSummary"]["TotalNumberOfTasks"]) == ("Failed", 0), empty
    assert empty["FailureReasons"][0]["FailureReason"]


def manifests():
    version = s3.head_object(Bucket="batch-source", Key="photos/ü.txt")["VersionId"]
    listed = f"batch-source,photos/%C3%BC.txt,{version}\nbatch-source,other.txt,\n"
    put = s3.put_object(Bucket="batch-reports", Key="list.csv", Body=listed.encode())
    s3.delete_object(Bucket="batch-replica", Key="photos/ü.txt", VersionId=version)

    def manifest(etag):
        return {
            "Spec": {"Format": "S3BatchOperations_CSV_20180820", "Fields": ["Bucket", "Key", "VersionId"]},
            "Location": {"ObjectArn": "arn:aws:s3:::batch-reports/list.csv", "ETag": etag},
        }

    done = settled(job(Manifest=manifest(put["ETag"])))
    # One object of the list has no rule.
    assert done["Status"] == "Complete" and done["ProgressSummary"]["NumberOfTasksFailed"] == 1, done
    rows = report(done["JobId"])
    assert rows["photos/ü.txt"]["TaskStatus"] == "succeeded" and rows["other.txt"]["TaskStatus"] == "failed", rows
    assert s3.head_object(Bucket="batch-replica", Key="photos/ü.txt")["VersionId"] == version
    other = settled(job(Manifest=manifest("0" * 32)))
    assert other["Status"] == "Failed" and "ETag" in other["FailureReasons"][0]["FailureReason"], other
    generated = generator()
    generated["S3JobManifestGenerator"].update(
        EnableManifestOutput=True,
        ManifestOutputLocation={
            "Bucket": "arn:aws:s3:::batch-reports",
            "ManifestPrefix": "manifests",
            "ManifestFormat": "S3InventoryReport_CSV_20211130",
        },
    )
    kept = settled(job(ManifestGenerator=generated))["GeneratedManifestDescriptor"]
    assert kept["Format"] == "S3InventoryReport_CSV_20211130", kept
    key = kept["Location"]["ObjectArn"].split("/", 1)[1]
    assert s3.head_object(Bucket="batch-reports", Key=key)["ETag"].strip('"') == kept["Location"]["ETag"]
    for arguments in (
        {"ManifestGenerator": generator(), "Manifest": manifest("x")},
        {},
        {"ManifestGenerator": generator(), "Report": {"Enabled": True}},
        {"ManifestGenerator": generator(), "Operation": {}},
    ):
        refused("BadRequestException", job, **arguments)
    error = refused("NotImplemented", job, ManifestGenerator=generator(), Operation={"S3DeleteObjectTagging": {}})
    assert "S3DeleteObjectTagging" in str(error)


def permissions():
    # Each permission that the guide asks for is needed.
    for left_out, what in [(0, "failed"), (1, "Failed"), (3, "Failed")]:
        allow("batch", BATCH[:left_out] + BATCH[left_out + 1 :])
        found = settled(job(ManifestGenerator=generator()))
        if what == "Failed":
            assert found["Status"] == "Failed", found
            assert found["FailureReasons"][0]["FailureCode"] == "AccessDenied", found
        else:
            rows = report(found["JobId"])
            assert {(row["ErrorCode"], row["HTTPStatusCode"]) for row in rows.values()} == {("AccessDenied", "403")}
    allow("batch", BATCH)
    nobody = settled(job(ManifestGenerator=generator(), RoleArn=f"arn:aws:iam::{ACCOUNT}:role/replicator"))
    assert nobody["Status"] == "Failed" and "assume" in nobody["FailureReasons"][0]["FailureReason"], nobody
    # What the replication role lacks is told per object, with S3's code.
    policy = json.loads(json.dumps(iam.get_role_policy(RoleName="replicator", PolicyName="own")["PolicyDocument"]))
    iam.delete_role_policy(RoleName="replicator", PolicyName="own")
    found = settled(job(ManifestGenerator=generator()))
    assert found["ProgressSummary"]["NumberOfTasksFailed"] == 2, found
    assert s3.head_object(Bucket="batch-source", Key="photos/ü.txt")["ReplicationStatus"] == "FAILED"
    iam.put_role_policy(RoleName="replicator", PolicyName="own", PolicyDocument=json.dumps(policy))
    mended = settled(job(ManifestGenerator=generator(ObjectReplicationStatuses=["FAILED"])))
    assert mended["ProgressSummary"]["NumberOfTasksSucceeded"] == 2, mended


def life():
    asked = {"ManifestGenerator": generator(), "ConfirmationRequired": True, "ClientRequestToken": "once"}
    waiting = job(**asked)
    assert job(**asked) == waiting, "the same request makes no second job"
    refused("IdempotencyException", job, **{**asked, "Priority": 1})
    found = settled(waiting)
    assert (found["Status"], found["SuspendedCause"]) == ("Suspended", "Awaiting Confirmation"), found
    control.update_job_priority(AccountId=ACCOUNT, JobId=waiting, Priority=42)
    assert described(waiting)["Priority"] == 42
    ready = control.update_job_status(
        AccountId=ACCOUNT, JobId=waiting, RequestedJobStatus="Ready", StatusUpdateReason="looks good"
    )
    assert (ready["Status"], ready["StatusUpdateReason"]) == ("Ready", "looks good")
    found = settled(waiting)
    assert found["Status"] == "Complete" and found["TerminationDate"] >= found["CreationTime"], found
    refused(
        "JobStatusException",
        control.update_job_status,
        AccountId=ACCOUNT,
        JobId=waiting,
        RequestedJobStatus="Cancelled",
    )
    cancelled = job(ManifestGenerator=generator(), ConfirmationRequired=True)
    settled(cancelled)
    control.update_job_status(AccountId=ACCOUNT, JobId=cancelled, RequestedJobStatus="Cancelled")
    while described(cancelled)["Status"] != "Cancelled":
        pass
    listed = control.list_jobs(AccountId=ACCOUNT, JobStatuses=["Cancelled"])["Jobs"]
    assert [job["JobId"] for job in listed] == [cancelled] and listed[0]["Operation"] == "S3ReplicateObject", listed
    pages = control.get_paginator("list_jobs") if control.can_paginate("list_jobs") else None
    assert pages is None or len(list(pages.paginate(AccountId=ACCOUNT).search("Jobs[]"))) > 10
    first = control.list_jobs(AccountId=ACCOUNT, MaxResults=1)
    second = control.list_jobs(AccountId=ACCOUNT, MaxResults=1, NextToken=first["NextToken"])
    assert first["Jobs"][0]["JobId"] != second["Jobs"][0]["JobId"]
    refused("NotFoundException", control.describe_job, AccountId=ACCOUNT, JobId="00000000-0000")
    refused("AccessDenied", control.describe_job, AccountId="210987654321", JobId=waiting)


def tagging():
    tags = [{"Key": "team", "Value": "a"}, {"Key": "zone", "Value": ""}]
    tagged = job(ManifestGenerator=generator(), Tags=tags)

    def found():
        return control.get_job_tagging(AccountId=ACCOUNT, JobId=tagged)["Tags"]

    assert found() == tags, found()
    control.put_job_tagging(AccountId=ACCOUNT, JobId=tagged, Tags=[{"Key": "only", "Value": "this"}])
    assert found() == [{"Key": "only", "Value": "this"}], found()
    control.delete_job_tagging(AccountId=ACCOUNT, JobId=tagged)
    assert found() == [], found()
    many = [{"Key": f"key-{number}", "Value": "x"} for number in range(51)]
    put = control.put_job_tagging
    refused("TooManyTagsException", put, AccountId=ACCOUNT, JobId=tagged, Tags=many)
    refused("BadRequestException", put, AccountId=ACCOUNT, JobId=tagged, Tags=[{"Key": "aws:x", "Value": "x"}])
    refused("BadRequestException", put, AccountId=ACCOUNT, JobId=tagged, Tags=[tags[0], tags[0]])
    refused("TooManyTagsException", job, ManifestGenerator=generator(), Tags=many)
    refused("NotFoundException", control.get_job_tagging, AccountId=ACCOUNT, JobId="00000000-0000")
    assert found() == []


def inventory():
    s3.put_object(Bucket="batch-source", Key="old.bin", Body=b"cold", StorageClass="DEEP_ARCHIVE")
    s3.delete_object(Bucket="batch-source", Key="other.txt")
    document = {
        "Id": "all",
        "IsEnabled": True,
        "IncludedObjectVersions": "All",
        "Schedule": {"Frequency": "Daily"},
        "OptionalFields": ["Size", "LastModifiedDate", "ETag", "StorageClass", "ReplicationStatus", "EncryptionStatus"],
        "Destination": {
            "S3BucketDestination": {"Bucket": "arn:aws:s3:::batch-reports", "Format": "CSV", "Prefix": "lists"}
        },
    }
    s3.put_bucket_inventory_configuration(Bucket="batch-source", Id="all", InventoryConfiguration=document)

    def told(name="all"):
        headers = s3.get_bucket_inventory_configuration(Bucket="batch-source", Id=name)["ResponseMetadata"]["HTTPHeaders"]
        return headers.get("x-archive-simulator-inventory-failure")

    # Without a policy that lets S3 write there is no report. Each request moves the clock on by an hour.
    while told() is None:
        pass
    assert "s3:PutObject" in told() and "Contents" not in s3.list_objects_v2(Bucket="batch-reports", Prefix="lists/")
    statement = {
        "Effect": "Allow",
        "Principal": {"Service": "s3.amazonaws.com"},
        "Action": "s3:PutObject",
        "Resource": "arn:aws:s3:::batch-reports/*",
        "Condition": {
            "ArnLike": {"aws:SourceArn": "arn:aws:s3:::batch-source"},
            "StringEquals": {"aws:SourceAccount": ACCOUNT, "s3:x-amz-acl": "bucket-owner-full-control"},
        },
    }
    s3.put_bucket_policy(
        Bucket="batch-reports", Policy=json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    )
    while True:
        found = s3.list_objects_v2(Bucket="batch-reports", Prefix="lists/batch-source/all/").get("Contents", [])
        manifests = [one["Key"] for one in found if one["Key"].endswith("/manifest.json")]
        if manifests:
            break
    assert re.search(r"/\d{4}-\d\d-\d\dT\d\d-\d\dZ/manifest.json$", manifests[0]), manifests
    body = read("batch-reports", manifests[0])
    checksum = read("batch-reports", manifests[0].replace("manifest.json", "manifest.checksum"))
    assert hashlib.md5(body).hexdigest() == checksum.decode()
    manifest = json.loads(body)
    assert manifest["sourceBucket"] == "batch-source" and manifest["fileFormat"] == "CSV", manifest
    names = manifest["fileSchema"].split(", ")
    assert names[:5] == ["Bucket", "Key", "VersionId", "IsLatest", "IsDeleteMarker"], names
    (file,) = manifest["files"]
    packed = read("batch-reports", file["key"])
    assert (len(packed), hashlib.md5(packed).hexdigest()) == (file["size"], file["MD5checksum"])
    link = [one["Key"] for one in found if one["Key"].endswith("/symlink.txt")]
    assert read("batch-reports", link[0]).decode() == f"s3://batch-reports/{file['key']}"
    rows = list(csv.DictReader(io.StringIO(gzip.decompress(packed).decode()), names))
    versions = s3.list_object_versions(Bucket="batch-source")
    expected = {(one["Key"], one["VersionId"]) for one in versions["Versions"] + versions["DeleteMarkers"]}
    assert {(unquote(row["Key"]), row["VersionId"]) for row in rows} == expected, rows
    by_key = {unquote(row["Key"]): row for row in rows if row["IsLatest"] == "true"}
    assert by_key["other.txt"]["IsDeleteMarker"] == "true" and by_key["other.txt"]["Size"] == ""
    assert by_key["old.bin"]["StorageClass"] == "DEEP_ARCHIVE" and by_key["old.bin"]["Size"] == "4"
    assert by_key["photos/ü.txt"]["ReplicationStatus"] == "COMPLETED"
    assert {row["EncryptionStatus"] for row in rows if row["IsDeleteMarker"] == "false"} == {"SSE-S3"}
    # The formats of columns are not written, which the configuration tells.
    columns = {"Bucket": "arn:aws:s3:::batch-reports", "Format": "Parquet", "Prefix": "columns"}
    other = {**document, "Id": "columns", "Destination": {"S3BucketDestination": columns}}
    s3.put_bucket_inventory_configuration(Bucket="batch-source", Id="columns", InventoryConfiguration=other)
    while told("columns") is None:
        pass
    assert told("columns") == "the simulator writes inventories in CSV only, and none in Parquet; use AWS instead", told("columns")
    assert "Contents" not in s3.list_objects_v2(Bucket="batch-reports", Prefix="columns/")
    return manifests[0]


def restore(inventory_key):
    refused("InvalidObjectState", s3.get_object, Bucket="batch-source", Key="old.bin")
    assert "Restore" not in s3.head_object(Bucket="batch-source", Key="old.bin")
    # A job restores what an inventory lists; what is not archived cannot be.
    allow("batch", BATCH + [(["s3:RestoreObject"], "arn:aws:s3:::batch-source/*")])
    etag = s3.head_object(Bucket="batch-reports", Key=inventory_key)["ETag"]
    manifest = {
        "Spec": {"Format": "S3InventoryReport_CSV_20161130"},
        "Location": {"ObjectArn": f"arn:aws:s3:::batch-reports/{inventory_key}", "ETag": etag},
    }
    operation = {"S3InitiateRestoreObject": {"ExpirationInDays": 2, "GlacierJobTier": "BULK"}}
    found = settled(job(Manifest=manifest, Operation=operation))
    rows = report(found["JobId"])
    assert (rows["old.bin"]["TaskStatus"], rows["old.bin"]["HTTPStatusCode"]) == ("succeeded", "202"), rows
    assert rows["photos/ü.txt"]["ErrorCode"] == "InvalidObjectState", rows
    assert s3.head_object(Bucket="batch-source", Key="old.bin")["Restore"] == 'ongoing-request="true"'
    while "expiry-date" not in s3.head_object(Bucket="batch-source", Key="old.bin")["Restore"]:
        pass
    assert read("batch-source", "old.bin") == b"cold"
    while "Restore" in s3.head_object(Bucket="batch-source", Key="old.bin"):
        pass
    refused("InvalidObjectState", s3.get_object, Bucket="batch-source", Key="old.bin")


replication()
manifests()
permissions()
life()
tagging()
restore(inventory())
assert os.environ["AWS_ENDPOINT_URL"].startswith("http://127.0.0.1")
