"""Which attributes a model of names has learnt, read off its file.

What it has not learnt says nothing to it, and is a fifth of what stands in an article. The format is that of CRFsuite
(https://www.chokkan.org/software/crfsuite/): a header that has the number of the attributes and where they begin, and
there a CQDB, in which each is a record of its number, its length, and its letters with a zero behind them.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from struct import Struct

_COUNT, _PLACE = Struct("<24xI"), Struct("<36xI")
#: Bytes of a CQDB before its first record: its header, and the places of its 256 tables of hashes.
_BEFORE_RECORDS = 24 + 256 * 8
_RECORD = Struct("<4xI")


@cache
def model_attributes(language: str) -> dict[bytes, bytes]:
    """The attributes that the model of a language has learnt, each under itself, so that one object serves for all."""
    model = (files("streams") / "data" / "names" / "models" / f"{language}.crf").read_bytes()
    (count,), (place,) = _COUNT.unpack_from(model), _PLACE.unpack_from(model)
    at = place + _BEFORE_RECORDS
    found: dict[bytes, bytes] = {}
    for _ in range(count):
        (length,) = _RECORD.unpack_from(model, at)
        at += _RECORD.size + length
        attribute = model[at - length : at - 1]
        found[attribute] = attribute
    return found
