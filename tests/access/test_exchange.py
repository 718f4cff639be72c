"""What happens behind a customer's link."""

import pytest
from sqlalchemy import func, select

from portal import clock as portal_clock
from portal import database
from portal.access import links
from portal.access.models import BrowserSession, Grant, Link
from portal.extensions import db
from portal.jobs.loop import run_due
from portal.people.models import Participant, Workspace
from tests.browsing import open_link, sign_in
from tests.factories import make_contact, make_link, make_member, make_workspace


def revoke(link):
    with database.write() as session:
        links.revoke_link(session, session.get_one(Link, link.id))


def count(model):
    return db.session.scalar(select(func.count()).select_from(model))


def cookie_of(client, name="onward"):
    cookie = client.get_cookie(name)
    return cookie.value if cookie else None


@pytest.fixture
def workspace(app, clock):
    csm = make_member("Anna Bergström")
    return make_workspace(csm_id=csm.id)


def test_the_page_of_a_link_has_one_button_and_no_script(client, workspace):
    response = client.get(links.path_of(make_link(workspace)))
    main = response.text.split("<main")[1].split("</main>")[0]
    assert (response.status_code, main.count("<button"), response.text.count("<script")) == (200, 1, 0)
    assert response.headers["Referrer-Policy"] == "no-referrer"


def test_looking_at_the_page_of_a_link_makes_nothing(client, workspace):
    path = links.path_of(make_link(workspace))
    client.get(path)
    client.head(path)
    assert (count(BrowserSession), count(Grant), cookie_of(client)) == (0, 0, None)


def test_a_shared_link_asks_next_who_this_is(client, workspace):
    response = client.post(links.path_of(make_link(workspace)))
    assert (response.status_code, response.location) == (303, f"/w/{workspace.id}/who")


def test_a_personal_link_leads_to_the_onboarding_and_knows_the_person(client, workspace):
    person = make_contact(workspace, "Maria Lindholm")
    response = client.post(links.path_of(make_link(workspace, contact=person)))
    grant = db.session.scalars(select(Grant)).one()
    assert (response.location, grant.participant_id, grant.verified) == (f"/w/{workspace.id}/", person.id, True)


def test_the_press_works_without_a_form_token(app, client, workspace):
    app.config["WTF_CSRF_ENABLED"] = True
    assert client.post(links.path_of(make_link(workspace))).status_code == 303


@pytest.mark.parametrize("origin", ["https://evil.example", "http://127.0.0.1:8001", "http://localhost:8000"])
def test_a_press_from_another_site_is_refused(client, workspace, origin):
    response = client.post(links.path_of(make_link(workspace)), headers={"Origin": origin})
    assert (response.status_code, count(Grant)) == (403, 0)


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_a_press_in_a_nameless_frame_of_another_site_is_refused(client, workspace, site):
    headers = {"Origin": "null", "Sec-Fetch-Site": site}
    response = client.post(links.path_of(make_link(workspace)), headers=headers)
    assert (response.status_code, count(Grant)) == (403, 0)
    headers["Sec-Fetch-Site"] = "same-origin"
    assert client.post(links.path_of(make_link(workspace)), headers=headers).status_code == 303


@pytest.mark.parametrize("origin", ["null", "http://127.0.0.1:8000"])
def test_a_press_on_our_own_page_is_taken(client, workspace, origin):
    response = client.post(links.path_of(make_link(workspace)), headers={"Origin": origin})
    assert response.status_code == 303


def test_forged_cut_and_foreign_tokens_all_answer_the_same_404(client, workspace):
    path = links.path_of(make_link(workspace))
    never_was = links.path_of(Link(id=database.new_id(), generation=1))
    tries = [path[:-1], path[:-10], path[:-4] + "AAAA", "/l/x", "/l/link.x.1.y", never_was]
    answers = {(client.get(t).status_code, client.get(t).text.replace(t, "")) for t in tries}
    posts = {client.post(t).status_code for t in tries}
    assert ({status for status, _text in answers}, posts) == ({404}, {404})


