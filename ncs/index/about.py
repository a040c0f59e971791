"""What an index says of itself, checked: a seal proves no good will, the file may be anybody's."""

from __future__ import annotations

from typing import Any

from ncs.source.location import is_below

MOST_RESULTS = 1_000_000


def possible(about: dict[str, Any]) -> bool:
    """Whether `about` holds what readers rely on."""
    kinds: dict[str, Any] = {"commit": (str, type(None)), "scope": str, "learning": dict, "model": dict}
    kinds |= {"redactions": int, "k": int, "languages": list, "kinds": list, "rules": dict, "tools": str}
    if not all(isinstance(about.get(key, ...), kind) for key, kind in kinds.items()):
        return False
    if not all(isinstance(name, str) and name.isprintable() for name in (*about["languages"], *about["kinds"])):
        return False
    mix = about.get("mix", [0.0, 0.0, 1.0])
    if not isinstance(mix, list) or len(mix) != 3 or not all(type(share) is float and 0 <= share <= 1 for share in mix):
        return False
    if not _possible_rules(about["rules"]):
        return False
    if not _possible_learning(about["learning"]):
        return False
    if about["scope"] and not is_below(about["scope"]):  # git is asked there how fresh the index is
        return False
    return _possible_commit(about["commit"]) and 1 <= about["k"] <= MOST_RESULTS and about["redactions"] >= 0


def without_questions(learning: dict[str, Any]) -> dict[str, Any]:
    """What an index says of its learning, without the text of commits that its updates ask by."""
    return {key: value for key, value in learning.items() if key != "asked"}


def _possible_commit(commit: Any) -> bool:
    """It is given to git."""
    if commit is None:
        return True
    return isinstance(commit, str) and len(commit) in (40, 64) and set(commit) <= set("0123456789abcdef")


def _possible_learning(learning: dict[str, Any]) -> bool:
    kinds: dict[str, Any] = {"steps": int, "held_out": int, "before": float, "after": float, "kept": bool}
    kinds |= {"factor": float, "pairs": dict, "off": str, "held": list, "asked": list, "lost": float}
    if not all(isinstance(learning[key], kind) for key, kind in kinds.items() if key in learning):
        return False
    kinds = {"pairs": int, "sentences": int, "commits": int, "before": float, "after": float, "kept": bool}
    for part in (learning.get(name, {}) for name in ("latest", "telling", "remembered")):
        if not isinstance(part, dict) or any(type(part[key]) is not kind for key, kind in kinds.items() if key in part):
            return False
    held = all(isinstance(commit, str) for commit in learning.get("held", []))
    held &= all(_is_asked(asked) for asked in learning.get("asked", []))
    if not all(_possible_commit(learning.get(name)) for name in ("until", "refused")):
        return False
    if not 0.0 <= learning.get("lost", 0.0) <= 1.0:
        return False
    return held and all(type(count) is int for count in learning.get("pairs", {}).values())


def _is_asked(asked: Any) -> bool:
    return isinstance(asked, list) and len(asked) == 3 and all(isinstance(text, str) for text in asked)


def _possible_rules(rules: dict[str, Any]) -> bool:
    exclude = rules.get("exclude")
    if set(rules) != {"exclude", "max_file_kib", "attributes"} or not isinstance(exclude, list):
        return False
    texts = all(isinstance(text, str) for text in (*exclude, rules["attributes"]))
    return texts and type(rules["max_file_kib"]) is int and rules["max_file_kib"] >= 0
