from __future__ import annotations

import pytest
from semble_grammars import available_languages

from ncs.chunking.languages import (
    EXTENSIONS,
    FAMILIES,
    FILE_NAMES,
    GRAMMARS,
    PLAIN,
    family_of,
    grammar_of,
    language_of,
)


@pytest.mark.parametrize(
    ("path", "language"),
    [
        ("src/pool.py", "python"),
        ("a/b.TS", "typescript"),
        ("App.tsx", "tsx"),
        ("x.pl", "perl"),
        ("View.m", "objc"),
        ("x.cu", "cpp"),
        ("deploy/Dockerfile", "dockerfile"),
        ("Dockerfile.dev", "dockerfile"),
        ("Makefile", "make"),
        ("lib/CMakeLists.txt", "cmake"),
        ("home/.bashrc", "bash"),
        (".gitignore", "gitignore"),
        ("README", "markdown"),
        ("setup.py.in", "python"),
        ("config.yml.example", "yaml"),
        ("model.rb.tt", "ruby"),
        ("requirements.txt", "text"),
        ("go.sum", "text"),
        ("notes", PLAIN),
        ("weird.", PLAIN),
        (".unknown", PLAIN),
        ("x.nim", "nim"),
    ],
)
def test_path_decides(path: str, language: str) -> None:
    assert language_of(path) == language


@pytest.mark.parametrize(
    ("head", "language"),
    [
        ("#!/bin/sh\n", "bash"),
        ("#!/usr/bin/env python3.11\n", "python"),
        ("#!/usr/bin/env -S node --no-warnings\n", "javascript"),
        ("#! /usr/local/bin/perl -w\n", "perl"),
        ("#!/usr/bin/env FOO=1 ruby\n", "ruby"),
        ("# -*- mode: lua -*-\n", "lua"),
        ("<?php\n", "php"),
        ("<?xml version='1.0'?>\n", "xml"),
        ("#!/opt/unheard-of\n", PLAIN),
        ("just words\n", PLAIN),
    ],
)
def test_first_line_decides_where_the_path_does_not(head: str, language: str) -> None:
    assert language_of("bin/run", head) == language


@pytest.mark.parametrize(
    ("head", "language"),
    [
        ("#ifndef A\nint f(void);\n", "c"),
        ("namespace a {\nclass B;\n}", "cpp"),
        ("template <class T>\nstruct B;", "cpp"),
        ("std::string f();", "cpp"),
        ("#import <A.h>\n@interface B : C", "objc"),
        ("", "c"),
    ],
)
def test_a_header_is_read_as_what_it_looks_like(head: str, language: str) -> None:
    assert language_of("include/a.h", head) == language


def test_every_grammar_has_a_language_and_every_language_a_grammar_that_exists() -> None:
    grammars = set(available_languages())
    assert grammars == {grammar for grammar in GRAMMARS.values() if grammar}
    assert set(EXTENSIONS.values()) | set(FILE_NAMES.values()) <= set(GRAMMARS)


def test_families() -> None:
    assert set(FAMILIES.values()) == {"code", "markup", "config"}
    assert (family_of("rust"), family_of("markdown"), family_of("yaml")) == ("code", "markup", "config")
    assert family_of("klingon") == "code"
    assert grammar_of("klingon") is None
