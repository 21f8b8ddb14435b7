"""Tapes: recorded model exchanges that replay offline, exactly, and know when they are stale."""
