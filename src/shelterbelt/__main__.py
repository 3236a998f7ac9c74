"""`python -m shelterbelt`."""

import sys

from shelterbelt.cli import main

sys.exit(main())
