"""Documents that are a ZIP file of XML parts: opening them without trusting their own statements."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO

from lxml import etree

from factcheck.documents.limits import MAX_ELEMENTS, MAX_UNPACKED, size
from factcheck.errors import DocumentError

_PIECE = 1_000_000
"""How many bytes to unpack at a time while counting."""


@contextmanager
def reading(file: BytesIO, what: str) -> Iterator[zipfile.ZipFile]:
    """The package, with every error in reading it as a DocumentError that says `what` it should be ("an e-book").

    It may unpack to `MAX_UNPACKED` bytes in total, counted while unpacking.
    """
    try:
        with zipfile.ZipFile(file) as package:
            if sum(entry.file_size for entry in package.infolist()) > MAX_UNPACKED:
                raise DocumentError(f"unpacks to more than {size(MAX_UNPACKED)}")
            if any(entry.flag_bits & 1 for entry in package.infolist()):
                raise DocumentError("is password-protected: save it without a password")
            yield package
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, ValueError, KeyError) as error:
        raise DocumentError(f"is truncated or damaged: it cannot be unpacked as {what}") from error
    except etree.XMLSyntaxError as error:
        raise DocumentError(f"is damaged: one of its parts is not XML of {what}") from error


def part_of(package: zipfile.ZipFile, name: str) -> bytes:
    """One part, unpacked. Raises DocumentError if it is longer than stated, or has too many elements."""
    entry = package.getinfo(name)
    pieces: list[bytes] = []
    elements = 0
    with package.open(entry) as part:
        while piece := part.read(_PIECE):
            pieces.append(piece)
            elements += piece.count(b"<")
            if elements > 2 * MAX_ELEMENTS:  # a tag that opens, and one that closes
                raise DocumentError(f"has more than {MAX_ELEMENTS:,} elements, the limit")
    return b"".join(pieces)


def xml_of(package: zipfile.ZipFile, name: str) -> etree._Element:
    """One part as a tree. Nothing outside the package is read, and no entity is filled in."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    return etree.fromstring(part_of(package, name), parser)
