"""Recorded answers and what `inspect` says of them, for ci/pieces and ci/typed."""

import json
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent


def rows(usage):
    """The rows of the MANIFEST.jsonl of the folder that is the one argument, each with its `file`."""
    if len(sys.argv) != 2:
        sys.exit(usage)
    corpus = pathlib.Path(sys.argv[1]).resolve()
    lines = (corpus / "MANIFEST.jsonl").read_text("utf-8").splitlines()
    return [{**row, "file": str(corpus / row["path"])} for row in map(json.loads, lines)]


def inspect(files, *options, check=False):
    """What `inspect response` says of each file; with a check it must be able to read all of them."""
    # By cargo, so that it is found wherever it is built, and is never an old one.
    command = ["cargo", "run", "--locked", "--quiet", "--release", "--example", "inspect", "--", "response"]
    done = subprocess.run([*command, *options, *files], cwd=ROOT, stdout=subprocess.PIPE, check=check)
    said = done.stdout.decode().splitlines()
    assert len(said) == len(files) > 0, (len(said), len(files))
    return list(map(json.loads, said))
