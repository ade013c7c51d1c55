"""The fingerprint of a risk: what was accepted, so that a later change shows."""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections.abc import Mapping

from smsxl.domain.values import CellValue

RECIPE = "1"
"""The number in front of a fingerprint, so that fingerprints of older recipes stay verifiable."""

FINGERPRINT_FIELDS: tuple[str, ...] = (
    "id",
    "type",
    "title",
    "cause",
    "event",
    "consequence",
    "customer_impact",
    "category",
    "service",
    "inherent_likelihood",
    "inherent_impact",
    "current_likelihood",
    "current_impact",
    "residual_likelihood",
    "residual_impact",
    "treatment",
)
"""What the fingerprint covers, by field name."""

_DIGITS = 16


def risk_fingerprint(risk: Mapping[str, CellValue]) -> str:
    """Return the fingerprint of a risk given by its field names: `1:` and 16 hexadecimal digits of a SHA-256.

    Texts count in Unicode form NFC with spaces collapsed, 3 as 3.0, a missing field as a blank one.
    """
    parts = [[name, _canonical(risk.get(name))] for name in FINGERPRINT_FIELDS]
    text = json.dumps(parts, ensure_ascii=False, separators=(",", ":"))
    # A cell can hold half of a surrogate pair; it must not stop the hash.
    return f"{RECIPE}:{hashlib.sha256(text.encode('utf-8', 'surrogatepass')).hexdigest()[:_DIGITS]}"


def verify(fingerprint: str, risk: Mapping[str, CellValue]) -> bool:
    """Tell whether a risk is still what a fingerprint was taken of; False for a recipe that is not known."""
    return fingerprint.strip() == risk_fingerprint(risk)


def _canonical(value: CellValue) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return " ".join(unicodedata.normalize("NFC", str(value)).split())
