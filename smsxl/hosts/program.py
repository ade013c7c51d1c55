"""The third port: a spreadsheet program that has the workbook open, as the buttons see it."""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol

from smsxl.hosts.edit import Editor
from smsxl.hosts.port import Area, Workbook


@dataclass(frozen=True)
class Reading:
    """The workbook as it is now. `gap` says in a sentence why some of it could not be seen, if so.

    `file` is the file that holds the same; None where something is not saved yet.
    """

    workbook: Workbook
    gap: str | None = None
    file: str | None = None


@dataclass(frozen=True)
class Selection:
    """The cells that the user has selected."""

    sheet: str
    area: Area


class Program(Protocol):
    """A program with a workbook open, and a person in front of it."""

    @property
    def path(self) -> str:
        """The workbook's path, or its name where it was never saved or lies on the web."""

    @property
    def folder(self) -> str | None:
        """The folder in which the workbook lies; None where it has none on this computer."""

    @property
    def editor(self) -> Editor:
        """What writes into the workbook."""

    @property
    def can_ask(self) -> bool:
        """Whether `ask` can show a question here."""

    def reading(self) -> AbstractContextManager[Reading]:
        """Let the workbook be read as it is now, what is not saved yet included."""

    def writing(self) -> AbstractContextManager[None]:
        """Hold back the screen and the calculation; both are as they were afterwards, whatever happens."""

    def selection(self) -> Selection | None:
        """Return what is selected; None where it is no range of cells."""

    def select(self, sheet: str, area: Area) -> None:
        """Show a sheet and select cells of it."""

    def calculate(self) -> None:
        """Calculate the whole workbook again."""

    def progress(self, text: str | None) -> None:
        """Say in passing what is being done; None gives the place back."""

    def say(self, text: str) -> None:
        """Say how it ended, so that the person sees it."""

    def ask(self, question: str, default: str = "") -> str | None:
        """Ask for a line of text; None where the person gives up."""
