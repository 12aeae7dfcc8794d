"""Asks one examiner about templates and policies: examine.py cfn-lint|cloudformation-validate|checkov|parliament

In, on standard input:   {"templates": [{"name", "body"}], "policies": [{"name", "document"}]}, where body is JSON text
Out, on standard output: [{"rule", "subject", "place", "message"}], where subject is the name of a template or policy
"""

import json
import logging
import os
import sys
import tempfile
import warnings


def cfn_lint(job):
    from cfnlint.api import lint
    from cfnlint.config import ManualArgs

    arguments = ManualArgs(include_checks=["I"], regions=["eu-central-1", "eu-west-1", "us-east-1"])
    for template in job["templates"]:
        for match in lint(template["body"], config=arguments):
            yield match.rule.id, template["name"], "/".join(str(step) for step in match.path or []), match.message


def cloudformation_validate(job):
    from cloudformation_validate import CompositeEngine, TemplateContent

    engine = CompositeEngine()
    for template in job["templates"]:
        report = engine.validate_template(TemplateContent(template["body"], template["name"]))
        for diagnostic in report.diagnostics:
            place = diagnostic.entity.logical_id if diagnostic.entity else ""
            yield diagnostic.rule_id, template["name"], place, diagnostic.message


def checkov(job):
    os.environ["LOG_LEVEL"] = "ERROR"
    from checkov.cloudformation.runner import Runner
    from checkov.runner_filter import RunnerFilter

    with tempfile.TemporaryDirectory() as folder:
        names = {}
        for index, template in enumerate(job["templates"]):
            path = os.path.join(folder, f"{index}.json")
            names[path] = template["name"]
            with open(path, "w", encoding="utf-8") as file:
                file.write(template["body"])
        only = RunnerFilter(framework=["cloudformation"])
        report = Runner().run(root_folder=None, files=list(names), runner_filter=only)
        for path in report.parsing_errors:
            yield "parsing-error", names[path], "", "checkov cannot read the template"
        for check in report.failed_checks:
            yield check.check_id, names[check.file_abs_path], check.resource.split(".", 1)[1], check.check_name


def parliament(job):
    warnings.filterwarnings("ignore")
    from parliament import analyze_policy_string

    for policy in job["policies"]:
        analysed = analyze_policy_string(json.dumps(policy["document"]), include_community_auditors=True)
        for finding in analysed.findings:
            yield finding.issue, policy["name"], "", str(finding.detail)


EXAMINERS = {
    "cfn-lint": cfn_lint,
    "cloudformation-validate": cloudformation_validate,
    "checkov": checkov,
    "parliament": parliament,
}


def main():
    logging.disable(logging.CRITICAL)
    examiner = EXAMINERS[sys.argv[1]]
    findings = examiner(json.load(sys.stdin))
    keys = ("rule", "subject", "place", "message")
    json.dump([dict(zip(keys, finding)) for finding in findings], sys.stdout)


main()
