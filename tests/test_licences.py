"""Only permissive licences are known; everything else, and nothing at all, keeps a repository out."""

from __future__ import annotations

import pytest

from ncs.pretrain.licences import FILE, permissive

MIT = """MIT License

Copyright (c) 2020 A. Tester

Permission is hereby granted, free of charge, to any person obtaining a copy"""
BSD = "Redistribution and use in source and\n * binary forms, with or without modification, are permitted"
ISC = "Permission to use, copy, modify, and/or distribute this software for any\npurpose with or without fee"
GPL = "                    GNU GENERAL PUBLIC LICENSE\n                       Version 3, 29 June 2007"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (MIT, "MIT"),
        (BSD, "BSD"),
        (ISC, "ISC"),
        ("                                 Apache License\n                           Version 2.0", "Apache-2.0"),
        ("Boost Software License - Version 1.0", "BSL-1.0"),
        (GPL, ""),
        ("Mozilla Public License Version 2.0", ""),
        ("GNU LESSER GENERAL PUBLIC LICENSE\n" + MIT, ""),
        (BSD + "\n\nDocumentation: Creative Commons", "BSD"),
        ("All rights reserved.", ""),
        ("", ""),
    ],
)
def test_licences_are_told_from_their_text(text, name):
    assert permissive(text) == name


@pytest.mark.parametrize(
    "name", ["LICENSE", "LICENSE.txt", "COPYING", "license.md", "MIT-LICENSE", "UNLICENSE", "LICENCE"]
)
def test_files_that_hold_licences(name):
    assert FILE.match(name)


@pytest.mark.parametrize("name", ["licenses.py", "src", "README", "not_a_license", "copyrights/x"])
def test_other_files_do_not(name):
    assert not FILE.match(name)
