"""`python -m factcheck`, the same as `factcheck`."""

import sys

from factcheck.cli import main

sys.exit(main())
