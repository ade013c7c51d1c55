"""The checks of the installation, each a function of the computer and the workbook."""

from __future__ import annotations

import ntpath
import posixpath
import re
from collections.abc import Callable, Iterator
from typing import Final

import smsxl
from smsxl.bugs import log_folder
from smsxl.doctor.machine import Machine
from smsxl.doctor.model import Check, Subject, Verdict
from smsxl.xlwings_conf import SETTINGS

_SETUP: Final = "Run `smsxl excel-setup` on the workbook, which writes the right values."
_INSTALL: Final = 'Install it with `pip install "smsxl[excel]"` into this Python.'
_SECURITY: Final = r"Software\{}Microsoft\Office\16.0\Excel\Security"
_ADD_IN: Final = "smsxl.xlam"
_WANTED: Final = {setting.key: setting.value.upper() for setting in SETTINGS if setting.value and setting.needed}
"""What the sheet xlwings.conf has to say, in capitals."""

_SYNCED: Final = ("OneDrive", "OneDriveCommercial", "OneDriveConsumer")
_OFFICES: Final = (r"C:\Program Files\LibreOffice\program\soffice.exe",
                   "/Applications/LibreOffice.app/Contents/MacOS/soffice")
_MACROS: Final = {1: "all macros run", 2: "Excel asks before it runs macros",
                  3: "only signed macros run", 4: "no macros run"}


def examine(machine: Machine, workbook: Subject | None = None) -> tuple[Check, ...]:
    """Return what every check says, in the order in which they build on each other."""
    return tuple(check(machine, workbook) for check in CHECKS)


def _python(machine: Machine, _: Subject | None) -> Check:
    what, found = "Python", f"{'.'.join(map(str, machine.python))}, {machine.bits} bits, {machine.executable}"
    low, high = (_versions(machine.python_wanted) or [None, None])[:2]
    if (low is not None and machine.python < low) or (high is not None and machine.python >= high):
        return Check("python", what, found, Verdict.FAULT,
                     f"smsxl needs Python {machine.python_wanted}: install one, and smsxl into it.")
    if machine.system == "win32" and machine.bits != 64:  # noqa: PLR2004 - bits
        return Check("python", what, found, Verdict.FAULT, "xlwings needs a 64-bit Python: install one.")
    return Check("python", what, found)


def _versions(wanted: str) -> list[tuple[int, ...] | None] | None:
    ends = [re.search(pattern, wanted) for pattern in (r">=\s*([\d.]+)", r"<\s*([\d.]+)")]
    return [tuple(map(int, end[1].split("."))) if end else None for end in ends]


def _package(machine: Machine, _: Subject | None) -> Check:
    found = f"{smsxl.__version__}, {machine.installed_from}, in {machine.package}"
    known = machine.versions("smsxl")
    if known != smsxl.__version__:
        return Check("package", "smsxl", found, Verdict.FAULT if machine.system == "win32" else Verdict.WARNING,
                     f"pip knows of {known or 'no smsxl'} in this Python: install it again with "
                     '`pip install --force-reinstall "smsxl[excel]"`.')
    return Check("package", "smsxl", found)


def _xlwings(machine: Machine, _: Subject | None) -> Check:
    what, pinned, known = "xlwings", machine.pinned_xlwings, machine.versions("xlwings")
    if machine.system == "linux":
        return _not_here("xlwings", what, "Excel runs on Windows and macOS; the commands need no xlwings")
    if known is None:
        return Check("xlwings", what, "not installed", Verdict.FAULT, _INSTALL)
    if pinned is not None and known != pinned:
        return Check("xlwings", what, f"{known}, but this smsxl was made for {pinned}", Verdict.FAULT,
                     f"Install the right one with `pip install xlwings=={pinned}`.")
    return Check("xlwings", what, known)


