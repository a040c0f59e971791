"""The table of definitions: for each grammar, what counts as a definition and how it is named."""

from __future__ import annotations

from ncs.chunking.definitions import compiled, documents, functional, managed, scripting
from ncs.chunking.definitions.record import CLASSES, CONTAINERS, KINDS, LABELS, OPENERS, Syntax

TABLE: dict[str, Syntax] = {
    **scripting.TABLE, **compiled.TABLE, **managed.TABLE, **functional.TABLE, **documents.TABLE
}  # fmt: skip

__all__ = ["CLASSES", "CONTAINERS", "KINDS", "LABELS", "OPENERS", "TABLE", "Syntax"]
