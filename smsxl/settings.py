"""The configuration file: the nearest smsxl.toml upwards from a workbook, else [tool.smsxl] of pyproject.toml.

It selects and re-grades rules, suppresses findings and bounds what is read. Whatever changes a value or the condition
of a finding stands in the workbook itself.
"""

from __future__ import annotations

import datetime as dt
import difflib
import os
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

from smsxl.errors import UsageError
from smsxl.registers.wishes import Wish, read_wishes
from smsxl.rules.findings import Severity
from smsxl.rules.suppressing import Suppression
from smsxl.rules.thresholds import Threshold

_LIKE: Final = 5
"""So many of the words most like another are looked at."""

ENGINES: Final = ("package", "openpyxl")
_Reader = Callable[[str, object, Collection[str]], dict[str, Any]]
_OWN_FILE: Final = "smsxl.toml"
_SHARED_FILE: Final = "pyproject.toml"


@dataclass(frozen=True)
class Settings:
    """What a check is asked to do. `select` and `ignore` hold codes or beginnings of codes ("RSK", "RSK2")."""

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    fail_on: Severity = Severity.ERROR
    engine: str = "package"
    severity: Mapping[str, Severity] = field(default_factory=dict)
    part_bytes: int | None = None
    total_bytes: int | None = None
    mappings: Mapping[str, tuple[Wish, ...]] = field(default_factory=dict)
    """What is said about registers of other layouts, by file name."""
    warn_if: tuple[Threshold, ...] = ()
    error_if: tuple[Threshold, ...] = ()
    extended: tuple[str, ...] = ()
    """What the command line adds to the selection, whatever the file ignores."""
    refused: tuple[str, ...] = ()
    """What the command line ignores, of what it adds too."""
    suppressions: tuple[Suppression, ...] = ()
    source: str | None = None
    """The file that it was read from."""

    def chosen(self, codes: Iterable[str]) -> list[str]:
        """Return the codes that are selected and not ignored, or added. Raises UsageError where none is left."""
        left = [code for code in codes
                if ((not self.select or code.startswith(self.select)) and not code.startswith(self.ignore))
                or (code.startswith(self.extended) and not code.startswith(self.refused))]
        if not left:
            raise UsageError(f"No rule is left to check{_among(self.source)}: the selected ones are all ignored.")
        return left


@dataclass(frozen=True)
class Overrides:
    """What the command line says; None where it says nothing. It wins over the file, key by key.

    A selection on the command line replaces both lists of the file: who asks for a rule gets it. `extend` adds to
    what is selected, the file's `ignore` notwithstanding.
    """

    select: tuple[str, ...] | None = None
    ignore: tuple[str, ...] | None = None
    extend: tuple[str, ...] = ()
    fail_on: Severity | None = None
    engine: str | None = None

    def over(self, settings: Settings) -> Settings:
        """Return the settings with what the command line says."""
        if self.select is not None:
            settings = replace(settings, select=self.select, ignore=())
        if self.ignore is not None:
            settings = replace(settings, ignore=self.ignore, refused=self.ignore)
        settings = replace(settings, extended=self.extend)
        return replace(settings, fail_on=self.fail_on or settings.fail_on, engine=self.engine or settings.engine)


def load(folder: str | os.PathLike[str], codes: Collection[str]) -> Settings:
    """Return the settings for the workbooks of a folder. Raises UsageError that names file and key."""
    found = _find(Path(os.path.normpath(Path(folder).absolute())))
    if found is None:
        return Settings()
    path, table = found
    return _read(_shown(path), table, codes)


def check_codes(prefixes: Iterable[str], codes: Collection[str], where: str) -> tuple[str, ...]:
    """Return codes or beginnings of codes in capitals. Raises UsageError for one that no rule has."""
    out = []
    for prefix in prefixes:
        wanted = prefix.strip().upper()
        if not wanted or not any(code.startswith(wanted) for code in codes):
            families = sorted({code[:3] for code in codes})
            raise UsageError(f"{where}: {prefix!r} is no rule code and no family of rules"
                             f"{suggestion(wanted, [*codes, *families])}")
        out.append(wanted)
    return tuple(out)


