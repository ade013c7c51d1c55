"""Laws of the arithmetic, over generated inputs."""

from __future__ import annotations

import datetime as dt
import unicodedata
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smsxl.domain import dates
from smsxl.domain.budget import BUDGET_STATUSES, budget_status
from smsxl.domain.coverage import coverage_by_area, plan_coverage
from smsxl.domain.criteria import DEFAULT_LEVELS, DEFAULT_TOLERANCES, Tolerance, default_criteria
from smsxl.domain.due import DUE_SOON, NO_DATE, ON_TRACK, OVERDUE, due_status
from smsxl.domain.fingerprint import FINGERPRINT_FIELDS, risk_fingerprint, verify
from smsxl.domain.gaps import risk_gaps
from smsxl.domain.kpi import IMPROVING, STABLE, WORSENING, kpi_status, kpi_trend, theil_sen_change
from smsxl.domain.matrix import default_matrix
from smsxl.domain.ranking import RankRow, rank
from smsxl.domain.review import review_due
from smsxl.domain.scales import DEFAULT_IMPACT, DEFAULT_LIKELIHOOD, axis_of
from smsxl.domain.scoring import METHODS, method_key, score
from smsxl.domain.smart import LETTERS, smart_gaps
from smsxl.domain.tolerance import TOLERANCE_STATUSES, tolerance_status
from smsxl.domain.treatment import ACCEPTANCE_STATUSES, DONE, PLANNED, acceptance_status, treatment_status
from smsxl.domain.treatment import OVERDUE as TREATMENT_OVERDUE

RATINGS = st.integers(1, 10)
DAYS = st.dates(dt.date(2000, 1, 1), dt.date(2090, 1, 1))
AMOUNTS = st.floats(-1e6, 1e6).map(lambda number: round(number, 3))
ORDER = [level.label for level in DEFAULT_LEVELS]


@given(RATINGS, RATINGS, st.sampled_from(METHODS))
def test_raising_a_rating_never_lowers_the_score(likelihood: int, impact: int, method: str) -> None:
    """Every method rises strictly with likelihood and with impact."""
    assert score(likelihood + 1, impact, method) > score(likelihood, impact, method)
    assert score(likelihood, impact + 1, method) > score(likelihood, impact, method)


@given(st.integers(2, 10).flatmap(lambda n: st.tuples(st.just(n), st.integers(1, n), st.integers(1, n))))
def test_raising_a_rating_never_lowers_the_built_in_level(case: tuple[int, int, int]) -> None:
    """The built-in matrix of every size is complete and monotone."""
    size, likelihood, impact = case
    matrix = default_matrix(size)
    own = ORDER.index(str(matrix.level(likelihood, impact)))
    for likelier, graver in ((likelihood + 1, impact), (likelihood, impact + 1)):
        if max(likelier, graver) <= size:
            assert ORDER.index(str(matrix.level(likelier, graver))) >= own


@given(st.integers(1, 5), st.integers(1, 5), st.sampled_from([None, "Low", "Moderate", "High", "Extreme"]), st.data())
def test_raising_a_rating_never_improves_the_tolerance_status(
    likelihood: int, impact: int, highest: str | None, data: st.DataObject
) -> None:
    """Score and level together only ever worsen the status."""
    appetite = data.draw(st.integers(0, 25))
    row = Tolerance("*", appetite, data.draw(st.integers(appetite, 25)), highest)
    matrix = default_matrix()

    def status(li: int, im: int) -> int:
        return TOLERANCE_STATUSES.index(str(tolerance_status(li * im, None, [row], matrix.level(li, im))))

    if likelihood < 5:
        assert status(likelihood + 1, impact) >= status(likelihood, impact)
    if impact < 5:
        assert status(likelihood, impact + 1) >= status(likelihood, impact)


