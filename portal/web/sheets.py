"""Tables for spreadsheets, in which nothing that people wrote is taken for a formula."""

import csv
import io
import re
from collections.abc import Iterable, Sequence

# What a spreadsheet would take for the beginning of a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r")
# A spreadsheet whose language separates cells by another sign ends one there, or at the end of a line.
INNER_FORMULA = re.compile(r'(?<=[;,\t\n])(?="?(?:[=+@]|-\S))')


def csv_text(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table as CSV, with the mark by which spreadsheets read it as UTF-8."""
    file = io.StringIO()
    file.write("\ufeff")
    table = csv.writer(file)
    table.writerow(columns)
    table.writerows([_harmless(cell) for cell in row] for row in rows)
    return file.getvalue()


def _harmless(cell: str) -> str:
    cell = INNER_FORMULA.sub("'", cell)
    return f"'{cell}" if cell.startswith(FORMULA) else cell
