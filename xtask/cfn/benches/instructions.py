#!/usr/bin/env python3
"""Counts the instructions of `cfn check` on each template of a folder, beside those of another build of it.

    instructions.py OLD NEW FOLDER

OLD and NEW are commands, such as `old/xtask check` and `target/release/cfn check --no-config`; valgrind has to be installed. Instructions are
counted because they are the same in every run, on however busy a machine. A ratio above 1.3 is printed as such, and the exit code is then 1.
"""

import math
import pathlib
import re
import shlex
import subprocess
import sys

LIMIT = 1.3


def instructions(command, path):
    valgrind = ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", *shlex.split(command), str(path)]
    run = subprocess.run(valgrind, capture_output=True, text=True, check=False)
    counted = re.search(r"Collected\s*:\s*(\d+)", run.stderr)
    if counted is None:
        sys.exit(f"{path}: valgrind counted nothing:\n{run.stderr[-500:]}")
    return int(counted[1])


def main():
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    old, new, folder = sys.argv[1:]
    suffixes = {".json", ".template", ".yaml", ".yml"}
    ratios = []
    for path in sorted(path for path in pathlib.Path(folder).iterdir() if path.suffix in suffixes):
        before, after = instructions(old, path), instructions(new, path)
        ratios.append(after / before)
        print(f"{after / before:5.2f}  {before / 1e6:7.1f} M  {after / 1e6:7.1f} M  {path.name}")
    mean = math.exp(sum(map(math.log, ratios)) / len(ratios))
    above = sum(ratio > LIMIT for ratio in ratios)
    print(f"{len(ratios)} templates: geometric mean {mean:.2f}, highest {max(ratios):.2f}; {above} above {LIMIT}")
    sys.exit(above > 0)


if __name__ == "__main__":
    main()
