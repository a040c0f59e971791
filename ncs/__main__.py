import sys

from ncs.cli import main

sys.exit(main())
