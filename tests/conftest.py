"""What holds for all tests."""

from __future__ import annotations

import os

from hypothesis import settings

# A machine may be slow or busy: no example has a deadline. In CI the examples are the same every time, so that a change is
# never blamed for what a lucky draw found; elsewhere they are drawn anew.
settings.register_profile("factcheck", deadline=None, derandomize="CI" in os.environ)
settings.load_profile("factcheck")
