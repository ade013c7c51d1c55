"""The functions that rate a risk: score, level, tolerance, the value of a label."""

from __future__ import annotations

from smsxl.domain.criteria import DEFAULT_LEVELS, DEFAULT_TOLERANCES, Tolerance
from smsxl.domain.matrix import Matrix, default_matrix
from smsxl.domain.scales import Scale, ScaleEntry
from smsxl.domain.scoring import METHODS, score
from smsxl.domain.tolerance import ABOVE_TOLERANCE, WITHIN_APPETITE, WITHIN_TOLERANCE, tolerance_for, tolerance_status
from smsxl.domain.values import NOT_AVAILABLE, VALUE_ERROR, CellError, CellValue
from smsxl.domain.words import word_key
from smsxl.functions.convert import as_number, clean_text, is_blank
from smsxl.functions.function import Function
from smsxl.functions.model import Argument, Blank, CellFault, Kind, Table, Takes
from smsxl.functions.once import for_same_table

CATEGORY = "Service risk"


def cell(row: tuple[CellValue, ...], column: int) -> CellValue:
    """Return a cell of a row, None where the row is shorter."""
    return row[column] if column < len(row) else None


def label_of(row: tuple[CellValue, ...], column: int) -> str:
    """Return the text of a cell, empty for a boolean: a label is never one."""
    value = cell(row, column)
    return "" if isinstance(value, (bool, CellError)) else clean_text(value)


def matched(range_text: str, column: int, wanted: str) -> str:
    """Return the formula of the row in which a column of a range holds a text, `#N/A` where none does.

    The text counts without regard to case and spaces; `~`, `*` and `?`, which MATCH takes as wildcards, are escaped.
    """
    escaped = f'SUBSTITUTE(SUBSTITUTE(SUBSTITUTE(TRIM({wanted}),"~","~~"),"*","~*"),"?","~?")'
    return f"MATCH({escaped},INDEX(TRIM(INDEX({range_text},0,{column})),0),0)"


METHOD = Argument(
    "method",
    "How the score is made: product, sum, impact-weighted or impact-first.",
    Kind.WORD,
    Blank.DEFAULT,
    True,
    default=METHODS[0],
    words=METHODS,
)

SCORE_FORMULA = (
    'IF(TRIM({method})="sum",{likelihood}+{impact},IF(TRIM({method})="impact-weighted",{likelihood}*{impact}+{impact},'
    'IF(TRIM({method})="impact-first",10*{impact}+{likelihood},{likelihood}*{impact})))'
)

RISK_SCORE = Function(
    "RISK_SCORE",
    CATEGORY,
    "The score of a risk from its likelihood and impact.",
    (
        Argument("likelihood", "The likelihood as a whole number from 1.", Kind.RATING),
        Argument("impact", "The impact as a whole number from 1.", Kind.RATING),
        METHOD,
    ),
    score,
    SCORE_FORMULA,
)


def _default_matrix_range() -> Table:
    matrix = default_matrix()
    rows: list[tuple[CellValue, ...]] = [("", *matrix.impacts)]
    rows += [
        (likelihood, *(matrix.cells[likelihood, impact] for impact in matrix.impacts))
        for likelihood in matrix.likelihoods
    ]
    return tuple(rows)


_matrix = for_same_table(Matrix.from_range)


def _risk_level(likelihood: int, impact: int, matrix: Table) -> CellValue:
    try:
        level = _matrix(matrix).level(likelihood, impact)
    except ValueError as error:
        raise CellFault(VALUE_ERROR) from error
    return NOT_AVAILABLE if level is None else level


RISK_LEVEL = Function(
    "RISK_LEVEL",
    CATEGORY,
    "The level of a risk from the matrix.",
    (
        Argument("likelihood", "The likelihood as a whole number from 1.", Kind.RATING),
        Argument("impact", "The impact as a whole number from 1.", Kind.RATING),
        Argument(
            "matrix",
            "The matrix: impacts in its first row, likelihoods in its first column, levels inside; built-in 5 x 5.",
            blank=Blank.DEFAULT,
            optional=True,
            takes=Takes.TABLE,
            default=_default_matrix_range(),
            columns=2,
        ),
    ),
    _risk_level,
    "IF(N(INDEX({matrix},1,1))>=1,#VALUE!,IF(COUNT(INDEX({matrix},1,0))*COUNT(INDEX({matrix},0,1))=0,#VALUE!,"
    'IF(TRIM({label})="",#N/A,{label}&"")))',
    (
        ("line", "MATCH({likelihood},INDEX({matrix},0,1),0)"),
        ("place", "MATCH({impact},INDEX({matrix},1,0),0)"),
        ("label", "INDEX({matrix},{line},{place})"),
    ),
)


# The empty first row keeps the array constant two rows high: Calc's MATCH finds nothing in a single value.
_DEFAULT_TOLERANCE_RANGE: Table = (
    ("", "", ""),
    *((row.category, row.appetite, row.tolerance) for row in DEFAULT_TOLERANCES),
)


