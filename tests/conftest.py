"""What holds for all tests."""

from __future__ import annotations

import os
import signal

from hypothesis import settings

# A machine may be slow or busy: no example has a deadline. In CI the examples are the same every time, so that a change is
# never blamed for what a lucky draw found; elsewhere they are drawn anew.
settings.register_profile("factcheck", deadline=None, derandomize="CI" in os.environ)
settings.load_profile("factcheck")

# A shell that runs the tests in the background has them ignore Ctrl-C, and the programs they start would inherit that.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)
