"""Spreadsheet serial numbers and dates, in both date systems.

The 1900 system counts 1900-01-01 as 1 and knows a 29 February 1900 (serial 60) that never was; the 1904 system counts
1904-01-01 as 0. The fraction of a serial number is the time of day.
"""

from __future__ import annotations

import datetime as dt

PHANTOM_SERIAL = 60
"""The serial number of 29 February 1900 in the 1900 system."""

_BEFORE_PHANTOM = dt.date(1899, 12, 31)
_AFTER_PHANTOM = dt.date(1899, 12, 30)
_EPOCH_1904 = dt.date(1904, 1, 1)

LAST_SERIAL = 2958465
"""31 December 9999 in the 1900 system."""


def to_serial(moment: dt.date | dt.datetime, date1904: bool = False) -> float:  # noqa: FBT001, FBT002 (two date systems, not a switch)
    """Return the serial number of a date or of a date with time, in days.

    Raises ValueError before the system's first day.
    """
    day = moment.date() if isinstance(moment, dt.datetime) else moment
    if date1904:
        number = (day - _EPOCH_1904).days
    else:
        number = (day - _AFTER_PHANTOM).days
        if number <= PHANTOM_SERIAL:
            number = (day - _BEFORE_PHANTOM).days
    if number < (0 if date1904 else 1):
        raise ValueError(f"{day.isoformat()} lies before the first day that a spreadsheet knows")
    if isinstance(moment, dt.datetime):
        time = moment - dt.datetime(moment.year, moment.month, moment.day, tzinfo=moment.tzinfo)
        return number + time / dt.timedelta(days=1)
    return number


def from_serial(serial: float, date1904: bool = False) -> dt.datetime:  # noqa: FBT001, FBT002 (two date systems, not a switch)
    """Return the moment of a serial number, to the nearest microsecond.

    Raises ValueError outside the system's days, which end with the year 9999, and for 29 February 1900.
    """
    day = int(serial // 1)
    if date1904:
        epoch, last = _EPOCH_1904, LAST_SERIAL - (_EPOCH_1904 - _AFTER_PHANTOM).days
        first = 0
    else:
        epoch, last = (_BEFORE_PHANTOM if day < PHANTOM_SERIAL else _AFTER_PHANTOM), LAST_SERIAL
        first = 1
    if not first <= day <= last or (day == PHANTOM_SERIAL and not date1904):
        raise ValueError(f"the number {serial} is not a day that a spreadsheet knows")
    moment = dt.datetime.combine(epoch, dt.time()) + dt.timedelta(days=day)
    microseconds = round((serial - day) * 86_400_000_000)
    try:
        return moment + dt.timedelta(microseconds=microseconds)
    except OverflowError as error:
        raise ValueError(f"the number {serial} is not a day that a spreadsheet knows") from error


def date_from_serial(serial: float, date1904: bool = False) -> dt.date:  # noqa: FBT001, FBT002 (two date systems, not a switch)
    """Return the day of a serial number. Raises ValueError as `from_serial` does."""
    return from_serial(int(serial // 1), date1904=date1904).date()
