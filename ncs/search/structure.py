"""What syntax knows of a chunk, as a sentence: its kind, what goes in and out, what it calls, what it is about."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection
from functools import lru_cache

import numpy as np

from ncs.chunking import comments
from ncs.index.index import Index
from ncs.index.postings import Field
from ncs.search.association import centrality
from ncs.text import prose, tokenizer
from ncs.text.configured import configured, listed, recipe
from ncs.text.explainable import own_name
from ncs.text.leads import Lead, lead
from ncs.text.signatures import parameters, parents, returned
from ncs.text.tokenizer import identifier_words

MOST_NAMES = 5  # parameters, calls or keys that are named
FEWEST_OWN = 2  # calls of what the repository defines that say enough without `len` and `print`
TELLING = 4  # words that a document is said to be about
PROSE = ("section", "block", "lines", "module")

_RAISES = re.compile(r"^\s*(?:raise|throw(?:\s+new)?)\s+([A-Z]\w*(?:\.[A-Z]\w*)*)", re.MULTILINE)
_SHORT = r"([^\s(){}\[\],;]{1,40})[,;]*[ \t]*(?:(?:#|//).*)?$"  # a value on one line


def structural(index: Index, row: int) -> str:
    """Example: "Function solve takes xp, p, z0 and noise, returns list[Array] and calls drift and diffusion."."""
    kind, symbol = index.kind_of(row), index.text("symbol", row)
    head = f"{kind.capitalize()} {symbol}".strip()
    if kind in PROSE:
        head = f"{_titled(index, row)} of {index.path_of(row)}"
    says = _SAYS.get(kind, _does)(index, row)
    quoted = _quoted(index, row) if kind in PROSE else ""
    if says or quoted:
        colon, stop = ": " if quoted else "", "" if quoted.endswith("...") else "."
        return f"{head} {listed(says)}".strip() + colon + quoted + stop
    about = telling_words(index, row)
    head = head if kind in PROSE else f"{head} of {index.path_of(row)}"
    return head + (f", about {listed(about)}." if about else ".")


def _titled(index: Index, row: int) -> str:
    """A section is named with what it stands under: "Changed" alone is no name."""
    kind, scopes = index.kind_of(row), index.values("scopes", row)
    under = f" under {prose.leading(scopes[-1])}" if kind == "section" and scopes else ""
    name = index.text("symbol", row)
    return f"{kind.capitalize()} {prose.leading(name) if kind == 'section' else name}".strip() + under


def _quoted(index: Index, row: int) -> str:
    """What people say: a document's own beginning, the comment above a piece of configuration."""
    kind, text = index.kind_of(row), index.chunk_text(row)
    if kind == "block":
        first, last = (int(line) for line in index.file.array("chunks.said")[row])
        return prose.first_sentence(comments.prose(["\n".join(text.split("\n")[first:last])]))
    found = _lead(text) if kind == "section" else None
    return (found.sentence or next(iter(found.points), "")) if found else ""


def _tells(index: Index, row: int) -> list[str]:
    """Of a section without prose: its points, or what the code that it shows calls."""
    found = _lead(index.chunk_text(row))
    if found.sentence:
        return []
    if found.points:
        count = len(found.points)
        return [f"makes {count} points, the first" if count > 1 else "makes one point"]
    return [f"shows {listed(found.calls[:MOST_NAMES])}"] if found.calls else []


@lru_cache(maxsize=256)
def _lead(text: str) -> Lead:
    return lead(text)


def _does(index: Index, row: int) -> list[str]:
    signature, language = index.text("signature", row), index.language_of(row)
    takes = parameters(signature, language)
    returns = returned(signature, language)
    says = [f"takes {listed(takes[:MOST_NAMES])}"] if takes else []
    if returns:
        says.append(f"returns {returns}")
    raises = list(dict.fromkeys(_RAISES.findall(index.body_text(row))))
    if raises:
        says.append(f"raises {listed(raises[:MOST_NAMES])}")
    return says + _uses(index, row, raises)


def _calls(index: Index, row: int, but: Collection[str] = ()) -> list[str]:
    """What a chunk calls, in order: what the repository defines, and what all code calls only if that is too little."""
    calls = [call for call in index.values("calls", row) if call not in but]
    own = [call for call in calls if _is_defined(index, call)]
    return own[:MOST_NAMES] if len(own) >= FEWEST_OWN else _some(calls, lambda call: call in own)


