"""`smsxl map`: what smsxl understands of a register that people already have."""

from __future__ import annotations

import click

from smsxl.cli.hints import typed
from smsxl.cli.options import ANY_PATH
from smsxl.cli.output import complain, print_lines, print_text


@click.command("map", short_help="Show what is understood of a risk register of your own layout.")
@click.argument("file", type=ANY_PATH)
@click.option("--write", is_flag=True, help="Write it into smsxl.toml beside FILE, where you can correct it; what "
                                            "stands there already stays.")
@click.option("--output-format", type=click.Choice(("text", "json")), default="text", show_default=True,
              help="text for people, json for programs.")
def command(file: str, *, write: bool, output_format: str) -> int:
    """Find the risk register in FILE (.xlsx, .xlsm, .ods, .xls or .csv) and show what its columns mean.

    Shown are the sheet, the heading, the rows, the field of each column with how sure that is and why, the scales,
    how the score is made, and which level a score has. The exit code is 0 when a register with a likelihood or an
    impact was found, 3 otherwise.
    """
    from smsxl.foreign import map_file, why_not  # noqa: PLC0415
    from smsxl.formats import mapping as shown  # noqa: PLC0415 - `smsxl --help` need not wait for it

    registers = map_file(file)
    if output_format == "json":
        print_text(shown.as_json(file, registers))
    elif registers:
        print_lines(shown.lines(file, registers))
    sentence = why_not(file, registers)
    if sentence is not None:
        complain(sentence)
        return 3
    if write:
        from smsxl.formats.styled import Span, line  # noqa: PLC0415
        from smsxl.registers.written import write_mapping  # noqa: PLC0415

        target = write_mapping(file, registers)
        if output_format == "text":
            print_lines((line("Written to ", Span(target, "bold"), ". Correct it there, then: ",
                              Span(typed("check", file), "bold")),))
    return 0
