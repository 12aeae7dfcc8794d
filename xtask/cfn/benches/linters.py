#!/usr/bin/env python3
"""Checks a folder of templates with `cfn check`, cfn-lint and cloudformation-validate, and compares their errors.

    linters.py CFN FOLDER [--jobs N] [--write FILE]

CFN is the program `cfn`, FOLDER the folder; the two others have to be installed in the Python that runs this. A template that
`cfn check` refuses and both others accept is a false error of ours, or a fault that they do not know: each is printed, and the exit
code is then 1. What each program reports of every template is written to FILE as JSON lines.
"""

import argparse
import collections
import json
import logging
import multiprocessing
import pathlib
import subprocess
import sys

ENGINE = None


def ours(cfn, path):
    command = [cfn, "check", "--no-config", "--output", "json", path]
    report = json.loads(subprocess.run(command, capture_output=True, text=True, check=False).stdout)
    return [[f["rule"], f["line"]] for f in report["files"][0]["findings"] if f["severity"] == "error"]


def cfn_lint(path):
    from cfnlint.config import ConfigMixIn
    from cfnlint.runner import Runner

    runner = Runner(ConfigMixIn(["--format", "json", "--regions", "us-east-1"], templates=[path]))
    return [[match.rule.id, match.linenumber] for match in runner.run() if match.rule.severity == "error"]


def cloudformation_validate(path):
    global ENGINE
    from cloudformation_validate import CompositeEngine, ValidationError

    ENGINE = ENGINE or CompositeEngine()
    try:
        report = ENGINE.validate_template(path)
    except ValidationError as error:
        return [[f"refused: {error}"[:120], 0]]
    grave = [d for d in report.diagnostics if d.severity.name in ("ERROR", "FATAL")]
    return [[d.rule_id, getattr(getattr(d, "location", None), "line", 0) or 0] for d in grave]


def examine(job):
    cfn, path = job
    logging.disable(logging.CRITICAL)
    found = {"file": pathlib.Path(path).name}
    for name, check in (("cfn", lambda: ours(cfn, path)), ("cfn-lint", lambda: cfn_lint(path)),
                        ("cloudformation-validate", lambda: cloudformation_validate(path))):
        try:
            found[name] = check()
        except Exception as error:  # A crash of one program is a result like any other.
            found[name] = [[f"crashed: {type(error).__name__}", 0]]
    return found


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("cfn")
    arguments.add_argument("folder", type=pathlib.Path)
    arguments.add_argument("--jobs", type=int, default=multiprocessing.cpu_count())
    arguments.add_argument("--write", type=pathlib.Path)
    given = arguments.parse_args()
    suffixes = {".json", ".template", ".yaml", ".yml"}
    paths = sorted(str(path) for path in given.folder.rglob("*") if path.suffix in suffixes)
    with multiprocessing.Pool(given.jobs, maxtasksperchild=200) as pool:
        results = list(pool.imap(examine, [(given.cfn, path) for path in paths], chunksize=1))
    if given.write:
        given.write.write_text("".join(json.dumps(result) + "\n" for result in results))
    programs = ("cfn", "cfn-lint", "cloudformation-validate")
    verdicts = collections.Counter(tuple(bool(result[program]) for program in programs) for result in results)
    print(f"{len(results)} templates; errors of {', '.join(programs)}:")
    for verdict, count in sorted(verdicts.items()):
        print(f"{count:6}  " + ", ".join(f"{p}: {'errors' if v else 'none'}" for p, v in zip(programs, verdict)))
    alone = [r for r in results if r["cfn"] and not r["cfn-lint"] and not r["cloudformation-validate"]]
    for result in alone:
        print(f"only cfn: {result['file']}: " + ", ".join(f"{rule} (line {line})" for rule, line in result["cfn"]))
    return 1 if alone else 0


if __name__ == "__main__":
    sys.exit(main())
