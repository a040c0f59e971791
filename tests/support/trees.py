"""Real code that every Python brings along: packages of its standard library, learned from as any folder is."""

from __future__ import annotations

import importlib
from functools import lru_cache
from pathlib import Path

from ncs.index import corpus
from ncs.index.corpus import Corpus
from ncs.source.files import gather


def package(name: str) -> Path:
    return Path(str(importlib.import_module(name).__file__)).parent


@lru_cache(maxsize=8)
def read(name: str, preset: str = "standard") -> Corpus:
    return corpus.read(gather(package(name)), preset, lambda done, of: None)
