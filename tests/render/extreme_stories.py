"""Stories that strain what renders them: a large one and a hostile one."""

from __future__ import annotations

from itertools import cycle
from typing import Any

from factcheck.records import (
    Claim,
    Drift,
    DriftKind,
    Report,
    SentenceOutcome,
    VerdictName,
)
from tests.render.documents import CONTRADICTS, SILENT, SUPPORTS, comparison, document
from tests.render.stories import CLOCK, RUN, verdict_with


def large(claims: int = 100, sources: int = 10) -> Report:
    """A story of one claim a sentence, each compared with every source."""
    words = "The council of district {n} approved {n} million euros for the repair of bridges and roads on Monday."
    debate = "The vote was taken after a debate of two hours."
    lines = range(1, claims + 1)
    story = document("story", "long.txt", [[words.format(n=n)] for n in lines], title="A long budget")
    minutes = [
        document(f"s{k}", f"minutes-{k}.txt", [[words.format(n=n), debate] for n in lines], title=f"Minutes {k}")
        for k in range(1, sources + 1)
    ]
    relations = cycle((SUPPORTS, SILENT, SILENT, CONTRADICTS, SILENT, SUPPORTS, SILENT))
    verdicts = []
    for n in lines:
        found = []
        for source in minutes:
            relation = next(relations)
            cited = () if relation is SILENT else (2 * n - 1,)
            found.append(comparison(f"c{n}", source, relation, 0.9, *cited))
        verdicts.append(verdict_with(f"c{n}", VerdictName.DISPUTED, *found))
    return Report(
        story=story,
        sources=tuple(minutes),
        claims=tuple(
            Claim(id=f"c{n}", text=story.sentence_text(n), sentences=(n,), speaker=f"speaker {n % 7}") for n in lines
        ),
        coverage=tuple(SentenceOutcome(number=n, outcome="claims", claims=(f"c{n}",)) for n in lines),
        verdicts=tuple(verdicts),
        run=RUN,
        clock=CLOCK,
    )


HOSTILE = (
    "<script>document.title = 'owned'</script><img src=x onerror=\"document.title = 'owned'\">",
    "\"><svg onload=\"document.title = 'owned'\"> ' onfocus='document.title=1' autofocus x='",
    "</script></style></title></textarea><!-- <![CDATA[ ]]> --> {{ 7 * 7 }} {% raw %} ${7 * 7}",
    "The total \u202erose by 12 %\u2066 and \u2069\u2069 then \u202dfell by 21 %.",
    '=HYPERLINK("http://evil.example","open") | `code` **bold** [link](javascript:alert(1)) # head *x*',
    "[^e1]: forged footnote ![img](http://evil.example/x.png) <http://evil.example> \\| ~~gone~~ &lt; www.evil.example",
)


def hostile(longest: int = 1_000_000) -> Report:
    """A story, a source and a model that try to be more than text, with a line of `longest` characters at the end."""
    lines = [*HOSTILE, ("word " * (longest // 5))[: longest - 4] + "end."]
    facts: dict[str, Any] = {
        "title": HOSTILE[0],
        "author": HOSTILE[1],
        "publisher": HOSTILE[2],
        "published": HOSTILE[4],
        "origin": "javascript:document.title='owned'",
        "notices": (HOSTILE[1], HOSTILE[3]),
    }
    story = document("story", HOSTILE[1], [[line] for line in lines], **facts)
    source = document("s1", HOSTILE[2], [[line] for line in lines], **facts)
    numbers = range(1, len(lines) + 1)
    claims = tuple(
        Claim(
            id=f"c{n}",
            text=lines[n - 1],
            sentences=(n,),
            speaker=HOSTILE[n % 6],
            hedge=HOSTILE[(n + 1) % 6],
            unresolved=HOSTILE[:2],
        )
        for n in numbers
    )
    drifts = [
        Drift(
            kind=DriftKind.NAME,
            label=HOSTILE[2],
            conflict=False,
            story=story.sentence_span(n),
            source=source.sentence_span(len(lines) - n + 1),
            story_value=HOSTILE[0],
            source_value=HOSTILE[1],
            message=HOSTILE[2],
        )
        for n in numbers
    ]
    verdicts = tuple(
        verdict_with(
            f"c{n}",
            VerdictName.SUPPORTED,
            comparison(f"c{n}", source, SUPPORTS, 0.9, n),
            drifts=(drifts[n - 1],),
            disagreements=HOSTILE,
        )
        for n in numbers
    )
    return Report(
        story=story,
        sources=(source,),
        claims=claims,
        coverage=tuple(SentenceOutcome(number=n, outcome="claims", claims=(f"c{n}",)) for n in numbers),
        verdicts=verdicts,
        notices=HOSTILE,
        run=RUN,
        clock=CLOCK,
    )
