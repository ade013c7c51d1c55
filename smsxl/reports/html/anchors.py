"""Where each risk stands on the page: its own id as anchor, where that can be one."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from smsxl.reports.model import Source

_PLAIN: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_OTHER: Final = re.compile(r"[^A-Za-z0-9._-]+")


def anchors(sources: Iterable[Source], taken: Iterable[str] = ()) -> dict[Source, str]:
    """Return an anchor for each row, all different and none of those taken.

    An id such as R-012 is its own anchor. From other ids the characters that an address needs escaped are left out.
    """
    used = {name.casefold() for name in taken}
    found: dict[Source, str] = {}
    for source in sources:
        plain = source.id if _PLAIN.fullmatch(source.id) else "row-" + _OTHER.sub("-", source.id).strip("-")
        name, number = plain, 1
        while name.casefold() in used:
            number += 1
            name = f"{plain}-{number}"
        used.add(name.casefold())
        found[source] = name
    return found
