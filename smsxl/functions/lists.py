"""The functions over columns: rank, matrix of counts, trend, coverage.

Their two forms differ by more than substitution, so each form is written out. The plain forms take columns that stand
upright; those of rank and trend have to be entered as array formulas.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Dict, Tuple

from smsxl.domain.coverage import IN_PLACE, NOT_APPLICABLE, plan_coverage
from smsxl.domain.kpi import IMPROVING, LEAST_VALUES, LOWER, STABLE, WORSENING, kpi_trend
from smsxl.domain.matrix import LARGEST, SMALLEST
from smsxl.domain.ranking import CLOSED, THREAT, RankRow, rank
from smsxl.domain.scoring import score
from smsxl.domain.values import NOT_AVAILABLE, VALUE_ERROR, CellError, CellValue
from smsxl.domain.words import same
from smsxl.functions.convert import as_number, clean_rating, clean_text, first_error, is_blank
from smsxl.functions.function import Function
from smsxl.functions.model import Argument, Blank, CellFault, Kind, Result, Takes
from smsxl.functions.plan import CATEGORY as PLAN
from smsxl.functions.plan import DIRECTION
from smsxl.functions.risk import CATEGORY as RISK
from smsxl.functions.risk import METHOD, SCORE_FORMULA

Column = Sequence[CellValue]


def _upright(name: str) -> str:
    """Return the LAMBDA's formula of an argument as one column with blanks as empty texts."""
    return f'TOCOL(IF(TRIM({name})="","",{name}))'


def _padded(columns: Sequence[Column]) -> list[tuple[CellValue, ...]]:
    """Return the rows that columns make together: a single cell serves all rows, a shorter column lacks them."""
    height = max(len(column) for column in columns)
    return [
        tuple(
            column[0] if len(column) == 1 else column[row] if row < len(column) else NOT_AVAILABLE for column in columns
        )
        for row in range(height)
    ]


def _risk_rank(likelihoods: Column, impacts: Column, types: Column, statuses: Column, method: str) -> Result:
    results: list[CellValue] = []
    rows: list[RankRow] = []
    known: Dict[Tuple[Tuple[type, ...], Tuple[CellValue, ...]], Tuple[CellValue, RankRow]] = {}
    for row in _padded((likelihoods, impacts, types, statuses)):
        key = (tuple(map(type, row)), row)
        if key not in known:
            known[key] = _rank_row(row, method)
        outcome, ranked = known[key]
        results.append(outcome)
        rows.append(ranked)
    return tuple((outcome if place is None else place,) for outcome, place in zip(results, rank(rows)))


def _rank_row(row: tuple[CellValue, ...], method: str) -> tuple[CellValue, RankRow]:
    """Return what the row shows where it has no rank, and what its rank depends on."""
    unranked = RankRow(None, None, None)
    error = first_error(row)
    if error is not None:
        return error, unranked
    likelihood, impact, kind, status = row
    if is_blank(likelihood) or is_blank(impact):
        return "", unranked
    try:
        texts = clean_text(kind), clean_text(status)
        if same(texts[1], CLOSED):
            return "", unranked
        ratings = clean_rating(likelihood), clean_rating(impact)
    except CellFault as fault:
        return fault.error, unranked
    return "", RankRow(score(*ratings, method), ratings[1], ratings[0], *texts)


def _ratings_column(name: str) -> Argument:
    return Argument(name + "s", f"The {name}s, one a row.", Kind.RATING, Blank.COUNTS, takes=Takes.COLUMN)


# Per row: the error, or nothing where it is blank or closed, or #VALUE! where a rating is none.
_RANK_STATE = (
    'IF(ISERROR(l),l,IF(ISERROR(i),i,IF(ISERROR(t),t,IF(ISERROR(s),s,IF((TRIM(l)="")+(TRIM(i)="")>0,"",'
    f'IF(ISLOGICAL(t)+ISLOGICAL(s)>0,#VALUE!,IF(TRIM(s)="{CLOSED}","",'
    "IF(IF(ISNUMBER(l)*ISNUMBER(i),(l<1)+(i<1)+(l<>INT(l))+(i<>INT(i)),1)>0,#VALUE!,0))))))))"
)

