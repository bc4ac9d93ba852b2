"""Rows of a table as text (CSV, TSV) -> articles: the first line names the fields, as in JSON.

The form is that of RFC 4180, https://www.rfc-editor.org/rfc/rfc4180; commas, semicolons, tabs or bars part the cells.
"""

from __future__ import annotations

import csv
import io
from itertools import islice

from streams.article import Article, Dropped, RawArticle
from streams.intake.charset import Decoded
from streams.intake.fields.document import read_parts
from streams.intake.fields.first_line import LONGEST, cells_of, has_text, without_mark
from streams.intake.fields.parts import Part
from streams.kinds import Format, Reason

#: Cells of a row, and rows that are read: of more the reader refuses the document.
_MOST_CELLS, MOST = 100, 1_001


def read_decoded(raw: RawArticle, decoded: Decoded) -> Dropped | list[Article | Dropped]:
    """The articles in a table, one a row. UNKNOWN_FORMAT where no column is a text or a headline; INVALID_DOCUMENT for
    what is no table.
    """
    text = without_mark(decoded.text.lstrip("\ufeff\r\n"))
    names, mark = cells_of(text.partition("\n")[0][:LONGEST])
    if len(names) > _MOST_CELLS or not has_text(names):
        return Dropped(
            Reason.UNKNOWN_FORMAT,
            "CSV, and its first line names no text and no headline: name the columns as docs/feed.md lists the fields",
        )
    reader = csv.DictReader(io.StringIO(text, newline=""), fieldnames=names, delimiter=mark, strict=True)
    try:
        rows = list(islice(reader, 1, MOST + 1))
    except csv.Error as error:
        return Dropped(Reason.INVALID_DOCUMENT, f"CSV, line {reader.line_num}: {error}")
    if not rows:
        return Dropped(Reason.NO_ARTICLE, "CSV without a row")
    parts = [
        Part(
            f"row {number}" if len(rows) > 1 else "",
            {name: value for name, value in row.items() if isinstance(name, str) and value},
            named=True,
        )
        for number, row in enumerate(rows, 1)
    ]
    return read_parts(parts, raw, decoded.repairs, Format.CSV)
