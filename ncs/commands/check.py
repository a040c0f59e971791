"""ncs check: verify every byte of the index; --repair builds it anew."""

from __future__ import annotations

import json
import os
from argparse import ArgumentParser, Namespace

from ncs.commands.where import index_file
from ncs.errors import IndexFileError, UsageError
from ncs.index.verify import verify
from ncs.source.location import index_path, locate
from ncs.terminal import safe_line


def arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--index", metavar="FILE", help="the index, or its URL (default: the nearest one)")
    parser.add_argument("--repair", action="store_true", help="if it is damaged, build it anew")
    parser.add_argument("--json", action="store_true", help="the result as JSON")


def run(options: Namespace) -> int:
    path = index_file(options.index)
    try:
        found = verify(path)
    except IndexFileError:
        if not options.repair:
            raise
        found = {"repaired": _rebuild(path), **verify(path)}
    if options.json:
        print(json.dumps({"path": path, **found}))
    else:
        done = "was damaged and has been built anew" if "repaired" in found else "is whole"
        print(f"{safe_line(path)} {done}: {found['arrays']} arrays, {found['chunks']} chunks, {found['bytes']} bytes")
    return 0


def _rebuild(path: str) -> bool:
    """Only an index in its usual place says what it was made from."""
    from ncs.building import Order, build
    from ncs.terminal import progress

    root = _source_of(path)
    if root is None:
        raise UsageError(f"{path} does not lie beside what it indexes: run `ncs index PATH --output {path}`")
    with progress() as show:
        build(Order(root, path), show)
    return True


def _source_of(path: str) -> str | None:
    wanted = os.path.realpath(path)
    folder = os.path.realpath(".")
    found = locate(folder)
    candidates = [folder] if found is None else [folder, found.root]
    return next((place for place in candidates if os.path.realpath(index_path(place)) == wanted), None)
