"""What an index would give away: said before it is published."""

from __future__ import annotations

import os
from collections import Counter
from typing import Any

from ncs.index.format import Container
from ncs.index.index import Index

# What the arrays of the file are, by the beginning of their names.
PARTS = {
    "text": ("text.",),
    "names and signatures": ("chunks.", "files.", "skipped."),
    "words": ("terms.", "body.", "name.", "stem.", "folder.", "words.", "told."),
    "vectors": ("latent.", "memory."),
    "weights": ("model.",),
}


def audit(path: str) -> dict[str, Any]:
    """Everything of an index that somebody may want to know before others have it."""
    index = Index(path)
    about = index.about
    return {
        "index": path,
        "commit": about["commit"],
        "made_by": about.get("ncs"),
        "bytes": os.path.getsize(path),
        "sizes": _sizes(index.file),
        "files": list(index.paths),
        "skipped": dict(Counter(index.strings("skipped.reason"))),
        "redacted": about["redactions"],
        "text": "text.data" in index.file,
        "commits": {
            "words": len(index.changed),
            "vectors": len(index.changed) if index.remembers else 0,
            "messages": len(about["learning"].get("asked", [])),
        },
        "base": about.get("base", ""),
        "learned": _learned(about["learning"]),
        "weights_of_its_own": sum(1 for name in index.file.names() if name.startswith("model.")),
    }


def _sizes(file: Container) -> dict[str, int]:
    """Bytes of each part."""
    sizes = dict.fromkeys([*PARTS, "other"], 0)
    for name in file.names():
        part = next((part for part, starts in PARTS.items() if name.startswith(starts)), "other")
        sizes[part] += file.nbytes(name)
    return sizes


def _learned(learning: dict[str, Any]) -> dict[str, Any]:
    """From what the weights were learned, if they were."""
    return {key: learning[key] for key in ("steps", "pairs", "kept") if key in learning}
