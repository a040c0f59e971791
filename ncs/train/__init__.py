"""Learning. The only folder that imports torch; everything else runs without it."""

from __future__ import annotations

from importlib.util import find_spec

INSTALL = 'pip install "neural-code-search[learn]"'
OFF = f"torch is not installed; turn it on with {INSTALL}, then `ncs index`"


def torch_is_there() -> bool:
    """Whether learning is possible, found out without paying for the import."""
    return find_spec("torch") is not None
