"""The role of a line, by the layout and the set phrases of news. When in doubt it is body."""

from __future__ import annotations

import re

from factcheck.documents.dates import WRITTEN_DATE
from factcheck.english.calendar_names import WEEKDAY
from factcheck.english.furniture import NETWORK
from factcheck.records import SentenceRole

_NAME = r"(?:[A-Z][\w.’'-]*|[A-Z]\.|de|del|der|van|von|bin|al|el|la|le)"
_NAMES = rf"{_NAME}(?:[ ]{_NAME}){{0,4}}"
_AGENCY = r"(?:Reuters|AP|AFP|UPI|dpa|PA|(?:The[ ])?Associated[ ]Press|Agence[ ]France-Presse|Bloomberg(?:[ ]News)?)"
_WRITERS = rf"{_NAMES}(?:(?:,?[ ]and[ ]|,[ ]|[ ]&[ ]){_NAMES}){{0,4}}"
_STAFF = r"(?:our|the)[ ](?:[\w-]+[ ]){0,2}(?:desk|staff|team|correspondents?|reporters?)"
_ROLE = (
    r"(?:[\w’'&-]+[ ]){0,4}"
    r"(?:reporters?|correspondents?|editors?|writers?|columnists?|critics?|journalists?|photographers?|producers?)"
)
_WHERE = rf"(?:,?[ ](?:in|for|at)[ ](?:the[ ])?(?-i:{_NAMES}))"
_AFTER_NAMES = rf"(?:(?:,|[ ][|·•–—-])?[ ]\(?{_ROLE}\)?)?{_WHERE}?"
"""What stands behind a writer's name: "Ana Ruiz, health correspondent, in Leeds"."""
_BYLINE = re.compile(
    rf"""(?:written\ |words\ |story\ |report\ )?by\ (?:(?-i:{_WRITERS}){_AFTER_NAMES}|{_STAFF})
    |(?:words|text|report):\ (?-i:{_WRITERS})
    |(?-i:{_NAMES}),\ {_ROLE}{_WHERE}?
    |(?-i:{_NAMES}),\ (?-i:{_AGENCY})
    |\(?(?-i:{_AGENCY})\)?
    |[A-Z][\w .,'’-]{{1,60}}\((?-i:{_AGENCY})\)\s*[-–—]?  # a dateline alone
    """,
    re.IGNORECASE | re.VERBOSE,
)
_BYLINE_AFTER = re.compile(rf"[ ]?[,|·•–—-][ ](?:{_BYLINE.pattern})", re.IGNORECASE | re.VERBOSE)
"""Who wrote it, after the date of a line."""
_STAMP = re.compile(
    r"(?:(?:first |originally )?(?:published|posted|issued|released|filed|circulated|sent|broadcast|aired|recorded)(?: online)?"
    r"(?: on| at)?:?"
    r"|date(?: of (?:issue|publication|release|broadcast))?:|(?:issue|publication|release) date:?|dated:?"
    r"|(?P<changed>(?:this )?(?:page )?(?:was )?(?:last )?(?:updated|modified|changed|revised|edited|reviewed)(?: on| at)?:?))"
    r"\s*(?P<date>\S.{2,58})",
    re.IGNORECASE,
)
_BETWEEN_PARTS = re.compile(r"\s+[|·•]\s+")
"""What stands between the facts of a line: "Original article | Published online 10 March 2026 | Vol. 31"."""
_BEFORE_DATE = re.compile(
    rf"^(?:(?:by[ ])?(?-i:{_WRITERS})|(?:press|media|news)[ ](?:release|statement))[ ]?[,|·•–—-][ ]", re.IGNORECASE
)
"""The author, publisher or place before the date of a line: "Valley Post, ", "By Ann Smith | "."""
_WEEKDAY = re.compile(rf"{WEEKDAY},? ", re.IGNORECASE)
_CLOCK = re.compile(
    r"(?:,? (?:at )?\d{1,2}[:.]\d{2} ?(?:[ap]\.?m\.?)?)?(?: ?(?:UTC|GMT|BST|CET|CEST|E[SD]?T|P[SD]?T|Z))?\.?",
    re.IGNORECASE,
)
_DESK = (
    r"(?:additional[ ]|further[ ])?(?:reporting|writing|editing|compiled|edited|written)"
    r"(?:[ ]and[ ](?:writing|editing))?[ ]by\b"
)
_FOOTER = re.compile(
    rf"""\({_DESK}.*\)\.?
    |{_DESK}[^;]*;\s*(?:[\w ]+\s)?(?:editing|writing|reporting)\ by\b.*
    |(?:©|\(c\)\ (?=\d{{4}})|copyright\ (?:©\ ?|\(c\)\ )?(?=\d{{4}})).*
    |all\ rights\ reserved\.?
    |(?:sign\ up|subscribe)\ (?:for|to)\ (?:our|the)\b.*(?:newsletter|emails?|alerts|updates|channel|podcast).*
    |(?:read|see|learn)\ (?:more|also)\s*:.*
    |related(?:\ (?:articles?|stories|topics|content))?\s*:.*
    |follow\ us\ on\ {NETWORK}\b[^,]*
    |our\ standards:\ .*
    |advertisement
    |[-–—]\ ?30\ ?[-–—]|more\ to\ (?:follow|come)|[-–—(]?\ ?ends\ ?[-–—)]?  # the end of an agency's text
    """,
    re.IGNORECASE | re.VERBOSE,
)
_SLUG = re.compile(
    r"""[A-Z]{2,}\d*(?:[-–/_]{1,2}[A-Z0-9&]+)*(?:/|[-–/_]{1,2}[A-Z]{2,}[A-Z0-9&]*/?)
    (?:\ ?\((?:UPDATE|WRAPUP|CORRECTED|REFILE|PIX|TV|URGENT)[^)]{0,40}\))?
    |[A-Z]{2,}[A-Z0-9]*(?:[-–/_][A-Z0-9&]+)*,?\ \(?\d(?:st|nd|rd|th)\ (?i:ld|lead)(?:[-\ ](?i:writethru))?\)?
    |eds?:\ .{0,80}
    |(?:AM|BC|PM)-{1,2}[\w-]+.{0,60}
    |\^?(?:urgent|flash|bulletin|breaking(?:\ news)?|news\ alert|writethru|\d(?:st|nd|rd|th)\ ld(?:-writethru)?)[!:.-]?
    |(?:for\ immediate|press|news|media)\ release[:.]?
    |embargo(?:ed)?\b.{0,80}
    |attention\ editors\b.{0,80}
    """,
    re.VERBOSE,
)
"""Sorting lines that an agency writes above a report: "BC-HOLM-PIER/", "URGENT"."""
_NO_NAME = re.compile(
    r"""\W*(?:anonymous|unknown(?:\ author)?|unspecified|untitled(?:\ (?:document|page))?|no\ title|none|null|n/?a|title|author
    |(?:new\ )?(?:document|page|presentation|slide|dokument)\ ?\d*|powerpoint\ presentation|home(?:page)?|index|user|owner
    |admin(?:istrator)?|root|python-docx|microsoft\ office[\w ]*)\W*
    |microsoft\ (?:word|powerpoint)\ -.*
    |\S.*\.(?:docx?|dotx?|docm|odt|rtf|pdf|txt|md|html?|indd|qxd|wpd|tex|pptx?|xlsx?|eml|msg|tmp)
    """,
    re.IGNORECASE | re.VERBOSE | re.DOTALL,
)
"""Placeholders that programs write instead of a title or an author, including file names."""
_TERMINAL = re.compile(r"(?:[.…;:,][\"'”’)\]]*|[!?][\"'”’)\]]+)$")
_LONGEST_LINE = 300
_LONGEST_HEADLINE = 200


