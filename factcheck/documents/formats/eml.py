"""E-mails (.eml): the message as its reader sees it, without quoted text and attachments."""

from __future__ import annotations

import re
from collections.abc import Sequence
from email import message_from_bytes
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from email.message import Message
from email.utils import parseaddr, parsedate_to_datetime

from factcheck.documents.content import Block, Content, left_out
from factcheck.documents.dates import iso_date
from factcheck.documents.decode import decode
from factcheck.documents.formats import html
from factcheck.documents.formats.quoted import without_quoted
from factcheck.documents.limits import MAX_LINES, MAX_PARTS, size
from factcheck.errors import DocumentError

_MAILBOX = re.compile(rb"\AFrom \S.*\n(?s:.*?)\n\r?\nFrom \S+ .*\d{4}\r?\n[\w-]+: ")
_BOUNDARY = re.compile(rb"boundary\s*=", re.IGNORECASE)
_LONGEST_HEADER = 2_000
_SIGNATURE = re.compile(r"(?:\A|\n)-- \r?\n")
_SOFT_BREAK = re.compile(r"(?<!^--) \r?\n(?=[^>\s])", re.MULTILINE)
_WORD = re.compile(r"[^\W_]+(?:[.,:/-][^\W_]+)*")
_LINK = re.compile(r"<?(?:https?://|mailto:|www\.)[^\s<>]+>?")
_SIGNED = ("application/pgp-signature", "application/pkcs7-signature", "application/x-pkcs7-signature")
_ENVELOPES = ("application/pkcs7-mime", "application/x-pkcs7-mime")
_NAMED = 5
"""How many attachments a notice names."""


def read(data: bytes, charset: str | None = None) -> Content:  # noqa: ARG001 - each part of a message names its own
    """The subject as heading and the message's own words; From and Date give author, publisher and publication time.

    Reads the plain text of a message, or its HTML if there is no other. Text quoted in a reply, signatures, attachments
    and words that only the HTML has are left out and named in notices; a forwarded message is read. Raises
    DocumentError if it is encrypted, empty or not a single e-mail.
    """
    message = _message(data)
    texts, attachments = _sorted(message)
    subject = _header(message, "Subject")
    content = _body(texts, attachments)
    blocks, notices = without_quoted(content.blocks, subject)
    name, address = parseaddr(_header(message, "From"))
    return Content(
        blocks=(Block(subject, heading=True), *blocks) if subject else blocks,
        title=subject or None,
        author=name or address or None,
        publisher=_header(message, "Organization") or address.rpartition("@")[2] or None,
        published=_published(_header(message, "Date")),
        notices=(*content.notices, *notices, *_attached(attachments)),
    )


def _message(data: bytes) -> Message:
    if data.count(b"\n") + data.count(b"\r") > 2 * MAX_LINES or len(_BOUNDARY.findall(data)) > MAX_PARTS:
        raise DocumentError(
            f"is an e-mail of more than {MAX_LINES:,} lines or {MAX_PARTS} nested parts, too many to read"
        )
    if _MAILBOX.match(data):
        raise DocumentError("is a mailbox of several e-mails: save the one you mean as .eml")
    try:
        message = message_from_bytes(data.lstrip(b"\r\n\t ").removeprefix(b"\xef\xbb\xbf"))
    except RecursionError as error:
        raise DocumentError("is an e-mail whose parts nest too deep") from error
    if not message.keys():
        raise DocumentError("is not an e-mail: it begins without headers (From: …, Subject: …)")
    return message


def _sorted(message: Message) -> tuple[list[Message], list[Message]]:
    """The parts of a message that are its text, and the others."""
    texts: list[Message] = []
    attachments: list[Message] = []
    waiting = [message]
    while waiting:
        part = waiting.pop()
        kind = part.get_content_type()
        if kind == "multipart/encrypted" or (kind in _ENVELOPES and part.get_param("smime-type") != "certs-only"):
            raise DocumentError("is an encrypted or sealed e-mail: open it in a mail program and save its text as .txt")
        if kind.startswith("multipart/") and part.is_multipart():
            waiting.extend(reversed(_held(part)))
        elif kind in ("text/plain", "text/html") and part.get_content_disposition() != "attachment":
            texts.append(part)
        elif kind not in _SIGNED:
            attachments.append(part)
    return texts, attachments


