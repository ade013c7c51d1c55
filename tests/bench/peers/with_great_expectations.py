"""The rules that Great Expectations can express behind pandas.read_excel: with_great_expectations.py BOOK DAY."""

import json
import logging
import os
import sys
import warnings

os.environ["GX_ANALYTICS_ENABLED"] = "false"
warnings.simplefilter("ignore")
logging.disable(logging.CRITICAL)

import great_expectations as gx  # noqa: E402 - it reads the variable above
import pandas as pd  # noqa: E402

BOOK, DAY = sys.argv[1], pd.Timestamp(sys.argv[2])
HEADER = 4
E = gx.expectations

sheets = {name: pd.read_excel(BOOK, sheet_name=name, header=HEADER - 1, engine="calamine")
          for name in ("Risks", "Services", "Treatments", "Acceptances", "KPIs")}
risks = sheets["Risks"]
threats, live = 'col("Type") == "Threat"', 'col("Current tolerance") == "Above tolerance"'
for stage in ("Inherent", "Current"):  # it compares columns, so what a score should be has to be one
    numbers = [pd.to_numeric(risks[f"{stage} {axis}"], errors="coerce") for axis in ("likelihood", "impact")]
    risks[f"{stage} product"] = numbers[0] * numbers[1]
for table, columns in (("Risks", ("Last review", "Identified")), ("Treatments", ("Due",)),
                       ("Acceptances", ("Until", "Accepted on"))):
    for column in columns:
        sheets[table][f"{column} as date"] = pd.to_datetime(sheets[table][column], errors="coerce")
criteria = pd.read_excel(BOOK, sheet_name="Criteria", header=None, engine="calamine").to_numpy().flatten()
categories = {value for value in criteria if isinstance(value, str)}
rules = {
    "Risks": [
        E.ExpectColumnValuesToBeUnique(column="Id"),
        *(E.ExpectColumnValuesToNotBeNull(column=column) for column in ("Title", "Owner")),
        E.ExpectColumnValuesToBeInSet(column="Type", value_set=["Threat", "Opportunity"]),
        E.ExpectColumnValuesToBeInSet(column="Status", value_set=["Open", "In treatment", "Accepted", "Closed",
                                                                  "Realised"]),
        E.ExpectColumnValuesToBeInSet(column="Category", value_set=sorted(categories)),
        E.ExpectColumnValuesToBeInSet(column="Service", value_set=sorted(sheets["Services"]["Id"])),
        *(E.ExpectColumnValuesToBeInSet(column=f"{stage} {axis}", value_set=[1, 2, 3, 4, 5])
          for stage in ("Inherent", "Current", "Residual") for axis in ("likelihood", "impact")),
        *(E.ExpectColumnPairValuesToBeEqual(column_A=f"{stage} score", column_B=f"{stage} product",
                                            ignore_row_if="either_value_is_missing")
          for stage in ("Inherent", "Current")),
        E.ExpectColumnPairValuesAToBeGreaterThanB(
            column_A="Current likelihood", column_B="Residual likelihood", or_equal=True,
            ignore_row_if="either_value_is_missing", row_condition=threats, condition_parser="great_expectations"),
        E.ExpectColumnPairValuesAToBeGreaterThanB(
            column_A="Last review as date", column_B="Identified as date", or_equal=True,
            ignore_row_if="either_value_is_missing"),
        E.ExpectColumnValuesToNotBeNull(column="Treatment", row_condition=live,
                                        condition_parser="great_expectations"),
        E.ExpectColumnValuesToNotMatchRegex(column="Next review", regex="[.]"),
    ],
    "Treatments": [
        E.ExpectColumnValuesToBeInSet(column="Risk", value_set=sorted(risks["Id"])),
        E.ExpectColumnValuesToBeBetween(column="Due as date", min_value=DAY, row_condition='col("Status") == "Planned"',
                                        condition_parser="great_expectations"),
    ],
    "Acceptances": [E.ExpectColumnPairValuesAToBeGreaterThanB(
        column_A="Until as date", column_B="Accepted on as date", or_equal=True,
        ignore_row_if="either_value_is_missing")],
    "KPIs": [E.ExpectColumnValuesToBeInSet(column="Direction", value_set=["Higher", "Lower"])],
}

context = gx.get_context(mode="ephemeral")
context.variables.progress_bars = {"globally": False}
source = context.data_sources.add_pandas("sheets")
found: set[tuple[str, int, str | None]] = set()
for sheet, expectations in rules.items():
    whole = source.add_dataframe_asset(sheet).add_batch_definition_whole_dataframe(sheet)
    suite = context.suites.add(gx.ExpectationSuite(name=sheet, expectations=expectations))
    check = gx.ValidationDefinition(name=sheet, data=whole, suite=suite)
    context.validation_definitions.add(check)
    outcome = check.run(batch_parameters={"dataframe": sheets[sheet]}, result_format="COMPLETE")
    for result in outcome.results:
        settings = result.expectation_config.kwargs
        column = str(settings.get("column") or settings["column_A"]).removesuffix(" as date")
        if result.exception_info.get("raised_exception"):
            print(f"{sheet} {column}: {result.exception_info.get('exception_message')}", file=sys.stderr)
        found |= {(sheet, int(row) + HEADER + 1, column) for row in result.result.get("unexpected_index_list") or ()}
print(json.dumps(sorted(found, key=str)))
