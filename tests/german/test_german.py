"""A German story beside a German source: numbers, dates, names and quotations compared by code, without a model."""

from __future__ import annotations

from datetime import date

import pytest

from factcheck.documents import from_text
from factcheck.drift import find_drift, find_quotation_drift
from factcheck.languages import language
from factcheck.records import MAY_DIFFER, Document, Drift, DriftKind
from tests.drift.judging import found

MONDAY = "2024-05-06"
GERMAN = language("de")
MORE = (
    "Die Feuerwehr war bis zum Abend im Einsatz. Bürgermeisterin Anna Berg dankte den Helfern. "
    "Der Landkreis Elmau prüft jetzt, ob das Haus noch bewohnt werden kann."
)


def german(text: str, name: str) -> Document:
    """A document that is recognised as German."""
    document = from_text(f"{text} {MORE}", id=name).model_copy(update={"published": MONDAY})
    assert document.language == "de"
    return document


def drift(ours: str, theirs: str) -> tuple[Drift, ...]:
    """What code finds between the two sentences, each the first of a German text."""
    story, source = german(ours, "story"), german(theirs, "s1")
    return find_drift(story.sentence_span(1), [source.sentence_span(1)], story=story, source=source)


@pytest.mark.parametrize(
    ("ours", "theirs", "label", "values"),
    [
        (
            "Der Brand verursachte einen Schaden von 4,2 Mio. Euro.",
            "Der Brand verursachte einen Schaden von 2,4 Millionen Euro.",
            "value_differs",
            ("4200000 EUR", "2400000 EUR"),
        ),
        (
            "Der Brand verursachte einen Schaden von 4,2 Milliarden Euro.",
            "Der Brand verursachte einen Schaden von 4,2 Mio. Euro.",
            "scale_differs",
            ("4200000000 EUR", "4200000 EUR"),
        ),
        (
            "Bei dem Brand wurden zwölf Menschen verletzt.",
            "Bei dem Brand wurden einundzwanzig Menschen verletzt.",
            "value_differs",
            ("12", "21"),
        ),
        (
            "Die Stadt zahlt 1.234,56 Euro für die Reparatur.",
            "Die Stadt zahlt 1.432,56 Euro für die Reparatur.",
            "value_differs",
            ("1234.56 EUR", "1432.56 EUR"),
        ),
        (
            "Ein Drittel der Wähler stimmte dagegen.",
            "Ein Viertel der Wähler stimmte dagegen.",
            "value_differs",
            ("33.3333 percent", "25 percent"),
        ),
        (
            "Die Preise stiegen um drei Prozent.",
            "Die Preise stiegen um drei Prozentpunkte.",
            "percent_as_points",
            ("3 percent", "3 percentage point"),
        ),
    ],
)
def test_a_number_that_differs_is_proved(ours: str, theirs: str, label: str, values: tuple[str, str]) -> None:
    (one,) = drift(ours, theirs)
    assert (one.label, one.conflict) == (label, True)
    assert (one.story_value, one.source_value) == values


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("Der Schaden beträgt 4,2 Mio. Euro.", "Der Schaden beträgt 4.200.000 Euro."),
        ("Der Schaden beträgt 1,5 Mrd. Euro.", "Der Schaden beträgt 1.500 Millionen Euro."),
        ("Bei dem Brand wurden zwölf Menschen verletzt.", "Bei dem Brand wurden 12 Menschen verletzt."),
        ("Dort leben 3500 Menschen.", "Dort leben dreitausendfünfhundert Menschen."),
        ("Die Preise stiegen um drei Prozent.", "Die Preise stiegen um 3,0 %."),
        ("Die Strecke ist drei Kilometer lang.", "Die Strecke ist 3.000 Meter lang."),
        ("Das Haus brannte am Freitag.", "Das Haus brannte am 3. Mai 2024."),
        ("Das Haus brannte am 03.05.2024.", "Das Haus brannte am Freitag, dem 3. Mai 2024."),
        ("Das Haus brannte um 14.30 Uhr.", "Das Haus brannte um 14 Uhr 30."),
        ("Im Haus wohnte Minister Karl Ost.", "Im Haus wohnte der Minister Karl Ost."),
    ],
)
def test_the_same_in_another_writing_is_no_drift(ours: str, theirs: str) -> None:
    assert drift(ours, theirs) == drift(theirs, ours) == ()


