"""Takes every template of a folder through its life with boto3: create, no-op, an update that replaces something, delete.

    drive.py FOLDER PARAMETERS.json

`circumstances.json`, beside this script, says what some templates need besides: what their clients make of them before they deploy
them (`aws cloudformation package`, `rain pkg`), a template that is deployed before, the role that deploys them, or a second attempt.

Prints one line a template: `ok NAME REPLACED`, or `refused NAME STEP: REASON`.
"""

import json
import pathlib
import re
import sys

import boto3
import yaml
from botocore.exceptions import ClientError

REGION = "us-east-1"
CAPABILITIES = ["CAPABILITY_IAM", "CAPABILITY_NAMED_IAM", "CAPABILITY_AUTO_EXPAND"]
cfn = boto3.client("cloudformation", region_name=REGION)
used = set()
here = pathlib.Path(__file__).parent

# What is given for a parameter without a default, by its type.
BY_TYPE = {
    "AWS::EC2::AvailabilityZone::Name": "us-east-1a",
    "AWS::EC2::KeyPair::KeyName": "acme",
    "AWS::EC2::SecurityGroup::Id": "sg-0123456789abcdef0",
    "AWS::EC2::Subnet::Id": "subnet-0123456789abcdef0",
    "AWS::EC2::VPC::Id": "vpc-0123456789abcdef0",
    "CommaDelimitedList": "subnet-0123456789abcdef0,subnet-0123456789abcdef1",
    "List<AWS::EC2::AvailabilityZone::Name>": "us-east-1a,us-east-1b",
    "List<AWS::EC2::SecurityGroup::Id>": "sg-0123456789abcdef0,sg-0123456789abcdef1",
    "List<AWS::EC2::Subnet::Id>": "subnet-0123456789abcdef0,subnet-0123456789abcdef1",
    "List<AWS::EC2::VPC::Id>": "vpc-0123456789abcdef0",
    "Number": "1",
}

# Properties that replace a resource in which they change, for templates whose resources have none of them.
ADDED = {
    "AWS::DynamoDB::Table": ("TableName", "replaced"),
    "AWS::EC2::VPC": ("CidrBlock", "10.99.0.0/16"),
    "AWS::IAM::Role": ("Path", "/replaced/"),
    "AWS::Lambda::Function": ("FunctionName", "replaced"),
    "AWS::S3::Bucket": ("BucketName", "acme-replaced-by-another"),
    "AWS::SNS::Topic": ("TopicName", "replaced"),
    "AWS::SQS::Queue": ("QueueName", "replaced"),
    "AWS::KMS::Key": ("Origin", "EXTERNAL"),
}


class Short(yaml.SafeLoader):
    """YAML with CloudFormation's short forms; dates stay text."""


def short_form(loader, suffix, node):
    if isinstance(node, yaml.ScalarNode):
        value = loader.construct_scalar(node)
    elif isinstance(node, yaml.SequenceNode):
        value = loader.construct_sequence(node, deep=True)
    else:
        value = loader.construct_mapping(node, deep=True)
    if suffix == "GetAtt" and isinstance(value, str):
        value = value.split(".", 1)
    name = suffix if suffix in ("Ref", "Condition") else f"Fn::{suffix}"
    return {name: value}


