#!/usr/bin/env python3
"""What the compiler pays for this crate, beside the closest peer: cold `cargo check`, dependencies and build scripts included.

    python3 models/benches/compile_cost.py

Each measurement is a package of its own that depends on one of the two and has nothing else, checked into an empty target folder.
CPU is that of all processes together; memory is the peak of the largest one, which is the compiler on the generated code. The
downloads happen before. A busy machine changes the times, and hardly the memory.
"""

import contextlib
import json
import os
import pathlib
import subprocess
import sys
import tempfile

MODELS = pathlib.Path(__file__).resolve().parent.parent
MISSION = ["s3", "kms", "iam", "cloudformation"]
PEER = ("stratosphere", "0.1.0")


@contextlib.contextmanager
def package(dependency):
    """The folder of a package that has that dependency and nothing else."""
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        (folder / "src").mkdir()
        (folder / "src" / "lib.rs").write_text("")
        (folder / "Cargo.toml").write_text(
            f'[package]\nname = "cost"\nversion = "0.0.0"\nedition = "2024"\n\n[dependencies]\n{dependency}\n\n[workspace]\n'
        )
        yield folder


def measure(dependency):
    """Wall seconds, CPU seconds and peak memory in MB of a cold check of a package with that dependency."""
    with package(dependency) as folder:
        environment = {**os.environ, "CARGO_TARGET_DIR": str(folder / "target"), "CARGO_INCREMENTAL": "0"}
        subprocess.run(["cargo", "fetch", "--quiet"], cwd=folder, env=environment, check=True)
        # What is waited for by a process of its own is not mixed with what was measured before.
        code = (
            "import json, resource, subprocess, time; begin = time.monotonic();"
            "subprocess.run(['cargo', 'check', '--quiet', '--offline'], check=True);"
            "used = resource.getrusage(resource.RUSAGE_CHILDREN);"
            "print(json.dumps([time.monotonic() - begin, used.ru_utime + used.ru_stime, used.ru_maxrss / 1000]))"
        )
        answer = subprocess.run([sys.executable, "-c", code], cwd=folder, env=environment, check=True, stdout=subprocess.PIPE)
        return json.loads(answer.stdout)


def ours(features):
    return f'cfn-models = {{ path = "{MODELS}", features = {json.dumps(features)} }}'


def peer(features):
    name, version = PEER
    return f'{name} = {{ version = "={version}", default-features = false, features = {json.dumps(features)} }}'


def services_of_peer():
    """The features of the peer that are services, from the manifest that Cargo downloaded."""
    with package(f'{PEER[0]} = "={PEER[1]}"') as folder:
        answer = subprocess.run(
            ["cargo", "metadata", "--format-version", "1"], cwd=folder, check=True, stdout=subprocess.PIPE
        )
    found = next(found for found in json.loads(answer.stdout)["packages"] if found["name"] == PEER[0])
    return sorted(feature for feature in found["features"] if feature != "default")


def main():
    rows = [
        ("S3, KMS, IAM, CloudFormation", ours(MISSION), peer([f"aws_{service}" for service in MISSION])),
        ("all services", ours(["full"]), peer(services_of_peer())),
    ]
    print(f"| | models | {' '.join(PEER)} |\n|---|---|---|")
    for title, us, them in rows:
        cells = []
        for dependency in (us, them):
            wall, cpu, memory = measure(dependency)
            cells.append(f"{wall:.1f} s, {cpu:.1f} s CPU, {memory:.0f} MB")
        print(f"| {title} | {' | '.join(cells)} |", flush=True)


if __name__ == "__main__":
    main()
