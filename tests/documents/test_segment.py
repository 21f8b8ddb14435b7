"""Sentences end where a reader of news would end them, and nothing is lost between them."""

from __future__ import annotations

import pytest

from factcheck.documents import from_text, segment
from factcheck.records import SentenceRole
from tests.documents.lines import LINES, MISSED
from tests.growth import assert_not_quadratic


def sentences(text: str) -> list[str]:
    return [text[s.start : s.end] for s in segment(text)]


def roles(text: str) -> list[tuple[str, str]]:
    return [(s.role.value, text[s.start : s.end]) for s in segment(text)]


@pytest.mark.parametrize(
    "expected", [line for lines in LINES.values() for line in lines], ids=lambda line: line[0][:40]
)
def test_a_news_line_ends_its_sentences_where_a_reader_would(expected: tuple[str, ...]) -> None:
    assert sentences(" ".join(expected)) == list(expected)


@pytest.mark.parametrize("expected", MISSED, ids=lambda line: line[0][:40])
@pytest.mark.xfail(reason="known to be cut in the wrong place", strict=True)
def test_known_misses(expected: tuple[str, ...]) -> None:
    assert sentences(" ".join(expected)) == list(expected)


def test_blank_lines_list_items_and_headline_end_sentences_without_a_full_stop() -> None:
    text = "China aids build-up\n\nThe report says\n\n- 70 % of tools\n- chips. And drones\n1. One\n2. Two"
    assert sentences(text) == [
        "China aids build-up", "The report says", "- 70 % of tools", "- chips.", "And drones", "1. One", "2. Two"
    ]  # fmt: skip


def test_lines_that_only_wrap_a_paragraph_do_not_end_a_sentence() -> None:
    text = (
        "The ministry said on Friday that imports of machine tools had\n"
        "grown by a third since the spring, and that Gen.\n"
        "Mark A. Milley had been told. It gave no figures for the\n"
        "year before."
    )
    assert [s.replace("\n", " ") for s in sentences(text)] == [
        "The ministry said on Friday that imports of machine tools had grown by a third since the spring, and that "
        "Gen. Mark A. Milley had been told.",
        "It gave no figures for the year before.",
    ]


def test_a_long_quotation_is_cut_into_its_sentences_and_a_short_one_is_not() -> None:
    short = '"We lost. It is over," he said.'
    assert sentences(short) == [short]
    long = '"' + " ".join(
        f"We have said this {n} times and we will go on saying it every single day." for n in range(9)
    )
    assert len(sentences(long + '" Then he left.')) == 10


def test_a_sentence_is_never_longer_than_the_limit() -> None:
    text = "word " * 5_000
    parts = sentences(text)
    assert max(map(len, parts)) <= 2_000
    assert " ".join(parts) == text.strip()
    assert any("longer ones were cut" in notice for notice in from_text(text, id="story").notices)


def test_roles_of_a_wire_story() -> None:
    text = (
        "China aids Russian build-up, US says\n\n"
        "By Jane Doe and John F. Roe\n"
        "Published 3 March 2024, 10:05 GMT\n\n"
        "WASHINGTON (Reuters) - U. S. officials said so. (Reporting by A. B. Cee)\n\n"
        "By Monday the talks were over\n\n"
        "Reporting by the group shows that 40 people died.\n\n"
        "(Reporting by A. B. Cee in Rome; Editing by D. E. Eff)\n\n"
        "© 2024 Example News. All rights reserved.\n"
        "Sign up for our newsletter.\n"
        "Read more: Ports of the world"
    )
    assert roles(text) == [
        ("headline", "China aids Russian build-up, US says"),
        ("byline", "By Jane Doe and John F. Roe"),
        ("byline", "Published 3 March 2024, 10:05 GMT"),
        ("body", "WASHINGTON (Reuters) - U. S. officials said so."),
        ("footer", "(Reporting by A. B. Cee)"),
        ("body", "By Monday the talks were over"),
        ("body", "Reporting by the group shows that 40 people died."),
        ("footer", "(Reporting by A. B. Cee in Rome; Editing by D. E. Eff)"),
        ("footer", "© 2024 Example News."),
        ("footer", "All rights reserved."),
        ("footer", "Sign up for our newsletter."),
        ("footer", "Read more: Ports of the world"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Shells hit the port on Sunday.\n\nTwo died.",
        "Shells hit the port",
        "- Shells hit the port\n\nTwo died.",
        "Copyright law changed in 2024, he said.\n\nIt did.",
        "He will sign up for the army.\n\nIt did.",
        "Read more books, he said.\n\nThey did.",
        "By 2025 the plan will end.\n\nIt did.",
        "Updated figures published on 3 March 2024 show a fall.\n\nThey do.",
    ],
)
def test_when_in_doubt_it_is_body(text: str) -> None:
    assert {s.role for s in segment(text)} == {SentenceRole.BODY}


@pytest.mark.parametrize(
    "line",
    ["By Jane Doe", "by Maria de la Cruz, Ann Lee and J. R. Roe", "Jane Doe, Reuters", "(AP)",
     "KYIV, April 12 (Reuters) -",
             "Last updated: March 3, 2024", "12 April 2024", "Friday, 12 April 2024", "2024-04-12"],
)  # fmt: skip
def test_bylines(line: str) -> None:
    assert roles(f"{line}\n\nShells hit the port.")[0] == ("byline", line)


@pytest.mark.parametrize("unit", ["word ", '"Yes. No. '], ids=repr)
def test_the_time_to_segment_one_line_grows_with_its_length_alone(unit: str) -> None:
    def run(text: str) -> None:
        assert segment(text)[-1].end == len(text)

    assert_not_quadratic(lambda size: (unit * (size // len(unit))).strip(), run, size=100_000)


@pytest.mark.parametrize(
    "expected",
    [
        ["市长说，桥将于周日开放。", "费用为420万元！", "谁会付钱？", "“我们不会让步。”他说。"],
        ["市長は日曜日に橋が開通すると述べた。", "「いいえ。」と彼は言った。", "誰が払うのか？"],
    ],
)
def test_marks_without_a_space_end_sentences(expected: list[str]) -> None:
    assert sentences("".join(expected)) == expected


@pytest.mark.parametrize(
    "expected",
    [
        ["قال رئيس البلدية إن الجسر سيفتح يوم الأحد.", "من سيدفع؟", "بلغت التكلفة 4.2 مليون يورو."],
        ["मेयर ने कहा कि पुल रविवार को खुलेगा।", "लागत 4.2 करोड़ है।", "कौन भुगतान करेगा?"],
        ["میئر نے کہا کہ پل اتوار کو کھلے گا۔", "لاگت 42 لاکھ ہے۔", "کون ادا کرے گا؟"],
        ["Ο δήμαρχος είπε ότι η γέφυρα θα ανοίξει.", "Ποιος θα πληρώσει;", "Κανείς δεν ξέρει."],
    ],
)
def test_the_marks_of_other_scripts_end_sentences(expected: list[str]) -> None:
    assert sentences(" ".join(expected)) == expected
