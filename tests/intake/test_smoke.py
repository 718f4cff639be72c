from tests import browsing, factories
from tests.intake import forms
def test_smoke(app):
    ws = factories.make_workspace()
    maria = factories.make_contact(ws, "Maria Lead")
    form = forms.make_form(ws)
    c = browsing.open_link(app.test_client(), factories.make_link(ws), as_=maria)
    t = browsing.sign_in(app.test_client(), factories.make_member("Anna", is_admin=True))
    p = f"/w/{ws.id}/forms"
    for path in (p, f"{p}/{form.id}", f"{p}/{form.id}/review", f"{p}/{form.id}/since?seq=0", f"{p}/{form.id}/snapshot"):
        r = c.get(path); assert r.status_code == 200, (path, r.text[-3000:])
    for path in (p, f"{p}/new", f"{p}/{form.id}", f"{p}/{form.id}/edit", f"{p}/{form.id}/preview", f"{p}/{form.id}?fill=1", f"{p}/{form.id}/answers.csv",f"{p}/{form.id}/answers.json"):
        r = t.get(path); assert r.status_code == 200, (path, r.text[-3000:])
    r = c.post(f"{p}/{form.id}/op", json={"topic": f"form:{form.id}", "cid": "a.1", "ops":[{"k":"set","f":"name","v":"X"}]})
    print(r.json)
    r = c.post(f"{p}/{form.id}", data={"then":"review","b-mail":"null","a-mail":"nonsense","b-users":"null","a-users":"12"})
    assert r.status_code == 422
    assert forms.answer(form,"users")==12
    r=c.post(f"{p}/{form.id}", data={"then":"review","b-sso":"null","a-sso":"yes","b-users":"12","a-users":"12"})
    assert r.status_code == 303, r.text
    r=c.post(f"{p}/{form.id}/submit"); assert r.status_code==303
    for path in (p, f"{p}/{form.id}", f"{p}/{form.id}/submissions/1"):
        r = c.get(path); assert r.status_code == 200, (path, r.text[-3000:])
        r = t.get(path); assert r.status_code == 200, (path, r.text[-3000:])
