"""`python -m ncs`."""

import os
import sys

# `python -m` looks for modules in the current folder first, which may be anybody's: a json.py there would run
# inside ncs. (os and sys are loaded already. A folder named ncs there has won by now: only `python -P` avoids it.)
_safe = getattr(sys.flags, "safe_path", sys.flags.isolated)  # the current folder is not in the path at all
_home = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
if not _safe and (not sys.path[0] or os.path.realpath(sys.path[0]) != os.path.realpath(_home)):
    del sys.path[0]

from ncs.cli import main  # noqa: E402

sys.exit(main())
