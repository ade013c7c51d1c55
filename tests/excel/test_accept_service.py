from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from smsxl.accept import Answers, accept, acceptable, next_id
from smsxl.domain.fingerprint import verify
from smsxl.errors import UsageError
from smsxl.rules.examples import Add, Delete, Put
from tests.rules.sound import sound_book
from tests.rules.sound_rows import AS_OF

ANSWERS = Answers("Bea Board", "Head of service management", dt.date(2027, 1, 1), "Too dear to treat")


def test_row_holds_what_is_accepted() -> None:
    """The row says the rating after treatment, its level, and the fingerprint of the risk as it is."""
    book = sound_book()
    made = accept(book, "r-1", ANSWERS, AS_OF)
    assert {field: made.row[field] for field in ("risk", "likelihood", "impact", "level", "accepted_on")} == {
        "risk": "R-1", "likelihood": 2, "impact": 3, "level": "Moderate", "accepted_on": AS_OF}
    risks = book["Risks"]
    assert verify(str(made.row["fingerprint"]), {field: risks.raw(field)[0] for field in risks.values})  # type: ignore[misc]
    assert (made.missing, made.warnings) == ((), ())


@pytest.mark.parametrize(("edits", "pair"), [
    ((), (2, 3)),
    ((Put("Risks", "R-1", "residual_impact", None),), (4, 3)),
    ((Put("Risks", "R-1", "residual_impact", None), Put("Risks", "R-1", "current_impact", None)), (4, 4))])
def test_rating_is_the_latest_that_is_whole(edits: Any, pair: tuple[int, int]) -> None:
    """Residual goes before current, current before inherent; half a rating is none."""
    risk = acceptable(sound_book(edits), "R-1")
    assert (risk.likelihood, risk.impact) == pair


NO_RATING = [Put("Risks", "R-1", f"{kind}_likelihood", None) for kind in ("inherent", "current", "residual")]


@pytest.mark.parametrize(("edits", "risk", "answers", "sentence"), [
    ((), "R-99", ANSWERS, "There is no risk 'R-99' in Risks"),
    ((), " ", ANSWERS, "There is no risk"),
    ((), "R-5", ANSWERS, "R-5 is an opportunity"),
    ((Put("Risks", "R-1", "status", "Closed"),), "R-1", ANSWERS, "R-1 is closed"),
    (NO_RATING, "R-1", ANSWERS, "R-1 has no rating yet"),
    ((Put("Risks", "R-1", "residual_impact", 9),), "R-1", ANSWERS, "the matrix on Criteria does not have"),
    ((Put("Risks", "R-2", "id", "r-1 "),), "R-1", ANSWERS, "stands in the rows 5 and 6"),
    ((), "R-1", Answers("A", "B", AS_OF - dt.timedelta(days=1), "C"), "would have ended on 2026-11-21"),
    ((), "R-1", Answers("  ", "B", AS_OF, "C"), "who accepts the risk"),
    ((), "R-1", Answers("A", "", AS_OF, "C"), "the role"),
    ((), "R-1", Answers("A", "B", AS_OF, " "), "the reason")])
def test_what_makes_no_sense_is_refused(edits: Any, risk: str, answers: Answers, sentence: str) -> None:
    """A sentence says why nothing can be accepted, and what to do."""
    with pytest.raises(UsageError, match=sentence):
        accept(sound_book(edits), risk, answers, AS_OF)


def test_last_day_may_be_today() -> None:
    """The last day still counts, so an acceptance may begin and end today."""
    assert accept(sound_book(), "R-1", Answers("A", "Service manager", AS_OF, "C"), AS_OF).row["until"] == AS_OF


def test_unasked_answers_stay_empty() -> None:
    """Where nothing could be asked, the cells to fill in are named."""
    made = accept(sound_book(), "R-1", Answers(), AS_OF)
    assert made.missing == ("accepted_by", "role", "until", "reason")
    assert all(made.row[field] is None for field in made.missing)


@pytest.mark.parametrize(("risk", "answers", "words"), [
    ("R-2", Answers("B", "Service manager", AS_OF, "C"), "may be accepted only by Head of service management or"),
    ("R-1", Answers("olga  owner", "Service manager", AS_OF, "C"), "owns R-1"),
    ("R-2", ANSWERS, "is accepted already by A-1 until")])
def test_what_speaks_against_it_is_a_warning(risk: str, answers: Answers, words: str) -> None:
    """Authority, ownership and an acceptance that still holds are said, but the person decides."""
    assert any(words in warning for warning in accept(sound_book(), risk, answers, AS_OF).warnings)


@pytest.mark.parametrize(("ids", "wanted"), [
    ((), "A-01"), (("A-1",), "A-2"), (("A-09", "A-10", "note"), "A-11"), (("ACC/007",), "ACC/008"),
    (("A-" + "9" * 5000,), "A-01")])
def test_next_id_goes_on_as_people_began(ids: tuple[str, ...], wanted: str) -> None:
    """The id of the new row follows the highest one, with its letters and its width; nonsense is no number."""
    edits = [Delete("Acceptances", "A-1"), *(Add("Acceptances", {"id": text, "risk": "R-2"}) for text in ids)]
    assert next_id(sound_book(edits)["Acceptances"]) == wanted
