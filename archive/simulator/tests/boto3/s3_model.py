"""Prints what botocore's model says of S3, in the form of the simulator's own tables: `operations` or `documents`."""

import sys

import botocore.session

MODEL = botocore.session.get_session().get_service_model("s3")

# The operations whose body is an XML document that the simulator reads.
DOCUMENTS = [
    "CompleteMultipartUpload",
    "CreateBucket",
    "DeleteObjects",
    "PutBucketAccelerateConfiguration",
    "PutBucketAnalyticsConfiguration",
    "PutBucketCors",
    "PutBucketEncryption",
    "PutBucketIntelligentTieringConfiguration",
    "PutBucketInventoryConfiguration",
    "PutBucketLifecycleConfiguration",
    "PutBucketLogging",
    "PutBucketMetricsConfiguration",
    "PutBucketNotificationConfiguration",
    "PutBucketOwnershipControls",
    "PutBucketReplication",
    "PutBucketTagging",
    "PutBucketVersioning",
    "PutBucketWebsite",
    "PutObjectLegalHold",
    "PutObjectLockConfiguration",
    "PutObjectRetention",
    "PutPublicAccessBlock",
    "RestoreObject",
]
# Older forms of operations that have the same address.
SUPERSEDED = {
    "GetBucketLifecycle",
    "GetBucketNotification",
    "ListDirectoryBuckets",
    "PutBucketLifecycle",
    "PutBucketNotification",
}


def operations():
    lines = set()
    for name in MODEL.operation_names:
        if name in SUPERSEDED or name == "WriteGetObjectResponse":
            continue
        operation = MODEL.operation_model(name)
        path, _, query = operation.http["requestUri"].partition("?")
        level = {"/": "service", "/{Bucket}": "bucket", "/{Bucket}/{Key+}": "object"}[path]
        members = operation.input_shape.members if operation.input_shape else {}
        required = operation.input_shape.required_members if operation.input_shape else []
        marker = query.split("=")[0].split("&")[0] or "-"
        if marker == "-" and "UploadId" in required:
            marker = "uploadId"
        source = "copy" if members.get("CopySource") else "-"
        lines.add(f"{operation.http['method']} {level} {marker} {source} {name}")
    return sorted(lines)


def kind(shape):
    if getattr(shape, "enum", None):
        return "|".join(shape.enum)
    names = {"string": "text", "structure": "struct", "long": "integer", "map": "struct"}
    return names.get(shape.type_name, shape.type_name)


def walk(path, shape, lines):
    for name, member in shape.members.items():
        if member.serialization.get("xmlAttribute"):
            continue
        required = name in shape.required_members
        element = member.serialization.get("name", name)
        here = f"{path}/{element}"
        if member.type_name == "list":
            item = member.member
            if not member.serialization.get("flattened"):
                lines.append(f"{here} {'1' if required else '?'} struct")
                here = f"{here}/{item.serialization.get('name', 'member')}"
                required = False
            lines.append(f"{here} {'+' if required else '*'} {kind(item)}")
            if item.type_name == "structure":
                walk(here, item, lines)
        else:
            lines.append(f"{here} {'1' if required else '?'} {kind(member)}")
            if member.type_name == "structure":
                walk(here, member, lines)


def documents():
    lines = []
    for name in DOCUMENTS:
        shape = MODEL.operation_model(name).input_shape
        payload = shape.members[shape.serialization["payload"]]
        root = payload.serialization.get("name", payload.name)
        lines.append(f"{root} 1 struct")
        walk(root, payload, lines)
    return lines


print("\n".join({"operations": operations, "documents": documents}[sys.argv[1]]()))
