"""ncs status: what the index holds, how fresh it is, what it learned and what was skipped."""

from __future__ import annotations

import json
import os
from argparse import ArgumentParser, Namespace
from collections import Counter
from typing import Any

from ncs import answering
from ncs.commands.printing import freshness_line, learning_line, print_notice
from ncs.commands.where import index_file
from ncs.hooks.install import installed
from ncs.index.about import without_questions
from ncs.index.index import Index
from ncs.model.shape import count
from ncs.source.location import locate
from ncs.terminal import safe_line


def arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--index", metavar="FILE", help="the index, or its URL (default: the nearest one)")
    parser.add_argument("--skipped", action="store_true", help="list every skipped file with its reason")
    parser.add_argument("--json", action="store_true", help="everything as JSON")


def run(options: Namespace) -> int:
    if options.index is None:
        print_notice()
    path = index_file(options.index)
    index = Index(path)
    found = status(path, index)
    if options.json:
        print(json.dumps(found))
    else:
        _tell(found, options.skipped)
    return 0


def status(path: str, index: Index) -> dict[str, Any]:
    about = index.about
    languages = Counter(about["languages"][int(row)] for row in index.file.array("files.language"))
    skipped = list(zip(index.strings("skipped.path"), index.strings("skipped.reason"), strict=True))
    noted = [(path, note) for path, note in zip(index.paths, index.strings("files.note"), strict=True) if note]
    found = locate(".")
    return {
        "path": path,
        "bytes": os.path.getsize(path),
        "files": len(index.paths),
        "chunks": len(index),
        "languages": dict(languages.most_common()),
        "index": answering.freshness(index, answering.watch(path, index)),
        "model": about["model"] | {"parameters": count(index.model.shape)},
        "learning": without_questions(about["learning"]),
        "history": {"commits": len(index.changed), "remembered": index.remembers},
        "hooks": installed(found) if found is not None else [],
        "text": "text.data" in index.file,
        "redactions": about["redactions"],
        "skipped": [{"path": name, "reason": reason} for name, reason in skipped],
        "notes": [{"path": name, "note": note} for name, note in noted],
    }


def _tell(found: dict[str, Any], list_skipped: bool) -> None:
    print(f"index     {safe_line(found['path'])}, {found['bytes'] / 1e6:.1f} MB")
    print(f"holds     {found['files']} files, {found['chunks']} chunks" + ("" if found["text"] else ", no text"))
    print("languages " + ", ".join(f"{name} {files}" for name, files in found["languages"].items()))
    print(f"commit    {freshness_line(found['index']) or 'not in git'}")
    model = found["model"]
    print(f"model     {model['preset']}, {model['latent']} latent dimensions, {model['parameters']:,} parameters")
    print(f"learning  {learning_line(found['learning'])}")
    commits = found["history"]["commits"]
    if commits:
        how = "as words and as vectors" if found["history"]["remembered"] else "as words"
        print(f"history   what {commits} commits say of the files that they changed, {how}")
    print(f"hooks     {', '.join(found['hooks']) or 'none (`ncs hook install` keeps the index at HEAD)'}")
    reasons = Counter(row["reason"] for row in found["skipped"])
    skipped = ", ".join(f"{number} {safe_line(reason)}" for reason, number in reasons.most_common())
    print(f"skipped   {skipped or 'nothing'}")
    if found["redactions"]:
        print(f"redacted  {found['redactions']} secrets")
    for row in found["notes"]:
        print(f"note      {safe_line(row['path'])}: {safe_line(row['note'])}")
    if list_skipped:
        for row in found["skipped"]:
            print(f"  {safe_line(row['reason']):<16} {safe_line(row['path'])}")
