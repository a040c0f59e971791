"""Every source of examples finds what it should on code written for it, and nothing else."""

from __future__ import annotations

from ncs.chunking.chunker import chunk
from ncs.text.tokenizer import KIND_ID
from ncs.train.examples import SOURCES, count_by_source, examples, hidden

CODE = '''"""Reads and writes of the cache that the server keeps."""


class Cache:
    """Keeps answers that were computed before."""

    def __init__(self):
        self.entries = {}
        self.limit = 1000
        self.hits = 0
        self.misses = 0

    def full(self):
        return len(self.entries) >= self.limit

    def find_answer(self, key):
        found = self.entries.get(key)
        if found is None:
            self.misses += 1
        else:
            self.hits += 1
        return found

    def evict_oldest(self):
        oldest = next(iter(self.entries))
        del self.entries[oldest]
        return oldest

    def put_answer(self, key, value):
        """Store an answer under its key.

        An older answer under the same key is dropped, as it can't be asked for any more.
        """
        # the oldest entry makes room when the cache is full
        if self.full():
            self.evict_oldest()
        self.entries[key] = value
'''
TEST = """def test_put_answer_replaces_older_value():
    cache = Cache()
    cache.put_answer("a", 1)
"""
DOCUMENT = """# How to keep an answer

The server calls `put_answer` to keep what it has computed for later.
"""


def found():
    chunks = [
        *chunk("src/cache.py", CODE, "python"),
        *chunk("tests/test_cache.py", TEST, "python"),
        *chunk("docs/cache.md", DOCUMENT, "markdown"),
    ]
    return chunks, examples(chunks)


def of(source):
    chunks, all_found = found()
    return [(e.question, chunks[e.chunk].symbol) for e in all_found if e.source == source]


def test_names_are_asked_as_words():
    assert ("put answer", "Cache.put_answer") in of("name")


def test_structure_is_what_is_called():
    (question,) = [question for question, symbol in of("structure") if symbol == "Cache.put_answer"]
    assert {"full", "evict", "oldest"} <= set(question.split())


def test_docstrings_are_asked_by_their_sentence_and_as_a_whole():
    asked = [question for question, symbol in of("docstring") if symbol == "Cache.put_answer"]
    assert asked[0] == "Store an answer under its key" and "dropped" in asked[1]


def test_comments_inside_are_asked():
    assert ("the oldest entry makes room when the cache is full", "Cache.put_answer") in of("comment")


def test_documents_are_paired_with_what_they_mention():
    ((question, symbol),) = of("document")
    assert symbol == "Cache.put_answer" and question.startswith("How to keep an answer The server calls")


def test_tests_are_paired_with_what_they_test():
    assert of("test") == [("put answer replaces older value", "Cache.put_answer")]


def test_headers_are_asked():
    assert of("header") == [("How to keep an answer", "How to keep an answer")]


def test_every_source_is_counted_and_hides_what_it_was_made_of():
    counts = count_by_source(found()[1])
    assert set(counts) == set(SOURCES) and counts["commit"] == 0
    assert all(counts[source] for source in SOURCES if source != "commit")
    assert KIND_ID["docstring"] in hidden("docstring") and KIND_ID["name"] in hidden("name")
    assert hidden("commit") == ()
