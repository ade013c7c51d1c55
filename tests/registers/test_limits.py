"""The limit up to which a register bears a risk: where it is read, what it makes wrong, and when it says nothing."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import jsonschema
import pytest

from smsxl.cli.main import run
from smsxl.foreign import wishes
from smsxl.hosts.opening import open_any
from smsxl.registers.criteria.limits import is_limit_heading, sides, within
from smsxl.registers.mapping import find_registers
from tests.registers.test_verbs import SCHEMA

_PAIRS = [(i % 5 + 1, i * 2 % 5 + 1) for i in range(20)]


def write(folder: Path, *, header: str = "Within appetite?", words: Sequence[str] = ("Yes", "No"), limit: int = 9,
          wrong: Sequence[int] = (), above: str = "", legend: str = "", category: bool = False,
          status: str = "Open") -> str:
    """Write a register of 20 risks whose last column says what lies within a limit; `wrong` turns rows of it."""
    lines = [f"Risk ID,Risk,Category,Likelihood,Impact,Score,{header},Treatment plan,Status"]
    for i, (p, s) in enumerate(_PAIRS):
        own = limit if not category or i % 2 else limit + 6
        side = (p * s <= own) != (i in wrong)
        lines.append(f"R-{i + 1},Supplier number {i + 1} may fail,{('IT', 'Legal')[i % 2]},{p},{s},{p * s},"
                     f"{words[0] if side else words[1]},Plan the step {i + 1},{status}")
    path = folder / "their.csv"
    path.write_text("\n".join([*([above] if above else []), *lines, *(["", legend] if legend else [])]) + "\n", encoding="utf-8")
    return str(path)


def found(path: str, capsys: pytest.CaptureFixture[str], *codes: str) -> list[tuple[str, str]]:
    """Return the rule and the cell of each finding about limits."""
    capsys.readouterr()
    run(["check", path, "--output-format", "json", "--as-of", "2026-03-02"])
    said = json.loads(capsys.readouterr().out)["files"][0]["findings"]
    return [(f["code"], f["cell"]) for f in said if f["code"] in (codes or ("RSK607", "RSK630", "RSK631"))]


HEADINGS = [
    ("Within appetite?", "Yes", "No"), ("Above tolerance", "No", "Yes"), ("Acceptable (Y/N)", "Y", "N"),
    ("Residual Within Appetite?", "Below", "Above"), ("Risk vs. appetite", "Within", "Exceeds"),
    ("Innerhalb der Toleranz?", "Ja", "Nein"), ("Risikotoleranz überschritten", "nein", "ja"), ("Akzeptabel?", "ja", "nein"),
    ("Risque acceptable ?", "Oui", "Non"), ("Dépasse l'appétence", "non", "oui"), ("¿Aceptable?", "Sí", "No"),
    ("Excede la tolerancia", "No", "Sí"), ("Accettabile?", "Sì", "No"), ("Aceitável?", "Sim", "Não"),
    ("Aanvaardbaar?", "ja", "nee"), ("Akceptowalne?", "tak", "nie"), ("Допустимость риска", "допустимый", "недопустимый"),
    ("Превышает аппетит", "нет", "да"), ("Kabul edilebilir mi?", "evet", "hayır"), ("Akseptabel risiko?", "ja", "nei"),
    ("可接受", "是", "否"), ("許容可能", "はい", "いいえ"), ("Risk tolerance", "Acceptable", "Not acceptable"),
    ("Tolerance", "Within tolerance", "Out of tolerance")]


@pytest.mark.parametrize(("header", "yes", "no"), HEADINGS)
def test_sides_in_many_languages(header: str, yes: str, no: str) -> None:
    """Both words below each heading say on which side of the limit a risk lies."""
    assert is_limit_heading(header)
    assert within(yes, header) is True
    assert within(no, header) is False


@pytest.mark.parametrize("header", ["Overall rating", "Owner", "Accepted by", "Date of acceptance", "Status", "Overdue",
                                    "Control within ISO", "Response"])
def test_other_headings_say_nothing_of_limits(header: str) -> None:
    """Headings about something else are left alone."""
    assert not is_limit_heading(header)


@pytest.mark.parametrize(("header", "yes", "no"), HEADINGS)
def test_sound_columns_are_not_reported(header: str, yes: str, no: str, tmp_path: Path,
                                        capsys: pytest.CaptureFixture[str]) -> None:
    """A column that follows a limit gives no finding, whether the limit is stated or not."""
    path = write(tmp_path, header=header, words=(yes, no))
    assert found(path, capsys) == []
    (tmp_path / "smsxl.toml").write_text('[map."their.csv"]\nlimits = { tolerance = 9 }\n')
    assert found(path, capsys) == []


def test_rows_contradict_the_limit_of_the_others(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Without a stated limit one row against nineteen is reported, at its cell."""
    assert found(write(tmp_path, wrong=[4]), capsys) == [("RSK630", "G6")]


