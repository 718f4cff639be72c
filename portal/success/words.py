"""What this room's things are called."""

from flask_babel import lazy_gettext as _l

from portal.success.models import LandmarkKind, Meaning

MEANING_TITLES = {
    Meaning.FIRST_VALUE: _l("First value"),
    Meaning.LIVE: _l("Live"),
    Meaning.SUCCESS: _l("Success"),
}
MEANING_HINTS = {
    Meaning.FIRST_VALUE: _l("The first result, and who says that it counts."),
    Meaning.LIVE: _l("What has to run, and where."),
    Meaning.SUCCESS: _l("The number that should have moved, and by when."),
}
LANDMARK_TITLES = {
    LandmarkKind.FIRST_VALUE: _l("First value"),
    LandmarkKind.GO_LIVE: _l("Go-live"),
    LandmarkKind.COMPLETE: _l("Complete"),
}
LANDMARK_HINTS = {
    LandmarkKind.FIRST_VALUE: _l("The first result is there, and the customer says so."),
    LandmarkKind.GO_LIVE: _l("The system is in use."),
    LandmarkKind.COMPLETE: _l("The onboarding is over: first value and go-live are both there."),
}
