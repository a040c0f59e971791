"""ncs query: a question to ranked places, with explanations and evidence.

A person is shown nothing when nothing is good enough. A batch gives the ranking all the same, and says so
in "good": whoever reads it has the relevance of each result to go by.
"""

from __future__ import annotations

import gc
import json
import sys
import time
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from ncs.commands.printing import print_answer, print_notice
from ncs.commands.where import index_file
from ncs.errors import ANSWERED, NOTHING_FOUND, SituationError, UsageError

LONGEST_BATCH = 64 << 20  # bytes
MOST = 1000  # results


def arguments(parser: ArgumentParser) -> None:
    from ncs.search.search import LEVELS, MODES

    parser.add_argument("text", nargs="?", metavar="TEXT", help="the question")
    parser.add_argument("--index", metavar="FILE", help="the index, or its URL (default: the nearest one)")
    parser.add_argument("-k", type=int, metavar="N", help="how many results (default: 5)")
    parser.add_argument("--level", choices=LEVELS, default="all", help="which time of the latent trajectory")
    parser.add_argument("--mode", choices=MODES, default="full", help="what takes part in the ranking")
    parser.add_argument("--lang", default="", metavar="L", help="only files of this language")
    parser.add_argument("--path", default="", metavar="GLOB", help="only files whose path fits")
    parser.add_argument("--no-explain", action="store_true", help="places and evidence only")
    parser.add_argument("--json", action="store_true", help="one JSON object")
    parser.add_argument("--batch", metavar="FILE", help="one question a line in, one JSON object a line out")


def run(options: Namespace) -> int:
    from ncs import answering

    _check(options)
    if options.index is None:
        print_notice()
    path = index_file(options.index)
    index = answering.open_index(path)
    k = options.k if options.k is not None else min(MOST, int(index.about.get("k", 5)))
    if options.batch is not None:
        with _no_search_for_cycles():
            for answer in _batch(options, index, k):
                print(json.dumps(answer))
        return ANSWERED
    watch = answering.watch(path, index)
    now, edited, laid = answering.with_edits(index, watch)
    started = time.perf_counter()
    found = answering.answer(now, _request(options, options.text, k), not options.no_explain, edited)
    results = found.results if found.good else []
    seconds = time.perf_counter() - started
    fresh = answering.freshness(index, watch) | laid
    if options.json:
        print(json.dumps({"query": options.text, "seconds": round(seconds, 6), "results": results, "index": fresh}))
    else:
        print_answer(options.text, results, fresh, seconds, answering.root_of(path, index))
    return ANSWERED if results else NOTHING_FOUND


def _check(options: Namespace) -> None:
    if (options.text is None) == (options.batch is None):
        raise UsageError('give a question, such as `ncs query "where is the config parsed?"`, or --batch FILE')
    if options.k is not None and not 1 <= options.k <= MOST:
        raise UsageError(f"-k takes a number from 1 to {MOST}")


def _request(options: Namespace, text: str, k: int) -> Any:
    from ncs.search.search import Request

    return Request(text, k, options.mode, options.level, options.lang, options.path)


@contextmanager
def _no_search_for_cycles() -> Iterator[None]:
    """Answers are made of none: looking for them took a fiftieth of a question's time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _batch(options: Namespace, index: Any, k: int) -> Iterator[dict[str, Any]]:
    from ncs import answering
    from ncs.search.search import NoWordsError

    for text in _lines(options.batch):
        started = time.perf_counter()
        try:
            found = answering.answer(index, _request(options, text, k), not options.no_explain)
        except NoWordsError:  # one blank line must not end the others
            found = answering.Answer([], False)
        seconds = round(time.perf_counter() - started, 6)
        yield {"query": text, "seconds": seconds, "results": found.results, "good": found.good}


def _lines(path: str) -> list[str]:
    try:
        if path == "-":
            data = sys.stdin.buffer.read(LONGEST_BATCH)
        else:
            with open(path, "rb") as file:
                data = file.read(LONGEST_BATCH)
    except OSError as problem:
        raise SituationError(f"{path} can't be read: {problem.strerror}") from None
    return data.decode("utf-8", "replace").removesuffix("\n").split("\n")