@pytest.mark.parametrize(
    ("ours", "theirs", "label", "values"),
    [
        ("Das Haus brannte am 3. Mai 2024.", "Das Haus brannte am 4. Mai 2024.", "different_day", "2024-05-04"),
        ("Das Haus brannte am 3. Mai 2024.", "Das Haus brannte am 3. März 2024.", "different_month", "2024-03-03"),
        ("Das Haus brannte am Freitag.", "Das Haus brannte am Donnerstag.", "different_weekday", "2024-05-02"),
        ("Das Haus brannte gestern.", "Das Haus brannte am 03.05.2023.", "different_year", "2023-05-03"),
        ("Das Haus brannte um 14 Uhr.", "Das Haus brannte um 16.30 Uhr.", "different_time", "16:30"),
    ],
)
def test_a_date_that_differs_is_proved(ours: str, theirs: str, label: str, values: str) -> None:
    (one,) = drift(ours, theirs)
    assert (one.kind, one.label, one.conflict, one.source_value) == (DriftKind.DATE, label, True, values)


def test_a_number_that_the_source_has_in_words_elsewhere_makes_a_difference_doubtful() -> None:
    (plain,) = found(f"Die Stadt baut 12 neue Schulen. {MORE}", f"Die Stadt baut 15 neue Schulen. {MORE}")
    assert (plain.label, plain.conflict) == ("value_differs", True)
    (doubtful,) = found(
        f"Die Stadt baut 12 neue Schulen. {MORE}", f"Die Stadt baut 15 neue Schulen, sagte Berg um zwölf Uhr. {MORE}"
    )
    assert (doubtful.label, doubtful.conflict) == (MAY_DIFFER, False)


def test_nouns_are_no_names() -> None:
    text = (
        "Die Bürgermeisterin Anna Berg sagte am Freitag, die Feuerwehr habe Menschen aus dem Haus gerettet. "
        "Berg dankte der Polizei und Innenminister Karl von Hagen. In Frankreich sprach er mit Vertretern der Stadt. "
        "Mehrere Kinder spielten. Der Schaden: zwei Millionen Euro. Ende Mai kommt Dr. Eva Lind."
    )
    names = [(name.text, name.key) for name in GERMAN.find_names(text)]
    assert names == [
        ("Anna Berg", "anna berg"),
        ("Berg", "berg"),
        ("Karl von Hagen", "karl hagen"),
        ("Frankreich", "france"),
        ("Eva Lind", "eva lind"),
    ]


def test_a_name_that_differs_is_proved() -> None:
    (one,) = drift(
        "Im Haus wohnte nach Angaben der Polizei Anton Berger.",
        "Im Haus wohnte nach Angaben der Polizei Anton Bergner.",
    )
    assert (one.kind, one.conflict) == (DriftKind.NAME, True)
    assert (one.story.text, one.source and one.source.text) == ("Berger", "Bergner")


@pytest.mark.parametrize("marks", ["„{}“", "»{}«", "«{}»", "“{}”"])
def test_a_quotation_is_found_in_any_marks_and_an_altered_one_is_proved(marks: str) -> None:
    said = "Wir werden dieses Haus so schnell wie möglich wieder aufbauen"
    source = german(f"Berg sagte: „{said}.“", "s1")
    story = german(f"Berg sagte: {marks.format(said)}.", "story")
    assert find_quotation_drift(story, [source]) == ()
    altered = german(f"Berg sagte: {marks.format(said.replace('schnell', 'langsam'))}.", "story")
    (one,) = find_quotation_drift(altered, [source])
    assert (one.label, one.conflict) == ("altered", True)


def test_another_language_is_read_as_english_is() -> None:
    assert language(None) is language("en") is language("fr") is not GERMAN
    assert [one.normalised for one in GERMAN.find_moments("am Freitag", date(2024, 5, 6))] == ["2024-05-03"]
