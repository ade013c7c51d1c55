"""Where the treatment and the acceptance of a risk stand on a day."""

from __future__ import annotations

import datetime as dt

from smsxl.domain.criteria import DEFAULT_SOON_DAYS
from smsxl.domain.tolerance import ABOVE_TOLERANCE
from smsxl.domain.words import same

NOT_NEEDED = "Not needed"
MISSING = "Missing"
PLANNED = "Planned"
OVERDUE = "Overdue"
DONE = "Done"


ACCEPT = "Accept"
"""The treatment that changes nothing."""

NO_ACCEPTANCE = "None"
VALID = "Valid"
EXPIRES_SOON = "Expires soon"
EXPIRED = "Expired"

ACCEPTANCE_STATUSES: tuple[str, ...] = (NO_ACCEPTANCE, VALID, EXPIRES_SOON, EXPIRED)
"""The status words in the order in which an acceptance passes through them."""


def treatment_status(
    tolerance_status: str,
    treatment: str | None,
    due: dt.date | None,
    done_on: dt.date | None = None,
    *,
    as_of: dt.date,
) -> str:
    """Return where a treatment stands on the day `as_of`.

    Within tolerance no treatment, or plain acceptance, is `Not needed`; above tolerance no treatment is `Missing`. A
    treatment without a due date is `Planned`; the due day itself is not yet overdue; a `done_on` after `as_of` has
    not happened yet.
    """
    above = same(tolerance_status, ABOVE_TOLERANCE)
    if not treatment:
        return MISSING if above else NOT_NEEDED
    if not above and same(treatment, ACCEPT):
        return NOT_NEEDED
    if done_on is not None and done_on <= as_of:
        return DONE
    return OVERDUE if due is not None and due < as_of else PLANNED


def acceptance_status(
    accepted_on: dt.date | None,
    until: dt.date | None,
    *,
    as_of: dt.date,
    soon_days: float = DEFAULT_SOON_DAYS,
) -> str:
    """Return where an acceptance stands on the day `as_of`; its last day still counts.

    It is `None` before `accepted_on` and without one; without `until` it does not expire (a rule reports that).
    """
    if accepted_on is None or accepted_on > as_of:
        return NO_ACCEPTANCE
    if until is None:
        return VALID
    if until < as_of:
        return EXPIRED
    return EXPIRES_SOON if (until - as_of).days <= soon_days else VALID
