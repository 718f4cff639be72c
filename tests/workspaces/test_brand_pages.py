import io
import re

import pytest
from PIL import Image

from portal.extensions import db
from portal.files.models import StoredFile
from portal.people.models import Brand
from portal.people.queries import brand_of, default_brand
from tests.browsing import open_link, sign_in
from tests.factories import make_contact, make_link, make_member, make_workspace

FORM = "multipart/form-data"


def picture(kind="PNG", size=(40, 20)):
    file = io.BytesIO()
    Image.new("RGB", size, "#1f4d3a").save(file, kind)
    file.seek(0)
    return file


def stored_brand(workspace):
    return db.session.scalars(db.select(Brand).where(Brand.workspace_id == workspace.id)).one_or_none()


@pytest.fixture
def workspace(app):
    return make_workspace()


@pytest.fixture
def path(workspace):
    return f"/w/{workspace.id}/brand"


@pytest.fixture
def team(client):
    return sign_in(client, make_member("Anna Bergström", is_admin=True))


def test_a_brand_is_kept_and_worn(team, workspace, path):
    data = {"name": "Northwind", "colour": "#FFFF00", "welcome": "Hello", "footer": "Northwind Ltd"}
    assert team.post(path, data=data, content_type=FORM).status_code == 303
    worn = brand_of(workspace)
    assert (worn.vendor_name, worn.colour, worn.welcome, worn.footer) == (
        "Northwind",
        "#ffff00",
        "Hello",
        "Northwind Ltd",
    )
    assert "--brand:#777700" in worn.css
    assert "Your colour is too pale for text on white, so light pages show #777700" in team.get(path).text


def test_a_colour_shows_as_both_themes_would_wear_it_before_it_is_saved(team, workspace, path):
    shown = team.get("/brand/samples?colour=%23FFFF00").text
    assert "Your colour is too pale for text on white, so light pages show #777700" in shown
    assert "<html" not in shown
    unchanged = team.get(path).text
    for nonsense in ("red", "#12345", "%23gggggg", ""):
        assert team.get(f"/brand/samples?colour={nonsense}").text.strip() in unchanged
    assert stored_brand(workspace) is None


def test_the_default_colour_is_not_kept_as_a_choice(team, workspace, path):
    team.post(path, data={"colour": default_brand().colour}, content_type=FORM)
    assert stored_brand(workspace).colour is None


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF"])
def test_a_logo_is_served_as_a_png_and_can_be_taken_away(app, team, workspace, path, kind):
    data = {"customer_logo": (picture(kind, (2000, 1000)), "../../logo.exe")}
    assert team.post(path, data=data, content_type=FORM).status_code == 303
    url = brand_of(workspace).customer_logo_url
    served = app.test_client().get(url)
    assert served.status_code == 200
    assert served.headers["Content-Type"] == "image/png"
    assert "sandbox" in served.headers["Content-Security-Policy"]
    assert "immutable" in served.headers["Cache-Control"]
    assert Image.open(io.BytesIO(served.data)).size == (512, 256)

    assert team.post(path, data={"name": "X"}, content_type=FORM).status_code == 303
    assert brand_of(workspace).customer_logo_url == url
    assert team.post(path, data={"drop_customer_logo": "y"}, content_type=FORM).status_code == 303
    assert brand_of(workspace).customer_logo_url is None


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'></svg>", "this file is none of them"),
        (b"<script>alert(1)</script>", "this file is none of them"),
        (b"", "this file is none of them"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 64, "could not be read"),
        (b"x" * 4_000_001, "larger than 4 MB"),
    ],
)
def test_what_is_no_logo_is_refused_and_the_rest_kept_as_typed(team, workspace, path, content, sentence):
    data = {"name": "Typed name", "logo": (io.BytesIO(content), "logo.png")}
    answer = team.post(path, data=data, content_type=FORM)
    assert answer.status_code == 422
    assert sentence in answer.text and 'value="Typed name"' in answer.text
    assert stored_brand(workspace) is None
    assert db.session.scalars(db.select(StoredFile)).all() == []


def test_a_picture_that_unpacks_to_too_much_is_refused(team, workspace, path):
    data = {"logo": (picture(size=(5000, 4001)), "logo.png")}
    assert team.post(path, data=data, content_type=FORM).status_code == 422
    assert stored_brand(workspace) is None


def test_a_request_beyond_both_logos_is_refused_as_too_large(team, path):
    data = {"logo": (io.BytesIO(b"x" * 8_200_000), "logo.png")}
    assert team.post(path, data=data, content_type=FORM).status_code == 413


@pytest.mark.parametrize("colour", ["red", "#12345", "#1234567", "url(x)", "#12345g", "}body{"])
def test_a_colour_is_six_digits_and_nothing_else(team, workspace, path, colour):
    answer = team.post(path, data={"colour": colour}, content_type=FORM)
    assert answer.status_code == 422
    assert stored_brand(workspace) is None


def test_customers_do_not_reach_the_brand(client, workspace, path):
    customer = open_link(client, make_link(workspace, "edit", make_contact(workspace)))
    assert customer.get(path).status_code == 403
    assert customer.post(path, data={"name": "X"}).status_code == 403


def test_admins_set_the_default_that_every_workspace_wears(team, workspace):
    data = {"name": "Northwind Cloud", "colour": "#0b6e4f", "logo": (picture(), "logo.png")}
    assert team.post("/settings", data=data, content_type=FORM).status_code == 303
    worn = brand_of(workspace)
    assert (worn.vendor_name, worn.colour) == ("Northwind Cloud", "#0b6e4f")
    assert worn.vendor_logo_url == default_brand().vendor_logo_url
    assert "Northwind Cloud" in team.get("/team").text


def test_members_who_are_no_admins_may_not_set_the_default(client):
    member = sign_in(client, make_member())
    assert member.get("/settings").status_code == 403
    assert member.post("/settings", data={"name": "X"}).status_code == 403


def test_a_file_id_that_is_none_is_missing(client):
    for file_id in ("x", "..%2f..%2fonward.db", "A" * 22, "." * 22):
        assert client.get(f"/files/{file_id}").status_code == 404


def test_only_logos_may_be_shown_by_other_sites_as_mail_programs_in_browsers_do(team, path):
    team.post(path, data={"name": "Vendor", "logo": (picture(), "logo.png")}, content_type=FORM)
    logo = re.search(r"/files/[\w-]{22}", team.get(path).text)
    answers = [team.get(address) for address in (logo[0], "/files/" + "A" * 22, path)]
    owners = [answer.headers["Cross-Origin-Resource-Policy"] for answer in answers]
    assert owners == ["cross-origin", "same-origin", "same-origin"]
    assert answers[0].headers["X-Content-Type-Options"] == "nosniff"
