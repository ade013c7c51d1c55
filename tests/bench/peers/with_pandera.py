"""The rules that pandera can express behind pandas.read_excel: with_pandera.py BOOK DAY."""

import json
import sys

import pandas as pd
import pandera.pandas as pa

BOOK, DAY = sys.argv[1], pd.Timestamp(sys.argv[2])
HEADER = 4
KINDS = ("Threat", "Opportunity")
STATES = ("Open", "In treatment", "Accepted", "Closed", "Realised")

sheets = {name: pd.read_excel(BOOK, sheet_name=name, header=HEADER - 1, engine="calamine")
          for name in ("Risks", "Services", "Treatments", "Acceptances", "KPIs")}
risks = sheets["Risks"]
components = set(sheets["Services"]["Id"])
categories = set(pd.read_excel(BOOK, sheet_name="Criteria", header=None, engine="calamine").to_numpy().flatten())


def scale(*, nullable: bool) -> pa.Column:
    """Return a column of whole numbers from 1 to 5."""
    return pa.Column(object, pa.Check(lambda s: s.map(lambda v: not isinstance(v, str) and v in (1, 2, 3, 4, 5))),
                     nullable=nullable, coerce=True)


def day() -> pa.Column:
    """Return a column of dates."""
    return pa.Column(object, pa.Check(lambda s: s.map(lambda v: hasattr(v, "year"))), nullable=True, coerce=True)


def number(series: pd.Series) -> pd.Series:
    """Return the numbers of a column."""
    return pd.to_numeric(series, errors="coerce")


def product(stage: str) -> pa.Check:
    """Return the rule that the score is likelihood times impact."""
    return pa.Check(lambda f: (number(f[f"{stage} likelihood"]) * number(f[f"{stage} impact"])
                               == number(f[f"{stage} score"])) | f[f"{stage} likelihood"].isna(), name=f"{stage} score")


filled = pa.Column(object, pa.Check(lambda s: s.map(lambda v: bool(str(v).strip()))), nullable=False, coerce=True)
schemas = {
    "Risks": pa.DataFrameSchema({
        "Id": pa.Column(unique=True), "Title": filled, "Owner": filled,
        "Type": pa.Column(checks=pa.Check.isin(KINDS)), "Status": pa.Column(checks=pa.Check.isin(STATES)),
        "Category": pa.Column(checks=pa.Check.isin(categories)),
        "Service": pa.Column(checks=pa.Check.isin(components), nullable=True),
        **{f"{stage} {axis}": scale(nullable=stage != "Current") for stage in ("Inherent", "Current", "Residual")
           for axis in ("likelihood", "impact")},
        "Last review": day(), "Next review": day(),
    }, checks=[
        product("Inherent"), product("Current"),
        pa.Check(lambda f: ~((number(f["Residual likelihood"]) > number(f["Current likelihood"]))
                             & (f["Type"] == "Threat")), name="Residual likelihood"),
        pa.Check(lambda f: ~(pd.to_datetime(f["Last review"], errors="coerce")
                             < pd.to_datetime(f["Identified"], errors="coerce")), name="Last review"),
        pa.Check(lambda f: ~((f["Current tolerance"] == "Above tolerance") & f["Treatment"].isna()
                             & f["Status"].isin(["Open", "In treatment"])), name="Treatment"),
    ]),
    "Treatments": pa.DataFrameSchema({"Risk": pa.Column(checks=pa.Check.isin(set(risks["Id"])))}, checks=[
        pa.Check(lambda f: ~((pd.to_datetime(f["Due"], errors="coerce") < DAY) & f["Status"].isin(["Planned"])),
                 name="Due")]),
    "Acceptances": pa.DataFrameSchema(checks=[pa.Check(
        lambda f: ~(pd.to_datetime(f["Until"], errors="coerce") < pd.to_datetime(f["Accepted on"], errors="coerce")),
        name="Until")]),
    "KPIs": pa.DataFrameSchema({"Direction": pa.Column(checks=pa.Check.isin(["Higher", "Lower"]))}),
}

found = set()
for sheet, schema in schemas.items():
    try:
        schema.validate(sheets[sheet], lazy=True)
    except pa.errors.SchemaErrors as errors:
        cases = errors.failure_cases.dropna(subset=["index"])
        of_a_column = cases["schema_context"] == "Column"
        names = cases["column"].where(of_a_column, cases["check"])
        found |= {(sheet, int(row) + HEADER + 1, str(name)) for row, name in zip(cases["index"], names, strict=True)}
print(json.dumps(sorted(found)))
