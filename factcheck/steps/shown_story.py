"""A story as the extraction sees it: what its layout settles without a model, and what the model sees of the rest."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import islice

from factcheck.english.furniture import is_furniture, is_service_notice
from factcheck.english.marks import quoted
from factcheck.prompts import as_data
from factcheck.records import Document, SentenceRole, SkipReason

NEIGHBOURS = 2
LEAD_SENTENCES = 2
"""So many first sentences of a story's body, which say what it is about, are not skipped as opinion at the first
answer."""
_QUESTION = re.compile(r"\?[\s)\]]*$")
_OPENING_MARK = re.compile(r"(?<![^\s(\[—–'‘-])\"(?=\S)")


class ShownStory:
    """A story as `prompts/extract.md` shows it: a few sentences a call, between their neighbours and below the headline.

    `with_lead` also shows the lead before them: a taught model learns from it who "he" is.
    """

    def __init__(self, story: Document, *, with_lead: bool) -> None:
        headline = next((s.number for s in story.sentences if s.role is SentenceRole.HEADLINE), None)
        self._lead = lead_of(story) if with_lead else ()
        self.headline = _curly(as_data(story.title or (story.sentence_text(headline) if headline else "(none)")))
        self._texts = {s.number: _curly(as_data(story.sentence_text(s.number))) for s in story.sentences}

    def text(self, number: int) -> str:
        """A sentence as the model is shown it."""
        return self._texts[number]

    def near(self, numbers: Sequence[int]) -> range:
        """The numbers of the sentences asked about and of their neighbours."""
        return range(max(1, numbers[0] - NEIGHBOURS), min(len(self._texts), numbers[-1] + NEIGHBOURS) + 1)

    def neighbours(self, numbers: Sequence[int]) -> tuple[str, str]:
        """The text before the sentences asked about, with the lead if it is shown, and the text after them."""
        near = self.near(numbers)
        lead = [self.text(number) for number in self._lead if number < near.start]
        before = [*lead, *(["[…]"] if lead else ()), *map(self.text, range(near.start, numbers[0]))]
        return " ".join(before), " ".join(map(self.text, range(numbers[-1] + 1, near.stop)))

    def around(self, numbers: Sequence[int]) -> str:
        """All text that the model sees when asked about these sentences, including the headline."""
        before, after = self.neighbours(numbers)
        return f"{self.headline} {before} {' '.join(map(self.text, numbers))} {after}"

    def inputs(self, numbers: Sequence[int]) -> dict[str, str]:
        """The inputs of the prompt that asks about these sentences."""
        before, after = self.neighbours(numbers)
        return {
            "headline": self.headline,
            "before": before or "(nothing)",
            "sentences": "\n".join(f"[{n}] {self.text(n)}" for n in numbers),
            "after": after or "(nothing)",
            "first": str(numbers[0]),
        }


def known_skip(story: Document, number: int) -> SkipReason | None:
    """The reason to skip a sentence by layout alone, if any."""
    sentence = story.sentence(number)
    if sentence.role in (SentenceRole.BYLINE, SentenceRole.FOOTER):
        return SkipReason.BOILERPLATE
    text = story.sentence_text(number)
    if not any(character.isalnum() for character in text) or is_furniture(text) or _ends_in_notices(story, number):
        return SkipReason.BOILERPLATE
    if _QUESTION.search(text) and not quoted(text):
        return SkipReason.QUESTION
    return None


def _ends_in_notices(story: Document, number: int) -> bool:
    """Whether the sentence is a service notice that only such notices and page furniture follow."""
    if not is_service_notice(story.sentence_text(number)) or number == 1:
        return False
    for sentence in story.sentences[number:]:
        text = story.sentence_text(sentence.number)
        around = sentence.role in (SentenceRole.BYLINE, SentenceRole.FOOTER)
        if not (around or is_furniture(text) or is_service_notice(text)):
            return False
    return True


def lead_of(story: Document) -> tuple[int, ...]:
    """The numbers of the first sentences of the body, without page furniture."""
    body = (s.number for s in story.sentences if s.role is SentenceRole.BODY and known_skip(story, s.number) is None)
    return tuple(islice(body, LEAD_SENTENCES))


def _curly(text: str) -> str:
    """`text` with its straight quotation marks curled: an answer is JSON, and a straight one would end a claim in it."""
    return _OPENING_MARK.sub("“", text).replace('"', "”")
