from __future__ import annotations

import pytest

from ncs.chunking.comments import DOC_CHARS, is_licence, one_line, prose


@pytest.mark.parametrize(
    "raw",
    [
        '"""Closes the pool."""',
        "'Closes the pool.'",
        'r"""\n    Closes\n    the pool.\n    """',
        "# Closes\n# the pool.",
        "// Closes the pool.",
        "/// Closes the pool.",
        "//! Closes the pool.",
        "/** Closes the pool. */",
        "/**\n * Closes\n * the pool.\n */",
        "/* Closes the pool. */",
        "-- Closes the pool.",
        "-- | Closes\n-- the pool.",
        "{- | Closes the pool. -}",
        "--- Closes the pool.",
        "--[[ Closes the pool. ]]",
        "(** Closes the pool. *)",
        "%% Closes the pool.",
        ";;; Closes the pool.",
        "#' Closes the pool.",
        "=begin\nCloses the pool.\n=end",
        "=pod\n\nCloses the pool.\n\n=cut",
        "<!-- Closes the pool. -->",
        "! Closes the pool.",
        '" Closes the pool.',
        "#| Closes the pool. |#",
        "/// <summary>\n/// Closes the pool.\n/// </summary>",
        "# ---------\n# Closes the pool.\n# =========",
        "#!/bin/sh\n# Closes the pool.",
        "// eslint-disable-next-line\n// Closes the pool.",
        "//go:build linux\n// Closes the pool.",
        "/** @internal\n Closes the pool. */",
    ],
)
def test_marks_are_stripped(raw: str) -> None:
    assert prose([raw]) == "Closes the pool."


def test_references_keep_their_words() -> None:
    assert prose(["/** See {@link Pool#close}. */"]) == "See Pool#close."
    assert prose(['/// A <see cref="T:Pool"/> that *works*.']) == "A Pool that *works*."


def test_several_comments_are_one_text_of_limited_length() -> None:
    assert prose(["# One", "# two."]) == "One two."
    long = prose(["# " + "word " * 1000])
    assert DOC_CHARS - 5 <= len(long) <= DOC_CHARS
    assert one_line("def f(a,\n      b):", 8) == "def"


def test_licences_are_told_from_words() -> None:
    assert is_licence("// Copyright 2019 The Authors")
    assert is_licence("# Licensed under the MIT terms")
    assert not is_licence("# Checks the licence plate of a car")
