"""The menu and the toolbar SMS: from the address of an entry to what it does, and one sentence for the person."""

from __future__ import annotations

from typing import Any, Tuple

import unohelper  # comes with LibreOffice
from com.sun.star.awt.MessageBoxType import INFOBOX, WARNINGBOX
from com.sun.star.frame import DispatchResultEvent, XDispatchProvider, XNotifyingDispatch
from com.sun.star.frame.DispatchResultState import FAILURE, SUCCESS
from com.sun.star.lang import XInitialization, XServiceInfo

from smsxl.bugs import please_report, write_log
from smsxl.libreoffice import names
from smsxl.libreoffice.inside.actions import ACTIONS
from smsxl.libreoffice.inside.command import CommandError

SERVICES = ("com.sun.star.frame.ProtocolHandler", names.HANDLER)


class Buttons(unohelper.Base, XDispatchProvider, XNotifyingDispatch, XInitialization, XServiceInfo):  # type: ignore[misc]
    """What LibreOffice asks when an entry of ours is shown or pressed. The names are LibreOffice's."""

    def __init__(self, context: Any) -> None:  # noqa: ANN401 - LibreOffice's own types, here and below
        self._context = context
        self._frame: Any = None

    def initialize(self, arguments: Any) -> None:  # noqa: ANN401
        """Take the window that the entry belongs to."""
        if arguments:
            self._frame = arguments[0]

    def queryDispatch(self, url: Any, target: str, flags: int) -> Any:  # noqa: ANN401, ARG002, N802
        return self if _key(url) in ACTIONS else None

    def queryDispatches(self, requests: Any) -> Any:  # noqa: ANN401, N802
        return tuple(self.queryDispatch(each.FeatureURL, each.FrameName, each.SearchFlags) for each in requests)

    def dispatch(self, url: Any, arguments: Any) -> None:  # noqa: ANN401, ARG002
        self._press(_key(url))

    def dispatchWithNotification(self, url: Any, arguments: Any, listener: Any) -> None:  # noqa: ANN401, ARG002, N802
        done, said = self._press(_key(url))
        if listener is not None:
            event = DispatchResultEvent()
            event.Source, event.State, event.Result = self, SUCCESS if done else FAILURE, said
            listener.dispatchFinished(event)

    def addStatusListener(self, listener: Any, url: Any) -> None:  # noqa: ANN401, N802
        """Keep nobody informed: an entry is always the same."""

    def removeStatusListener(self, listener: Any, url: Any) -> None:  # noqa: ANN401, N802
        """Forget nobody."""

    def getImplementationName(self) -> str:  # noqa: N802
        return names.HANDLER

    def supportsService(self, name: str) -> bool:  # noqa: N802
        return name in SERVICES

    def getSupportedServiceNames(self) -> Tuple[str, ...]:  # noqa: N802
        return SERVICES

    def _press(self, key: str) -> Tuple[bool, str]:
        """Do what an entry says, and tell the person how it went. The workbook keeps its state where it fails."""
        document = self._frame.Controller.Model
        progress = self._frame.createStatusIndicator()
        progress.start("smsxl is at work ...", 0)
        try:
            done, said = True, ACTIONS[key](document)
        except CommandError as fault:
            done, said = False, str(fault)
        except Exception as error:  # noqa: BLE001 - the boundary: one sentence, and a log
            done = False
            said = f"smsxl has a bug and had to stop; {please_report(write_log(error))}"
        finally:
            progress.end()
        self._show(said, WARNINGBOX if not done else INFOBOX)
        return done, said

    def _show(self, text: str, kind: Any) -> None:  # noqa: ANN401
        """Show a message, where there is somebody to see it."""
        window = self._frame.ContainerWindow
        if window is None or not window.isVisible():
            return
        toolkit = self._context.ServiceManager.createInstanceWithContext("com.sun.star.awt.Toolkit", self._context)
        box = toolkit.createMessageBox(window, kind, 1, "SMS", text)
        box.execute()
        box.dispose()


def _key(url: Any) -> str:  # noqa: ANN401
    text: str = url.Complete
    return text[len(names.PROTOCOL):] if text.startswith(names.PROTOCOL) else ""
