"""How a sentence reports what somebody says, thinks or alleges."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from factcheck.english.marks import quoted
from factcheck.english.numerals import any_of
from factcheck.english.speakers import PASSIVE, PRONOUNS, Speaker, leading_name, phrase_from, subject_before
from factcheck.english.verbs import FINITE
from factcheck.english.words import FUNCTION_WORDS, words

_DISTANT = (
    "allege|alleges|alleged|claim|claims|claimed|accuses|accused|argues|argued|believe|believes|believed|think|thinks|thought|suspects|suspected|"
    "suggests|suggested|contends|contended|asserts|asserted|insists|insisted|maintains|maintained|speculated|fears|feared"
)
_NEUTRAL = (
    "said|say|says|told|tells|stated|states|added|adds|warned|warns|announced|wrote|writes|tweeted|explained|explains|"
    "confirmed|confirms|declared|noted|notes|predicted|predicts|estimated|estimates|testified|admitted|admits|"
    "acknowledged|conceded|reported|reports|revealed|recalled|promised|vowed"
)
SAYING = rf"\b(?P<cue>{_DISTANT}|{_NEUTRAL})\b"
"""The pattern of a verb of saying or thinking, as its group `cue`."""
_HEARERS = (
    r"(?:me|us|them|reporters|journalists|police|officers|parliament|councillors|lawmakers|investors|jurors"
    r"|(?:the|a|an|his|her|its|their)\s+[\w’'-]+(?:\s+[\w’'-]+)?|[A-Z]\w+(?:\s+[A-Z]\w+){0,3})"
)
"""To whom something is told: "told police", "told the evening news"."""
_CLAUSE_BEGINS = r"(?:he|she|it|they|there|the|a|an|its|his|her|their|this|these|no|some|many|[A-Z])"
_REPORTING = (
    re.compile(rf"{SAYING}(?:\s+[\w’'.]+){{0,5}}?\s+that\b"),
    re.compile(rf"{SAYING}(?:\s+[\w’']+){{0,4}}?\s*[,:]?\s*[“\"‘]"),
    re.compile(
        rf"[,”\"]\s+(?:[\w’'.-]+\s+){{0,8}}?{SAYING}(?:\s+{_HEARERS})?(?=\s*[.,;]|\s*$|\s+(?:on|in|at|to|during|late|after|outside)\b)"
    ),
    re.compile(
        rf"\b(?P<cue>said|say|says|believe|believes|believed|think|thinks|allege|claims|claimed|alleges|alleged|insists|insisted|argues|argued|"
        rf"suspects|warned|warns)\s+(?={_CLAUSE_BEGINS}\b)"
    ),
    re.compile(
        r"\b(?:[Cc]ourt|[Jj]ury|[Jj]urors|tribunal|inquest|inquiry|hearing|judge|magistrates|panel)"
        r"(?:\s(?:at|in)\s(?:[A-Z][\w’']*\s?){1,4})?\s?\b(?P<cue>heard|(?:was|were)\s+told)"
        rf"(?=\s+{_CLAUSE_BEGINS}\b|\s+that\b|\s+(?:today|yesterday|on\s[A-Z])|\s*[.,;]|\s*$)"
    ),
    re.compile(r"\b(?P<cue>said|say|says)\s+(?!(?:yes|his|this|less|as|was|is|has|always|its)\b)(?=[a-z]{3,}s\s+\w)"),
)
_PUBLISHED = "published|released|issued|unveiled|disclosed|posted"
_NO_CLAUSE = r"(?:\s+(?!(?:that|he|she|it|they|we|there|to|will|would|can|could|may|has|have|had|is|are|was|were)\b)[\w’'.$£€-]+)"
"""A word of an object, with which no clause of its own begins."""
_SAID_BEFORE = re.compile(
    rf"\b(?:(?:told|tells|announced|announces|revealed|presented|reported|confirmed|{_PUBLISHED}){_NO_CLAUSE}{{1,5}}?"
    rf"|(?:{_DISTANT}|{_NEUTRAL}|heard|(?:was|were)\s+told|presented|submitted|briefed)(?:\s+(?:in|at|to)(?:\s+[\w’'.-]+){{1,3}}?){{0,2}}"
    rf"|{_PUBLISHED}|updated|(?:documents?|papers?|letters?|e-?mails?|memos?|files?|footage)\s+(?:seen|obtained))"
    r"(?:\s+(?:on|late|early))*\s+$",
    re.IGNORECASE,
)
_SAID_AFTER = re.compile(rf"\s+(?:{_DISTANT}|{_NEUTRAL}|heard|{_PUBLISHED})\b")
_FRAMED = re.compile(r",[”\"]?\s+(?!(?:as|which|who|that|than|what|where|and|but|or|while|when|if)\b)[^,;:]{1,70}$")
_AT_THE_END = re.compile(
    rf"(?:\s+{_HEARERS})?(?:\s+(?:on|in|at|during|late|early|after|today|yesterday|last|this)\b[^,;:“”\"]{{0,40}})?[\s.”\"]*$"
)
"""Around the verb of saying that frames a whole sentence: "He told police that …, his wife said on Monday."."""
ACCORDING = re.compile(r"\b[Aa]ccording to\s+")
_DISTANT_CUE = re.compile(rf"{_DISTANT}|heard|(?:was|were)\s+told")
_INVERTS = re.compile(
    r"say|says|said|adds|added|notes|noted|warns|warned|writes|wrote|explains|explained|recalls|recalled|claims|claimed"
)
_NAME_AFTER = re.compile(r"\s+(?:[\w’'-]+\s+){0,4}[A-Z]")
_PHRASE_AFTER = re.compile(r"\s+(?:the|an?|his|her|its|their|one|two|some|many)\s+\w")

_SAID = (
    r"say|says|said|adds|added|argues|argued|believes|believed|think|thinks|thought|insists|insisted|warns|warned|explains|"
    r"explained|admits|admitted|acknowledged|conceded|concedes|contends|contended|alleges|alleged|suggests|suggested|noted|"
    r"confirmed|confirms|predicts|predicted|declared|revealed|reveals|recalled|recalls|announced|stated|testified|stressed|"
    r"stresses|cautioned|cautions|complained|complains|concluded|concludes|claimed|claims|estimated|estimates|expects|expected|"
    r"hoped|hopes|fears|feared|suspects|indicated|told|tells|notes"
)
_FOUND = (
    r"found|finds|shows|showed|ruled|rules|held|observed|observes|agreed|denied|denies|wrote|writes|posted|posts|reported|reports|"
    r"indicates|indicate|states|promised|vowed|pledged|write|argue|believe|warn|report|claim|note|show|find|suggest|estimate|expect|hope|fear|"
    r"insist|admit|recall|conclude"
)
_OBJECT = (
    r"accuse|accuses|accused|blame|blames|blamed|credits|credited|demands|demanded|dismissed|criticised|criticized|called|calls|"
    r"described|describes|estimates|estimated|expects|voiced|put|puts|urged|urges"
)
_SAYS = re.compile(rf"\b(?:{_SAID}|{_FOUND}|{_OBJECT}|saying|warning|arguing|claiming|ruling)\b")
"""More verbs that tell who says something, what studies, polls and courts do among them."""
_TAKES_CLAUSE, _TAKES_OBJECT = re.compile(_SAID), re.compile(_OBJECT)
_PLURAL_ONLY = frozenset(
    "write argue believe warn report claim note show find suggest estimate expect hope fear insist admit recall conclude "
    "accuse blame say think".split()
)
_PLURAL = re.compile(
    r"(?:\b[A-Za-z’-]+s|police|people|they|we|many|some|most|others)(?:\s+(?:also|still|now|often))?$", re.IGNORECASE
)
_NOUNS = frozenset("claims notes reports states posts estimates rules hopes fears shows finds calls".split())
"""Forms that are as often nouns."""
_THAT = re.compile(r"(?:\s+(?!to\b)[\w’'-]+){0,4}?\s*[,:]?\s+(?:that|whether|how|why)\b|\s*[,:]?\s*[“\"]")
_THAT_LATER = re.compile(r"\s+(?:on|in|at|to|during|late|early|after)\b[^.;:“”\"]{0,80}?,?\s+that\b")
"""Where and when it was said stands before what was said: "says at a stop in Velle, on the coast, that …"."""
_ABOUT = re.compile(
    r"\s+(?!(?:by|as|to|at|in|on|with|from|after|before|and|or|of|for|about|up|off|down|out|between|against|when|if)\b)[^\s,.;]+\s+[^\s.;]"
)
_TO_DO = re.compile(r"\s+(?:[\w’'-]+\s+){1,4}?to\s+[a-z]")
_RECORD = re.compile(
    r"\b(?:poll|survey|stud(?:y|ies)|report|analys[ie]s|data|figures|statistics|averages?|census|records?|documents?|papers|files|minutes|"
    r"letters?|e-?mails?|memo|transcript|accounts|audit|review|research|results|findings|index|footage|logs?)s?\b",
    re.IGNORECASE,
)
"""What shows or indicates something by itself: "the poll shows Berg in the lead" says what is known from it."""
_SHOWS = re.compile(r"shows?|showed|indicates?|indicated|suggests?|suggested|finds?|found")
_GOVERNED = re.compile(
    r"\b(?:after|before|when|if|unless|until|because|since|though|although|where|whose|which|once)\s+[^,;:]{1,80}$",
    re.IGNORECASE,
)
"""A clause that says when or why something happened, not what the sentence reports."""
_ENDS_REPORT = re.compile(
    r"\s*(?:[.,;]|$)|\s+(?:me|us|reporters|(?:on|in|at|to|during|late|early|after|over|with|today|yesterday|last|this|[A-Z]\w+day|[A-Z]\w+(?=\.))\b)"
)
_OCCASION = re.compile(r"\s+(?:on|in|at|to|during|late|early|after|today|yesterday|last|this)\b")
"""When, where or to whom it was said: the speaker is before the verb."""
_CLAUSE = re.compile(
    rf"\b(?:{any_of(FINITE)}|not|\w{{3,}}ed|went|came|made|fell|rose|took|got|left|cut|put|lost|won|said|\w+n’t|\w+n't)\b"
)
"""A finite verb, judged by its form: the words before "said X" are a clause, not a name with its office."""

ACCUSING = re.compile(
    r"\b(?:prosecut\w+|indict\w+|lawsuit|charge sheet|alleg\w+|accus\w+|charges?|heard|according to|"
    r"police (?:say|said|believe|suspect))\b",
    re.IGNORECASE,
)
"""Words after which a story can continue with an accusation."""


@dataclass(frozen=True)
class Reporting:
    """How a sentence reports: the offsets of its cue in the document, who speaks, and whether the cue keeps a distance."""

    start: int
    end: int
    speaker: Speaker | None
    distant: bool


def holds(sentence_text: str) -> bool:
    """Whether a sentence states something itself, rather than reports that someone says, thinks or alleges it.

    False for "X said that …", "…, X said", "according to X, …", "X: “…”", "reportedly", "allegedly", "is said to"; also for
    a sentence that is a quotation of more than two words. A source holds what it states, not what it reports.
    """
    if report_in(sentence_text, 0, len(sentence_text)) is not None:
        return False
    if re.search(
        r"\b(?:reportedly|allegedly|supposedly|alleged|(?:is|are|was|were)\s+(?:said|alleged|reported)\s+to)\b",
        sentence_text,
    ):
        return False
    return all(len(words(sentence_text[mark.start : mark.end])) <= 2 for mark in quoted(sentence_text))


def is_when_said(text: str, start: int, end: int, sentence: int) -> bool:
    """Whether the date at `text[start:end]` tells when something was said or published: "said on Tuesday that the ship sank".

    `sentence` is where the date's sentence begins.
    """
    return bool(_SAID_BEFORE.search(text, sentence, start) or _SAID_AFTER.match(text, end))


def report_in(text: str, start: int, end: int) -> Reporting | None:
    """The first reporting construction of `text[start:end]`."""
    return next(reports_in(text, start, end), None)


def reports_in(text: str, start: int, end: int) -> Iterator[Reporting]:
    """The reporting constructions of `text[start:end]`: "according to" first, then a verb that frames all the rest."""
    for according in ACCORDING.finditer(text, start, end):
        speaker = phrase_from(text, according.end(), end)
        yield Reporting(according.start(), according.end(), speaker, distant=_accuses(speaker))
    cues = [found for pattern in _REPORTING for found in pattern.finditer(text, start, end)]
    inside = [(mark.start, mark.end) for mark in quoted(text[start:end])] if cues else []
    for found in sorted(cues, key=lambda one: (not _frames(text, start, end, one), one.start("cue"))):
        at, stop = found.span("cue")
        if any(first <= at - start < last for first, last in inside):
            continue
        if re.search(
            r"\b(?:is|are|was|were|been|be|as|the|an?|his|her|its|their|not)\s+$", text[max(start, at - 6) : at]
        ):
            continue
        mark = re.compile(r"[”\"]\s*,?\s*$").search(text, start, at)
        before = text[start:at].rstrip()
        inverted = mark or _is_inverted(before, found["cue"], text[stop:end])
        speaker = phrase_from(text, stop, end) if inverted else subject_before(text, start, at)
        if speaker is not None and speaker.name.casefold() not in FUNCTION_WORDS - PRONOUNS:
            yield Reporting(
                at, stop, speaker, distant=_DISTANT_CUE.fullmatch(found["cue"]) is not None or _accuses(speaker)
            )


def _frames(text: str, start: int, end: int, found: re.Match[str]) -> bool:
    """Whether the verb of saying comes after all that is said: it is the outermost then."""
    at, stop = found.span("cue")
    return bool(_FRAMED.search(text[start:at].rstrip()) and _AT_THE_END.match(text[stop:end]))


def _accuses(speaker: Speaker | None) -> bool:
    return speaker is not None and ACCUSING.search(speaker.name) is not None


def reporter_of(text: str, start: int, end: int) -> Speaker | None:
    """Who the stretch `text[start:end]`, a sentence, reports as saying, thinking or finding something; None for nobody.

    More verbs count here than in `report_in`: a study that found something and a minister who blamed somebody are speakers,
    but no sign that a story kept its distance.
    """
    report = report_in(text, start, end)
    if report and report.speaker:
        return report.speaker
    inside = [(start + mark.start, start + mark.end) for mark in quoted(text[start:end])]
    for cue in _SAYS.finditer(text, start, end):
        if not any(first <= cue.start() < last for first, last in inside):
            found = _reporter_at(text, start, end, cue)
            if found is not None and found.name.casefold() not in FUNCTION_WORDS - PRONOUNS:
                return found
    return None


def _reporter_at(text: str, start: int, end: int, cue: re.Match[str]) -> Speaker | None:
    before, after = text[start : cue.start()].rstrip(), text[cue.end() : end]
    verb = cue[0]
    if PASSIVE.search(before + " ") or _GOVERNED.search(before):
        return None
    if verb.endswith("ing"):
        # "Chile did not sign, saying it wanted …": the subject is the sentence's.
        return leading_name(text, start, cue.start()) if before.endswith(",") else None
    if _SHOWS.fullmatch(verb) and _ABOUT.match(after) and not _TO_DO.match(after):
        subject = subject_before(text, start, cue.start())
        if subject and _RECORD.search(subject.name):
            return subject
    if verb in _PLURAL_ONLY and not _PLURAL.search(before):
        return None
    if _is_inverted(before, verb, after):
        return phrase_from(text, cue.end(), end)
    last = before.rpartition(",")
    if _ENDS_REPORT.match(after) and len(last[0].split()) > 2 and not (verb in _NOUNS and last[2].count(" ") < 2):
        return subject_before(text, start, cue.start())
    clause = _TAKES_CLAUSE.fullmatch(verb) and _ABOUT.match(after) and _CLAUSE.search(after) and not _TO_DO.match(after)
    of_object = (
        _TAKES_OBJECT.fullmatch(verb)
        and _ABOUT.match(after)
        and (not verb.startswith("put") or " at " in after)
        and not (verb.startswith("descri") and before.endswith(" who") and " as " not in after)
    )
    if verb in _NOUNS and not re.search(r"(?:\b[A-Z][\w.’'-]+|\b(?:he|she|it)|,)$", before):
        clause = of_object = None
    said = _THAT.match(after) or (_TAKES_CLAUSE.fullmatch(verb) and _THAT_LATER.match(after))
    return subject_before(text, start, cue.start()) if said or clause or of_object else None


def _is_inverted(before: str, verb: str, after: str) -> bool:
    """Whether a verb of saying has its subject after it: "The wall fell, said Berg", not "Berg, the mayor, said it fell"."""
    if not before.endswith(",") or not _INVERTS.fullmatch(verb) or _OCCASION.match(after):
        return False
    rest = re.split(r"[,;.](?:\s|$)", after, maxsplit=1)[0]
    if _CLAUSE.search(rest):
        return False
    return bool(_NAME_AFTER.match(rest) or (_PHRASE_AFTER.match(rest) and _CLAUSE.search(before.partition(",")[0])))
