"""The functions that say where a risk, a treatment, an acceptance or any task stands on a day."""

from __future__ import annotations

import datetime as dt

from smsxl.domain.criteria import DEFAULT_SOON_DAYS, Level
from smsxl.domain.due import DONE_WORDS, due_status
from smsxl.domain.gaps import GAP_WORDS, SEPARATOR, risk_gaps
from smsxl.domain.ranking import OPPORTUNITY, TYPES
from smsxl.domain.review import review_due
from smsxl.domain.tolerance import ABOVE_TOLERANCE, TOLERANCE_STATUSES
from smsxl.domain.treatment import ACCEPT, acceptance_status, treatment_status
from smsxl.domain.values import NOT_AVAILABLE, NUMBER_ERROR, VALUE_ERROR, CellValue
from smsxl.domain.words import same
from smsxl.functions.convert import as_number, is_blank
from smsxl.functions.function import Function
from smsxl.functions.model import Argument, Blank, Kind, Table, as_of_argument
from smsxl.functions.risk import CATEGORY, cell, label_of, levels_argument, matched

SOON_DAYS = Argument(
    "soon_days",
    "How many days ahead counts as soon; 30 if omitted.",
    Kind.SHARE,
    Blank.DEFAULT,
    True,
    default=DEFAULT_SOON_DAYS,
)


def _gaps(
    kind: str | None,
    owner: str | None,
    likelihood: int | None,
    impact: int | None,
    tolerance_status: str | None,
    treatment: str | None,
    residual_likelihood: int | None,
    residual_impact: int | None,
    next_review: dt.date | None,
    as_of: dt.date,
) -> CellValue:
    given = (
        kind,
        owner,
        likelihood,
        impact,
        tolerance_status,
        treatment,
        residual_likelihood,
        residual_impact,
        next_review,
    )
    return "" if all(value is None for value in given) else risk_gaps(*given, as_of=as_of)


def _counts(name: str, help_text: str, kind: Kind, words: tuple[str, ...] = (), *, optional: bool = False) -> Argument:
    return Argument(name, help_text, kind, Blank.COUNTS, optional, words=words)


def listed(separator: str, parts: tuple[tuple[str, str], ...]) -> str:
    """Return the formula that joins the words whose condition holds; parts are (word, condition) pairs."""
    texts = "&".join(f'IF({condition},"{separator}{word}","")' for word, condition in parts)
    return f"MID({texts},{len(separator) + 1},255)"


_RATED = '(TRIM({likelihood})<>"")*(TRIM({impact})<>"")'
_GAP_CONDITIONS = (
    'TRIM({owner})=""',
    f"{_RATED}=0",
    f'(TRIM({{type}})<>"{OPPORTUNITY}")*(TRIM({{tolerance_status}})="{ABOVE_TOLERANCE}")*(TRIM({{treatment}})="")>0',
    (
        f'(TRIM({{treatment}})<>"")*(TRIM({{treatment}})<>"{ACCEPT}")'
        '*((TRIM({residual_likelihood})="")+(TRIM({residual_impact})="")>0)>0'
    ),
    f'{_RATED}*(TRIM({{next_review}})="")>0',
    'IF(TRIM({next_review})="",FALSE,INT({next_review})<INT({as_of}))',
)

RISK_GAPS = Function(
    "RISK_GAPS",
    CATEGORY,
    "What a risk still lacks, as short words joined by semicolons.",
    (
        _counts("type", "Threat or Opportunity.", Kind.WORD, TYPES),
        _counts("owner", "Who owns the risk.", Kind.TEXT),
        _counts("likelihood", "The current likelihood.", Kind.RATING),
        _counts("impact", "The current impact.", Kind.RATING),
        _counts("tolerance_status", "The result of TOLERANCE_STATUS.", Kind.WORD, TOLERANCE_STATUSES),
        _counts("treatment", "The chosen treatment.", Kind.TEXT),
        _counts("residual_likelihood", "The likelihood expected after treatment.", Kind.RATING),
        _counts("residual_impact", "The impact expected after treatment.", Kind.RATING),
        _counts("next_review", "The day of the next review.", Kind.DATE),
        as_of_argument(),
    ),
    _gaps,
    "IF(TRIM({type})&TRIM({owner})&TRIM({likelihood})&TRIM({impact})&TRIM({tolerance_status})&TRIM({treatment})"
    '&TRIM({residual_likelihood})&TRIM({residual_impact})&TRIM({next_review})="","",'
    + listed(SEPARATOR, tuple(zip(GAP_WORDS, _GAP_CONDITIONS)))
    + ")",
)


