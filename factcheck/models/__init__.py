"""Language models behind one small interface (`base`); `open_model` makes one from a name as for `--model`."""

from factcheck.models.chat import ChatModel
from factcheck.models.opening import open_model

__all__ = ["ChatModel", "open_model"]