def _body(texts: Sequence[Message], attachments: Sequence[Message]) -> Content:
    plain = [part for part in texts if part.get_content_type() == "text/plain"]
    pages = [part for part in texts if part.get_content_type() == "text/html"]
    written = [found for part in plain if (found := _plain(part)).blocks]
    shown = [html.read_whole(_bytes(part), _charset(part)) for part in pages if _bytes(part).strip()]
    chosen = written or [page for page in shown if page.blocks]
    if not chosen:
        named = f"; give its attachments ({_names(attachments)}) as files of their own" if attachments else ""
        raise DocumentError(f"is an e-mail without text{named}")
    unsaid = _only_in(shown, written) if written else ""
    return Content(
        tuple(block for one in chosen for block in one.blocks),
        notices=(
            *(notice for one in chosen for notice in one.notices),
            *left_out("words that only the HTML of the e-mail has,", unsaid),
        ),
    )


def _plain(part: Message) -> Content:
    text, notices = decode(_bytes(part), _charset(part))
    if str(part.get_param("format", "")).lower() == "flowed":
        text = _SOFT_BREAK.sub("" if str(part.get_param("delsp", "")).lower() == "yes" else " ", text)
    own, *signature = _SIGNATURE.split(text, maxsplit=1)
    if not own.strip():
        own, signature = text, []
    return Content(
        (Block(own),) if own.strip() else (), notices=notices + left_out("the signature", "".join(signature))
    )


def _only_in(pages: Sequence[Content], written: Sequence[Content]) -> str:
    """The words of the HTML that the plain text lacks: the two versions can differ."""
    have = {word.casefold() for one in written for block in one.blocks for word in _WORD.findall(block.text)}
    said = (_LINK.sub(" ", block.text) for page in pages for block in page.blocks)
    return " ".join(word for words in said for word in _WORD.findall(words) if word.casefold() not in have)


def _bytes(part: Message) -> bytes:
    held = part.get_payload(decode=True)
    return held if isinstance(held, bytes) else b""


def _charset(part: Message) -> str | None:
    named = part.get_param("charset")
    return named if isinstance(named, str) else None


def _header(message: Message, name: str) -> str:
    """A header's words, decoded, on one line; empty if there are none."""
    raw = str(message.get(name, ""))
    if len(raw) > _LONGEST_HEADER:
        raise DocumentError(f"is an e-mail with a header {name} of more than {_LONGEST_HEADER:,} characters")
    try:
        words = str(make_header(decode_header(raw)))
    except (HeaderParseError, LookupError, ValueError):
        words = raw
    return " ".join(words.replace("\ufffd", "").split())


def _published(stated: str) -> str | None:
    try:
        return iso_date(parsedate_to_datetime(stated))
    except (ValueError, TypeError, OverflowError):
        return None


def _attached(parts: Sequence[Message]) -> tuple[str, ...]:
    if not parts:
        return ()
    count = f"{len(parts)} attachment{'s' * (len(parts) > 1)}"
    return (f"left out {count}: {_names(parts)}; each can be given as a file of its own",)


def _names(parts: Sequence[Message]) -> str:
    more = f" and {len(parts) - _NAMED} more" if len(parts) > _NAMED else ""
    return ", ".join(map(_name, parts[:_NAMED])) + more


def _name(part: Message) -> str:
    if part.get_content_type() == "message/rfc822":
        return " and ".join(f"an e-mail “{_header(inner, 'Subject')[:80]}”" for inner in _held(part)) or "an e-mail"
    name = part.get_filename() or part.get_content_type()
    return f"{' '.join(name.split())[:80]} ({size(len(_bytes(part)))})"


def _held(part: Message) -> list[Message]:
    held = part.get_payload() if part.is_multipart() else ()
    return [one for one in held if isinstance(one, Message)]
