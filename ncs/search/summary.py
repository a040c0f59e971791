"""What a file is for, from its parts: what it defines, most called first, what it imports, and who imports it."""

from __future__ import annotations

from ncs.index.index import Index
from ncs.search.calls import MOST_NAMES
from ncs.search.definitions import defined
from ncs.text.configured import first_of, listed


def summary(index: Index, file: int) -> str:
    """Example: "File ncs/model/sde.py (python) defines solve, drift and diffusion, imports numpy and is imported by 2
    files."."""
    rows = index.rows_of(file)
    defines, imported = defined(index, rows), _imported(index, rows)
    says = [f"defines {_first(defines)}"] if defines else []
    says += [f"imports {_first(imported)}"] if imported else []
    importers = int(index.file.array("graph.importers")[file])
    says += [f"is imported by {importers} {'file' if importers == 1 else 'files'}"] if importers else []
    if not says:
        headers = [symbol for row in rows if (symbol := index.text("symbol", row))]
        says = [f"is about {_first(headers)}"] if headers else ["holds text"]
    head = f"File {index.paths[file]} ({index.language_of(rows[0])})" if rows else f"File {index.paths[file]}"
    return f"{head} {', '.join(says[:-1])}{' and ' if len(says) > 1 else ''}{says[-1]}."


def _imported(index: Index, rows: range) -> list[str]:
    return list(dict.fromkeys(name for row in rows for name in index.values("imports", row)))


def _first(names: list[str]) -> str:
    return listed(first_of(names, MOST_NAMES))
