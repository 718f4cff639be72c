import pytest
from pydantic import ValidationError

from portal.playbooks.library import Playbook, playbooks

TITLE = {"en": "Title", "de": "Titel"}
TASK = {
    "title": TITLE,
    "description": TITLE,
    "side": "team",
    "role": "csm",
    "milestone": True,
    "rule": {"anchor": "kickoff"},
}


def playbook(**task):
    return {
        "key": "one",
        "version": "1.0.0",
        "name": TITLE,
        "summary": TITLE,
        "go_live_days": 30,
        "phases": [{"name": TITLE, "tasks": [{**TASK, **task}]}],
    }


def test_three_playbooks_are_built_in():
    assert {key: one.task_count for key, one in playbooks().items()} == {
        "standard-90-days": 38,
        "five-phases": 31,
        "smb-30-days": 16,
    }


@pytest.mark.parametrize("key", ["standard-90-days", "five-phases", "smb-30-days"])
def test_every_text_stands_in_both_languages_and_no_title_twice(key):
    tasks = [task for phase in playbooks()[key].phases for task in phase.tasks]
    for language in ("en", "de"):
        titles = [task.title.in_language(language) for task in tasks]
        assert len(set(titles)) == len(titles)
    assert [task.title.en for task in tasks if task.description.en == task.description.de] == []


@pytest.mark.parametrize("key", ["standard-90-days", "five-phases", "smb-30-days"])
def test_every_playbook_has_a_go_live_and_a_confirmed_first_value(key):
    milestones = [task.title.en for phase in playbooks()[key].phases for task in phase.tasks if task.milestone]
    assert "Go-live" in milestones
    assert len([title for title in milestones if title.startswith("First value")]) == 1


def test_what_a_playbook_is_made_of_is_accepted():
    assert Playbook.model_validate(playbook()).task_count == 1


@pytest.mark.parametrize(
    "task",
    [
        {"role": "wizard"},
        {"side": "customer", "role": "csm"},
        {"side": "nobody"},
        {"visibility": "secret"},
        {"visibility": "internal"},
        {"milestone": False},
        {"rule": {"anchor": "easter"}},
        {"rule": {"anchor": "kickoff", "offset": -1}},
        {"rule": {"anchor": "kickoff", "offset": "3"}},
        {"title": {"en": "Only English"}},
        {"title": {"en": "x" * 201, "de": "x"}},
        {"colour": "red"},
    ],
)
def test_a_playbook_with_a_word_that_does_not_belong_is_refused(task):
    with pytest.raises(ValidationError):
        Playbook.model_validate(playbook(**task))