def test_a_revoked_link_answers_410_and_names_whom_to_ask(client, workspace):
    link = make_link(workspace, contact=make_contact(workspace, email="maria@customer.example"))
    revoke(link)
    for response in (client.get(links.path_of(link)), client.post(links.path_of(link))):
        assert response.status_code == 410
        assert "Anna Bergström" in response.text
        assert "/fresh" not in response.text


def test_an_expired_shared_link_answers_410_and_offers_no_mail(client, workspace, clock):
    link = make_link(workspace)
    clock.move(days=31)
    response = client.get(links.path_of(link))
    assert (response.status_code, "/fresh" in response.text) == (410, False)


def test_an_expired_personal_link_mails_a_fresh_one_to_the_address_on_file(app, client, workspace, clock, mails):
    person = make_contact(workspace, "Maria Lindholm", email="maria@customer.example")
    link = make_link(workspace, contact=person)
    clock.move(days=31)
    page = client.get(links.path_of(link))
    assert (page.status_code, f"{links.path_of(link)}/fresh" in page.text) == (410, True)
    response = client.post(f"{links.path_of(link)}/fresh")
    run_due(app)
    assert (response.status_code, [mail.to for mail in mails]) == (200, ["maria@customer.example"])
    assert client.post(mails[-1].paths[0]).location == f"/w/{workspace.id}/"


def test_asking_for_a_fresh_link_says_the_same_with_and_without_an_address(app, client, workspace, clock, mails):
    people = [make_contact(workspace, email=address) for address in ("maria@customer.example", None)]
    paths = [links.path_of(make_link(workspace, contact=person)) for person in people]
    clock.move(days=31)
    answers = [client.post(f"{path}/fresh") for path in paths]
    run_due(app)
    assert len({(answer.status_code, _main(answer)) for answer in answers}) == 1
    assert len(mails) == 1


def _main(response):
    return response.text.split("<main")[1].split("</main>")[0]


def test_asking_twice_for_a_fresh_link_sends_one_mail(app, client, workspace, clock, mails):
    link = make_link(workspace, contact=make_contact(workspace, email="maria@customer.example"))
    clock.move(days=31)
    for _time in range(2):
        client.post(f"{links.path_of(link)}/fresh")
    run_due(app)
    assert len(mails) == 1


def test_a_revoked_personal_link_mails_nothing(app, client, workspace, clock, mails):
    link = make_link(workspace, contact=make_contact(workspace, email="maria@customer.example"))
    revoke(link)
    clock.move(days=31)
    assert client.post(f"{links.path_of(link)}/fresh").status_code == 410
    run_due(app)
    assert len(mails) == 0


def test_a_scanner_that_follows_and_presses_takes_nothing_away(app, client, workspace):
    link = make_link(workspace, contact=make_contact(workspace))
    scanner = app.test_client()
    for _time in range(3):
        scanner.get(links.path_of(link))
        scanner.post(links.path_of(link))
    assert client.post(links.path_of(link)).location == f"/w/{workspace.id}/"
    assert client.get(f"/w/{workspace.id}/").status_code == 200


def test_opening_a_link_gives_the_browser_a_new_cookie_and_ends_the_old_one(app, client, workspace):
    open_link(client, make_link(workspace))
    planted = cookie_of(client)
    other = make_workspace()
    open_link(client, make_link(other))
    attacker = app.test_client()
    attacker.set_cookie("onward", planted)
    assert cookie_of(client) != planted
    assert (attacker.get(f"/w/{other.id}/").status_code, client.get(f"/w/{workspace.id}/").status_code) == (404, 200)


def test_a_made_up_cookie_is_never_taken_on(app, client, workspace):
    client.set_cookie("onward", "chosen-by-somebody-else")
    open_link(client, make_link(workspace))
    assert cookie_of(client) != "chosen-by-somebody-else"


def test_the_cookie_is_kept_from_scripts_and_other_sites(client, workspace):
    header = client.post(links.path_of(make_link(workspace))).headers["Set-Cookie"]
    parts = [part.strip() for part in header.split(";")]
    assert (parts[0].partition("=")[0], sorted(parts[3:])) == ("onward", ["HttpOnly", "Path=/", "SameSite=Lax"])


