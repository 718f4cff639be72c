"""Where to go after signing in: only ever a path on this site."""

from urllib.parse import urlsplit

HOME = "/"
LONGEST = 500


def safe_next(asked: str | None) -> str:
    """`asked` if it is a plain path of ours, else the front page.

    Browsers read "//host" and "/\\\\host" as another site, and drop tabs and line ends before they look.
    """
    if not asked or len(asked) > LONGEST or not asked.startswith("/") or asked.startswith("//"):
        return HOME
    if "\\" in asked or any(ord(character) <= 32 or ord(character) == 127 for character in asked):
        return HOME
    try:
        parts = urlsplit(asked)
    except ValueError:
        return HOME
    return HOME if parts.scheme or parts.netloc else asked
