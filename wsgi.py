"""The app for other WSGI servers: `wsgi:application`. The schema must be current (onward migrate)."""

# ruff: noqa: E402
from portal import green

green.patch()

from portal import create_app
from portal.jobs.loop import Loop
from portal.live import server as live
from portal.logs import set_up_logs
from portal.serve import behind_proxies, spare_what_stays

set_up_logs()
app = create_app()
Loop(app).start()
live.start(app)
spare_what_stays()
application = behind_proxies(app)
