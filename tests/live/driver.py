"""Drives a headless Calc for the tests: reads a request a line, writes an answer a line.

Runs in a Python that has LibreOffice's `uno`, which may be another than the tests' own; nothing else is imported.
Started as `driver.py SOFFICE PROFILE EXTENSIONS`; it ends Calc when its input ends.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
import traceback
import uuid
from pathlib import Path

import uno
from com.sun.star.beans import PropertyValue
from com.sun.star.sheet.FormulaResult import ERROR

ERRORS = {503: "#NUM!", 519: "#VALUE!", 521: "#NULL!", 524: "#REF!",
          525: "#NAME?", 532: "#DIV/0!", 32767: "#N/A"}
EVERYTHING = 1023


def properties(**values):
    return tuple(PropertyValue(name, 0, value, 0) for name, value in values.items())


class Calc:
    """A headless Calc with a profile of its own."""

    def __init__(self, soffice, profile, extensions):
        pipe = "smsxl" + uuid.uuid4().hex
        self.process = subprocess.Popen(
            [soffice, f"-env:UserInstallation={Path(profile).as_uri()}",
             f"-env:BUNDLED_EXTENSIONS={Path(extensions).as_uri()}", "--headless", "--norestore", "--nologo",
             "--nodefault", f"--accept=pipe,name={pipe};urp;"],
            stdin=subprocess.DEVNULL, stdout=sys.stderr, start_new_session=True)
        local = uno.getComponentContext()
        resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
        end = time.monotonic() + 60
        while True:
            try:
                self.context = resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
                break
            except Exception:
                if time.monotonic() > end or self.process.poll() is not None:
                    raise
                time.sleep(0.05)
        self.desktop = self.service("com.sun.star.frame.Desktop")
        self.documents = {}
        self.numbers = iter(range(1, 1_000_000))

    def service(self, name):
        return self.context.ServiceManager.createInstanceWithContext(name, self.context)

    def end(self):
        try:
            self.desktop.terminate()
            self.process.wait(10)
        except Exception:
            pass
        try:
            os.killpg(self.process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        self.process.wait()

    # ------------------------------------------------------------------ documents

    def open(self, path, lock=False):
        began = time.perf_counter()
        document = self.desktop.loadComponentFromURL(
            Path(path).as_uri(), "_blank", 0, properties(Hidden=True, MacroExecutionMode=0))
        if document is None:
            raise RuntimeError(f"{path} was not opened")
        number = next(self.numbers)
        self.documents[number] = document
        return {"document": number, "sheets": list(document.Sheets.ElementNames),
                "seconds": time.perf_counter() - began}

    def close(self, document):
        self.documents.pop(document).close(True)

    def recalculate(self, document):
        began = time.perf_counter()
        self.documents[document].calculateAll()
        return time.perf_counter() - began

    def save(self, document, path, filter="Calc MS Excel 2007 XML"):
        self.documents[document].storeToURL(Path(path).as_uri(), properties(FilterName=filter))

    def state(self, document):
        found = self.documents[document]
        return {"url": found.URL, "modified": found.isModified(), "repaired": self._argument(found, "RepairPackage")}

    @staticmethod
    def _argument(document, name):
        return next((each.Value for each in document.Args if each.Name == name), None)

    # ------------------------------------------------------------------ cells

    def read(self, document, sheet, formulas=False):
        """Give the rows of the used area, from A1 on; an error as {"error": text}."""
        found = self.documents[document].Sheets.getByName(sheet)
        cursor = found.createCursor()
        cursor.gotoEndOfUsedArea(False)
        end = cursor.RangeAddress
        area = found.getCellRangeByPosition(0, 0, end.EndColumn, end.EndRow)
        rows = [list(row) for row in area.DataArray]
        wrong = area.queryFormulaCells(ERROR)
        for address in wrong.RangeAddresses:
            for row in range(address.StartRow, address.EndRow + 1):
                for column in range(address.StartColumn, address.EndColumn + 1):
                    code = found.getCellByPosition(column, row).getError()
                    rows[row][column] = {"error": ERRORS.get(code, f"Err:{code}")}
        return {"rows": rows, "formulas": [list(row) for row in area.FormulaArray] if formulas else None}

    def write(self, document, sheet, cells):
        """Put values into cells, by their addresses: None clears, {"formula": text} enters one."""
        found = self.documents[document].Sheets.getByName(sheet)
        for address, value in cells.items():
            cell = found.getCellRangeByName(address)
            if value is None:
                cell.clearContents(EVERYTHING)
            elif isinstance(value, dict):
                cell.getCellByPosition(0, 0).setFormula(value["formula"])
            elif isinstance(value, str):
                cell.getCellByPosition(0, 0).setString(value)
            else:
                cell.getCellByPosition(0, 0).setValue(value)

    def validation(self, document, sheet, address):
        rule = self.documents[document].Sheets.getByName(sheet).getCellRangeByName(address).Validation
        return {"type": rule.Type.value, "list": rule.getFormula1()}

    def conditions(self, document, sheet):
        formats = self.documents[document].Sheets.getByName(sheet).ConditionalFormats.getConditionalFormats()
        return [{"area": each.Range.RangeAddressesAsString, "count": each.getCount()} for each in formats]

    def formula_cells(self, document, sheet):
        found = self.documents[document].Sheets.getByName(sheet).queryFormulaCells(7)
        return found.RangeAddressesAsString

    def automatic(self, document, on):
        self.documents[document].enableAutomaticCalculation(on)

    def undo(self, document):
        manager = self.documents[document].UndoManager
        title = manager.getCurrentUndoActionTitle()
        manager.undo()
        return title

    def rename_sheet(self, document, old, new):
        self.documents[document].Sheets.getByName(old).Name = new

    def unmark(self, document, sheet, name):
        self.documents[document].Sheets.getByName(sheet).NamedRanges.removeByName(name)

    # ------------------------------------------------------------------ the add-in and the buttons

    def functions(self):
        """Give what the function wizard shows for the add-in's functions."""
        described = self.service("com.sun.star.sheet.FunctionDescriptions")
        out = {}
        for number in range(described.Count):
            values = {each.Name: each.Value for each in described.getByIndex(number)}
            if values["Name"].isupper() and "_" in values["Name"]:
                out[values["Name"]] = {
                    "help": values["Description"],
                    "arguments": [[each.Name, each.Description, each.IsOptional] for each in values["Arguments"]]}
        return out

    def dispatch(self, document, address):
        """Call what a menu entry calls, and give what it said."""
        helper = self.service("com.sun.star.frame.DispatchHelper")
        frame = self.documents[document].CurrentController.Frame
        result = helper.executeDispatch(frame, address, "", 0, ())
        return {"state": result.State, "said": result.Result} if result is not None else None

    def entries(self):
        """Give the addresses in the menu and in the toolbar that the extension adds to Calc."""
        provider = self.service("com.sun.star.configuration.ConfigurationProvider")
        access = provider.createInstanceWithArguments(
            "com.sun.star.configuration.ConfigurationAccess",
            properties(nodepath="/org.openoffice.Office.Addons/AddonUI"))
        menus, bars = access.getByName("OfficeMenuBar"), access.getByName("OfficeToolBar")
        menu = [menus.getByName(name).getByName("Submenu") for name in menus.ElementNames if "smsxl" in name]
        bar = [bars.getByName(name) for name in bars.ElementNames if "smsxl" in name]
        return [[[items.getByName(name).URL, items.getByName(name).Title] for name in items.ElementNames]
                for items in menu + bar]

    def _worker(self):
        for entry in Path("/proc").iterdir():
            try:
                if entry.name.isdigit() and os.getpgid(int(entry.name)) == self.process.pid:
                    if "soffice.bin" in Path(entry, "status").read_text().splitlines()[0]:
                        return entry
            except (OSError, IndexError):
                continue
        return None

    def memory(self):
        """Give the memory of the program that works, in MB."""
        worker = self._worker()
        return int(Path(worker, "status").read_text().split("VmRSS:")[1].split()[0]) / 1024 if worker else 0.0

    def cpu(self):
        """Give the seconds of a processor that it has used; other programs on the machine do not count in them."""
        worker = self._worker()
        if worker is None:
            return time.monotonic()
        fields = Path(worker, "stat").read_text().rpartition(") ")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def main():
    calc = Calc(*sys.argv[1:4])
    try:
        print(json.dumps({"result": "ready"}), flush=True)
        for line in sys.stdin:
            request = json.loads(line)
            try:
                answer = {"result": getattr(calc, request["do"])(**request["with"])}
            except Exception:
                answer = {"failed": traceback.format_exc()}
            print(json.dumps(answer), flush=True)
    finally:
        calc.end()


if __name__ == "__main__":
    main()
