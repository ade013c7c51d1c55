"""Writes what was found about a register into smsxl.toml, and leaves alone what a person wrote there."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from smsxl.errors import UsageError
from smsxl.hosts.save import replace_file
from smsxl.registers.model import Register
from smsxl.registers.wishes import Limits


def write_mapping(path: str, registers: Sequence[Register]) -> str:
    """Merge the mapping of a file into the smsxl.toml beside it, and return that file's path.

    Keys that stand there already stay as they are, comments too. Raises UsageError where the file can't be written.
    """
    import tomlkit  # noqa: PLC0415 - only for writing
    from tomlkit.exceptions import TOMLKitError  # noqa: PLC0415

    target = Path(path).absolute().parent / "smsxl.toml"
    if all(register.cells.lies != "rows" for register in registers):
        raise UsageError(f"{path} is read as `smsxl map` shows it each time: smsxl.toml describes tables with a risk per "
                         "row; copy the register there with Paste Special > Transpose to name its columns.")
    try:
        document = tomlkit.parse(target.read_text(encoding="utf-8-sig")) if target.exists() else tomlkit.document()
        shared: Any = document.setdefault("map", tomlkit.table(is_super_table=True))
        name = Path(path).name
        found = [_table(register) for register in registers if register.rated() and register.cells.lies == "rows"]
        if name not in shared:
            if len(found) == 1:
                shared[name] = found[0]
            else:
                tables = tomlkit.aot()
                for table in found:
                    tables.append(table)
                shared[name] = tables
        else:
            _merge(shared[name], found)
        replace_file(target, tomlkit.dumps(document).encode())
    except TOMLKitError as error:
        raise UsageError(f"{target} is not valid TOML: {error}.") from error
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{target} can't be written ({error}); check the folder and your rights.") from error
    return str(target)


def _table(register: Register) -> Any:  # noqa: ANN401 - what tomlkit makes
    import tomlkit  # noqa: PLC0415 - only for writing

    table = tomlkit.table()
    table["sheet"] = register.sheet
    table["header"] = list(register.place.heading.rows)
    columns = tomlkit.table()
    for name, mapped in register.columns.items():
        item = tomlkit.string(mapped.letters)
        item.comment(" ".join(f"{mapped.header[:60]} ({mapped.confidence:.0%})".split()))
        columns[name] = item
    for text in _about_limits(register):
        table.add(tomlkit.comment(text))
    table["columns"] = columns
    return table


def _about_limits(register: Register) -> tuple[str, ...]:
    """Return what a person reads about the limit: the one that was found, or how to state one."""
    limits = register.limits or Limits(tolerance=9)
    said = [f"{key} = {value:g}" for key, value in (("appetite", limits.appetite), ("tolerance", limits.tolerance))
            if value is not None]
    if limits.highest_level is not None:
        said.append(f"highest_level = {json.dumps(limits.highest_level, ensure_ascii=False)}")
    where = "as its key says" if register.limits is not None else "none was found; for example"
    return (f"Up to where a risk is borne ({where}). A higher score than the tolerance or a higher level has to",
            "be treated; up to the appetite nothing has to be decided. Take the # away to state it.",
            f"limits = {{ {', '.join(said)} }}")


def _merge(there: Any, found: Sequence[Any]) -> None:  # noqa: ANN401 - what tomlkit reads
    """Add what is missing to the tables of a file's registers; they are told apart by their sheet."""
    tables = there if isinstance(there, list) else [there]
    for table in tables:
        same = next((each for each in found if "sheet" not in table or each["sheet"] == table["sheet"]), None)
        if same is None:
            continue
        for key in ("sheet", "header"):
            if key not in table:
                table[key] = same[key]
        if "columns" not in table:
            table["columns"] = same["columns"]
            continue
        taken = {str(letters) for letters in table["columns"].values()}
        for name, letters in same["columns"].items():
            if name not in table["columns"] and str(letters) not in taken:
                table["columns"][name] = letters