_RANK_LAMBDA = (
    "LAMBDA(likelihoods,impacts,[types],[statuses],[method],LET("
    f'm,IF(ISOMITTED(method),"{METHOD.default}",IF(TRIM(INDEX(method,1,1))="","{METHOD.default}",INDEX(method,1,1))),'
    f"l,{_upright('likelihoods')},i,{_upright('impacts')},"
    f't,IF(ISOMITTED(types),"",{_upright("types")}),s,IF(ISOMITTED(statuses),"",{_upright("statuses")}),'
    f"state,{_RANK_STATE},ok,ISNUMBER(state),"
    "li,IF(ok,l,0),im,IF(ok,i,0),"
    f'kind,IF(ok,IF(TRIM(t)="","{THREAT}",TRIM(t)),""),'
    f"sc,IF(ok,{SCORE_FORMULA.format(method='m', likelihood='li', impact='im')},-1),place,SEQUENCE(ROWS(state)),"
    "IF(ISERROR(m),m,IF({words}=0,#VALUE!,IF(ok,MAP(place,LAMBDA(k,"
    "1+SUM((kind=INDEX(kind,k))*((sc>INDEX(sc,k))+(sc=INDEX(sc,k))*((im>INDEX(im,k))+(im=INDEX(im,k))*"
    "((li>INDEX(li,k))+(li=INDEX(li,k))*(place<k))))))),state)))))"
).replace("{words}", "+".join(f'(TRIM(m)="{word}")' for word in METHOD.words))

_L, _I, _T, _S = "{likelihoods}", "{impacts}", "{types}", "{statuses}"
_PLAIN_SCORE = SCORE_FORMULA.format(method="{method}", likelihood=_L, impact=_I)
# One number a row: score, impact, likelihood and position behind each other, 0 where the row has no rank.
_RANK_KEY = (
    f'IFERROR(IF(ISNUMBER({_L})*ISNUMBER({_I})*(TRIM({_S})<>"{CLOSED}")*(1-ISLOGICAL({_T})-ISERROR({_T}))*(1-ISLOGICAL({_S})),'
    f"IF(({_L}>=1)*({_I}>=1)*({_L}=INT({_L}))*({_I}=INT({_I})),"
    f"{_PLAIN_SCORE}*4E+10+{_I}*4E+8+{_L}*4E+6-ROW({_L}),0),0),0)"
)
_RANK_KIND = f'IFERROR(IF(TRIM({_T})="","{THREAT}",TRIM({_T})),"")'
_RANK_PLAIN = (
    f"IF({_RANK_KEY}>0,1+MMULT((TRANSPOSE({_RANK_KEY})>{_RANK_KEY})*(TRANSPOSE({_RANK_KIND})={_RANK_KIND}),"
    f"ROW({_L})^0),"
    + "".join(f"IF(ISERROR({part}),{part}," for part in (_L, _I, _T, _S))
    + f'IF((TRIM({_L})="")+(TRIM({_I})="")>0,"",IF(ISLOGICAL({_T})+ISLOGICAL({_S})>0,#VALUE!,'
    f'IF(TRIM({_S})="{CLOSED}","",#VALUE!))))))))'
)

RISK_RANK = Function(
    "RISK_RANK",
    RISK,
    "The ranks of the open risks, per type, by score, impact and likelihood.",
    (
        _ratings_column("likelihood"),
        _ratings_column("impact"),
        Argument(
            "types",
            "The types; threats if omitted.",
            Kind.TEXT,
            Blank.DEFAULT,
            True,
            Takes.COLUMN,
            default="",
        ),
        Argument(
            "statuses",
            "The statuses; Closed is not ranked.",
            Kind.TEXT,
            Blank.DEFAULT,
            True,
            Takes.COLUMN,
            default="",
        ),
        METHOD,
    ),
    _risk_rank,
    keeps_errors_in_rows=True,
    own_lambda=_RANK_LAMBDA,
    own_plain=_RANK_PLAIN,
    gives_grid=True,
    array_entered=True,
)


