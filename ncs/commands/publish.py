"""ncs publish: put the index where the team finds it; --audit: what is in it."""

from __future__ import annotations

import json
from argparse import ArgumentParser, Namespace
from typing import Any

from ncs.commands.where import index_file
from ncs.source.location import locate
from ncs.terminal import safe_line


def arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--to", metavar="DEST", help="a remote, a folder, a file, github:release (default: the remote)")
    parser.add_argument("--index", metavar="FILE", help="the index (default: the nearest one)")
    parser.add_argument("--audit", action="store_true", help="say what is in it, publish nothing")
    parser.add_argument("--json", action="store_true", help="what was done as JSON; with --audit every file by name")


def run(options: Namespace) -> int:
    if options.audit:
        from ncs.share.audit import audit

        found = audit(index_file(options.index))
        print(json.dumps(found)) if options.json else _tell(found)
        return 0
    from ncs.share.places import located, shelf_at
    from ncs.share.publishing import publish

    location, path = located(locate(".")), index_file(options.index)
    with shelf_at(options.to, location) as shelf:
        done = publish(path, shelf, location)
    if options.json:
        print(json.dumps(done))
    elif done["published"]:
        size = f"{done['bytes'] / 1e6:.1f} MB"
        print(f"published the index of {done['commit'][:9]} ({size}) at {safe_line(done['place'])}")
    else:
        print(f"the index of {done['commit'][:9]} is at {safe_line(done['place'])} already")
    return 0


def _tell(found: dict[str, Any]) -> None:
    sizes = ", ".join(f"{part} {size / 1e6:.2f}" for part, size in found["sizes"].items() if size)
    skipped = ", ".join(f"{count} {safe_line(reason)}" for reason, count in found["skipped"].items())
    pairs = found["learned"].get("pairs", {})
    learned = ", ".join(f"{safe_line(source)} {count}" for source, count in pairs.items() if count)
    base = safe_line(found["base"]) or "none: the index holds its whole model"
    print(f"index     {safe_line(found['index'])} of commit {(found['commit'] or 'none')[:9]}")
    print(f"size      {found['bytes'] / 1e6:.2f} MB: {sizes}")
    print(f"files     {len(found['files'])} (--json names them)")
    print(f"text      {'all of their text' if found['text'] else 'none: names, signatures and words only'}")
    print(f"commits   {_of_commits(found['commits'])}")
    print(f"skipped   {skipped or 'nothing'}")
    print(f"redacted  {found['redacted']} secrets")
    print(f"base      {base}")
    print(
        f"weights   {f'learned from: {learned}' if found['weights_of_its_own'] and learned else 'nothing learned here'}"
    )


def _of_commits(commits: dict[str, int]) -> str:
    if not commits["words"] + commits["messages"]:
        return "nothing of what they say"
    how = ", and vectors of them" if commits["vectors"] else ""
    messages = f"; {commits['messages']} messages as text, to test updates by" if commits["messages"] else ""
    return f"the words of {commits['words']}{how}{messages}"
