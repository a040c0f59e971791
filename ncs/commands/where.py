"""Which index a command is to read: the nearest, a file, or the copy of what lies behind a URL."""

from __future__ import annotations

import sys

from ncs.source.location import find_index
from ncs.terminal import safe_line


def index_file(given: str | None) -> str:
    """The path of the index that `--index` names."""
    if not given:
        return find_index(".")
    if not given.startswith(("http://", "https://")):
        return given
    from ncs.share.cache import fetched

    copy = fetched(given)
    if copy.trouble:
        print(f"ncs: {safe_line(copy.trouble)}; an earlier copy answers", file=sys.stderr)
    return copy.path