Short.add_multi_constructor("!", short_form)
Short.yaml_implicit_resolvers = {
    key: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for key, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def parameters(template, given):
    values = []
    for name, declared in (template.get("Parameters") or {}).items():
        if name in given:
            values.append({"ParameterKey": name, "ParameterValue": given[name]})
        elif "Default" not in declared:
            values.append({"ParameterKey": name, "ParameterValue": BY_TYPE.get(declared["Type"], "acme")})
    return values


class Refused(Exception):
    pass


def reasons(stack, marker):
    """What the events after a marker say went wrong, without what follows from it."""
    events = cfn.get_paginator("describe_stack_events").paginate(StackName=stack).search("StackEvents")
    failed = []
    for event in events:
        if event["EventId"] == marker:
            break
        if event["ResourceStatus"].endswith("_FAILED"):
            failed.append(f"{event['LogicalResourceId']} ({event['ResourceType']}): {event.get('ResourceStatusReason')}")
    failed = [reason for reason in failed if "cancelled" not in reason]
    return failed[-1] if failed else "no event says why"


def newest(stack):
    return cfn.describe_stack_events(StackName=stack)["StackEvents"][0]["EventId"]


def change_set(stack, kind, body, given, name):
    """Makes a change set; gives its description, which may be one of failure."""
    made = cfn.create_change_set(
        StackName=stack, ChangeSetName=name, ChangeSetType=kind, TemplateBody=body, Parameters=given, Capabilities=CAPABILITIES
    )
    while True:
        described = cfn.describe_change_set(ChangeSetName=made["Id"], IncludePropertyValues=True)
        if described["Status"] in ("CREATE_COMPLETE", "FAILED"):
            changes = cfn.get_paginator("describe_change_set").paginate(ChangeSetName=made["Id"])
            described["Changes"] = list(changes.search("Changes"))
            return described


def signals(template):
    """How many signals the creation policies ask for, by logical id."""
    asked = {}
    for logical_id, resource in template["Resources"].items():
        policy = (resource.get("CreationPolicy") or {}).get("ResourceSignal")
        if policy is not None:
            asked[logical_id] = int(policy.get("Count", 1))
    return asked


def signal(stack, asked):
    """Signals what is being made, as the instances would; a signal that comes twice counts once."""
    for resource in cfn.describe_stack_resources(StackName=stack)["StackResources"]:
        logical_id = resource["LogicalResourceId"]
        if not resource["ResourceStatus"].endswith("_IN_PROGRESS"):
            continue
        for number in range(asked.get(logical_id, 0)):
            try:
                cfn.signal_resource(
                    StackName=stack, LogicalResourceId=logical_id, UniqueId=f"i-{number:017x}", Status="SUCCESS"
                )
            except ClientError as error:
                # It is not waiting yet, or no longer.
                if "can not be signaled" not in error.response["Error"]["Message"]:
                    raise


def execute(described, waiter, asked, **options):
    stack = described["StackId"]
    marker = newest(stack)
    cfn.execute_change_set(ChangeSetName=described["ChangeSetId"], **options)
    while True:
        status = cfn.describe_stacks(StackName=stack)["Stacks"][0]["StackStatus"]
        if not status.endswith("_IN_PROGRESS"):
            break
        if asked:
            signal(stack, asked)
    if status != waiter:
        raise Refused(f"{status}: {reasons(stack, marker)}")


def candidates(template):
    """Changes of one property of one resource, the likelier to replace it first."""
    found = []
    for logical_id, resource in template["Resources"].items():
        properties = resource.get("Properties")
        if not isinstance(properties, dict):
            properties = {}
        for name, value in properties.items():
            if isinstance(value, str):
                if name == "CidrBlock":
                    changed = re.sub(r"^\d+\.\d+", "10.98", value)
                elif name == "AvailabilityZone":
                    changed = "us-east-1c"
                else:
                    changed = value + "2"
                found.append((0, logical_id, name, changed))
            elif isinstance(value, dict) and re.search("Name$|Zone$|Description$|Identifier$|Subnet", name):
                found.append((1, logical_id, name, f"replaced-{logical_id}".lower()))
            elif isinstance(value, dict) and name.endswith("Id"):
                prefix = {"VpcId": "vpc", "SubnetId": "subnet", "ImageId": "ami", "PortfolioId": "port"}.get(name)
                if prefix:
                    found.append((2, logical_id, name, f"{prefix}-0fedcba9876543210"))
            elif isinstance(value, bool):
                found.append((3, logical_id, name, not value))
        if resource["Type"] in ADDED:
            name, value = ADDED[resource["Type"]]
            if properties.get(name) != value:
                found.append((4, logical_id, name, value))
    return [candidate[1:] for candidate in sorted(found, key=lambda one: one[0])]


def replace(stack, template, given):
    """Changes something that has to be replaced; gives what it was."""
    last = "no property that it has or could have replaces its resource"
    for number, (logical_id, name, value) in enumerate(candidates(template)):
        changed = json.loads(json.dumps(template))
        resource = changed["Resources"][logical_id]
        resource["Properties"] = {**(resource.get("Properties") or {}), name: value}
        try:
            described = change_set(stack, "UPDATE", json.dumps(changed), given, f"replace-{number}")
        except ClientError as error:
            last = f"{logical_id}.{name}: {error}"
            continue
        replaced = [
            change["ResourceChange"]["LogicalResourceId"]
            for change in described["Changes"]
            if change["ResourceChange"].get("Replacement") == "True"
        ]
        if described["Status"] != "CREATE_COMPLETE" or logical_id not in replaced:
            cfn.delete_change_set(ChangeSetName=described["ChangeSetId"])
            continue
        before = cfn.describe_stack_resource(StackName=stack, LogicalResourceId=logical_id)["StackResourceDetail"]
        try:
            execute(described, "UPDATE_COMPLETE", signals(changed))
        except Refused as refused:
            last = f"{logical_id}.{name}: {refused}"
            continue
        after = cfn.describe_stack_resource(StackName=stack, LogicalResourceId=logical_id)["StackResourceDetail"]
        assert before["PhysicalResourceId"] != after["PhysicalResourceId"], f"{logical_id} is the same after its replacement"
        return f"{logical_id}.{name}"
    raise Refused(last)


def package(text, template, circumstances, folder):
    """What the template's client makes of it before it deploys it."""
    embedded = circumstances.get("embed", {})
    code = circumstances.get("code")
    if not embedded and not code:
        return text

    def files(value):
        if isinstance(value, list):
            return [files(item) for item in value]
        if not isinstance(value, dict):
            return value
        if len(value) == 1:
            (name, argument), = value.items()
            # A JSON template has no tags; rain reads the name alone.
            if name in ("Rain::Embed", "Fn::Rain::Embed"):
                own = here / "embedded" / embedded[argument]
                return (own if own.exists() else folder / embedded[argument]).read_text()
        return {name: files(item) for name, item in value.items()}

    packaged = files(template)
    for resource in packaged["Resources"].values():
        if code and "CodeUri" in (resource.get("Properties") or {}):
            resource["Properties"]["CodeUri"] = code
    return json.dumps(packaged)


def create(stack, text, template, given, attempts):
    """Creates the stack. A further attempt goes on with what the one before has made, as "preserve successfully provisioned resources" lets it."""
    described = change_set(stack, "CREATE", text, given, "create")
    for attempt in range(attempts):
        if described["Status"] != "CREATE_COMPLETE":
            raise Refused(described.get("StatusReason"))
        if attempt == attempts - 1:
            return execute(described, "UPDATE_COMPLETE" if attempt else "CREATE_COMPLETE", signals(template))
        try:
            execute(described, "CREATE_COMPLETE", signals(template), DisableRollback=True)
        except Refused:
            described = change_set(stack, "UPDATE", text, given, f"create-{attempt}")
        else:
            raise Refused("the first attempt was to fail")


def life(name, text, template, given, circumstances):
    # Names of buckets, roles and services are made of it.
    stack = "acme-" + re.sub("[^a-z0-9]+", "-", name.rsplit(".", 1)[0].rpartition("__")[2].lower())[:16].strip("-")
    if stack in used:
        stack += str(len(used))
    used.add(stack)
    step = "create"
    try:
        create(stack, text, template, given, circumstances.get("attempts", 1))
        step = "no-op"
        nothing = change_set(stack, "UPDATE", text, given, "nothing")
        if nothing["Status"] != "FAILED" or "didn't contain changes" not in nothing["StatusReason"]:
            raise Refused(f"{len(nothing['Changes'])} changes: {json.dumps(nothing['Changes'], default=str)[:400]}")
        step = "replace"
        replaced = replace(stack, template, given)
        step = "delete"
        resources = cfn.get_paginator("list_stack_resources").paginate(StackName=stack).search("StackResourceSummaries")
        assert all(resource["ResourceStatus"].endswith("_COMPLETE") for resource in resources)
        delete(stack)
    except ClientError as error:
        return f"refused {name} {step}: {error.response['Error']['Message']}"
    except Refused as refused:
        return f"refused {name} {step}: {refused}"
    return f"ok {name} {replaced}"


def delete(stack):
    arn = cfn.describe_stacks(StackName=stack)["Stacks"][0]["StackId"]
    marker = newest(arn)
    cfn.delete_stack(StackName=stack)
    while True:
        status = cfn.describe_stacks(StackName=arn)["Stacks"][0]["StackStatus"]
        if not status.endswith("_IN_PROGRESS"):
            break
    if status != "DELETE_COMPLETE":
        raise Refused(f"{status}: {reasons(arn, marker)}")


def as_role(name):
    """CloudFormation as somebody who has taken on a role of the account."""
    account = boto3.client("sts", region_name=REGION).get_caller_identity()["Account"]
    session = boto3.client("sts", region_name=REGION).assume_role(
        RoleArn=f"arn:aws:iam::{account}:role/{name}", RoleSessionName="corpus"
    )["Credentials"]
    return boto3.client(
        "cloudformation",
        region_name=REGION,
        aws_access_key_id=session["AccessKeyId"],
        aws_secret_access_key=session["SecretAccessKey"],
        aws_session_token=session["SessionToken"],
    )


def main(folder, given):
    global cfn
    folder = pathlib.Path(folder)
    given = json.loads(pathlib.Path(given).read_text())
    circumstances = json.loads((here / "circumstances.json").read_text())
    root = cfn
    # What the templates find in an account: a role, secrets, and what other stacks export.
    prerequisites = (here / "prerequisites.yaml").read_text()
    execute(change_set("prerequisites", "CREATE", prerequisites, [], "create"), "CREATE_COMPLETE", {})
    for path in sorted(folder.iterdir()):
        if path.suffix not in (".json", ".yaml", ".yml") or (sys.argv[3:] and path.name not in sys.argv[3:]):
            continue
        own = circumstances.get(path.name, {})
        before = own.get("before")
        if before:
            macro = here / before if (here / before).exists() else folder / before
            execute(change_set("before", "CREATE", macro.read_text(), [], "create"), "CREATE_COMPLETE", {})
        cfn = as_role(own["role"]) if "role" in own else root
        text = path.read_text()
        text = package(text, yaml.load(text, Short), own, folder)
        template = yaml.load(text, Short)
        line = life(path.name, text, template, parameters(template, given.get(path.name, {})), own)
        cfn = root
        if before:
            delete("before")
        print(re.sub(r"\s+", " ", line), flush=True)


main(*sys.argv[1:3])