def _risk_matrix(likelihoods: Column, impacts: Column, size: int) -> Result:
    if not SMALLEST <= size <= LARGEST:
        return VALUE_ERROR
    rows = _padded((likelihoods, impacts))
    if any(isinstance(value, CellError) for row in rows for value in row):
        return NOT_AVAILABLE
    counts = [[0] * size for _ in range(size)]
    outside = False
    for likelihood, impact in rows:
        if is_blank(likelihood) or is_blank(impact):
            continue
        row, column = clean_rating(likelihood), clean_rating(impact)
        if row > size or column > size:
            outside = True
        else:
            counts[size - row][column - 1] += 1
    return NOT_AVAILABLE if outside else tuple(tuple(row) for row in counts)


_MATRIX_BAD = (
    'SUM(IF((TRIM({l})="")+(TRIM({i})="")>0,0,IF(ISNUMBER({l})*ISNUMBER({i}),'
    "({l}<1)+({i}<1)+({l}<>INT({l}))+({i}<>INT({i})),1)))>0"
)
_MATRIX_OUTSIDE = 'SUM(IF((TRIM({l})="")+(TRIM({i})="")>0,0,({l}>{n})+({i}>{n})))>0'

_MATRIX_LAMBDA = (
    "LAMBDA(likelihoods,impacts,[size],LET("
    'n,IF(ISOMITTED(size),5,IF(TRIM(INDEX(size,1,1))="",5,INDEX(size,1,1))),'
    f"l,{_upright('likelihoods')},i,{_upright('impacts')},"
    "IF(ISERROR(SUM(likelihoods)),SUM(likelihoods),IF(ISERROR(SUM(impacts)),SUM(impacts),"
    "IF(ISERROR(n),n,IF(IF(ISNUMBER(n),(n<2)+(n>10)+(n<>INT(n)),1)>0,#VALUE!,"
    "IF((ROWS(l)<>ROWS(i))*(ROWS(l)>1)*(ROWS(i)>1)>0,#N/A,"
    f"IF({_MATRIX_BAD.format(l='l', i='i')},#VALUE!,IF({_MATRIX_OUTSIDE.format(l='l', i='i', n='n')},#N/A,"
    "MAKEARRAY(n,n,LAMBDA(y,x,SUM((l=n+1-y)*(i=x)))))))))))))"
)

# Ten steps at most: what lies beyond the size stays blank, and outside the cells that the formula is entered in.
_DOWN = "{{" + ";".join(str(step) for step in range(1, LARGEST + 1)) + "}}"
_ACROSS = _DOWN.replace(";", ",")
_MATRIX_PLAIN = (
    "IF(ISERROR(SUM({likelihoods})),SUM({likelihoods}),IF(ISERROR(SUM({impacts})),SUM({impacts}),"
    "IF(ISERROR({size}),{size},IF(IF(ISNUMBER({size}),({size}<2)+({size}>10)+({size}<>INT({size})),1)>0,#VALUE!,"
    "IF(ROWS({likelihoods})<>ROWS({impacts}),#N/A,"
    f"IF({_MATRIX_BAD.format(l=_L, i=_I)},#VALUE!,IF({_MATRIX_OUTSIDE.format(l=_L, i=_I, n='{size}')},#N/A,"
    f'IF(({_DOWN}>{{size}})+({_ACROSS}>{{size}})>0,"",COUNTIFS({_L},{{size}}+1-{_DOWN},{_I},{_ACROSS})))))))))'
)

RISK_MATRIX = Function(
    "RISK_MATRIX",
    RISK,
    "How many risks each cell of the matrix holds, the highest likelihood on top.",
    (
        _ratings_column("likelihood"),
        _ratings_column("impact"),
        Argument("size", "Steps per axis, 2 to 10; 5 if omitted.", Kind.RATING, Blank.DEFAULT, True, default=5),
    ),
    _risk_matrix,
    own_lambda=_MATRIX_LAMBDA,
    own_plain=_MATRIX_PLAIN,
    gives_grid=True,
    array_entered=True,
)