def line_role(line: str) -> SentenceRole:
    """The role of a whole line: byline, footer, or body."""
    if len(line) > _LONGEST_LINE:
        return SentenceRole.BODY
    if _FOOTER.fullmatch(line):
        return SentenceRole.FOOTER
    if _BYLINE.fullmatch(line) or _dated(line):
        return SentenceRole.BYLINE
    return SentenceRole.BODY


def sentence_role(sentence: str) -> SentenceRole:
    """The role of a sentence inside a longer line: a footer if it is one of the set phrases, else body."""
    if len(sentence) <= _LONGEST_LINE and sentence[0] in "(©Aa" and _FOOTER.fullmatch(sentence):
        return SentenceRole.FOOTER
    return SentenceRole.BODY


def looks_like_headline(line: str) -> bool:
    """True when a document's first line can be its headline: short, some letters, and no full stop at its end."""
    return len(line) <= _LONGEST_HEADLINE and not _TERMINAL.search(line) and any(map(str.isalpha, line))


def is_slug(line: str) -> bool:
    """True for a line above a report by which agencies sort it, as opposed to a headline."""
    return len(line) <= _LONGEST_HEADLINE and bool(_SLUG.fullmatch(line) or _SLUG.fullmatch(line.lower()))


def as_stated(words: str | None) -> str | None:
    """A title or an author's name as a document states it; None for a placeholder."""
    return words if words and not _NO_NAME.fullmatch(words) and not is_slug(words) else None


def stamped_date(line: str) -> str | None:
    """The words of the date in a line that is nothing but a publication date ("Published 3 March 2024, 10:05 GMT").

    The date of a change says nothing about the days in a text. A publisher or a place can come before the date ("Valley
    Post, 3 March 2024"), and the author after it ("3 March 2024, by Ann Smith").
    """
    stamp = _stamp(line)
    return None if stamp and stamp["changed"] else _dated(line)


def _stamp(line: str) -> re.Match[str] | None:
    """The line, or the first of its parts, that is a date with its label."""
    return _STAMP.fullmatch(line) or next(filter(None, map(_STAMP.fullmatch, _BETWEEN_PARTS.split(line)[1:])), None)


def _dated(line: str) -> str | None:
    """The words of the date in a line that is nothing but a date of publication or change."""
    if len(line) > _LONGEST_HEADLINE or not any(map(str.isdigit, line)):
        return None
    stamp = _stamp(line)
    for dated in (stamp["date"],) if stamp else (line, _BEFORE_DATE.sub("", line)):
        words = _WEEKDAY.sub("", dated)
        found = WRITTEN_DATE.match(words)
        if found and (_CLOCK.fullmatch(words[found.end() :]) or _BYLINE_AFTER.fullmatch(words[found.end() :])):
            return found[0]
    return None
