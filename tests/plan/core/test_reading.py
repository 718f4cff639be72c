"""What typed and pasted lines are read as."""

from datetime import date, timedelta

import pytest

from portal.plan.core.reading import Reading, person_called, read_date, read_line
from portal.plan.core.reading_list import read_list

# A Wednesday.
TODAY = date(2026, 11, 25)
PEOPLE = {"m": "Maria Lead", "j": "Jonas Tech", "a1": "Anna Ost", "a2": "Anna West", "ö": "Özgür Şahin"}


def read(line: str) -> Reading:
    return read_line(line, PEOPLE, TODAY)


def test_an_owner_and_a_day_are_taken_out_of_the_words() -> None:
    assert read("Export data @Maria fri") == Reading("Export data", "m", None, date(2026, 11, 27))
    assert read("@maria  Export   data tomorrow") == Reading("Export data", "m", None, date(2026, 11, 26))
    assert read("Export data @Maria Lead in 3 days") == Reading("Export data", "m", None, date(2026, 11, 28))


@pytest.mark.parametrize(
    ("words", "due"),
    [
        ("today", date(2026, 11, 25)),
        ("heute", date(2026, 11, 25)),
        ("tomorrow", date(2026, 11, 26)),
        ("morgen", date(2026, 11, 26)),
        ("übermorgen", date(2026, 11, 27)),
        ("fri", date(2026, 11, 27)),
        ("Freitag", date(2026, 11, 27)),
        ("by Friday", date(2026, 11, 27)),
        ("wednesday", date(2026, 12, 2)),
        ("am Mo", date(2026, 11, 30)),
        ("Mo.", date(2026, 11, 30)),
        ("in 3 days", date(2026, 11, 28)),
        ("in 2 Wochen", date(2026, 12, 9)),
        ("in 1 Tag", date(2026, 11, 26)),
        ("12 dec", date(2026, 12, 12)),
        ("Dec 12", date(2026, 12, 12)),
        ("12. Dezember", date(2026, 12, 12)),
        ("3rd march", date(2027, 3, 3)),
        ("2 Nov", date(2026, 11, 2)),
        ("12 dec 2027", date(2027, 12, 12)),
        ("2026-12-01", date(2026, 12, 1)),
        ("1.12.", date(2026, 12, 1)),
        ("1.12.27", date(2027, 12, 1)),
        ("bis 01.12.2026", date(2026, 12, 1)),
    ],
)
def test_days_are_read_in_english_and_german(words: str, due: date) -> None:
    assert read(f"Export data {words}") == Reading("Export data", due=due)
    assert read_date(words, TODAY) == due


@pytest.mark.parametrize(
    "words",
    [
        "You may do it",
        "Make it so",
        "Ask what to do",
        "Friday mails are late again",
        "Version 2026-13-45",
        "Step 31 feb",
        "Mail a@example.com",
        "Until",
        "on",
        "fri",
        "Budget 1.5.999",
        "In 99999 days",
        "May",
    ],
)
def test_what_is_no_day_stays_in_the_words(words: str) -> None:
    assert read(words) == Reading(words)


def test_a_name_that_nobody_has_is_handed_on_to_be_confirmed() -> None:
    assert read("Call @Bob fri") == Reading("Call", None, "Bob", date(2026, 11, 27))
    assert read('Call @"Bob Builder"') == Reading("Call", None, "Bob Builder")


def test_one_of_two_with_the_same_first_name_is_not_guessed() -> None:
    assert read("Call @Anna") == Reading("Call", None, "Anna")
    assert read("Call @Anna West") == Reading("Call", "a2")
    assert person_called("anna w", PEOPLE) == "a2"
    assert person_called("ÖZGÜR", PEOPLE) == "ö"
    assert person_called("", PEOPLE) is None


def test_lines_bullets_and_ticks_become_tasks_and_blank_lines_do_not() -> None:
    text = "Plain line\r\n\r\n- A bullet @Jonas\n * Another fri\n3) Third\n- [ ] Open\n- [x] Finished\n[X] Also\n•  \n"
    assert read_list(text, PEOPLE, TODAY) == [
        Reading("Plain line"),
        Reading("A bullet", "j"),
        Reading("Another", due=date(2026, 11, 27)),
        Reading("Third"),
        Reading("Open"),
        Reading("Finished", is_done=True),
        Reading("Also", is_done=True),
    ]


def test_a_sheet_with_heads_is_read_by_its_columns() -> None:
    heads = "Fällig\tAufgabe\tNotiz\tVerantwortlich\n"
    sheet = f"{heads}1.12.2026\tDaten exportieren\tx\tMaria\n\tOhne Tag\t\tBob Neu\n\t\t\t\n"
    assert read_list(sheet, PEOPLE, TODAY) == [
        Reading("Daten exportieren", "m", None, date(2026, 12, 1)),
        Reading("Ohne Tag", None, "Bob Neu", None),
    ]


def test_a_sheet_without_heads_begins_with_the_title_and_knows_days_and_people() -> None:
    sheet = "Export data\tJonas Tech\t2026-12-01\nImport\tsoon\t\n"
    assert read_list(sheet, PEOPLE, TODAY) == [
        Reading("Export data", "j", None, date(2026, 12, 1)),
        Reading("Import"),
    ]


@pytest.mark.parametrize("junk", ["", "@", "@@@", "\t\t", "\x00", "@" * 5_000, "- " * 3_000, "9" * 10_000, "[x] "])
def test_nothing_makes_it_stumble(junk: str) -> None:
    for reading in read_list(junk, PEOPLE, TODAY):
        assert reading.title


def test_ten_thousand_lines_are_read_within_the_patience_of_a_request() -> None:
    assert len(read_list("Export data @Maria in 3 days\n" * 10_000, PEOPLE, TODAY)) == 10_000
    assert read_date("in 999 days", TODAY) == TODAY + timedelta(days=999)
