"""Validates the templates that are named, with all rules, and prints how many errors there are: it has no command of its own."""

import sys

from cloudformation_validate import CompositeEngine

engine = CompositeEngine()
grave = ("ERROR", "FATAL")
print(sum(found.severity.name in grave for path in sys.argv[1:] for found in engine.validate_template(path).diagnostics))