@pytest.mark.parametrize(("right", "said"), [(300, []), (150, ["225 of 300"])])
def test_words_for_money_that_follow_no_limit(right: int, said: list[str], tmp_path: Path,
                                              capsys: pytest.CaptureFixture[str]) -> None:
    """Three words over 300 different scores are cut where the most of them are right, however many cuts there are."""
    lines = ["Risk ID,Risk,Likelihood,Impact,Score,Risk appetite"]
    for i in range(300):
        word = ("Within", "Near", "Above")[i // 100] if i % 300 < right else ("Within", "Near", "Above")[i % 2]
        lines.append(f"R-{i + 1},Supplier number {i + 1} may fail,{i % 5 + 1},{i * 2 % 5 + 1},{1000 + 7 * i},{word}")
    path = tmp_path / "their.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    run(["check", str(path), "--output-format", "json", "--as-of", "2026-03-02", "--select", "RSK607"])
    found_ = [f["message"] for f in json.loads(capsys.readouterr().out)["files"][0]["findings"]]
    assert [part for part in said if not any(part in message for message in found_)] == []
    assert len(found_) == len(said)


def test_limits_by_category_are_no_contradiction(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Two categories with limits of their own are sound."""
    assert found(write(tmp_path, category=True), capsys) == []


def test_limit_in_the_configuration_decides(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Every row beyond the limit of smsxl.toml that says it is within is reported."""
    path = write(tmp_path, limit=15)
    assert found(path, capsys) == []
    (tmp_path / "smsxl.toml").write_text('[map."their.csv"]\nlimits = { tolerance = 9 }\n')
    beyond = [("RSK630", f"G{i + 2}") for i, (p, s) in enumerate(_PAIRS) if 9 < p * s <= 15]
    assert beyond
    assert found(path, capsys) == beyond


def test_level_as_a_limit(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The highest level that may be borne is a limit too; scores are read by the register's own bands."""
    path = tmp_path / "their.csv"
    path.write_text("Risk ID,Risk,Likelihood,Impact,Score,Level,Acceptable?\n" + "".join(
        f"R-{i},Supplier number {i} may fail,{p},{s},{p * s},{'Low' if p * s < 5 else 'Medium' if p * s < 10 else 'High'},"
        f"{'Yes' if p * s < 10 or i == 2 else 'No'}\n" for i, (p, s) in enumerate(_PAIRS)))
    (tmp_path / "smsxl.toml").write_text('[map."their.csv"]\nlimits = { highest_level = "medium" }\n')
    assert found(str(path), capsys) == [("RSK630", "G4")]


@pytest.mark.parametrize("legend", ["Risk appetite: 9", "Tolerance,9", "Risk tolerance: up to 9",
                                    "Scores above 9 exceed our appetite", "Toleranz: bis 9", "Tolerance: > 9 is out of it"])
def test_limit_in_a_key(legend: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A key states the limit in many ways, and the finding refers to it."""
    path = write(tmp_path, legend=legend, wrong=[4])
    (register,) = find_registers(open_any(path))
    assert register.limits is not None
    assert (register.limits.tolerance, register.limits.source) == (9, "key")
    assert found(path, capsys) == [("RSK630", "G6")]
    capsys.readouterr()
    assert run(["map", path, "--output-format", "json"]) == 0
    said = json.loads(capsys.readouterr().out)
    jsonschema.validate(said, SCHEMA)
    assert said["registers"][0]["limits"]["tolerance"] == 9


@pytest.mark.parametrize("legend", ["Risk appetite 2025", "Risk appetite: 5000", "Risk appetite is reviewed in week 9",
                                    "Tolerance between 4 and 9", "Owner of the appetite,Kim", "Version: 9"])
def test_no_limit_is_guessed(legend: str, tmp_path: Path) -> None:
    """Numbers that are no limit for sure are none."""
    (register,) = find_registers(open_any(write(tmp_path, legend=legend)))
    assert register.limits is None


def test_closed_and_untreated_beyond_tolerance(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """With a tolerance, risks beyond it that are closed, or for which nothing is done, are reported; not without."""
    path = write(tmp_path, status="Closed")
    assert found(path, capsys, "RSK631") == []
    (tmp_path / "smsxl.toml").write_text('[map."their.csv"]\nlimits = { tolerance = 15 }\n')
    beyond = [f"I{i + 2}" for i, (p, s) in enumerate(_PAIRS) if p * s > 15]
    assert found(path, capsys, "RSK631") == [("RSK631", cell) for cell in beyond]
    text = Path(write(tmp_path)).read_text()
    (tmp_path / "their.csv").write_text(text.replace("Plan the step 1,", ","))
    assert found(path, capsys, "RSK617", "RSK631") == []
    worst = next(i for i, (p, s) in enumerate(_PAIRS) if p * s > 15)
    (tmp_path / "their.csv").write_text(text.replace(f"Plan the step {worst + 1},", ","))
    assert found(path, capsys, "RSK617") == [("RSK617", f"H{worst + 2}")]


def test_no_limit_holds_for_opportunities(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What is exploited is an opportunity, though no column says so: the more of it the better."""
    path = write(tmp_path, status="Closed")
    text = Path(path).read_text().replace(",Category,", ",Treatment,").replace(",IT,", ",Reduce,").replace(",Legal,", ",Exploit,")
    Path(path).write_text(text)
    (tmp_path / "smsxl.toml").write_text('[map."their.csv"]\nlimits = { tolerance = 15 }\n')
    assert found(path, capsys, "RSK631") == [
        ("RSK631", f"I{i + 2}") for i, (p, s) in enumerate(_PAIRS) if p * s > 15 and i % 2 == 0]


def test_map_writes_how_to_state_a_limit(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`map --write` explains the limit in a comment that only has to lose its mark."""
    path = write(tmp_path)
    assert run(["map", path, "--write"]) == 0
    assert "says which risks lie within the limit" in capsys.readouterr().out
    config = tmp_path / "smsxl.toml"
    assert "# limits = { tolerance = 9 }" in config.read_text()
    config.write_text(config.read_text().replace("# limits", "limits"))
    (register,) = find_registers(open_any(path), wishes(path))
    assert register.limits is not None
    assert register.limits.source == "smsxl.toml"
    assert [column.column for column in sides(register)] == [7]


@pytest.mark.parametrize(("limits", "said"), [
    ("{}", "limits has to be a table"), ('{ tolerance = "x" }', "limits.tolerance has to be a score"),
    ("{ highest_level = 3 }", "limits.highest_level has to be the label"), ("{ most = 3 }", "limits.most is not known"),
    ("{ appetite = 9, tolerance = 4 }", "limits.appetite has to be at most")])
def test_wrong_limits_name_the_key(limits: str, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A mistake in the limits is a usage error that names the key."""
    path = write(tmp_path)
    (tmp_path / "smsxl.toml").write_text(f'[map."their.csv"]\nlimits = {limits}\n')
    assert run(["check", path]) == 2
    assert said in capsys.readouterr().err
