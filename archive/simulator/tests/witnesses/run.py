"""Makes the calls of a file at an endpoint with boto3 and prints what was answered, one JSON document a line.

    run.py CALLS.txt

The endpoint is that of AWS_ENDPOINT_URL. A line that is printed has the section, the line as it is in the file, the operation, and the answer: an
error code, or what was asked of the answer.
"""

import json
import pathlib
import sys
import time

import boto3
import jmespath
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from botocore.parsers import ResponseParserError

CONFIG = Config(
    region_name="us-east-1",
    retries={"total_max_attempts": 1},
    parameter_validation=False,
    s3={"addressing_style": "path"},
    request_checksum_calculation="when_supported",
)
clients = {}


def client(service):
    if service not in clients:
        clients[service] = boto3.client(service, config=CONFIG)
    return clients[service]


def filled(value, kept):
    """The arguments with what earlier calls kept."""
    if isinstance(value, dict):
        return {key: filled(item, kept) for key, item in value.items()}
    if isinstance(value, list):
        return [filled(item, kept) for item in value]
    if isinstance(value, str) and value.startswith("$") and value[1:] in kept:
        return kept[value[1:]]
    return value


def read(line):
    """The operation, its arguments, and what is asked of the answer and kept of it."""
    operation, _, rest = line.partition(" ")
    arguments, end = json.JSONDecoder().raw_decode(rest)
    rest = rest[end:]
    rest, _, keep = rest.partition(" > ")
    _, _, show = rest.partition(" ? ")
    return operation, arguments, show, keep


def status(call, path, arguments):
    try:
        return jmespath.search(path, call(**arguments)) or ""
    except (ClientError, ResponseParserError):
        return ""


def wait(operation, arguments):
    """At most twenty seconds: what another simulation never finishes is told by the next call."""
    cloudformation = client("cloudformation")
    if operation == "wait":
        call, path = cloudformation.describe_stacks, "Stacks[0].StackStatus"
    else:
        call, path = cloudformation.describe_change_set, "Status"
    for _ in range(200):
        if not status(call, path, arguments).endswith(("_IN_PROGRESS", "_PENDING")):
            return
        time.sleep(0.1)


def answer(operation, arguments, show, keep, kept):
    service, _, method = operation.partition(".")
    try:
        response = getattr(client(service), method)(**filled(arguments, kept))
    except ClientError as error:
        return "error " + error.response["Error"]["Code"]
    except (BotoCoreError, ResponseParserError, ValueError, TypeError, KeyError, AttributeError) as error:
        # Answers that boto3 cannot read, or requests that it does not send.
        return f"error {type(error).__name__}"
    if keep:
        name, _, path = keep.partition("=")
        kept[name] = jmespath.search(path, response) or "unknown"
    if not show:
        return "ok"
    shown = json.loads(json.dumps(jmespath.search(show, response), default=str))
    return "ok " + json.dumps(shown, ensure_ascii=False, sort_keys=True)


def main(path):
    section, kept = "", {}
    for line in pathlib.Path(path).read_text().splitlines():
        if line.startswith("# "):
            section = line[2:].partition(":")[0]
        elif line and not line.startswith("##"):
            operation, arguments, show, keep = read(line)
            if operation.startswith("wait"):
                wait(operation, arguments)
                continue
            answered = answer(operation, arguments, show, keep, kept)
            print(json.dumps([section, line, operation, answered], ensure_ascii=False), flush=True)


main(sys.argv[1])
