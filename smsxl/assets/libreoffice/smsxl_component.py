"""What LibreOffice loads first: it makes the add-in's objects, and says in a log why it could not.

LibreOffice swallows what goes wrong while a component is made; a cell shows a bare error then and nothing else.
"""

from __future__ import annotations

import os
import struct
import sys
import tempfile
import time
import traceback

import unohelper

# In front, so that another smsxl in LibreOffice's own Python does not answer in place of the one that came with us.
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "pythonpath"))


def _log(error: BaseException) -> None:
    """Write down why the add-in can't work, in the folder of smsxl's logs or else in the temporary one.

    LibreOffice may ask several times in one process: the same cause is written once.
    """
    try:
        from smsxl.bugs import log_folder

        folder = str(log_folder())
        os.makedirs(folder, exist_ok=True)
    except Exception:
        folder = tempfile.gettempdir()
    text = "LibreOffice could not load smsxl. Python %s\n\n%s\n" % (
        sys.version.split()[0], "".join(traceback.format_exception(type(error), error, error.__traceback__)))
    name = "libreoffice-%s-%d.log" % (time.strftime("%Y-%m-%d"), os.getpid())
    with open(os.path.join(folder, name), "a+", encoding="utf-8", errors="backslashreplace") as file:
        file.seek(0)
        if text not in file.read():
            file.write(text)


def _make_functions(context):
    try:
        from smsxl.libreoffice.inside.addin import functions

        return functions()
    except Exception as error:
        _log(error)
        return _without_functions()


def _without_functions():
    """Return an object that answers every function with #NAME?, as a program does that does not know it."""
    from com.sun.star.lang import XServiceInfo
    from org.smsxl.calc import XFunctions

    unknown = struct.unpack("<d", struct.pack("<Q", 0x7FF8 << 48 | 525))[0]

    class Functions(unohelper.Base, XFunctions, XServiceInfo):
        def __getattr__(self, name):
            if not name.isupper():
                raise AttributeError(name)
            return lambda *_: unknown

        def getImplementationName(self):
            return names.FUNCTIONS

        def supportsService(self, name):
            return name in self.getSupportedServiceNames()

        def getSupportedServiceNames(self):
            return ("com.sun.star.sheet.AddIn", names.FUNCTIONS)

    return Functions()


def _make_buttons(context):
    try:
        from smsxl.libreoffice.inside.buttons import Buttons

        return Buttons(context)
    except Exception as error:
        _log(error)
        raise


try:
    from smsxl.libreoffice import names

    g_ImplementationHelper = unohelper.ImplementationHelper()
    g_ImplementationHelper.addImplementation(
        _make_functions, names.FUNCTIONS, ("com.sun.star.sheet.AddIn", names.FUNCTIONS))
    g_ImplementationHelper.addImplementation(
        _make_buttons, names.HANDLER, ("com.sun.star.frame.ProtocolHandler", names.HANDLER))
except Exception as error:
    _log(error)
    raise
