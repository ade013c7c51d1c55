"""The examples for GitHub Actions and GitLab CI are valid, and what they run does what they promise."""

from __future__ import annotations

import fnmatch
import json
import re
from importlib import resources
from pathlib import Path

import jsonschema
import pytest

from smsxl.errors import UsageError
from smsxl.rules import BY_CODE
from smsxl.settings import load
from tests.ci.sandbox import BASH, GITHUB, GITLAB, ROOT, github_steps, gitlab_steps, read, run, sandbox
from tests.formats.shapes import SHAPES

needs_bash = pytest.mark.skipif(BASH is None, reason="the commands of the examples are for bash")
CASES = [pytest.param(("sample.xlsx",), 0, id="clean"), pytest.param(("sample-flawed.xlsx",), 1, id="faulty"),
         pytest.param(("sample.xlsx", "not-a-workbook.xlsx"), 3, id="unreadable"), pytest.param((), 3, id="nothing")]


@pytest.mark.parametrize(("path", "schema"), [(GITHUB, "github-workflows"), (GITLAB, "gitlab-ci")])
def test_examples_follow_the_schemas_of_schemastore(path: Path, schema: str) -> None:
    """The files are what GitHub and GitLab take, by the schemas that the package check-jsonschema carries."""
    text = resources.files("check_jsonschema").joinpath(f"builtin_schemas/vendor/{schema}.json").read_text("utf-8")
    data = read(path)
    if True in data:  # `on:` is a boolean to YAML 1.1
        data["on"] = data.pop(True)
    loaded = json.loads(text)
    jsonschema.validators.validator_for(loaded)(loaded).validate(data)


def checkout(folder: Path, names: tuple[str, ...]) -> Path:
    """Make a sandbox with the named workbooks; one that is none where there is no such workbook."""
    made = sandbox(folder, *(name for name in names if name.startswith("sample")))
    for name in names:
        if not name.startswith("sample"):
            (made / "registers" / name).write_bytes(b"no workbook")
    return made


@needs_bash
@pytest.mark.parametrize(("names", "code"), CASES)
def test_github_example_runs(names: tuple[str, ...], code: int, tmp_path: Path) -> None:
    """The workflow installs, checks with the right exit code, and leaves every file that its later steps take."""
    folder = checkout(tmp_path, names)
    variables = {key: str(value) for key, value in read(GITHUB)["env"].items()}
    install, check, summary = run(folder, github_steps(), variables | {"GITHUB_STEP_SUMMARY": str(folder / "summary")})
    assert (install.code, check.code, summary.code) == (0, code, 0), check.out
    assert (folder / ".pip").read_text("utf-8") == "install smsxl\n"
    for ending, shape in (("sarif", "sarif"), ("xml", "junit"), ("md", "markdown"), ("html", "html")):
        SHAPES[shape]((folder / f"smsxl.{ending}").read_text("utf-8"))
    assert (folder / "summary").read_text("utf-8") == (folder / "smsxl.md").read_text("utf-8")
    sarif = json.loads((folder / "smsxl.sarif").read_text("utf-8"))["runs"][0]
    assert sarif["invocations"][0]["executionSuccessful"] == (code in (0, 1))
    assert ("::error " in check.out) == (code != 0)
    steps = read(GITHUB)["jobs"]["check"]["steps"]
    upload, = (step["with"]["sarif_file"] for step in steps if "upload-sarif" in step.get("uses", ""))
    kept, = (step["with"]["path"] for step in steps if "upload-artifact" in step.get("uses", ""))
    assert (folder / upload).is_file()
    assert len(fnmatch.filter([path.name for path in folder.iterdir()], kept)) == 4


@needs_bash
@pytest.mark.parametrize(("names", "code"), CASES)
def test_gitlab_example_runs(names: tuple[str, ...], code: int, tmp_path: Path) -> None:
    """The job installs, checks with the right exit code, and leaves the artifacts that it declares."""
    folder = checkout(tmp_path, names)
    job = read(GITLAB)["registers"]
    install, check = run(folder, gitlab_steps(), {key: str(value) for key, value in job["variables"].items()})
    assert (install.code, check.code) == (0, code), check.out
    reports = job["artifacts"]["reports"]
    issues = SHAPES["gitlab"]((folder / reports["codequality"]).read_text("utf-8"))
    assert bool([issue for issue in issues if issue["severity"] == "blocker"]) == (code == 3)
    assert all(issue["location"]["path"].startswith("registers") for issue in issues)
    SHAPES["junit"]((folder / reports["junit"]).read_text("utf-8"))
    assert all((folder / path).is_file() for path in job["artifacts"]["paths"])
    assert job["artifacts"]["when"] == "always"


def test_configuration_of_the_page_is_valid(tmp_path: Path) -> None:
    """The smsxl.toml that docs/ci.md shows is read as it stands."""
    shown, = re.findall(r"```toml\n(.*?)```", (ROOT / "docs" / "ci.md").read_text("utf-8"), re.DOTALL)
    (tmp_path / "smsxl.toml").write_text(shown, encoding="utf-8")
    settings = load(tmp_path, BY_CODE)
    assert [threshold.least for threshold in settings.error_if] == [10, 5, 1]
    assert len(settings.warn_if) == 1
    assert settings.severity["OBJ101"] == "error"
    (tmp_path / "smsxl.toml").write_text(shown.replace("RSK203", "RSK999"), encoding="utf-8")
    with pytest.raises(UsageError, match=r"error-if.RSK999"):
        load(tmp_path, BY_CODE)


def test_links_of_the_page_lead_somewhere() -> None:
    """What docs/ci.md links to is there."""
    for target in re.findall(r"\]\((?!https?:)([^)#]+)\)", (ROOT / "docs" / "ci.md").read_text("utf-8")):
        assert (ROOT / "docs" / target).is_file(), target
