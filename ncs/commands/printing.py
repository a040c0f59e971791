"""Answers as people read them: in colour on a terminal, plain in a pipe."""

from __future__ import annotations

import os
import sys
from typing import Any

from ncs.hooks.notice import notice
from ncs.terminal import safe, safe_line, wants_colour

SHOWN_LINES = 12  # of an excerpt


def headline(result: dict[str, Any]) -> str:
    return f"{safe_line(result['filepath'])}:{result['start_line']}-{result['end_line']}"


def excerpt(result: dict[str, Any]) -> tuple[int, list[str]]:
    """The first line's number and the lines to show: from the first that is not blank."""
    lines = result["text"].split("\n") if result["text"] else []
    first = next((i for i, line in enumerate(lines) if line.strip()), 0)
    return result["start_line"] + first, lines[first : first + SHOWN_LINES]


def _nature(result: dict[str, Any]) -> str:
    return f"{result['kind']}, {result['language']}" + (", edited" if result["edited"] else "")


def reasons(result: dict[str, Any]) -> str:
    return " · ".join(safe_line(item["text"]) for item in result["why"])


def said(result: dict[str, Any]) -> str:
    source = result.get("explanation_source")
    mark = f"({source}, {result['explanation_confidence']:.2f})" if source == "decoder" else "(from structure)"
    return f"{safe_line(result['explanation'])} {mark}"


def freshness_line(fresh: dict[str, Any]) -> str:
    if not fresh.get("commit"):
        return ""
    parts = [f"index at {fresh['commit'][:9]}"]
    if fresh.get("behind"):
        parts.append(f"{fresh['behind']} commit{'s' * (fresh['behind'] > 1)} behind")
    if fresh.get("dirty"):
        few = fresh.get("laid", fresh["dirty"]) < fresh["dirty"]
        limit = f" ({fresh['laid']} of them searched as they are now)" if few else ""
        parts.append(f"{fresh['dirty']} edited file{'s' * (fresh['dirty'] > 1)}{limit}")
    if fresh.get("state") == "diverged":
        parts.append("on another line of history")
    return ", ".join(parts)


def print_notice() -> None:
    """What went wrong in the background, on standard error: the answer stays what it is for programs."""
    line = notice(".")
    if line:
        print(f"ncs: {safe_line(line)}", file=sys.stderr)


def print_answer(
    question: str, results: list[dict[str, Any]], fresh: dict[str, Any], seconds: float, root: str | None
) -> None:
    if not results:
        print("nothing good found: try other words, or names that the code may use")
    elif wants_colour():
        _print_rich(results, root)
    else:
        _print_plain(results)
    line = freshness_line(fresh)
    if line and (wants_colour() or fresh.get("behind") or fresh.get("dirty")):
        print(line)


def _print_plain(results: list[dict[str, Any]]) -> None:
    for number, result in enumerate(results, 1):
        name = f"  {safe_line(result['symbol'])}" if result["symbol"] else ""
        print(f"{number}. {headline(result)}{name}  [{_nature(result)}]  {result['relevance']:.2f}")
        if result["explanation"]:
            print(f"   {said(result)}")
        if result["why"]:
            print(f"   why: {reasons(result)}")
        first, lines = excerpt(result)
        for offset, text in enumerate(lines):
            print(f"   {first + offset:>6}  {safe(text)}".rstrip())
        print()


def _print_rich(results: list[dict[str, Any]], root: str | None) -> None:
    from rich.console import Console
    from rich.syntax import Syntax
    from rich.text import Text

    console = Console(highlight=False)
    for number, result in enumerate(results, 1):
        head = Text(f"{number}. ", style="bold")
        link = f" link file://{os.path.join(os.path.abspath(root), result['filepath'])}" if root else ""
        head.append(headline(result), style=f"bold cyan{link}" if _linkable(link) else "bold cyan")
        if result["symbol"]:
            head.append(f"  {safe_line(result['symbol'])}", style="bold")
        head.append(f"  {_nature(result)}", style="dim")
        head.append(f"  {_bar(result['relevance'])} {result['relevance']:.2f}", style="green")
        console.print(head)
        if result["explanation"]:
            console.print(Text(f"   {said(result)}", style="italic"))
        if result["why"]:
            console.print(Text(f"   why: {reasons(result)}", style="yellow"))
        first, lines = excerpt(result)
        code = safe("\n".join(lines))
        console.print(
            Syntax(
                code, _lexer(result["language"]), line_numbers=True, start_line=first, theme="ansi_dark", word_wrap=True
            )
        )
        console.print()


def _bar(share: float) -> str:
    full = round(8 * share)
    return "█" * full + "░" * (8 - full)


def _linkable(link: str) -> bool:
    """rich takes a link up to the next space and markup at brackets."""
    return bool(link) and link.count(" ") == 2 and link.isprintable() and "[" not in link


def _lexer(language: str) -> str:
    return {"tsx": "tsx", "text": "text"}.get(language, language)


def learning_line(learning: dict[str, Any]) -> str:
    """What a model learned from, and what it was worth on questions that learning had not seen."""
    if learning.get("off"):
        return safe_line(str(learning["off"]))
    if not learning.get("steps"):
        return (
            "nothing learned: too little is said of this code" if learning else "nothing learned: it was not asked for"
        )
    counts = ", ".join(f"{safe_line(source)} {count}" for source, count in learning.get("pairs", {}).items() if count)
    if not learning.get("held_out"):
        return f"learned in {learning['steps']} steps from: {counts}"
    scores = f"{learning.get('before', 0.0):.3f} before, {learning.get('after', 0.0):.3f} after"
    asked = f"{learning['held_out']} held-out questions: {scores}"
    more = _remembered(learning.get("remembered", {})) + _told(learning.get("telling", {}))
    if not learning.get("kept"):
        return f"learning did not help, the base is kept ({asked})" + more
    way = learning.get("factor", 1.0)
    gone = "" if way == 1.0 else f", {way:.0%} of the way kept"
    return f"learned in {learning['steps']} steps from: {counts} ({asked}{gone})" + more


def _remembered(remembered: dict[str, Any]) -> str:
    """What commits say of files was worth remembering."""
    if not remembered.get("kept"):
        return ""
    return f"; what {remembered.get('commits', 0)} commits say is remembered"


def _told(telling: dict[str, Any]) -> str:
    """What learning was worth to explanations."""
    if not telling.get("kept"):
        return ""
    losses = f"{telling.get('before', 0.0):.2f} nats a word before, {telling.get('after', 0.0):.2f} after"
    return f"; explanations from {telling.get('sentences', 0)} sentences ({losses})"
