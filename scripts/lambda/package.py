"""Writes the template that is deployed: `package.py TEMPLATE TARGET_DIR OUT SETTINGS...`.

It is the template with the finished zips of `build.sh` in place of "build this from the workspace",
so that what is deployed is, byte for byte, what was tested. A function becomes a new version behind
its alias if its zip, the template or one of the files SETTINGS (samconfig.toml, the layers) changed:
SAM by itself looks at the code alone and would leave the alias on yesterday's settings. OUT must lie beside TEMPLATE, because the other paths in it begin there; SAM uploads what they
name, nested stacks too, none of which has a function. Needs PyYAML.
"""

import hashlib
import pathlib
import sys

import yaml


class Tagged:
    """A value with one of CloudFormation's short tags, `!Ref` and the like."""

    def __init__(self, tag, value):
        self.tag, self.value = tag, value


class Loader(yaml.SafeLoader):
    pass


class Dumper(yaml.SafeDumper):
    def ignore_aliases(self, data):
        return True


def read_tagged(loader, suffix, node):
    if isinstance(node, yaml.ScalarNode):
        value = loader.construct_scalar(node)
    elif isinstance(node, yaml.SequenceNode):
        value = loader.construct_sequence(node, deep=True)
    else:
        value = loader.construct_mapping(node, deep=True)
    return Tagged("!" + suffix, value)


def write_tagged(dumper, tagged):
    if isinstance(tagged.value, list):
        return dumper.represent_sequence(tagged.tag, tagged.value)
    if isinstance(tagged.value, dict):
        return dumper.represent_mapping(tagged.tag, tagged.value)
    return dumper.represent_scalar(tagged.tag, tagged.value)


Loader.add_multi_constructor("!", read_tagged)
Dumper.add_representer(Tagged, write_tagged)


def digest(*files: pathlib.Path) -> str:
    total = hashlib.sha256()
    for file in files:
        total.update(hashlib.sha256(file.read_bytes()).digest())
    return total.hexdigest()


def package(template: pathlib.Path, target: pathlib.Path, out: pathlib.Path, *settings: pathlib.Path) -> None:
    document = yaml.load(template.read_text(), Loader)
    document.get("Globals", {}).get("Function", {}).pop("CodeUri", None)
    for name, resource in document["Resources"].items():
        properties = resource.get("Properties", {})
        if resource["Type"] == "AWS::Serverless::Function":
            binary = resource.pop("Metadata", {}).get("BuildProperties", {}).get("Binary")
            bootstrap = target / "lambda" / str(binary) / "bootstrap.zip"
            if not bootstrap.is_file():
                sys.exit(f"{name}: there is no {bootstrap}; run scripts/lambda/build.sh")
            properties["CodeUri"] = str(bootstrap.resolve())
            properties["AutoPublishCodeSha256"] = digest(bootstrap, template, *settings)
    out.write_text(yaml.dump(document, Dumper=Dumper, sort_keys=False, width=1000))


package(*map(pathlib.Path, sys.argv[1:]))
