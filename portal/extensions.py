"""The extensions, made once here and bound to an app in create_app."""

from flask_babel import Babel
from flask_limiter import Limiter
from flask_socketio import SocketIO
from flask_sqlalchemy import SQLAlchemy
from flask_wtf.csrf import CSRFProtect

from portal.callers import caller

# Models derive from database.Base; this gives requests their read-only session.
db = SQLAlchemy()
csrf = CSRFProtect()
babel = Babel()
limiter = Limiter(caller)
socketio = SocketIO()
