"""What a section begins with."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ncs.text.leads import MOST_WORDS, Lead, lead, short

GUIDE = """
Title of it
===========

![badge](x.svg)

| a | table | of words |

```sh
run_it(now)
```

The **first** sentence has a [link](to/a/place). The second has none.

1. One point that goes
   on in its next line.
   - A point below it is none.
2. Another point comes last.

And this is a later paragraph.
"""


def test_a_section():
    assert lead(GUIDE) == Lead(
        "The first sentence has a link. The second has none",
        ["One point that goes on in its next line", "Another point comes last"],
        2,
        ["run_it"],
        True,
    )


def test_a_text_that_begins_inside_code():
    assert lead("make(1)\n```\n\nThen come three words.") == Lead("Then come three words", [], 0, ["make"], True)


def test_a_heading_alone_says_nothing():
    assert lead("## What it is\n") == Lead("", [], 0, [], True)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Released 2014", ""),
        (" ".join(["word"] * 12 + ["here,"] + ["word"] * 20), " ".join(["word"] * 12 + ["here ..."])),
        (" ".join(["word"] * 40), " ".join(["word"] * MOST_WORDS + ["..."])),
    ],
)
def test_long_sentences_are_cut_and_short_ones_left_out(text, said):
    assert short(text) == said


@given(st.text(max_size=300))
def test_any_text_has_a_lead_of_bounded_length(text):
    found = lead(text)
    assert all(len(said.split()) <= MOST_WORDS + 1 for said in (found.sentence, *found.points))


def test_points_before_any_prose_are_what_a_section_says():
    assert lead("1. Read the guide first.\n2. Join the others there.\n\nAll are welcome here.").sentence == ""


def test_a_piece_that_begins_inside_a_list_is_not_whole():
    assert not lead("- the last point of it\n").whole
    assert lead("## Points\n\n- the only point of it\n").whole


def test_a_label_is_told_with_its_first_point():
    assert lead("* **headers:**\n  * add bearer tokens\n  * add ranges\n").points == ["headers: add bearer tokens"]