def check_selection(prefixes: Collection[str], codes: Collection[str], where: str) -> tuple[str, ...]:
    """Return what `check_codes` does. Raises UsageError for an empty selection too: nothing would be checked."""
    if not prefixes:
        raise UsageError(f"{where} names no rule; name some, such as RSK, or leave it out to check all of them.")
    return check_codes(prefixes, codes, where)


def suggestion(word: str, known: Iterable[str]) -> str:
    """Return the end of a sentence: "; did you mean ...?" for the nearest known word, else where all are listed."""
    near = difflib.get_close_matches(word, list(known), n=_LIKE, cutoff=0.5)
    ratios = {each: difflib.SequenceMatcher(None, word, each).ratio() for each in near}
    near.sort(key=lambda each: (-ratios[each], -sum(map(str.__eq__, word, each))))  # RSK2O3 is RSK203, not RSK623
    return f"; did you mean {near[0]}?" if near else "; `smsxl rule` lists them all."


def _find(folder: Path) -> tuple[Path, Mapping[str, Any]] | None:
    above = (folder, *folder.parents)
    for each in above:
        own = each / _OWN_FILE
        if own.is_file():
            if _shared_table(each) is not None:
                raise UsageError(f"{_shown(own)} and [tool.smsxl] in {_shown(each / _SHARED_FILE)} both configure "
                                 "smsxl; keep one of them.")
            return own, _parse(own)
    for each in above:
        table = _shared_table(each)
        if table is not None:
            return each / _SHARED_FILE, table
    return None


def _shared_table(folder: Path) -> Mapping[str, Any] | None:
    path = folder / _SHARED_FILE
    if not path.is_file() or b"smsxl" not in _bytes(path):
        return None
    tool = _parse(path).get("tool", {})
    table = tool.get("smsxl") if isinstance(tool, dict) else None
    if table is not None and not isinstance(table, dict):
        raise UsageError(f"{_shown(path)}: tool.smsxl has to be a table, [tool.smsxl].")
    return table


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise UsageError(f"{_shown(path)} can't be read ({error.strerror}).") from error