def test_tolerance_knows_its_category_and_says_when_it_has_none() -> None:
    """The own row wins over `*`, a category without any row has no status, neither has an unknown level."""
    rows = [Tolerance("*", 4, 9), Tolerance("Security ", 2, 4, "Low")]
    assert tolerance_status(5, "security", rows) == TOLERANCE_STATUSES[2]
    assert tolerance_status(5, "Other", rows) == TOLERANCE_STATUSES[1]
    assert tolerance_status(5, "Other", rows[1:]) is None
    assert tolerance_status(1, "security", rows, "Odd") is None
    assert tolerance_status(1, "security", rows, "High") == TOLERANCE_STATUSES[2]
    assert tolerance_status(1, "security", rows, "High", ["High", "Low"]) == TOLERANCE_STATUSES[0]
    assert tolerance_status(1, "security", rows, "High", {"High": 2, "Low": 1}) == TOLERANCE_STATUSES[2]
    assert tolerance_status(1, None, [Tolerance("*", None, 9)]) == TOLERANCE_STATUSES[1]
    assert tolerance_status(1, None, [Tolerance("*", 1, None)]) is None


def _rank_rows() -> st.SearchStrategy[list[RankRow]]:
    ratings = st.one_of(st.none(), st.integers(1, 3))
    return st.lists(
        st.builds(
            lambda li, im, kind, status: RankRow(None if li is None or im is None else li * im, im, li, kind, status),
            ratings,
            ratings,
            st.sampled_from(["Threat", "threat ", "Opportunity", ""]),
            st.sampled_from(["Open", " CLOSED", ""]),
        ),
        max_size=12,
    )


@given(_rank_rows())
def test_ranks_count_up_from_one_without_gaps_per_type(rows: list[RankRow]) -> None:
    """Open rated rows of a type have the ranks 1 to n, closed and unrated ones have none."""
    ranks = rank(rows)
    for kind in ("threat", "opportunity"):
        own = [place for row, place in zip(rows, ranks, strict=True) if (row.type.strip().lower() or "threat") == kind]
        assert sorted(place for place in own if place is not None) == list(range(1, len(list(filter(None, own))) + 1))
    for row, place in zip(rows, ranks, strict=True):
        assert (place is None) == (row.score is None or "closed" in row.status.lower())


@given(_rank_rows(), st.randoms())
def test_ranks_move_with_their_rows(rows: list[RankRow], source: object) -> None:
    """Shuffled rows keep the same set of (score, impact, likelihood, rank), and equal rows rank by their order."""
    order = list(range(len(rows)))
    source.shuffle(order)  # type: ignore[attr-defined]
    before = rank(rows)
    after = rank([rows[place] for place in order])

    def key(row: RankRow) -> tuple[object, ...]:
        return (
            row.score,
            row.impact,
            row.likelihood,
            row.type.strip().lower() or "threat",
            "closed" in row.status.lower(),
        )

    old = sorted((repr(key(row)), place or 0) for row, place in zip(rows, before, strict=True))
    new = sorted((repr(key(rows[place])), found or 0) for place, found in zip(order, after, strict=True))
    assert old == new
    for first in range(len(order)):
        for second in range(first + 1, len(order)):
            if key(rows[order[first]]) == key(rows[order[second]]) and after[first] and after[second]:
                assert after[first] < after[second]  # type: ignore[operator]


def test_rank_prefers_impact_to_likelihood() -> None:
    """Of equal scores the graver risk comes first."""
    assert rank([RankRow(6, 2, 3), RankRow(6, 3, 2), RankRow(9, 3, 3)]) == [3, 2, 1]


