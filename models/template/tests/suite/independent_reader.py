"""Prints each named template as JSON, one document a line, as cfn-lint reads it (YAML 1.1, by PyYAML).

With --written as first argument each is printed twice, as PyYAML and as ruamel.yaml (YAML 1.2) read it, with a tag as the
function that it stands for.
"""

import json
import sys


def by_cfn_lint(path):
    from cfnlint.decode import cfn_yaml

    return cfn_yaml.load(path)


def long_form(tag, value):
    """The function of a short form, as CloudFormation's documentation defines it."""
    name = tag if tag in ("Ref", "Condition") else "Fn::" + tag
    if isinstance(value, str) and tag == "GetAtt":
        return {name: value.split(".", 1)}
    return {name: value}


def by_pyyaml(path):
    import yaml

    class Loader(yaml.SafeLoader):
        pass

    def function(loader, tag, node):
        construct = {
            "scalar": loader.construct_scalar,
            "sequence": lambda node: loader.construct_sequence(node, deep=True),
            "mapping": lambda node: loader.construct_mapping(node, deep=True),
        }[node.id]
        return long_form(tag, construct(node))

    Loader.add_multi_constructor("!", function)
    with open(path, encoding="utf-8", newline="") as file:
        return yaml.load(file, Loader)


def by_ruamel(path):
    import ruamel.yaml

    reader = ruamel.yaml.YAML(typ="safe", pure=True)

    class Constructor(ruamel.yaml.constructor.SafeConstructor):
        pass

    def function(loader, tag, node):
        construct = {
            "scalar": loader.construct_scalar,
            "sequence": lambda node: loader.construct_sequence(node, deep=True),
            "mapping": lambda node: loader.construct_mapping(node, deep=True),
        }[node.id]
        return long_form(str(tag).lstrip("!"), construct(node))

    Constructor.add_multi_constructor("!", function)
    reader.Constructor = Constructor
    with open(path, encoding="utf-8", newline="") as file:
        return reader.load(file)


def main(arguments):
    readers = [by_cfn_lint]
    if arguments and arguments[0] == "--written":
        arguments = arguments[1:]
        readers = [by_pyyaml, by_ruamel]
    for path in arguments:
        for read in readers:
            try:
                print(json.dumps(read(path), default=str))
            except Exception as error:
                sys.exit(f"{path}: {read.__name__}: {error}")


if __name__ == "__main__":
    main(sys.argv[1:])
