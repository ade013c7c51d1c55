"""Installed as a user does it: unopkg takes the extension, and the next Calc has it."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from smsxl.cli.main import run
from smsxl.errors import UsageError
from smsxl.libreoffice import install as service
from smsxl.libreoffice import names, office
from tests.live.calc import cannot

_AS_NOBODY = """#!/bin/sh
# LibreOffice's tool works for no administrator, so it is run as somebody else, on a copy that he can read.
for last; do :; done
cp "$last" {folder}/smsxl.oxt && chmod 644 {folder}/smsxl.oxt
cd {folder}
exec setpriv --reuid=65534 --regid=65534 --clear-groups env HOME={folder} {tool} add --force --suppress-license \\
  "-env:UserInstallation={profile}" {folder}/smsxl.oxt
"""


@pytest.fixture
def found() -> office.Office:
    """Give LibreOffice as it is installed."""
    office.find.cache_clear()
    try:
        return office.find()
    except UsageError as error:
        cannot(str(error))
        raise


def test_install_into_a_profile(found: office.Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
                                capsys: pytest.CaptureFixture[str]) -> None:
    """The extension is registered with all its parts, twice in a row too, and the message says what to do next."""
    public = Path("/tmp" if os.name == "posix" else tmp_path, f"smsxl-install-{os.getpid()}")
    public.mkdir(mode=0o777)
    public.chmod(0o777)
    try:
        profile = public / "profile"
        if os.name == "posix" and os.geteuid() == 0:
            tool = public / "unopkg"
            tool.write_text(_AS_NOBODY.format(folder=public, tool=found.sibling("unopkg"), profile=profile.as_uri()))
            tool.chmod(0o755)
            monkeypatch.setattr(office.Office, "sibling", lambda _, name: str(public / name))
            monkeypatch.setattr(os, "geteuid", lambda: 1000)
        for _ in range(2):  # an older version is replaced
            assert run(["libreoffice", "install", "--profile", str(profile)]) == 0
        said = capsys.readouterr().out
        assert "=RISK_SCORE(4;5)" in said
        assert "start Calc again" in said
        installed = list(profile.glob("user/uno_packages/cache/uno_packages/*/*.oxt"))
        assert installed
        assert all((each / names.NOTES).is_file() for each in installed)
    finally:
        shutil.rmtree(public, ignore_errors=True)


def test_a_refusal_is_one_sentence(found: office.Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What LibreOffice's tool says when it refuses is passed on, with what to do."""
    tool = tmp_path / "unopkg"
    tool.write_text("#!/bin/sh\necho 'ERROR: The profile is locked.'; exit 1\n")
    tool.chmod(0o755)
    monkeypatch.setattr(office.Office, "sibling", lambda _, name: str(tmp_path / name))
    with pytest.raises(UsageError, match=r"profile is locked.*close all its windows") as caught:
        service.install(found, all_users=True)
    assert "\n" not in str(caught.value)