def _tolerance_status(score: float, category: str, tolerance: Table, level: str | None, levels: Table) -> CellValue:
    rows = [Tolerance(label_of(row, 0), *_limits(row), label_of(row, 3) or None) for row in tolerance]
    own = tolerance_for(category, rows)
    if own is None:
        return NOT_AVAILABLE
    raw = tolerance[next(place for place, row in enumerate(rows) if row is own)]
    if own.tolerance is None and not is_blank(cell(raw, 2)):
        return VALUE_ERROR
    status = tolerance_status(score, category, [own], level, _level_ranks(levels)) or NOT_AVAILABLE
    # Without an appetite the domain says so; a wrong one in the cell must not pass for none.
    wrong = own.appetite is None and not is_blank(cell(raw, 1))
    return VALUE_ERROR if wrong and status == WITHIN_TOLERANCE else status


def _limits(row: tuple[CellValue, ...]) -> tuple[float | None, float | None]:
    return as_number(cell(row, 1)), as_number(cell(row, 2))


@for_same_table
def _level_ranks(levels: Table) -> dict[str, float]:
    """Return the rank of each level, of equal labels the first; a level whose rank is no number has none."""
    ranks: dict[str, float | None] = {}
    for row in levels:
        ranks.setdefault(word_key(label_of(row, 0)), as_number(cell(row, 2)))
    return {label: rank for label, rank in ranks.items() if rank is not None}


DEFAULT_LEVEL_TABLE: Table = tuple((level.label, level.review_days, level.rank) for level in DEFAULT_LEVELS)


def levels_argument(columns: int) -> Argument:
    """Return the declaration of the range of levels."""
    return Argument(
        "levels",
        "The levels: label, review days, rank; the built-in four if omitted.",
        blank=Blank.DEFAULT,
        optional=True,
        takes=Takes.TABLE,
        default=DEFAULT_LEVEL_TABLE,
        columns=columns,
    )


_LEVEL_ABOVE = (
    'IF(COLUMNS({tolerance})<4,FALSE,IF((TRIM({level})="")+(TRIM({highest})="")>0,FALSE,'
    "IF(ISNUMBER({rank})*ISNUMBER({limit_rank}),{rank}>{limit_rank},#N/A)))"
)

# Calc's MATCH finds nothing in what TRIM makes of a table of one row, so the row * is looked for as it stands too.
_OTHERS_ROW = 'IFERROR(MATCH("~*",INDEX({tolerance},0,1),0),MATCH("~*",INDEX(TRIM(INDEX({tolerance},0,1)),0),0))'

TOLERANCE_STATUS = Function(
    "TOLERANCE_STATUS",
    CATEGORY,
    "How a score stands to the appetite and the tolerance of its category.",
    (
        Argument("score", "The score of the risk.", Kind.NUMBER),
        Argument(
            "category",
            "The category; the row * serves those without a row.",
            Kind.TEXT,
            Blank.DEFAULT,
            True,
            default="*",
        ),
        Argument(
            "tolerance",
            "The tolerances: category, appetite, tolerance, highest level; * with 4 and 9 if omitted.",
            blank=Blank.DEFAULT,
            optional=True,
            takes=Takes.TABLE,
            default=_DEFAULT_TOLERANCE_RANGE,
            columns=3,
        ),
        Argument("level", "The level of the risk, compared with the highest level.", Kind.TEXT, Blank.COUNTS, True),
        levels_argument(3),
    ),
    _tolerance_status,
    f'IF(ISNUMBER({{limit}}),IF({_LEVEL_ABOVE},"{ABOVE_TOLERANCE}",IF({{score}}>{{limit}},"{ABOVE_TOLERANCE}",'
    f'IF(ISNUMBER({{appetite}}),IF({{score}}<={{appetite}},"{WITHIN_APPETITE}","{WITHIN_TOLERANCE}"),'
    f'IF(TRIM({{appetite}})="","{WITHIN_TOLERANCE}",#VALUE!)))),IF(TRIM({{limit}})="",#N/A,#VALUE!))',
    (
        (
            "row",
            f"IFERROR({matched('{tolerance}', 1, '{category}')},{_OTHERS_ROW})",
        ),
        ("appetite", "INDEX({tolerance},{row},2)"),
        ("limit", "INDEX({tolerance},{row},3)"),
        ("highest", "INDEX({tolerance},{row},4)"),
        ("rank", f"INDEX({{levels}},{matched('{levels}', 1, '{level}')},3)"),
        ("limit_rank", f"INDEX({{levels}},{matched('{levels}', 1, '{highest}')},3)"),
    ),
)


def _scale_value(label: str, scale: Table) -> CellValue:
    # The label decides, so rows without a proper number stay in under their position.
    entries = tuple(ScaleEntry(place, label_of(row, 1)) for place, row in enumerate(scale))
    place = Scale("scale", entries).value_of(label)
    if place is None:
        return NOT_AVAILABLE
    value = cell(scale[place], 0)
    if is_blank(value):
        return NOT_AVAILABLE
    number = as_number(value)
    return VALUE_ERROR if number is None else number


SCALE_VALUE = Function(
    "SCALE_VALUE",
    CATEGORY,
    "The number of a label of a scale.",
    (
        Argument("label", "The label, such as Likely.", Kind.TEXT),
        Argument("scale", "The scale: value and label in its first two columns.", takes=Takes.TABLE, columns=2),
    ),
    _scale_value,
    'IF(TRIM({value})="",#N/A,IF(ISNUMBER({value}),{value},#VALUE!))',
    (("row", matched("{scale}", 2, "{label}")), ("value", "INDEX({scale},{row},1)")),
)
