"""Paid answers survive: every answer of a model is kept before anything is done with it.

A `Store` is one SQLite file, or a PostgreSQL database that several machines share. `StoredModel` is a `Model` that
looks there first, asks the model behind it only for missing answers, and keeps an answer before passing it on.
"""

from factcheck.models.store.base import Kept, Shelf, Store
from factcheck.models.store.sqlite import DamagedStore, set_aside
from factcheck.models.store.stored_model import StoredModel

__all__ = ["DamagedStore", "Kept", "Shelf", "Store", "StoredModel", "set_aside"]