def _treatment(
    tolerance_status: str, treatment: str | None, due: dt.date | None, done_on: dt.date | None, as_of: dt.date
) -> CellValue:
    return treatment_status(tolerance_status, treatment, due, done_on, as_of=as_of)


TREATMENT_STATUS = Function(
    "TREATMENT_STATUS",
    CATEGORY,
    "Where the treatment of a risk stands.",
    (
        Argument("tolerance_status", "The result of TOLERANCE_STATUS.", Kind.WORD, words=TOLERANCE_STATUSES),
        _counts("treatment", "The chosen treatment; blank if none.", Kind.TEXT),
        _counts("due", "The day by which it has to be done.", Kind.DATE),
        _counts("done_on", "The day on which it was done.", Kind.DATE, optional=True),
        as_of_argument(),
    ),
    _treatment,
    f'IF(TRIM({{treatment}})="",IF(TRIM({{tolerance_status}})="{ABOVE_TOLERANCE}","Missing","Not needed"),'
    f'IF((TRIM({{tolerance_status}})<>"{ABOVE_TOLERANCE}")*(TRIM({{treatment}})="{ACCEPT}")>0,"Not needed",'
    'IF(IF(TRIM({done_on})="",FALSE,INT({done_on})<=INT({as_of})),"Done",'
    'IF(IF(TRIM({due})="",FALSE,INT({due})<INT({as_of})),"Overdue","Planned"))))',
)


def _acceptance(accepted_on: dt.date | None, until: dt.date | None, as_of: dt.date, soon_days: float) -> CellValue:
    return acceptance_status(accepted_on, until, as_of=as_of, soon_days=soon_days)


ACCEPTANCE_STATUS = Function(
    "ACCEPTANCE_STATUS",
    CATEGORY,
    "Where the acceptance of a risk stands; its last day still counts.",
    (
        _counts("accepted_on", "The day of the acceptance; blank if there is none.", Kind.DATE),
        _counts("until", "The last day on which it holds.", Kind.DATE),
        as_of_argument(),
        SOON_DAYS,
    ),
    _acceptance,
    'IF(IF(TRIM({accepted_on})="",TRUE,INT({accepted_on})>INT({as_of})),"None",IF(TRIM({until})="","Valid",'
    'IF(INT({until})<INT({as_of}),"Expired",IF(INT({until})-INT({as_of})<={soon_days},"Expires soon","Valid"))))',
)


def _review_due(last_review: dt.date, level: str, levels: Table) -> CellValue:
    row = next((row for row in levels if same(label_of(row, 0), level)), None)
    if row is None or is_blank(cell(row, 1)):
        return NOT_AVAILABLE
    days = as_number(cell(row, 1))
    if days is None or days < 0:
        return VALUE_ERROR
    try:
        due = review_due(last_review, level, (Level(level, 1, int(days), "", "", ""),))
    except OverflowError:
        return NUMBER_ERROR
    return NOT_AVAILABLE if due is None else due


REVIEW_DUE = Function(
    "REVIEW_DUE",
    CATEGORY,
    "The day on which a risk has to be reviewed again.",
    (
        Argument("last_review", "The day of the last review.", Kind.DATE),
        Argument("level", "The current level of the risk.", Kind.TEXT),
        levels_argument(2),
    ),
    _review_due,
    'IF(TRIM({days})="",#N/A,IF(IF(ISNUMBER({days}),{days}<0,TRUE),#VALUE!,'
    "IF(INT({last_review})+INT({days})>2958465,#NUM!,INT({last_review})+INT({days}))))",
    (("row", matched("{levels}", 1, "{level}")), ("days", "INDEX({levels},{row},2)")),
)


def _due_status(due: dt.date | None, status: str | None, as_of: dt.date, soon_days: float) -> CellValue:
    return due_status(due, status, as_of=as_of, soon_days=soon_days)


_DONE = "+".join(f'(TRIM({{status}})="{word}")' for word in DONE_WORDS)

DUE_STATUS = Function(
    "DUE_STATUS",
    "Service plan",
    "Where anything with a due date stands.",
    (
        _counts("due", "The day by which it has to be done.", Kind.DATE),
        _counts("status", "Its status; Done, Closed and the like end it.", Kind.TEXT),
        as_of_argument(),
        SOON_DAYS,
    ),
    _due_status,
    f'IF({_DONE}>0,"Done",IF(TRIM({{due}})="","No date",IF(INT({{due}})<INT({{as_of}}),"Overdue",'
    'IF(INT({due})-INT({as_of})<={soon_days},"Due soon","On track"))))',
)
