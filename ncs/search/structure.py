"""What syntax knows of a chunk, as a sentence: its kind, what goes in and out, what it calls, what it is about."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection
from functools import lru_cache

import numpy as np

from ncs.chunking import comments
from ncs.index.index import Index
from ncs.search.association import centrality
from ncs.search.calls import FEWEST_OWN, MOST_NAMES, calls, filled, found, is_of_tests, rarity
from ncs.text import prose, tokenizer
from ncs.text.bodies import only_returns, values
from ncs.text.configured import configured, listed, recipe
from ncs.text.explainable import own_name
from ncs.text.leads import Lead, lead
from ncs.text.signatures import parameters, parents, returned

TELLING = 4  # words that a document is said to be about
PROSE = ("section", "block", "lines", "module")

_RAISES = re.compile(r"^\s*(?:raise|throw(?:\s+new)?)\s+([A-Z]\w*(?:\.[A-Z]\w*)*)", re.MULTILINE)
_TEST = re.compile(r"test|should|it_", re.IGNORECASE)
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
        colon, stop = ": " if quoted else "", "" if quoted.endswith(("...", "!", "?")) else "."
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
    """What people say: a document's own beginning, the comment above a piece of configuration or a module."""
    kind, text = index.kind_of(row), index.chunk_text(row)
    if kind in ("block", "module"):
        first, last = (int(line) for line in index.file.array("chunks.said")[row])
        return prose.first_sentence(comments.prose(["\n".join(text.split("\n")[first:last])]))
    begins = _lead(text) if kind == "section" else None
    return (begins.sentence or next(iter(begins.points), "")) if begins else ""


def _tells(index: Index, row: int) -> list[str]:
    """Of a section without prose: its points, or what the code that it shows calls."""
    begins = _lead(index.chunk_text(row))
    if begins.sentence:
        return []
    if begins.points:
        return [f"makes {begins.made} points, such as" if begins.made > 1 else "makes one point"]
    return [f"shows {listed(begins.calls[:MOST_NAMES])}"] if begins.calls else []


@lru_cache(maxsize=256)
def _lead(text: str) -> Lead:
    return lead(text)


def _does(index: Index, row: int) -> list[str]:
    if _is_test(index, row):
        return _uses(index, row)
    signature, language, body = index.text("signature", row), index.language_of(row), index.body_text(row)
    takes = parameters(signature, language)
    value = only_returns(body, signature)
    returns = value or returned(signature, language)
    says = [f"takes {listed(takes[:MOST_NAMES])}"] if takes else []
    if returns:
        says.append(f"returns {returns}")
    raises = list(dict.fromkeys(_RAISES.findall(body)))
    if raises:
        says.append(f"raises {listed(raises[:MOST_NAMES])}")
    return says if value else says + _uses(index, row, raises)


def _is_test(index: Index, row: int) -> bool:
    """A test takes and returns what its framework wants."""
    return is_of_tests(index, row) and bool(_TEST.match(own_name(index.text("symbol", row))))


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
    if listing := values(index.body_text(row)):
        return [f"holds {listing}"]
    made = calls(index, row)
    return [f"is made by {listed(made)}"] if made else []


def _imports(index: Index, row: int) -> list[str]:
    """The repository's own modules first; nothing where the module says itself what it is for."""
    if _quoted(index, row):
        return []
    imports = list(index.values("imports", row))
    own = [name for name in imports if found(index, index.stem, name.rpartition(".")[2])]
    named = own[:MOST_NAMES] if len(own) >= FEWEST_OWN else filled(imports, own)
    return [f"imports {listed(named)}"] if named else []


def _configures(index: Index, row: int) -> list[str]:
    symbol, text = index.text("symbol", row), index.body_text(row)
    makes = recipe(text) if index.language_of(row) == "make" else ""
    return list(filter(None, [makes or configured(symbol, text)]))


def _nothing(index: Index, row: int) -> list[str]:
    return []


def _uses(index: Index, row: int, but: Collection[str] = ()) -> list[str]:
    """What it calls: all that is said of a test, whose signature is that of the framework."""
    called = calls(index, row, but)
    return [f"calls {listed(called)}"] if called else []


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
    telling = np.array([(1 + np.log(counts[word])) * rarity(index, tokenizer.stem(word)) for word in words])
    scores = telling * centrality(index.model, [tokenizer.stem(word) for word in words], telling)
    order = sorted(range(len(words)), key=lambda i: (-scores[i], words[i]))
    return [words[i] for i in order if scores[i] > 0][:TELLING]


def _may_tell(word: str) -> bool:
    return len(word) > 3 and word.isalpha() and word not in tokenizer.STOPWORDS
