"""ncs publish: put the index where the team finds it; --audit: what is in it."""

from __future__ import annotations

import json
from argparse import ArgumentParser, Namespace

from ncs.source.location import find_index, locate
from ncs.terminal import safe_line


def arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--to", metavar="DEST", help="a remote, a folder, a file, github:release (default: the remote)")
    parser.add_argument("--index", metavar="FILE", help="the index (default: the nearest one)")
    parser.add_argument("--json", action="store_true", help="what was done as JSON")


def run(options: Namespace) -> int:
    from ncs.share.places import located, shelf_at
    from ncs.share.publishing import publish

    location = located(locate("."))
    path = options.index or find_index(".")
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
