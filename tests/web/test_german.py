"""The German catalogue: whole, in step with the sources, and fit to be filled in."""

import re
from collections.abc import Iterator
from itertools import chain

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_keywords, parse_mapping_cfg
from babel.messages.pofile import read_po

from portal.config import ROOT, TRANSLATIONS
from portal.web.translations import script_catalogue

SOURCES = ("portal", "templates", "static/js")
FAMILIAR = re.compile(r"\b(du|dir|dich|deine?[mnrs]?|euch|euer|eure[mnrs]?)\b", re.IGNORECASE)
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]")
SAME_IN_BOTH = {
    "%(kind)s: %(note)s",
    "Admin",
    "Chat",
    "Code",
    "Details",
    "Go-live",
    "Kickoff",
    "Links",
    "Live",
    "Name",
    "Offline",
    "Onboarding",
    "Onboardings",
    "Person",
    "Phase",
    "Plan",
    "Playbook",
    "Playbooks",
    "Status",
    "Team",
}

Key = tuple[str | None, str, str | None]


@pytest.fixture(scope="module")
def said() -> set[Key]:
    """Every sentence of the sources: its context, its words, and its words for many."""
    script = (ROOT / "scripts" / "translate.sh").read_text()
    extra = re.search(r'--keywords "([^"]+)"', script)
    assert extra, "scripts/translate.sh names no keywords"
    keywords = {**DEFAULT_KEYWORDS, **parse_keywords(extra[1].split())}
    with (ROOT / "babel.cfg").open() as file:
        methods, options = parse_mapping_cfg(file)
    found = chain.from_iterable(
        extract_from_dir(ROOT / folder, methods, options, keywords=keywords) for folder in SOURCES
    )
    return {_key(words, context) for _path, _line, words, _comments, context in found}


@pytest.fixture(scope="module")
def german() -> Catalog:
    with (TRANSLATIONS / "de" / "LC_MESSAGES" / "messages.po").open("rb") as file:
        return read_po(file)


def test_the_catalogue_holds_every_sentence_and_no_other(said: set[Key], german: Catalog) -> None:
    kept = {_key(message.id, message.context) for message in _messages(german)}
    new = sorted(words for _context, words, _many in said - kept)
    gone = sorted(words for _context, words, _many in kept - said)
    assert not new, f"Run scripts/translate.sh, then put these into German: {new}"
    assert not gone, f"Run scripts/translate.sh; nothing says these any more: {gone}"
    assert not german.obsolete, f"Take these out of the catalogue: {sorted(map(str, german.obsolete))}"


def test_a_sentence_is_either_counted_or_not(said: set[Key]) -> None:
    alone = {(context, words) for context, words, many in said if many is None}
    both = sorted(words for context, words, many in said if many is not None and (context, words) in alone)
    assert not both, f"The catalogue holds one translation for each, so count these everywhere or nowhere: {both}"


def test_what_a_script_says_is_known_as_its_own() -> None:
    """Words with values inside `${}` are not found there, and would stand in English on a German page."""
    call = re.compile(r'\bn?_\(\s*"((?:[^"\\]|\\.)+)"')
    sources = {path: path.read_text() for path in (ROOT / "static" / "js").rglob("*.js")}
    written = {words for text in sources.values() for words in call.findall(_code(text))}
    assert not sorted(written - set(script_catalogue(TRANSLATIONS, "de"))), "Say these outside of `${}`"


def test_every_sentence_is_translated(german: Catalog) -> None:
    missing = [_words(message) for message in _messages(german) if not all(_forms(message))]
    unsure = [_words(message) for message in _messages(german) if message.fuzzy]
    assert not missing, f"Not in German yet: {missing}"
    assert not unsure, f"Read these again and take their fuzzy mark off: {unsure}"


def test_the_blanks_of_a_sentence_are_the_blanks_of_its_translation(german: Catalog) -> None:
    wrong = {
        form: f"should have {sorted(_blanks(words)) or 'none'}"
        for message in _messages(german)
        for words, form in _pairs(message)
        if _blanks(words) != _blanks(form)
    }
    assert not wrong, f"Names in %(…)s differ from the English: {wrong}"


def test_nothing_stays_english(german: Catalog) -> None:
    same = {_words(message) for message in _messages(german) if _words(message) in _forms(message)}
    assert same <= SAME_IN_BOTH, f"The same in German as in English: {sorted(same - SAME_IN_BOTH)}"
    assert same == SAME_IN_BOTH, f"No longer the same in both, take them off the list: {sorted(SAME_IN_BOTH - same)}"


def test_translations_begin_and_end_as_their_sentences_do(german: Catalog) -> None:
    wrong = [form for words, form in _all_pairs(german) if _edges(words) != _edges(form)]
    assert not wrong, f"Spaces at the beginning or end differ from the English: {wrong}"


def test_translations_keep_to_our_way_of_writing(german: Catalog) -> None:
    forms = [form for _words, form in _all_pairs(german)]
    quoted = [form for form in forms if form.count("„") != form.count("“") or set('"”') & set(form)]
    shouted = [form for form in forms if "!" in form]
    familiar = [form for form in forms if FAMILIAR.search(form)]
    assert not quoted, f"Quote like „this“: {quoted}"
    assert not shouted, f"Say it without an exclamation mark: {shouted}"
    assert not familiar, f"Say Sie: {familiar}"


def _code(script: str) -> str:
    return re.sub(r"^\s*(//|\*|/\*).*$", "", script, flags=re.MULTILINE)


def _messages(catalogue: Catalog) -> Iterator[Message]:
    return (message for message in catalogue if message.id)


def _key(words: str | list[str] | tuple[str, ...], context: str | None) -> Key:
    return (context, words, None) if isinstance(words, str) else (context, words[0], words[1])


def _words(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def _forms(message: Message) -> list[str]:
    return [message.string or ""] if isinstance(message.string or "", str) else [form or "" for form in message.string]


def _pairs(message: Message) -> list[tuple[str, str]]:
    """Each translation beside the English it stands for."""
    words = [message.id] if isinstance(message.id, str) else list(message.id)
    return list(zip(words, _forms(message), strict=True))


def _all_pairs(catalogue: Catalog) -> list[tuple[str, str]]:
    return [pair for message in _messages(catalogue) for pair in _pairs(message)]


def _blanks(words: str) -> set[str]:
    return set(PLACEHOLDER.findall(words))


def _edges(words: str) -> tuple[str, str]:
    return words[: len(words) - len(words.lstrip())], words[len(words.rstrip()) :]