def _kpi_trend(values: Column, direction: str) -> CellValue:
    numbers = [None if is_blank(value) else as_number(value) for value in values]
    if any(number is None and not is_blank(value) for number, value in zip(numbers, values)):
        return VALUE_ERROR
    return kpi_trend(numbers, direction) or ""


def _trend_formula(values: str, place: str, sign: str) -> str:
    change = (
        f"MEDIAN(IF(ISNUMBER({values})*TRANSPOSE(ISNUMBER({values}))*(TRANSPOSE({place})>{place}),"
        f'(TRANSPOSE({values})-{values})/(TRANSPOSE({place})-{place}),""))'
        f'*(MAX(IF(ISNUMBER({values}),{place},""))-MIN(IF(ISNUMBER({values}),{place},"")))'
    )
    stable = f"IF({change}=0,TRUE,ABS({change})<0.05*ABS(MEDIAN({values})))"
    return f'IF({stable},"{STABLE}",IF({change}*{sign}>0,"{IMPROVING}","{WORSENING}"))'


def _trend_guard(core: str) -> str:
    words = "+".join(f'(TRIM({{direction}})="{word}")' for word in DIRECTION.words)
    return (
        "IF(ISERROR(SUM({cells})),SUM({cells}),IF(ISERROR({direction}),{direction},"
        'IF((TRIM({direction})="")+(SUMPRODUCT(LEN(TRIM({values})))=0)>0,"",'
        f'IF(({words}=0)+(SUMPRODUCT((TRIM({{values}})<>"")*(1-ISNUMBER({{values}})))>0)>0,#VALUE!,'
        f'IF(COUNT({{values}})<{LEAST_VALUES},"",{core})))))'
    )


_SIGN = f'IF(TRIM({{direction}})="{LOWER}",-1,1)'

KPI_TREND = Function(
    "KPI_TREND",
    PLAN,
    "Where a KPI is going over its last values.",
    (
        Argument("values", "The values in order of time; blanks keep their place.", Kind.NUMBER, takes=Takes.COLUMN),
        DIRECTION,
    ),
    _kpi_trend,
    own_lambda=f"LAMBDA(values,direction,LET(v,{_upright('values')},d,INDEX(direction,1,1),p,SEQUENCE(ROWS(v)),"
    + _trend_guard(_trend_formula("{values}", "p", _SIGN)).format(cells="values", values="v", direction="d")
    + "))",
    own_plain=_trend_guard(_trend_formula("{values}", "(ROW({values})+COLUMN({values}))", _SIGN)).replace(
        "{cells}", "{values}"
    ),
    array_entered=True,
)


def _plan_coverage(statuses: Column) -> CellValue:
    share = plan_coverage([clean_text(status) for status in statuses])
    return "" if share is None else share


_APPLICABLE = f'SUMPRODUCT((TRIM({{statuses}})<>"")*(TRIM({{statuses}})<>"{NOT_APPLICABLE}"))'
_COVERAGE = (
    "IF(ISERROR(SUM({statuses})),SUM({statuses}),IF(SUMPRODUCT(--ISLOGICAL({statuses}))>0,#VALUE!,"
    f'IF({_APPLICABLE}=0,"",SUMPRODUCT(--(TRIM({{statuses}})="{IN_PLACE}"))/{_APPLICABLE})))'
)

PLAN_COVERAGE = Function(
    "PLAN_COVERAGE",
    PLAN,
    "The share of plan items in place among those that apply.",
    (Argument("statuses", "The statuses of the items.", Kind.TEXT, takes=Takes.COLUMN),),
    _plan_coverage,
    own_lambda=f"LAMBDA(statuses,{_COVERAGE.format(statuses='statuses')})",
    own_plain=_COVERAGE,
)
