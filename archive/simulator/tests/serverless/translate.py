"""Expands serverless templates with AWS's own translator, the package aws-sam-translator: reads an object of templates by name from the
file that is named, and writes that of the expanded templates, or of the reason why one is invalid."""

import json
import os
import sys

os.environ.setdefault("AWS_DEFAULT_REGION", "eu-central-1")

from samtranslator.model.exceptions import InvalidDocumentException
from samtranslator.parser.parser import Parser
from samtranslator.translator.translator import Translator

# AWS looks these names up in IAM.
POLICIES = {"AmazonS3ReadOnlyAccess": "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"}


def expanded(template):
    parameters = template.get("Parameters", {}).items()
    values = {name: parameter["Default"] for name, parameter in parameters if "Default" in parameter}
    try:
        return Translator(POLICIES, Parser()).translate(template, values)
    except InvalidDocumentException as error:
        return " ".join(cause.message for cause in error.causes)


with open(sys.argv[1], encoding="utf-8") as file:
    templates = json.load(file)
json.dump({name: expanded(template) for name, template in templates.items()}, sys.stdout)
