"""Where `smsxl check` delivers its findings: any number of formats, each to a file, one to standard output."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import click

from smsxl.cli.hints import typed
from smsxl.cli.output import ask_for_report, complain, print_lines, print_text, refuse_workbook, write_file
from smsxl.errors import UsageError

if TYPE_CHECKING:
    from smsxl.formats.model import Report

FORMATS: Final = ("text", "concise", "json", "json-lines", "sarif", "junit", "github", "gitlab", "markdown", "html")
"""The names of the formats, so that the command's help need not load them."""
_ORDER: Final = "smsxl.outputs"


@dataclass(frozen=True)
class Output:
    """A format, and the file that it goes to; None for standard output."""

    format: str = "text"
    file: str | None = None


TEXT: Final = (Output(),)


class CommandWithOutputs(click.Command):
    """A command that knows in which order --output-format and --output-file were given."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Note the order, then do what every command does."""
        _, _, order = self.make_parser(ctx).parse_args(args=list(args))
        ctx.meta[_ORDER] = [each.name for each in order if each.name in ("output_format", "output_file")]
        return super().parse_args(ctx, args)


def paired(formats: Sequence[str], files: Sequence[str]) -> tuple[Output, ...]:
    """Return what goes where.

    As many files as formats are paired in the order given. With a format more, each file belongs to the format right
    before it, and the format that has none goes to standard output. Raises UsageError for everything else.
    """
    outputs: tuple[Output, ...]
    if not formats and len(files) <= 1:
        outputs = (Output(file=files[0] if files else None),)
    elif len(formats) == len(files):
        outputs = tuple(map(Output, formats, files))
    elif len(formats) == len(files) + 1:
        outputs = _adjacent(formats, files)
    elif len(formats) < len(files):
        raise UsageError(f"There are {len(files)} times --output-file and {len(formats)} times --output-format; give "
                         "each file the format before it.")
    else:
        raise UsageError(f"{len(formats) - len(files)} formats would go to standard output, which takes one; give the "
                         "others a file with --output-file.")
    _refuse_twice(outputs)
    for output in outputs:
        if output.file is not None:
            refuse_workbook(output.file)
    return outputs


def _adjacent(formats: Sequence[str], files: Sequence[str]) -> tuple[Output, ...]:
    order = click.get_current_context().meta[_ORDER]
    outputs: list[Output] = []
    left, following = iter(formats), iter(files)
    for i, name in enumerate(order):
        if name == "output_format":
            outputs.append(Output(next(left)))
        elif i == 0 or order[i - 1] != "output_format":
            raise UsageError(f"It isn't clear which format goes to {next(following)}; give --output-file right after "
                             "its --output-format.")
        else:
            outputs[-1] = Output(outputs[-1].format, next(following))
    return tuple(outputs)


def _refuse_twice(outputs: Sequence[Output]) -> None:
    seen = set()
    for output in outputs:
        if output.file is None:
            continue
        place = os.path.normcase(os.path.realpath(output.file))
        if place in seen:
            raise UsageError(f"{output.file} is named twice; give each format a file of its own.")
        seen.add(place)


def refuse_statistics(outputs: Sequence[Output]) -> None:
    """Raise UsageError where no output has a place for the statistics."""
    if not any(output.format == "text" for output in outputs):
        raise UsageError("--statistics is a table for people; add --output-format text, and give the other formats a "
                         "file with --output-file.")


def deliver(report: Report, outputs: Sequence[Output] = TEXT, *, statistics: bool = False) -> None:
    """Print and write a report; on standard error say what was not checked and what a receiver will not show."""
    if report.not_reached:
        complain(f"Stopped: {len(report.files) - report.not_reached} of {len(report.files)} workbooks were checked; "
                 "the report is partial and says which were not.")
    for file in report.unchecked:
        if not file.reached:
            continue
        complain(file.error or f"{file.path} was not checked.")
        ask_for_report(file.log)
    for reached in report.reached:
        complain(reached.sentence)
    written = [output.file for output in outputs if _deliver(report, output, statistics=statistics)]
    if written and None not in {output.file for output in outputs} and sys.stdout.isatty():
        _say_where(report, [file for file in written if file is not None])


def _deliver(report: Report, output: Output, *, statistics: bool) -> bool:
    """Deliver one format, and return whether it went to a file."""
    from smsxl.formats import as_concise, as_text  # noqa: PLC0415 - `--help` needs none of them
    from smsxl.formats import statistics as table  # noqa: PLC0415
    from smsxl.formats.styled import plain  # noqa: PLC0415
    from smsxl.formats.table import FORMATS, remarks  # noqa: PLC0415

    if output.format == "text" and (statistics or output.file is None):
        lines = table.lines(report) if statistics else as_text.lines(report, typed("rule"))
        if output.file is None:
            print_lines(lines)
        else:
            write_file(output.file, plain(lines))
        return output.file is not None
    if output.format == "concise" and output.file is None:
        print_text("".join(f"{line}\n" for line in as_concise.lines(report)))
        return False
    text = FORMATS[output.format](report)
    if output.file is None:
        print_text(text)
    else:
        write_file(output.file, text)
    for remark in remarks(output.format, report, text):
        complain(remark)
    return output.file is not None


def _say_where(report: Report, files: Sequence[str]) -> None:
    from smsxl.formats import as_text  # noqa: PLC0415
    from smsxl.formats.styled import Span, line  # noqa: PLC0415

    print_lines((as_text.summary(report), line("Written to ", Span(", ".join(files), "bold"), ".")))
