"""The engine and its application: what xlwings calls first."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pandas as pd
from xlwings import base_classes

from tests.excel_engine.books import Books
from tests.excel_engine.typed import ERRORS

_ERROR_TEXTS = {number: text for text, number in ERRORS.items()}


class Engine:
    """The implementation behind `xlwings.Engine`. It takes the name of Excel's, which UDFs ask for."""

    name = "excel"
    type = "desktop"

    def __init__(self) -> None:
        self.apps = Apps(self)

    @staticmethod
    def prepare_xl_data_element(value: Any, _: Any) -> Any:
        """Return a value as COM takes it: nothing is an empty text."""
        if value is None or (not isinstance(value, str) and pd.isna(value)):
            return ""
        return value

    @staticmethod
    def clean_value_data(data: Any, datetime_builder: Any, empty_as: Any, number_builder: Any,
                         err_to_str: Any) -> Any:
        """Return raw values as xlwings hands them out."""
        def clean(value: Any) -> Any:
            if value in ("", None):
                return empty_as
            if isinstance(value, dt.datetime):
                return datetime_builder(year=value.year, month=value.month, day=value.day, hour=value.hour,
                                        minute=value.minute, second=value.second, microsecond=value.microsecond,
                                        tzinfo=None)
            if type(value) is int and value in _ERROR_TEXTS:
                return _ERROR_TEXTS[value] if err_to_str else None
            if type(value) is float and number_builder is not None:
                return number_builder(value)
            return value

        return [[clean(value) for value in row] for row in data]


class Apps(base_classes.Apps):
    """One running Excel."""

    def __init__(self, engine: Engine) -> None:
        self._app = App(engine)

    def keys(self) -> Any:
        return [self._app.pid]

    def add(self, *_: Any, **__: Any) -> Any:
        return self._app

    def __iter__(self) -> Any:
        return iter([self._app])

    def __len__(self) -> int:
        return 1

    def __getitem__(self, pid: int) -> Any:
        return self._app


class AutoCorrect:
    """Excel's own object with a setting that spreads formulas over columns. `history` is every change of it."""

    def __init__(self) -> None:
        self.__dict__.update(history=[], AutoFillFormulasInLists=True)

    def __setattr__(self, name: str, value: Any) -> None:
        self.history.append((name, value))
        self.__dict__[name] = value


class AppApi:
    """What the macros ask of Excel's own object. `answers` are given to InputBox in turn; False is Cancel."""

    def __init__(self, app: App) -> None:
        self._app = app
        self.answers: list[Any] = []
        self.AutoCorrect = AutoCorrect()
        self.questions: list[str] = []

    def InputBox(self, *, Prompt: str, Title: str, Default: str, Type: int) -> Any:  # noqa: N802, N803, ARG002
        """Give the next answer; None takes the default."""
        self.questions.append(Prompt)
        answer = self.answers.pop(0)
        return Default if answer is None else answer

    def CalculateFull(self) -> None:  # noqa: N802
        """Calculate everything."""
        self._app.calculate()


class App(base_classes.App):
    """Excel. `alerts` are the messages that were shown, `history` every change of a setting."""

    visible = True
    display_alerts = True
    version = "16.0"
    hwnd = 1
    path = ""
    pid = 1
    engine: Any = None
    books: Any = None
    api: Any = None

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.books = Books(self)
        self.alerts: list[str] = []
        self.history: list[tuple[str, Any]] = []
        self.selected: Any = None
        self.api = AppApi(self)
        self._settings: dict[str, Any] = {"screen_updating": True, "calculation": "automatic", "enable_events": True,
                                          "status_bar": False}

    def reset(self) -> None:
        """Forget everything, as a newly started Excel."""
        self.__init__(self.engine)  # type: ignore[misc]

    def _set(self, name: str, value: Any) -> None:
        self.history.append((name, value))
        self._settings[name] = value

    screen_updating = property(lambda self: self._settings["screen_updating"],
                               lambda self, value: self._set("screen_updating", value))
    calculation = property(lambda self: self._settings["calculation"],
                           lambda self, value: self._set("calculation", value))
    enable_events = property(lambda self: self._settings["enable_events"],
                             lambda self, value: self._set("enable_events", value))
    status_bar = property(lambda self: self._settings["status_bar"],
                          lambda self, value: self._set("status_bar", value))

    @property
    def selection(self) -> Any:
        return self.selected

    def activate(self, steal_focus: Any = None) -> None:
        pass

    def calculate(self) -> None:
        for book in self.books:
            book.calculate()

    def alert(self, prompt: str, title: Any, buttons: Any, mode: Any, callback: Any) -> str:  # noqa: ARG002
        self.alerts.append(prompt)
        return "ok"
