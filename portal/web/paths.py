"""Where a form may send a person next: only ever a path on this site."""

from urllib.parse import urlsplit

LONGEST = 500


def own_path(asked: str | None, otherwise: str = "/") -> str:
    """`asked` if it is a plain path of ours, else `otherwise`.

    Browsers read "//host" and "/\\\\host" as another site, and drop tabs and line ends before they look.
    """
    if not asked or len(asked) > LONGEST or not asked.startswith("/") or asked.startswith("//"):
        return otherwise
    if "\\" in asked or any(ord(character) <= 32 or ord(character) == 127 for character in asked):
        return otherwise
    try:
        parts = urlsplit(asked)
    except ValueError:
        return otherwise
    return otherwise if parts.scheme or parts.netloc else asked
