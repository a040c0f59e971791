"""ncs pull: take the published index that suits this checkout."""

from __future__ import annotations

import json
from argparse import ArgumentParser, Namespace

from ncs.source.location import locate
from ncs.terminal import progress, safe_line


def arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--from", dest="source", metavar="SRC", help="a remote, a folder, a file, a URL, github:… (default: the remote)"
    )
    parser.add_argument("--json", action="store_true", help="what was done as JSON")


def run(options: Namespace) -> int:
    from ncs.share.places import located, shelf_at
    from ncs.share.pulling import pull

    location = located(locate("."))
    with shelf_at(options.source, location) as shelf, progress() as show:
        done = pull(shelf, location, show)
    if options.json:
        print(json.dumps(done))
        return 0
    what = "pulled the index" if done["pulled"] else "up to date: the index"
    print(f"{what} of {done['commit'][:9]} ({done['bytes'] / 1e6:.1f} MB) from {safe_line(done['place'])}")
    if "synced" in done:
        commits = f"{done['behind']} local commit{'s' * (done['behind'] > 1)}"
        print(f"laid {commits} over it: {done['synced'].get('added', 0)} files read")
    return 0