def _parse(path: Path) -> dict[str, Any]:
    import tomllib  # noqa: PLC0415 - most checks have no configuration file to read

    try:
        return tomllib.loads(_bytes(path).decode("utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UsageError(f"{_shown(path)} is not valid TOML: {error}.") from error


def _shown(path: Path) -> str:
    """Return a path as people say it: relative to where they are, if it lies below."""
    here = Path.cwd()
    return path.relative_to(here).as_posix() if path.is_relative_to(here) else str(path)


def _among(source: str | None) -> str:
    return f" ({source})" if source else ""


def _read(source: str, table: Mapping[str, Any], codes: Collection[str]) -> Settings:
    settings = Settings(source=source)
    for key, value in table.items():
        reader = _KEYS.get(key)
        if reader is None:
            raise UsageError(_unknown(source, key, _KEYS))
        settings = replace(settings, **reader(f"{source}: the key {key}", value, codes))
    return settings


def _unknown(source: str, key: str, known: Collection[str]) -> str:
    return f"{source}: the key {key} is not known; the keys are {', '.join(known)}."


def _codes(key: str) -> _Reader:
    def read(where: str, value: object, codes: Collection[str]) -> dict[str, Any]:
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise UsageError(f'{where} has to be a list of rule codes or families, such as ["RSK", "WBK204"].')
        return {key: (check_selection if key == "select" else check_codes)(value, codes, where)}
    return read


def _severity(where: str, value: object) -> Severity:
    if not isinstance(value, str) or value not in list(Severity):
        raise UsageError(f"{where} has to be one of {', '.join(Severity)}, not {value!r}.")
    return Severity(value)


def _fail_on(where: str, value: object, _: Collection[str]) -> dict[str, Any]:
    return {"fail_on": _severity(where, value)}


def _engine(where: str, value: object, _: Collection[str]) -> dict[str, Any]:
    if value not in ENGINES:
        raise UsageError(f"{where} has to be one of {', '.join(ENGINES)}, not {value!r}.")
    return {"engine": value}


def _grades(where: str, value: object, codes: Collection[str]) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise UsageError(f'{where} has to be a table of rule codes, such as RSK104 = "note".')
    grades = {}
    for code, severity in value.items():
        if code.upper() not in codes:
            raise UsageError(f"{where}.{code}: {code!r} is no rule code{suggestion(code.upper(), codes)}")
        grades[code.upper()] = _severity(f"{where}.{code}", severity)
    return {"severity": grades}


def _thresholds(key: str, *, fails: bool) -> _Reader:
    def read(where: str, value: object, codes: Collection[str]) -> dict[str, Any]:
        if not isinstance(value, dict):
            raise UsageError(f"{where} has to be a table of numbers of findings, such as {{ warning = 10, RSK = 5 }}.")
        thresholds = []
        for what, least in value.items():
            if not isinstance(least, int) or isinstance(least, bool) or least < 1:
                raise UsageError(f"{where}.{what} has to be a whole number of findings above 0, not {least!r}.")
            known = what.lower() if what.lower() in list(Severity) else check_codes([what], codes, f"{where}.{what}")[0]
            thresholds.append(Threshold(known, least, fails))
        return {key: tuple(thresholds)}
    return read


def _limits(where: str, value: object, _: Collection[str]) -> dict[str, Any]:
    known = ("part_bytes", "total_bytes")
    if not isinstance(value, dict):
        raise UsageError(f"{where} has to be a table with {' and '.join(known)}.")
    for key, number in value.items():
        if key not in known:
            raise UsageError(f"{where}.{key} is not known; the keys are {', '.join(known)}.")
        if not isinstance(number, int) or isinstance(number, bool) or number < 1:
            raise UsageError(f"{where}.{key} has to be a whole number of bytes above 0, not {number!r}.")
    return dict(value)


def _mappings(where: str, value: object, _: Collection[str]) -> dict[str, Any]:
    return {"mappings": read_wishes(where, value)}


def _suppressions(where: str, value: object, codes: Collection[str]) -> dict[str, Any]:
    if not isinstance(value, list) or not all(isinstance(each, dict) for each in value):
        raise UsageError(f"{where} has to be tables, each headed [[suppress]].")
    source = where.partition(":")[0]
    return {"suppressions": tuple(_suppression(f"{where}[{number}]", each, codes, f"{source}, [[suppress]] {number}",
                                               number) for number, each in enumerate(value, start=1))}


def _suppression(where: str, table: Mapping[str, object], codes: Collection[str], place: str,
                 number: int) -> Suppression:
    """Return one suppression. What it does not say, and a day that is none, is left to the rules about suppressions."""
    texts: dict[str, str] = {}
    for key, value in table.items():
        if key not in _SUPPRESS_KEYS:
            raise UsageError(f"{where}.{key} is not known; the keys are {', '.join(_SUPPRESS_KEYS)}.")
        if key == "until":
            if not isinstance(value, (str, dt.date)):
                raise UsageError(f"{where}.until has to be a day such as 2027-01-31, not {value!r}.")
        elif key == "row_id" and isinstance(value, int) and not isinstance(value, bool):
            texts[key] = str(value)
        elif not isinstance(value, str):
            raise UsageError(f"{where}.{key} has to be a text, not {value!r}.")
        else:
            texts[key] = " ".join(value.split())
    rule = texts.pop("rule", "").upper()
    if rule and rule not in codes:
        raise UsageError(f"{where}.rule: {rule!r} is no rule code{suggestion(rule, codes)}")
    until = table.get("until")
    row_id, fingerprint, name, reason, by = (texts.get(key, "") for key in _SUPPRESS_KEYS[1:6])
    day = until if isinstance(until, (str, dt.date)) else None
    return Suppression(rule, row_id, fingerprint, name, reason, by, day, place, number=number, file=texts.get("file"))


_SUPPRESS_KEYS: Final = ("rule", "row_id", "fingerprint", "field", "reason", "by", "until", "file")

_KEYS: Final[Mapping[str, _Reader]] = {
    "select": _codes("select"), "ignore": _codes("ignore"), "fail-on": _fail_on, "engine": _engine,
    "severity": _grades, "limits": _limits, "map": _mappings,
    "warn-if": _thresholds("warn_if", fails=False), "error-if": _thresholds("error_if", fails=True),
    "suppress": _suppressions,
}
