"""ncs explain PATH[:LINE[-LINE]]: what the code at a place does."""

from __future__ import annotations

import json
import os
import re
from argparse import ArgumentParser, Namespace
from typing import Any

import numpy as np

from ncs import answering
from ncs.commands.printing import said
from ncs.commands.where import index_file
from ncs.errors import UsageError
from ncs.index.index import Index
from ncs.search.explain import explain
from ncs.search.summary import summary
from ncs.terminal import safe_line

_PLACE = re.compile(r"(?P<path>.+?)(?::(?P<first>\d+)(?:-(?P<last>\d+))?)?", re.DOTALL)


def arguments(parser: ArgumentParser) -> None:
    parser.add_argument("place", metavar="PATH[:LINE[-LINE]]", help="a file, a line of it, or a range of lines")
    parser.add_argument("--index", metavar="FILE", help="the index, or its URL (default: the nearest one)")
    parser.add_argument("--json", action="store_true", help="one JSON object")


def run(options: Namespace) -> int:
    path = index_file(options.index)
    index = Index(path)
    root = answering.root_of(path, index)
    rows = rows_at(index, options.place, root)
    results: list[dict[str, Any]] = [
        {
            "filepath": index.path_of(row),
            "start_line": int(index.start[row]),
            "end_line": int(index.end[row]),
            "symbol": index.text("symbol", row),
            "kind": index.kind_of(row),
            **text.fields(),
        }
        for row, text in zip(rows, explain(index, rows), strict=True)
    ]
    whole = _whole_file(index, options.place, root)
    if options.json:
        said_of_file = {"file": whole} if whole is not None else {}
        print(json.dumps({"place": options.place, **said_of_file, "results": results}))
    else:
        if whole is not None:
            print(safe_line(whole))
        for result in results:
            name = f"  {safe_line(result['symbol'])}" if result["symbol"] else ""
            print(f"{safe_line(result['filepath'])}:{result['start_line']}-{result['end_line']}{name}")
            print(f"   {said(result)}")
    return 0


def _whole_file(index: Index, place: str, root: str | None) -> str | None:
    """What is said of the file, when the place is one."""
    file = _find_file(index, place, root)
    return summary(index, file) if file is not None else None


def rows_at(index: Index, place: str, root: str | None) -> list[int]:
    """The chunks at a place: those that touch the lines, or all of the file."""
    matched = _PLACE.fullmatch(place)
    if matched is None:
        raise UsageError("give a place, such as src/app.py:40")
    file = _find_file(index, place, root)  # a name may end like a line number
    if file is not None:
        return np.flatnonzero(index.file_of == file).tolist()
    file = _find_file(index, matched["path"], root)
    if file is None:
        raise UsageError(f"{matched['path']} is not in the index: `ncs status --skipped` lists what was left out")
    rows = np.flatnonzero(index.file_of == file)
    if matched["first"]:
        first, last = _line(matched["first"]), _line(matched["last"] or matched["first"])
        if last < first:
            raise UsageError(f"{place} ends before it begins: give the smaller line first")
        rows = rows[(index.start[rows] <= last) & (index.end[rows] >= first)]
        if not len(rows):
            raise UsageError(f"{matched['path']} has no indexed code at line {first}")
    return [int(row) for row in rows]


def _line(digits: str) -> int:
    """No file has more than nine digits of lines, and Python refuses to read numbers of thousands of digits."""
    return int(digits) if len(digits) < 10 else 10**9


def _find_file(index: Index, path: str, root: str | None) -> int | None:
    """A file by its path in the index, or as typed from the current folder."""
    wanted = [path.removeprefix("./")]
    if root is not None:
        wanted.append(os.path.relpath(os.path.abspath(path), root).replace(os.sep, "/"))
    return next((file for file, known in enumerate(index.paths) if known in wanted), None)