def _library(machine: Machine, _: Subject | None) -> Check:
    what, version = "xlwings library (DLL)", machine.pinned_xlwings
    if machine.system != "win32" or version is None:
        return _not_here("library", what, "only Excel on Windows loads it")
    name = f"xlwings64-{version}.dll"
    folder = ntpath.dirname(machine.executable)
    places = [ntpath.join(folder, name), ntpath.join(ntpath.dirname(folder), name)]  # where Excel looks
    found = next((place for place in places if machine.exists(place)), None)
    if found is None:
        return Check("library", what, f"{name} is neither in {folder} nor in the folder above", Verdict.FAULT,
                     f"Install xlwings again with `pip install --force-reinstall xlwings=={version}`.")
    return Check("library", what, found)


def _configuration(machine: Machine, workbook: Subject | None) -> Check:
    what = "sheet xlwings.conf"
    if workbook is None or not workbook.has_macros:
        return _not_here("configuration", what, _no_macros(workbook))
    if not workbook.has_settings:
        return Check("configuration", what, "missing", Verdict.FAULT if machine.system == "win32" else Verdict.WARNING,
                     _SETUP)
    wrong = [name for name, value in _WANTED.items()
             if value not in re.split(r"[;\s]+", workbook.settings.get(name, "").upper())]
    if wrong:
        found = ", ".join(f"{name} is {workbook.settings.get(name) or 'not set'}" for name in wrong)
        return Check("configuration", what, found, Verdict.FAULT, _SETUP)
    return Check("configuration", what, ", ".join(f"{name} {workbook.settings[name]}" for name in _WANTED))


def _interpreter(machine: Machine, workbook: Subject | None) -> Check:
    what = "Python that the workbook starts"
    if workbook is None or not workbook.has_macros:
        return _not_here("interpreter", what, _no_macros(workbook))
    if machine.system == "linux":
        return _not_here("interpreter", what, "Excel runs on Windows and macOS")
    name = "INTERPRETER_WIN" if machine.system == "win32" else "INTERPRETER_MAC"
    path = machine.expand(workbook.settings.get(name, "") or workbook.settings.get("INTERPRETER", ""))
    if not path:
        return Check("interpreter", what, f"{name} is not set, so the first Python on the PATH is taken",
                     Verdict.WARNING, _SETUP)
    if not machine.exists(path):
        return Check("interpreter", what, f"{path} does not exist", Verdict.FAULT, _SETUP)
    folders = [(ntpath if machine.system == "win32" else posixpath).dirname(p) for p in (path, machine.executable)]
    if folders[0].casefold() != folders[1].casefold():
        return Check("interpreter", what, f"{path}, another one than this", Verdict.WARNING,
                     f"Run doctor with that Python, or let the workbook start {machine.executable}: {_SETUP}")
    return Check("interpreter", what, path)


def _trust(machine: Machine, workbook: Subject | None) -> Check:
    what = "macro settings of Excel"
    if machine.system != "win32":
        return _not_here("trust", what, "they can be read on Windows only")
    if workbook is not None and machine.exists(f"{workbook.path}:Zone.Identifier"):
        return Check("trust", what, f"{workbook.path} is marked as coming from the internet", Verdict.FAULT,
                     "Right-click the file, Properties, Unblock, OK; then open it again.")
    policy = machine.registry(_SECURITY.format("Policies\\"), "VBAWarnings")
    own = machine.registry(_SECURITY.format(""), "VBAWarnings")
    value = policy if policy is not None else own
    number = value if isinstance(value, int) else 2
    by = "by company policy " if policy is not None else ""
    found = f"{by}{_MACROS.get(number, 'an unknown setting')}"
    if number == 4:  # noqa: PLR2004 - Excel's number
        return Check("trust", what, found, Verdict.FAULT,
                     "Ask IT to allow them, or use the .xlsx with `smsxl check`, which needs no macros." if by else
                     "File, Options, Trust Center, Macro Settings: disable with notification; then open it again.")
    if number == 3:  # noqa: PLR2004 - Excel's number
        return Check("trust", what, found, Verdict.WARNING,
                     "Keep the workbook in a trusted location, or have IT sign its macros.")
    return Check("trust", what, found)


