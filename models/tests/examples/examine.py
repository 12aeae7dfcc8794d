"""Asks an examiner for the errors in templates: examine.py cfn-lint|cloudformation-validate

In, on standard input: {name: template as JSON text}. Out, on standard output: ["name rule: message"].
"""

import json
import logging
import sys


def cfn_lint(name, body):
    from cfnlint.api import lint
    from cfnlint.config import ManualArgs

    for match in lint(body, config=ManualArgs(regions=["eu-central-1", "us-east-1"])):
        if match.rule.severity == "error":
            yield f"{name} {match.rule.id}: {match.message}"


def cloudformation_validate(name, body):
    from cloudformation_validate import CompositeEngine, TemplateContent

    report = CompositeEngine().validate_template(TemplateContent(body, name))
    for diagnostic in report.diagnostics:
        if "error" in str(diagnostic.severity).lower():
            yield f"{name} {diagnostic.rule_id}: {diagnostic.message}"


def main():
    logging.disable(logging.CRITICAL)
    examine = {"cfn-lint": cfn_lint, "cloudformation-validate": cloudformation_validate}[sys.argv[1]]
    templates = json.load(sys.stdin)
    json.dump([error for name, body in templates.items() for error in examine(name, body)], sys.stdout)


main()
