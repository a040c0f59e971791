"""The list of indexes in a folder or below a URL: `indexes.json`, read with distrust.

    {"format": 1, "indexes": [{"commit": "1f3a…", "bytes": 3764070, "sha256": "9c…"}, …]}

The last published comes first; each lies beside the list as <commit>.ncs.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Any

from ncs.errors import IndexFileError
from ncs.index.format import canonical
from ncs.share.shelf import COMMIT, LARGEST, SUFFIX, Published

FILE = "indexes.json"
LONGEST = 1 << 16  # bytes: 100 entries need 16 kB
FORMAT = 1
_DIGEST = re.compile(r"[0-9a-f]{64}")


def write(entries: Sequence[Published]) -> bytes:
    rows = [{"commit": e.commit, "bytes": e.size, "sha256": e.version.removeprefix("sha256:")} for e in entries]
    return (canonical({"format": FORMAT, "indexes": rows}) + "\n").encode()


def read(data: bytes, place: str) -> list[Published]:
    try:
        said = json.loads(data) if len(data) <= LONGEST else None
        if not isinstance(said, dict) or said.get("format") != FORMAT or not isinstance(said.get("indexes"), list):
            raise ValueError
        return [_entry(row) for row in said["indexes"]]
    except (ValueError, TypeError, KeyError, RecursionError):
        fault = f"{FILE} is damaged or of another version of ncs"
        raise IndexFileError(f"the list of indexes at {place} is refused: {fault}", fault) from None


def _entry(row: Any) -> Published:
    commit, size, digest = row["commit"], row["bytes"], row["sha256"]
    good = COMMIT.fullmatch(commit) and _DIGEST.fullmatch(digest) and type(size) is int and 0 < size <= LARGEST
    if not good:
        raise ValueError
    return Published(commit, commit + SUFFIX, f"sha256:{digest}", size)