def _synced(machine: Machine, workbook: Subject | None) -> Check:
    what = "place of the workbook"
    if workbook is None:
        return _not_here("place", what, "no workbook was given")
    path = workbook.path
    folders = [folder.rstrip("\\/").casefold() for name in _SYNCED if (folder := machine.environment.get(name))]
    under = any(path.casefold().startswith((f"{folder}\\", f"{folder}/")) for folder in folders)
    if "://" in path or under or "/cloudstorage/" in path.casefold():
        return Check("place", what, f"{path}, which OneDrive or SharePoint keeps in step", Verdict.WARNING,
                     "It works, as long as Python and smsxl lie elsewhere. Commands see the copy on this computer: "
                     "save, and let it finish syncing, first.")
    return Check("place", what, path)


def _dates(_: Machine, workbook: Subject | None) -> Check:
    what = "dates of the workbook"
    if workbook is None:
        return _not_here("dates", what, "no workbook was given")
    if workbook.date1904:
        return Check("dates", what, "counted from 1904", Verdict.WARNING,
                     "Python functions need their argument as_of there; or turn the option off under File, Options, "
                     "Advanced, which moves dates that were typed by four years.")
    return Check("dates", what, "counted from 1900")


def _office(machine: Machine, _: Subject | None) -> Check:
    what = "LibreOffice"
    found = machine.which("soffice") or next((place for place in _OFFICES if machine.exists(place)), None)
    return Check("libreoffice", what, found) if found else _not_here("libreoffice", what, "not installed, not needed")


def _add_in(machine: Machine, _: Subject | None) -> Check:
    what = "add-in with the buttons"
    if machine.system == "linux":
        return _not_here("add-in", what, "Excel runs on Windows and macOS")
    places = add_in_places(machine)
    found = next((place for place in places if machine.exists(place)), None)
    return Check("add-in", what, found) if found else _not_here(
        "add-in", what, "not installed; needed for the buttons on .xlsx workbooks alone, `smsxl excel-setup` adds it")


def add_in_places(machine: Machine) -> list[str]:
    """Return where Excel looks for an add-in of the user's; what lies in the first place is loaded by itself."""
    if machine.system == "win32":
        folder = machine.environment.get("APPDATA", "")
        return [ntpath.join(folder, "Microsoft", "Excel", "XLSTART", _ADD_IN),
                ntpath.join(folder, "Microsoft", "AddIns", _ADD_IN)]
    office = posixpath.join(machine.home, "Library/Group Containers/UBF8T346G9.Office/User Content.localized")
    return [posixpath.join(office, "Startup.localized", "Excel", _ADD_IN),
            posixpath.join(office, "Add-Ins.localized", _ADD_IN)]


def _logs(_: Machine, __: Subject | None) -> Check:
    return Check("logs", "place of logs", str(log_folder()))


def _not_here(key: str, what: str, why: str) -> Check:
    return Check(key, what, why, Verdict.NOT_APPLICABLE)


def _no_macros(workbook: Subject | None) -> str:
    return "no workbook was given" if workbook is None else "the workbook has no macros and starts no Python"


CHECKS: Final[tuple[Callable[[Machine, Subject | None], Check], ...]] = (
    _python, _package, _xlwings, _library, _configuration, _interpreter, _trust, _synced, _dates, _office, _add_in,
    _logs)


def in_order_of_need(checks: tuple[Check, ...]) -> Iterator[Check]:
    """Yield the checks, faults first, then warnings, those that do not apply last."""
    order = (Verdict.FAULT, Verdict.WARNING, Verdict.OK, Verdict.NOT_APPLICABLE)
    for verdict in order:
        yield from (check for check in checks if check.verdict is verdict)