@given(DAYS, DAYS, st.integers(0, 60), DAYS, st.integers(0, 400))
def test_statuses_move_only_forward_in_time(
    due: dt.date, other: dt.date, soon: int, today: dt.date, later: int
) -> None:
    """As days pass a due date, an acceptance and a treatment never fall back to an earlier status."""
    then = today + dt.timedelta(days=later)
    due_order = [ON_TRACK, DUE_SOON, OVERDUE]
    treatment = [PLANNED, TREATMENT_OVERDUE, DONE]

    def places(day: dt.date) -> tuple[int, int, int]:
        return (
            due_order.index(due_status(due, "Open", as_of=day, soon_days=soon)),
            ACCEPTANCE_STATUSES.index(acceptance_status(due, other, as_of=day, soon_days=soon)),
            treatment.index(treatment_status("Above tolerance", "Reduce", due, max(due, other), as_of=day)),
        )

    assert all(before <= after for before, after in zip(places(today), places(then), strict=True))


def test_last_days_still_count() -> None:
    """The due day is not overdue, the last day of an acceptance is not expired."""
    day = dt.date(2026, 11, 22)
    after = day + dt.timedelta(days=1)
    assert due_status(day, None, as_of=day) == DUE_SOON
    assert due_status(day, None, as_of=after) == OVERDUE
    assert due_status(None, None, as_of=day) == NO_DATE
    assert acceptance_status(day, day, as_of=day) == "Expires soon"
    assert acceptance_status(day, day, as_of=after) == "Expired"
    assert acceptance_status(day, None, as_of=after) == "Valid"
    assert acceptance_status(None, day, as_of=day) == "None"


@given(DAYS, st.sampled_from(ORDER))
def test_graver_levels_are_reviewed_sooner(day: dt.date, level: str) -> None:
    """The review is due after the level's days, and never later for a graver level."""
    due = review_due(day, f" {level.upper()} ")
    assert due == day + dt.timedelta(days=DEFAULT_LEVELS[ORDER.index(level)].review_days)
    assert all(review_due(day, graver) <= due for graver in ORDER[ORDER.index(level) :])  # type: ignore[operator]
    assert review_due(day, "Odd") is None


TEXT = st.text("aAé\u0301Å ß\u00a0中\u05d01", max_size=12)


@given(st.dictionaries(st.sampled_from(FINGERPRINT_FIELDS), st.one_of(st.none(), TEXT, st.integers(0, 99)), max_size=9))
def test_fingerprint_does_not_see_form(risk: dict[str, str | int | None]) -> None:
    """Spacing, the Unicode form, 3 instead of 3.0, a blank field and other fields do not change it."""
    changed: dict[str, str | float | None] = {"notes": "new"}
    for name, value in risk.items():
        if isinstance(value, int):
            changed[name] = float(value)
        elif value is not None:
            changed[name] = f"  {unicodedata.normalize('NFD', unicodedata.normalize('NFC', value))}\n"
    assert risk_fingerprint(changed) == risk_fingerprint(risk)
    assert verify(risk_fingerprint(risk), changed)


@given(st.sampled_from(FINGERPRINT_FIELDS), st.sampled_from(FINGERPRINT_FIELDS))
def test_fingerprint_sees_every_change(field: str, other: str) -> None:
    """Another value in a field, or the same value in another field, changes it."""
    risk = {name: f"text of {name}" for name in FINGERPRINT_FIELDS}
    assert not verify(risk_fingerprint(risk), {**risk, field: "changed"})
    swapped = {**risk, field: risk[other], other: risk[field]}
    assert verify(risk_fingerprint(risk), swapped) == (field == other)


def test_fingerprint_of_recipe_one_never_changes() -> None:
    """Fingerprints in workbooks out there must stay verifiable."""
    risk = {"id": "R-001", "title": "Café  closes", "current_likelihood": 3.0, "current_impact": 4}
    assert risk_fingerprint(risk) == "1:87daf264f3b944f2"
    assert not verify("2:" + risk_fingerprint(risk)[2:], risk)
    assert not verify("", risk)


@given(st.lists(st.one_of(st.none(), AMOUNTS), max_size=12))
def test_trend_is_symmetric(values: list[float | None]) -> None:
    """Turning the direction around turns the trend around, and so does turning the values around."""
    mirror = {IMPROVING: WORSENING, WORSENING: IMPROVING, STABLE: STABLE, None: None}
    trend = kpi_trend(values, "Higher")
    assert kpi_trend(values, "lower ") == mirror[trend]
    assert kpi_trend(values[::-1], "Higher") == mirror[trend]
    assert kpi_trend([None if value is None else -value for value in values], "Lower") == trend


