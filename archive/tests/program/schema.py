"""Validates events against the schema that is shipped, and against the same schema without room for what it does not name.

Reads {"schema": …, "events": […]} from standard input; what is wrong goes to standard output, a line each.
"""

import json
import sys

from jsonschema import Draft202012Validator
from jsonschema.validators import validator_for


def closed(schema):
    """Readers have to accept fields that are added later; a test wants them documented."""
    if isinstance(schema, list):
        return [closed(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    made = {key: closed(value) for key, value in schema.items()}
    if isinstance(made.get("properties"), dict) and made.get("type") == "object":
        made.setdefault("additionalProperties", False)
    return made


job = json.load(sys.stdin)
schema = job["schema"]
assert validator_for(schema) is Draft202012Validator
Draft202012Validator.check_schema(schema)
for name, variant in [("the schema", schema), ("the schema without room", closed(schema))]:
    for event in job["events"]:
        # The branch of its kind says what is wrong; that of all branches only that none fits.
        kind = {"$ref": f"#/$defs/{event['event']}", "$defs": variant["$defs"]}
        checks = [variant, kind] if event["event"] in variant["$defs"] else [variant]
        errors = [error for check in checks for error in Draft202012Validator(check).iter_errors(event)]
        for error in errors[-1:]:
            print(f"{name}: {error.json_path}: {error.message} in {json.dumps(event)[:300]}")
