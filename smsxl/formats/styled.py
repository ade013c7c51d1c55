"""Lines of styled text: plain where they are piped or written to a file, with colours and wrapping on a terminal."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TextIO

from smsxl.formats.escape import for_terminal

if TYPE_CHECKING:
    from rich.text import Text

_LEAST_WIDTH: Final = 24


@dataclass(frozen=True)
class Span:
    """Some text in one style ("bold", "dim", a colour). The text is escaped here, so it can be anything."""

    text: str
    style: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "text", for_terminal(self.text))


@dataclass(frozen=True)
class Line:
    """One line: `head` stands still, `body` is wrapped behind it."""

    head: tuple[Span, ...] = ()
    body: tuple[Span, ...] = ()


EMPTY: Final = Line()


def line(*body: str | Span, head: Sequence[str | Span] = ()) -> Line:
    """Return a line made of texts and spans."""
    return Line(tuple(map(_span, head)), tuple(map(_span, body)))


def wrote(path: str, *, beside: bool = False, head: Sequence[str | Span] = ()) -> Line:
    """Return the line that says where something was written; `beside` as in :class:`smsxl.hosts.save.Saved`."""
    return line("Wrote ", Span(path, "bold"),
                ", beside the original because OneDrive or SharePoint syncs its folder; close the workbook everywhere "
                "and use --in-place to replace it." if beside else ".", head=head)


def _span(part: str | Span) -> Span:
    return part if isinstance(part, Span) else Span(part)


def plain(lines: Iterable[Line], width: int | None = None) -> str:
    """Return the lines without styles, each as long as it is, or wrapped to a width."""
    return "".join(row.rstrip() + "\n" for each in lines for row in _rows(each, width))


def _rows(each: Line, width: int | None) -> list[str]:
    head, body = ("".join(span.text for span in spans) for spans in (each.head, each.body))
    if width is None or len(head) + len(body) <= width:
        return [head + body]
    return textwrap.wrap(body, width, initial_indent=head, subsequent_indent=" " * len(head), break_on_hyphens=False)


def show(lines: Iterable[Line], stream: TextIO) -> None:
    """Write lines to a stream: styled and wrapped where it is a terminal (and NO_COLOR is not set), else plain."""
    if not stream.isatty():
        stream.write(plain(lines))
        return
    from rich.console import Console  # noqa: PLC0415 - what is piped needs no rich
    from rich.text import Text  # noqa: PLC0415

    console = Console(file=stream, highlight=False, markup=False, emoji=False)
    for each in lines:
        head, body = _text(each.head), _text(each.body)
        width = max(_LEAST_WIDTH, console.width - head.cell_len)
        wrapped = body.wrap(console, width) if body else [Text()]
        for i, part in enumerate(wrapped):
            part.rstrip()
            console.print(Text.assemble(head if i == 0 else " " * head.cell_len, part), soft_wrap=True)


def _text(spans: tuple[Span, ...]) -> Text:
    from rich.text import Text  # noqa: PLC0415 - loaded by now

    return Text.assemble(*((span.text, span.style) for span in spans))
