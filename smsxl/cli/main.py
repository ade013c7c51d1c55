"""The `smsxl` command, and the one place where errors become a sentence and an exit code."""

from __future__ import annotations

import contextlib
import importlib
import keyword
import os
import sys
from collections.abc import Sequence
from typing import Final, NoReturn

import click

import smsxl
from smsxl.cli.output import complain, prepare_streams, silence_pipes
from smsxl.errors import SmsxlError

VERBS: Final = ("new", "check", "map", "import", "export", "score", "fix", "report", "accept", "suppress", "convert",
                "render", "trace", "diff", "merge", "textconv", "portfolio", "rule", "demo", "doctor", "excel-setup",
                "libreoffice")
_STOPPED: Final = 130  # what shells report for Ctrl-C
_BUG: Final = 4


class _Verbs(click.Group):
    """Loads the module of a verb when the verb is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return list(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in VERBS:
            return None
        command: click.Command = importlib.import_module(f"smsxl.cli.{_module(cmd_name)}").command
        return command

    def resolve_command(self, ctx: click.Context,
                        args: list[str]) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in VERBS and not args[0].startswith("-"):
            raise click.UsageError(f"There is no command {args[0]!r}; the commands are {', '.join(VERBS)}.", ctx)
        return super().resolve_command(ctx, args)


def _module(verb: str) -> str:
    """Return the module of a verb: words that Python keeps for itself end in an underscore, `-` is one."""
    return f"{verb}_" if keyword.iskeyword(verb) else verb.replace("-", "_")


@click.group(cls=_Verbs, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(smsxl.__version__, prog_name="smsxl", message="%(prog)s %(version)s")
def main() -> None:
    """Service management plans and service risk assessments in Excel, checked.

    Exit codes: 0 clean, 1 findings at or above --fail-on, 2 wrong usage or configuration, 3 something could not be
    read or not wholly checked (also after Ctrl-C, with a partial report), 4 a bug in smsxl.
    """


def run(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit code. Every error ends here, as one sentence on standard error."""
    prepare_streams()
    code = _run(arguments)
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        silence_pipes()
    return code


def console() -> NoReturn:
    """Run the command as a program of its own.

    Leaves without taking the interpreter apart: with pandas loaded that takes a tenth of a second and does nothing for
    anybody, since every file is closed and both streams are flushed by then.
    """
    code = run()
    with contextlib.suppress(OSError, ValueError):
        sys.stderr.flush()
    os._exit(code)


def _run(arguments: Sequence[str] | None) -> int:
    try:
        result = main.main(args=None if arguments is None else list(arguments), prog_name="smsxl",
                           standalone_mode=False)
    except SmsxlError as error:
        complain(str(error))
        return error.exit_code
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message(), err=True)
        return error.exit_code
    except click.ClickException as error:
        complain(_sentence(error))
        return 2
    except (click.Abort, KeyboardInterrupt):
        complain("Stopped.")
        return _STOPPED
    except BrokenPipeError:
        silence_pipes()
        return 0
    except Exception as error:  # noqa: BLE001 - the boundary
        from smsxl.bugs import please_report, write_log  # noqa: PLC0415 - needed only here

        with contextlib.suppress(BrokenPipeError):
            complain(f"smsxl has a bug and had to stop; {please_report(write_log(error))}")
        return _BUG
    return result if isinstance(result, int) else 0


def _sentence(error: click.ClickException) -> str:
    text = " ".join(error.format_message().split())
    if isinstance(error, click.UsageError) and error.ctx is not None:
        return f"{text.rstrip('.')}; see `{error.ctx.command_path} --help`."
    return text if text.endswith((".", "?")) else f"{text}."