def _some(names: list[str], is_own: Callable[[str], bool]) -> list[str]:
    """As many as are named, in order: the repository's own first."""
    if len(names) <= MOST_NAMES:
        return names
    first = sorted(names, key=lambda name: not is_own(name))[:MOST_NAMES]
    return [name for name in names if name in first]


@lru_cache(maxsize=4096)
def _is_defined(index: Index, name: str) -> bool:
    """Whether a chunk defines a name of these words."""
    return _is_found(index, index.name, name)


@lru_cache(maxsize=4096)
def _is_file(index: Index, name: str) -> bool:
    """Whether a file has the last word of such a module's name in its own."""
    return _is_found(index, index.stem, name.rpartition(".")[2])


def _is_found(index: Index, field: Field, name: str) -> bool:
    found = None
    for word in identifier_words(name)[0]:
        term = index.terms.find(word)
        rows = field.documents[field.starts[term] : field.starts[term + 1]] if term >= 0 else field.documents[:0]
        found = rows if found is None else np.intersect1d(found, rows)
    return found is not None and len(found) > 0


def _holds(index: Index, row: int) -> list[str]:
    """Of a class: what it extends, and its members."""
    extends = parents(index.text("signature", row))
    first, end = (int(row) for row in index.file.array("files.chunks")[index.file_of[row] :][:2])
    symbol = index.text("symbol", row)
    beside = [own_name(index.text("symbol", each)) for each in range(first, end) if _is_member(index, each, symbol)]
    inside = [name for name in index.values("defines", row) if name != own_name(symbol)]
    members = list(dict.fromkeys([*inside, *beside]))
    members = [name for name in members if not name.startswith("_")] or members
    says = [f"extends {listed(extends[:MOST_NAMES])}"] if extends else []
    return says + ([f"has {listed(members[:MOST_NAMES])}"] if members else [])


def _is_member(index: Index, row: int, symbol: str) -> bool:
    return bool(symbol) and ".".join(index.values("scopes", row)) == symbol


def _is(index: Index, row: int) -> list[str]:
    """Of a constant: its value if that is short, else what makes it."""
    name = re.escape(own_name(index.text("symbol", row)))
    value = re.search(rf"\b{name}\b[^=\n]*=[ \t]*{_SHORT}", index.body_text(row), re.MULTILINE)
    if value:
        return [f"is {value[1]}"]
    calls = _calls(index, row)
    return [f"is made by {listed(calls)}"] if calls else []


def _imports(index: Index, row: int) -> list[str]:
    imports = _some(list(index.values("imports", row)), lambda name: _is_file(index, name))
    return [f"imports {listed(imports)}"] if imports else []


def _configures(index: Index, row: int) -> list[str]:
    symbol, text = index.text("symbol", row), index.body_text(row)
    makes = recipe(text) if index.language_of(row) == "make" else ""
    return list(filter(None, [makes or configured(symbol, text)]))


def _nothing(index: Index, row: int) -> list[str]:
    return []


def _uses(index: Index, row: int, but: Collection[str] = ()) -> list[str]:
    """What it calls: all that is said of a test, whose signature is that of the framework."""
    calls = _calls(index, row, but)
    return [f"calls {listed(calls)}"] if calls else []


_SAYS = {
    "test": _uses,
    "class": _holds,
    "constant": _is,
    "module": _imports,
    "block": _configures,
    "section": _tells,
    "lines": _nothing,
}


def telling_words(index: Index, row: int) -> list[str]:
    """The words that set a chunk apart from the others and stand for what all of it is about, most telling first."""
    counts = Counter(filter(_may_tell, tokenizer.surface_words(index.chunk_text(row))))
    words = list(counts)
    telling = np.array([(1 + np.log(counts[word])) * _rarity(index, word) for word in words])
    scores = telling * centrality(index.model, [tokenizer.stem(word) for word in words], telling)
    order = sorted(range(len(words)), key=lambda i: (-scores[i], words[i]))
    return [words[i] for i in order if scores[i] > 0][:TELLING]


def _may_tell(word: str) -> bool:
    return len(word) > 3 and word.isalpha() and word not in tokenizer.STOPWORDS


def _rarity(index: Index, word: str) -> float:
    term = index.terms.find(tokenizer.stem(word))
    spread = int(index.body.starts[term + 1] - index.body.starts[term]) if term >= 0 else len(index)
    return float(np.log((len(index) + 1) / max(1, spread)))