def test_opening_the_same_link_again_keeps_who_one_is(client, workspace):
    person = make_contact(workspace, "Maria Lindholm")
    link = make_link(workspace)
    open_link(client, link, as_=person)
    assert client.post(links.path_of(link)).location == f"/w/{workspace.id}/"
    assert db.session.scalars(select(Grant)).one().participant_id == person.id


def test_a_weaker_shared_link_takes_nothing_from_a_personal_one(client, workspace):
    personal = make_link(workspace, "edit", contact=make_contact(workspace))
    open_link(client, personal)
    open_link(client, make_link(workspace, "view"))
    assert db.session.scalars(select(Grant)).one().link_id == personal.id


def test_who_moves_to_a_stronger_shared_link_is_unverified(client, workspace):
    person = make_contact(workspace)
    open_link(client, make_link(workspace, "view", contact=person))
    open_link(client, make_link(workspace, "edit"))
    grant = db.session.scalars(select(Grant)).one()
    assert (grant.participant_id, grant.verified) == (person.id, False)


def test_a_link_never_signs_a_member_out(client, workspace):
    sign_in(client, make_member("Tom Weber"))
    open_link(client, make_link(workspace))
    assert client.get(f"/w/{workspace.id}/links").status_code == 200


@pytest.mark.parametrize("status", ["draft", "cancelled"])
def test_a_link_to_an_onboarding_that_is_not_open_says_so(client, workspace, status):
    with database.write() as session:
        session.get_one(Workspace, workspace.id).status = status
    response = client.post(links.path_of(make_link(workspace)))
    assert (response.status_code, client.get(f"/w/{workspace.id}/").status_code) == (403, 404)
    assert "Anna Bergström" in response.text


def test_after_revoking_the_very_next_request_is_refused(client, workspace):
    link = make_link(workspace)
    open_link(client, link, as_=make_contact(workspace))
    assert client.get(f"/w/{workspace.id}/").status_code == 200
    revoke(link)
    assert client.get(f"/w/{workspace.id}/").status_code == 410
    assert client.post(f"/w/{workspace.id}/who", data={"look": "1"}).status_code == 410


def test_a_removed_person_is_out_at_the_next_request(client, workspace):
    person = make_contact(workspace)
    open_link(client, make_link(workspace), as_=person)
    with database.write() as session:
        session.get_one(Participant, person.id).removed_at = portal_clock.now()
    assert client.get(f"/w/{workspace.id}/").status_code == 410


def test_a_script_hears_of_a_revoked_link_in_the_words_of_the_wire(client, workspace):
    link = make_link(workspace)
    open_link(client, link)
    revoke(link)
    response = client.get(f"/w/{workspace.id}/who", headers={"Accept": "application/json"})
    assert (response.status_code, response.json["ok"], response.json["err"]) == (410, False, "revoked")


@pytest.mark.parametrize(("days", "status"), [(14, 200), (14.01, 410)])
def test_a_customer_who_stays_away_for_two_weeks_opens_the_link_again(client, workspace, clock, days, status):
    open_link(client, make_link(workspace, expires_at=portal_clock.now().replace(year=2027)))
    clock.move(days=days)
    assert client.get(f"/w/{workspace.id}/").status_code == status


def test_a_visit_ends_after_sixty_days_however_often_one_comes(client, workspace, clock):
    open_link(client, make_link(workspace, expires_at=portal_clock.now().replace(year=2027)))
    seen = []
    for _visit in range(7):
        clock.move(days=10)
        seen.append(client.get(f"/w/{workspace.id}/").status_code)
    assert seen == [200] * 6 + [410]


def test_somebody_elses_onboarding_looks_like_one_that_never_was(client, workspace):
    open_link(client, make_link(workspace))
    foreign, missing = make_workspace().id, database.new_id()
    answers = [client.get(f"/w/{key}/who") for key in (foreign, missing)]
    texts = {_without_nonces(answer.text.replace(foreign, "").replace(missing, "")) for answer in answers}
    assert ([answer.status_code for answer in answers], len(texts)) == ([404, 404], 1)


def _without_nonces(text):
    return "\n".join(line for line in text.splitlines() if "nonce" not in line and "csrf" not in line)
