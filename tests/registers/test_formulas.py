"""What smsxl calculates of the formulas in people's registers, without a spreadsheet program."""

from __future__ import annotations

from pathlib import Path

import pytest

from smsxl.domain.values import CellError
from smsxl.hosts.memory import Calculated, MemoryWorkbook
from smsxl.hosts.opening import open_any
from smsxl.hosts.port import NOT_CALCULATED
from smsxl.registers.cells import Cells
from tests.registers import formulas

GIVES = [
    ('COUNTIF($C$1:$C$8,"=High")', 2.0), ('COUNTIF($A$1:$A$8,"<>3")', 6.0), ('COUNTIF($A$1:$A$8,"")', 1.0),
    ('COUNTIF($F$1:$F$8,"12")', 1.0), ('COUNTIF($C$1:$C$8,"*high*")', 3.0), ('COUNTIF($A$1:$A$8,">=4")', 3.0),
    ('FIND("h","High")', 4.0), ('SEARCH("h","High")', 1.0), ('FIND("","High")', 1.0), ('SEARCH("h","High",2)', 4.0),
    ("ISNA(1/0)", False), ("ISNA(NA)", None), ("IFERROR(1/0,7)", 7.0), ("_xlfn.IFNA(MATCH(9,$A$1:$A$8,0),7)", 7.0),
    ("_xlfn.IFNA(1/0,7)", CellError("#DIV/0!")), ("ISTEXT(1/0)", False), ("ISBLANK(A7)", True), ("ISNUMBER(TRUE)", False),
    ("VLOOKUP(FALSE,$H$1:$J$5,2)", CellError("#N/A")), ('MATCH("3",$A$1:$A$8,0)', CellError("#N/A")),
    ("_xlfn.XLOOKUP(1/0,$I$1:$I$5,$J$1:$J$5,7)", CellError("#DIV/0!")), ("SUM(INDEX($A$1:$B$8,0,2))", 24.0),
    ('0.1+0.2&""', "0.3"), ('IF(1=2,3)&""', "FALSE"), ("T(5)", ""), ("POWER(-8,0.5)", CellError("#NUM!")),
    ("1E300*1E300", CellError("#NUM!")), ("SUM(TRUE,OFFSET(C1,0,0))", None), ("RANK(3,$A$1:$A$8)", 4.0), ('MID("R-12",3,9)', "12"),
    ("_xlfn.LET(_xlpm.x,A1+1,_xlpm.y,_xlpm.x*2,_xlpm.x+_xlpm.y)", 6.0), ('COUNTIFS($A$1:$A$8,">2",$C$1:$C$8,"High")', 0.0),
    ('SUMIF($C$1:$C$8,"high",$A$1:$A$8)', 2.0), ('SUMIF($A$1:$A$8,">4")', 10.0), ("COUNTA($F$1:$F$8)", 7.0),
    ('AVERAGEIFS($A$1:$A$8,$C$1:$C$8,"none")', CellError("#DIV/0!")), ("COUNTBLANK($F$1:$F$8)", 2.0), ("MOD(-3,2)", 1.0),
    ('SUBSTITUTE("a-b-c","-","+",2)', "a-b+c"), ('_xlfn.TEXTJOIN("/",TRUE,"a","","b")', "a/b"), ("LARGE($A$1:$A$8,2)", 5.0),
    ('COUNTIF($E$1:$E$8,"R~*")', 0.0), ('LEFT("abc",-1)', CellError("#VALUE!")), ("SMALL($A$1:$A$8,9)", CellError("#NUM!")),
    ("SUMPRODUCT($A$1:$A$3,$B$1:$B$2)", None), ("LEFT()", None), ("ROUND(A1,1E300)", None), ("PRODUCT(1E300,1E300)", CellError("#NUM!")), ("ROUND(A1,-400)", None)]
"""What a formula gives over the ratings of `formulas`; None where smsxl says nothing of it."""


@pytest.mark.parametrize(("formula", "gives"), GIVES, ids=[formula for formula, _ in GIVES])
def test_formula_gives_what_excel_documents(formula: str, gives: object, tmp_path: Path) -> None:
    """A formula gives what Excel documents for it, also where other spreadsheet programs differ."""
    path = tmp_path / "their.xlsx"
    formulas.write(path, [formula])
    found = Cells(open_any(str(path)), formulas.SHEET).calculated(1, formulas.COLUMN)
    assert (type(found), found) == (type(gives), gives)


def test_a_text_that_doubles_in_each_row_stays_in_its_cell() -> None:
    """A chain of rows that each join the text above with itself ends in an error, not in all of the memory."""
    asked = ['"four"', *(f"A{row}&A{row}" for row in range(1, 60)), 'SUBSTITUTE(A13,"f",A13)']
    cells = Cells(MemoryWorkbook({"S": {(row, 1): Calculated(formula, NOT_CALCULATED)
                                       for row, formula in enumerate(asked, start=1)}}), "S")
    found = [cells.calculated(row, 1) for row in range(1, 62)]
    assert [len(str(text)) for text in found[:13]] == [4 * 2 ** power for power in range(13)]
    assert set(found[13:]) == {CellError("#VALUE!")}


def test_a_long_chain_of_deep_formulas_is_not_judged() -> None:
    """Formulas of sixty levels, each on the one above, give nothing where they lead too deep, and no failure."""
    deep = {(row, 1): Calculated("IF(1=1," * 60 + f"A{row - 1}" + ",0)" * 60, NOT_CALCULATED) for row in range(2, 60)}
    cells = Cells(MemoryWorkbook({"S": {(1, 1): 5.0, **deep}}), "S")
    assert cells.calculated(59, 1) is None
    assert cells.calculated(2, 1) == 5.0


@pytest.mark.parametrize("seed", range(3))
def test_strange_formulas_do_no_harm(seed: int, tmp_path: Path) -> None:
    """Whatever the arguments are, a formula gives a value, an error or nothing, and it never fails."""
    asked = [*formulas.strange(seed, 20), *formulas.usual(seed, 300)]
    path = tmp_path / "their.xlsx"
    formulas.write(path, asked)
    cells = Cells(open_any(str(path)), formulas.SHEET)
    found = [cells.calculated(row, formulas.COLUMN) for row in range(1, len(asked) + 1)]
    assert len({type(value) for value in found}) > 3


def test_a_rank_among_all_reads_the_column_once(tmp_path: Path) -> None:
    """An area that every row looks at is read once, and ranks, means and counts over it agree with themselves."""
    path = tmp_path / "their.xlsx"
    formulas.write(path, ["RANK(A1,$A$1:$A$100)", "MAX($A$1:$A$100)", 'COUNTIF($A$1:$A$100,">2")', "COUNT($A$1:$A$100)"] * 25)
    cells = Cells(open_any(str(path)), formulas.SHEET)
    first = [cells.calculated(row, formulas.COLUMN) for row in range(1, 5)]
    reads: list[int] = []
    kept = cells.raw
    cells.raw = lambda row, column: reads.append(row) or kept(row, column)  # type: ignore[method-assign,func-returns-value]
    assert [cells.calculated(row, formulas.COLUMN) for row in (98, 99, 100)] == first[1:]
    assert first == [7.0, 5.0, 5.0, 7.0]
    assert reads == []