@given(st.lists(AMOUNTS, min_size=2, max_size=10), AMOUNTS)
def test_theil_sen_follows_a_line(values: list[float], step: float) -> None:
    """Adding a line to the values adds its rise to the change."""
    tilted = [value + place * step for place, value in enumerate(values)]
    expected = theil_sen_change(values) + step * (len(values) - 1)
    assert theil_sen_change(tilted) == pytest.approx(expected, rel=1e-9, abs=1e-3)


def test_one_outlier_does_not_turn_the_trend() -> None:
    """The reason for Theil-Sen: a single bad month among rising ones changes nothing."""
    assert kpi_trend([10, 11, 12, 0, 14, 15, 16], "Higher") == IMPROVING
    assert kpi_trend([10, 10], "Higher") is None
    assert kpi_trend([100, 102, 104], "Higher") == STABLE
    assert kpi_trend([0, 0, 0], "Higher") == STABLE
    with pytest.raises(ValueError, match="direction"):
        kpi_trend([1, 2, 3], "sideways")


@given(AMOUNTS, AMOUNTS, st.floats(0, 1), st.floats(0, 100))
def test_better_values_never_worsen_a_kpi_or_budget(value: float, target: float, share: float, more: float) -> None:
    """A value nearer to its good end never has a worse status; budgets mirror it; mirrored KPIs agree."""
    order = ["On target", "At risk", "Off target"]
    here = order.index(kpi_status(value, target, "Higher", share))
    assert order.index(kpi_status(value + more, target, "Higher", share)) <= here
    assert order.index(kpi_status(-value, -target, "Lower", share)) == here
    spent = BUDGET_STATUSES.index(budget_status(target, value, share))
    assert BUDGET_STATUSES.index(budget_status(target, value + more, share)) >= spent


@given(st.lists(st.sampled_from(["In place", "in place ", "Not started", "Not applicable", "", None])))
def test_coverage_is_a_share_and_ignores_what_does_not_apply(statuses: list[str | None]) -> None:
    """It lies between 0 and 1 and does not move when items that do not apply, or blanks, are added."""
    share = plan_coverage(statuses)
    assert share is None or 0 <= share <= 1
    assert plan_coverage([*statuses, "not applicable", None]) == share
    if share is not None:
        assert plan_coverage([*statuses, "In place"]) >= share  # type: ignore[operator]


def test_coverage_is_given_by_area() -> None:
    """Every area has its own share, in the order of appearance."""
    items = [("Risks", "In place"), ("Roles", None), ("Risks", "Open")]
    assert coverage_by_area(items) == {"Risks": 0.5, "Roles": None}


SMART = (
    "reach",
    "metric",
    0,
    99.5,
    "%",
    "we did it before",
    "keep customers",
    dt.date(2026, 1, 1),
    dt.date(2026, 12, 1),
)


@given(st.sets(st.integers(0, 8)))
def test_every_letter_of_smart_has_its_test(missing: set[int]) -> None:
    """A letter is missing exactly when one of its own fields is, and the letters come in the order of the word."""
    fields = [None if place in missing else value for place, value in enumerate(SMART)]
    needs = {"S": {0, 1}, "M": {1, 2, 3, 4}, "A": {5}, "R": {6}, "T": {8}}
    expected = tuple(letter for letter in LETTERS if needs[letter] & missing)
    assert smart_gaps(*fields) == expected  # type: ignore[arg-type]


def test_due_on_or_before_the_start_is_not_time_bound() -> None:
    """The due date has to lie after the start."""
    assert smart_gaps(*SMART[:7], SMART[8], SMART[8]) == ("T",)  # type: ignore[arg-type]


