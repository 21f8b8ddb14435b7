"""Where sentences end in languages other than English, beyond what `sentencex` knows."""

from __future__ import annotations

import re

from factcheck.english.calendar_names import GERMAN_MONTH


def _never_last(words: str) -> re.Pattern[str]:
    return re.compile(rf"(?:^|[\s(„“«\"'’])(?:{'|'.join(words.split())})\.$")


NEVER_LAST = {
    "de": _never_last("Dr Prof Fa Hr Hrn Fr Mag Ing Dipl St Hl Tsd Mio Mrd Nr Abs Art Bd Vgl ca rd bzw geb"),
    "fr": _never_last("MM? Mmes? Mlles? Mes? Mgr Drs? Pr Ste? art chap env boul tél réf"),
    "es": _never_last(
        "Sr Sra Srta Sres Sras Dr Dra D Dña Prof Ing Lic Gral Sto Sta Uds? Vds? EE núm art pág págs cap tel aprox"
    ),
    "pt": _never_last("Sr Sra Srs Dr Dra Prof Profª Eng Exmo D Sto Sta núm art pág tel aprox"),
    "it": _never_last("sig sigg dott prof avv ing on mons gen art artt pag pagg cap tel ca mln mld"),
    "nl": _never_last("dhr mevr mw drs? mr ir ing prof jhr ca nr art blz Dhr Mevr Mw Drs? Mr Ir Ing Prof"),
    "pl": _never_last("dr prof mgr inż gen płk ks św ul al pl godz nr art tys mln mld m\\.in np tzw im"),
    "ru": _never_last("[А-Я] им ул пр пл д р проф акад ген стр ст тыс млн млрд руб"),
}
"""Short forms that hardly ever end a sentence."""
_ORDINAL = re.compile(
    r"(?:^|\W)(?:(?P<before_noun>der|die|das|dem|den|des|im|vom|zum|zur|beim|einen?|jede[mnrs]?) )?\d{1,2}\.$",
    re.IGNORECASE,
)
"""A German number with the stop that makes it an ordinal: "im 3. Quartal", "Am 31. Dez."."""
_GERMAN_MONTH = re.compile(rf"(?:{GERMAN_MONTH})", re.IGNORECASE)
_SHORT_FORM = re.compile(r"(?:^|[\s(„“«\"'’.-])[^\W\d_]{1,5}\.$")
_BEFORE_A_NUMBER = re.compile(r"\b(?:[lLdD]['’])?(?:arts?|artt|núm|pág|págg?|pp?|godz|nr|blz|Bd|S)\.$")
_QUOTED = re.compile(r"[。！？!?][」』”]$")
_WHO_SAID_IT = re.compile(r"(?:と|という|との)|[^。！？]{0,12}(?:说|說|表示|称|稱|道|指出|强调|強調|问|問)[。，！？]")
"""How a Japanese or Chinese sentence continues after a quotation: with the words that report it."""
_GERMAN_OPENING = (
    "Das Die Der Den Dem Dies Diese Doch Danach Dann Dafür Damit Daher Es Er Sie Wir Ich Im In Am An Auf Bei Für Mit Nach"
    " Auch Zudem Laut Zuvor Bisher Insgesamt"
)
_LONGEST_OPENING = 20
_TURNS = {
    "de": re.compile(rf"\b(?:Tsd|Mio|Mrd|usw|etc)\. (?=(?:{'|'.join(_GERMAN_OPENING.split())})\b)"),
    "ru": re.compile(r"(?:\d{4} г|\bи т\. д|\bи др)\. (?=[А-ЯЁ])"),
}
"""Short forms that can end a sentence, before words that can only begin one."""


def turns(paragraph: str, language: str) -> set[int]:
    """Where a new sentence begins that the segmenter takes for the same one."""
    pattern = _TURNS.get(language)
    return {found.end() for found in pattern.finditer(paragraph)} if pattern else set()


def goes_on(tail: str, following: str, language: str, *, apart: bool) -> bool:
    """Whether a sentence continues where the segmenter ends it, between `tail` and `following`.

    `apart` says whether white space is between the two.
    """
    if _QUOTED.search(tail) and _WHO_SAID_IT.match(following):
        return True
    if language == "en" or len(tail) + 1 in turns(f"{tail} {following[:_LONGEST_OPENING]}", language):
        return False
    never = NEVER_LAST.get(language)
    return bool(
        (never and never.search(tail))
        or (language == "de" and (ordinal := _ORDINAL.search(tail)) and _is_counted(ordinal, following))
        or (_SHORT_FORM.search(tail) and following[0].islower())
        or (_BEFORE_A_NUMBER.search(tail) and following[0].isdigit())
        or (not apart and following[0] in "-‐")
    )


def _is_counted(ordinal: re.Match[str], following: str) -> bool:
    """Whether a German sentence continues after an ordinal: with a month, or with a noun after an article."""
    return ordinal["before_noun"] is not None or _GERMAN_MONTH.match(following) is not None