def test_gaps_of_a_complete_risk_are_none() -> None:
    """A complete threat lacks nothing, and a date in the past is told from none."""
    day = dt.date(2026, 11, 22)

    def gaps(treatment: str | None, residual: int | None, review: dt.date | None) -> str:
        return risk_gaps("Threat", "Ann", 4, 4, "Above tolerance", treatment, residual, residual, review, as_of=day)

    assert gaps("Reduce", 2, day) == ""
    assert gaps("Reduce", None, day - dt.timedelta(days=1)) == "residual; review overdue"
    assert gaps(None, None, None) == "treatment; review date"


@given(st.dates(dt.date(1904, 1, 1), dt.date(9999, 12, 31)), st.booleans())
def test_serial_numbers_come_back(day: dt.date, date1904: bool) -> None:  # noqa: FBT001 - a drawn value
    """A date goes to its serial number and back in both systems."""
    assert dates.date_from_serial(dates.to_serial(day, date1904=date1904), date1904=date1904) == day


@given(st.datetimes(dt.datetime(1904, 1, 1), dt.datetime(9999, 12, 31)))
def test_times_come_back_to_the_millisecond(moment: dt.datetime) -> None:
    """A date with time comes back within a millisecond, as a serial number can hold no more."""
    assert abs(dates.from_serial(dates.to_serial(moment)) - moment) < dt.timedelta(milliseconds=1)


def test_serial_numbers_around_the_phantom_day() -> None:
    """Serial 59 is 28 February 1900, 61 is 1 March, 60 is no day; 1904 is 1462 days behind."""
    assert dates.to_serial(dt.date(1900, 1, 1)) == 1
    assert dates.date_from_serial(59) == dt.date(1900, 2, 28)
    assert dates.date_from_serial(61) == dt.date(1900, 3, 1)
    assert dates.to_serial(dt.date(1900, 2, 28)) == 59
    assert dates.to_serial(dt.date(1900, 3, 1)) == 61
    assert dates.to_serial(dt.date(1904, 1, 1), date1904=True) == 0
    assert dates.to_serial(dt.date(2026, 11, 22)) - dates.to_serial(dt.date(2026, 11, 22), date1904=True) == 1462
    for number in (0, -1, 60, 2958466):
        with pytest.raises(ValueError, match="not a day"):
            dates.from_serial(number)
    with pytest.raises(ValueError, match="before the first day"):
        dates.to_serial(dt.date(1899, 12, 31))


def test_scales_and_methods_are_found_by_word() -> None:
    """Labels and methods count without regard to case and spaces."""
    assert DEFAULT_LIKELIHOOD.value_of(" ALMOST  certain") == 5
    assert DEFAULT_LIKELIHOOD.value_of("5 - Almost certain") is None
    assert DEFAULT_IMPACT.label_of(3) == "Moderate"
    assert DEFAULT_IMPACT.label_of(6) is None
    assert method_key(" SUM ") == "sum"
    assert method_key("other") is None
    with pytest.raises(ValueError, match="product, sum"):
        score(1, 1, "other")


def test_built_in_criteria_fit_together() -> None:
    """Ranges follow each other without gaps, the matrix holds the levels, colours differ and carry dark text."""
    criteria = default_criteria()
    ranges = [axis_of(criteria.likelihood)[value] for value in criteria.likelihood.values]
    assert all(first[1] == second[0] for first, second in pairwise(ranges))
    assert set(criteria.matrix.cells.values()) == set(criteria.level_order)
    assert criteria.tolerances == DEFAULT_TOLERANCES
    lights = [_luminance(level.colour) for level in criteria.levels]
    assert all((light + 0.05) / (_luminance("1F1F1F") + 0.05) >= 6 for light in lights)
    assert lights == sorted(lights, reverse=True)


def _luminance(colour: str) -> float:
    """Return the relative luminance of a colour, 0 to 1 (WCAG 2)."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
