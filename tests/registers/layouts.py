"""Registers in the shapes that real ones have, one each; English, but for what a shape needs."""

from __future__ import annotations

from typing import Any

from tests.registers.shape import RATINGS, Shape, Sheet, day, letters, level, lines

_RISKS = ("Backup restore fails", "Key person leaves the team", "Supplier goes out of business", "Phishing of finance staff",
          "Flood in the server room", "Licence audit finds gaps", "Release breaks the customer portal",
          "Certificates expire unnoticed", "Wrong data sent to a customer", "Capacity runs out in December",
          "Unpatched firewall is exploited", "Contract renewal is missed")
_OWNERS = ("Kim", "Noor", "Ola", "Pat")
WORDS = ("Low", "Medium", "High", "Critical")


def _columns(order: list[str], left: int = 1) -> dict[str, str]:
    return {field: letters(left + i) for i, field in enumerate(order) if field}


def two_row_heading() -> Shape:
    """Groups of ratings merged above L, I and Score; the names repeat."""
    sheet = Sheet("Register")
    sheet.cells |= {"A1": "Service risk register", "A3": "Ref", "B3": "Risk", "C3": "Owner", "D3": "Inherent Risk",
                    "G3": "Existing Controls", "H3": "Residual Risk", "K3": "Actions", "L3": "Review Date"}
    sheet.merges += ["A3:A4", "B3:B4", "C3:C4", "D3:F3", "G3:G4", "H3:J3", "K3:K4", "L3:L4"]
    for first in ("D", "H"):
        for i, text in enumerate(("Likelihood", "Impact", "Score")):
            sheet.cells[f"{letters(ord(first) - 64 + i)}4"] = text
    sheet.rows(5, 1, lines(lambda i, p, s: [
        f"R-{i:02}", _RISKS[i - 1], _OWNERS[i % 4], p, s, (f"=D{i + 4}*E{i + 4}", p * s), "Monitored weekly by the team",
        max(1, p - 1), s, (f"=H{i + 4}*I{i + 4}", max(1, p - 1) * s), f"Write and test a procedure for case {i}", day(i)]))
    fields = {"id": "A", "title": "B", "owner": "C", "likelihood": "D", "impact": "E", "score": "F", "controls": "G",
              "residual_likelihood": "H", "residual_impact": "I", "residual_score": "J", "treatment_plan": "K",
              "review_date": "L"}
    return Shape("two-row-heading", [sheet], fields, header=(3, 4), rows=12, method="product")


def short_headings() -> Shape:
    """L, I and R only, and the same letters again after the controls."""
    sheet = Sheet("Risks")
    sheet.rows(2, 1, [["#", "Hazard", "L", "S", "R", "Control measures", "L", "S", "R", "By who"]])
    sheet.rows(3, 1, lines(lambda i, p, s: [i, _RISKS[i - 1], p, s, p * s, "Training and a written procedure",
                                            max(1, p - 1), s, max(1, p - 1) * s, _OWNERS[i % 4]]))
    fields = {"id": "A", "title": "B", "likelihood": "C", "impact": "D", "score": "E", "controls": "F",
              "residual_likelihood": "G", "residual_impact": "H", "residual_score": "I", "owner": "J"}
    return Shape("short-headings", [sheet], fields, header=(2,), rows=12, method="product")


def words_and_key() -> Shape:
    """Ratings in words; the key on another sheet has their numbers, a lookup makes the score."""
    likely = ("Rare", "Unlikely", "Possible", "Likely", "Almost certain")
    bad = ("Insignificant", "Minor", "Moderate", "Major", "Catastrophic")
    key = Sheet("Key")
    key.rows(2, 2, [["Likelihood", "Value", None, "Impact", "Value"],
                    *[[likely[i], i + 1, None, bad[i], i + 1] for i in range(5)]])
    sheet = Sheet("Risk Log")
    sheet.rows(4, 2, [["Risk ID", "Risk Title", "Risk Description", "Probability", "Impact", "Risk Score", "Risk Rating",
                       "Mitigation Strategy", "Assigned To", "Date Raised"]])
    sheet.rows(5, 2, lines(lambda i, p, s: [
        f"RSK-{i:03}", _RISKS[i - 1], f"Because of budget cuts it may happen that case {i} occurs", likely[p - 1], bad[s - 1],
        (f"=VLOOKUP(E{i + 4},Key!$B$3:$C$7,2,FALSE)*VLOOKUP(F{i + 4},Key!$E$3:$F$7,2,FALSE)", p * s),
        (f'=IF(G{i + 4}>15,"Critical",IF(G{i + 4}>9,"High",IF(G{i + 4}>4,"Medium","Low")))', level(p * s, WORDS)),
        f"Plan {i}: agree a second source", _OWNERS[i % 4], day(i)]))
    fields = {"id": "B", "title": "C", "description": "D", "likelihood": "E", "impact": "F", "score": "G", "level": "H",
              "treatment_plan": "I", "owner": "J", "identified": "K"}
    return Shape("words-and-key", [sheet, key], fields, header=(4,), rows=12, method="product")


def high_medium_low() -> Shape:
    """H, M and L for everything, and no number anywhere."""
    word = {1: "L", 2: "L", 3: "M", 4: "H", 5: "H"}
    result = {"LL": "L", "LM": "L", "ML": "L", "MM": "M", "LH": "M", "HL": "M", "HM": "H", "MH": "H", "HH": "H"}
    sheet = Sheet("Sheet1")
    sheet.rows(1, 1, [["No.", "Risk", "Probability (H/M/L)", "Impact (H/M/L)", "Risk Level", "Mitigation", "Owner"]])
    sheet.rows(2, 1, lines(lambda i, p, s: [i, _RISKS[i - 1], word[p], word[s], result[word[p] + word[s]],
                                            f"Agree measure {i} with the supplier", _OWNERS[i % 4]]))
    fields = {"id": "A", "title": "B", "likelihood": "C", "impact": "D", "level": "E", "treatment_plan": "F", "owner": "G"}
    return Shape("high-medium-low", [sheet], fields, rows=12)


def numbers_with_words() -> Shape:
    """ "4 - Likely" in the cells, and groups and totals between the rows."""
    likely = ("Rare", "Unlikely", "Possible", "Likely", "Almost certain")
    bad = ("Negligible", "Minor", "Moderate", "Major", "Severe")
    sheet = Sheet("2026")
    sheet.rows(6, 1, [["Ref", "Event", "Cause", "Effect", "Gross likelihood", "Gross impact", "Gross score", "Key controls",
                       "Net likelihood", "Net impact", "Net score", "Risk owner", "Response", "Status"]])
    body = lines(lambda i, p, s: [
        f"{i}.1", _RISKS[i - 1], f"Because the process {i} is new", f"Customers wait for {i} days", f"{p} - {likely[p - 1]}",
        f"{s} - {bad[s - 1]}", p * s, "Four eyes and a weekly report", f"{max(1, p - 1)} - {likely[max(1, p - 1) - 1]}",
        f"{s} - {bad[s - 1]}", max(1, p - 1) * s, _OWNERS[i % 4], ("Treat", "Tolerate", "Transfer")[i % 3], "Open"])
    body.insert(6, ["B. Risks of suppliers"])
    body.insert(0, ["A. Own risks"])
    sheet.rows(7, 1, body)
    sheet.cells |= {"A21": "Total", "G21": ("=SUM(G8:G20)", 0)}
    fields = {"id": "A", "title": "B", "cause": "C", "consequence": "D", "likelihood": "E", "impact": "F", "score": "G",
              "controls": "H", "residual_likelihood": "I", "residual_impact": "J", "residual_score": "K", "owner": "L",
              "treatment": "M", "status": "N"}
    return Shape("numbers-with-words", [sheet], fields, header=(6,), rows=12, method="product")


def ticks() -> Shape:
    """An x in one of three columns below each rating."""
    sheet = Sheet("Analysis")
    sheet.cells |= {"A1": "Nr", "B1": "Risk description", "C1": "Likelihood", "F1": "Impact", "I1": "Measures", "J1": "Owner"}
    sheet.merges += ["A1:A2", "B1:B2", "C1:E1", "F1:H1", "I1:I2", "J1:J2"]
    for first in (3, 6):
        for i, text in enumerate(("Low", "Medium", "High")):
            sheet.cells[f"{letters(first + i)}2"] = text
    def line(i: int, p: int, s: int) -> list[Any]:
        marks = ["x" if (p + 1) // 2 == k else None for k in (1, 2, 3)] + ["x" if (s + 1) // 2 == k else None for k in (1, 2, 3)]
        return [i, _RISKS[i - 1], *marks, f"Measure {i} of the plan", _OWNERS[i % 4]]
    sheet.rows(3, 1, lines(line))
    fields = {"id": "A", "description": "B", "likelihood": "C:E", "impact": "F:H", "treatment_plan": "I", "owner": "J"}
    return Shape("ticks", [sheet], fields, header=(1, 2), rows=12)


def percentages() -> Shape:
    """Probability as a percentage, impact in money, exposure as their product."""
    sheet = Sheet("Risk Register")
    sheet.rows(3, 1, [["Risk #", "Risk Event", "Probability (%)", "Impact ($)", "Exposure ($)", "Response Strategy", "Owner",
                       "Due Date"]])
    sheet.rows(4, 1, lines(lambda i, p, s: [
        i, _RISKS[i - 1], p / 10, s * 10_000, (f"=C{i + 3}*D{i + 3}", p * s * 1000), ("Mitigate", "Accept", "Avoid")[i % 3],
        _OWNERS[i % 4], day(i)]))
    fields = {"id": "A", "title": "B", "likelihood": "C", "impact": "D", "score": "E", "treatment": "F", "owner": "G",
              "due": "H"}
    return Shape("percentages", [sheet], fields, header=(3,), rows=12, method="product")


def failure_modes() -> Shape:
    """FMEA: severity, occurrence and detection from 1 to 10, their product the RPN."""
    sheet = Sheet("FMEA")
    sheet.rows(1, 1, [["Process Step", "Potential Failure Mode", "Potential Effects of Failure", "SEV", "Potential Causes",
                       "OCC", "Current Controls", "DET", "RPN", "Recommended Actions", "Responsibility"]])
    sheet.rows(2, 1, lines(lambda i, p, s: [
        f"Step {i}", _RISKS[i - 1], f"Customers can't order for {i} hours", 2 * s, f"No second line for part {i}", 2 * p - 1,
        "Daily check by the shift", 1 + i % 5, (f"=D{i + 1}*F{i + 1}*H{i + 1}", 2 * s * (2 * p - 1) * (1 + i % 5)),
        f"Install a second line for part {i}", _OWNERS[i % 4]]))
    fields = {"service": "A", "title": "B", "consequence": "C", "impact": "D", "cause": "E", "likelihood": "F",
              "controls": "G", "score": "I", "treatment_plan": "J", "owner": "K"}
    return Shape("failure-modes", [sheet], fields, rows=12, method="product of three")


def matrix_lookup() -> Shape:
    """The level comes from a matrix on another sheet by INDEX and MATCH; there is no score."""
    matrix = Sheet("Matrix")
    matrix.rows(1, 1, [["Likelihood \\ Impact", 1, 2, 3, 4, 5], *[[p, *[level(p * s, WORDS) for s in range(1, 6)]]
                                                                 for p in range(5, 0, -1)]])
    sheet = Sheet("Risks")
    sheet.rows(1, 1, [["ID", "Title", "Impact", "Likelihood", "Level", "Treatment", "Owner", "Next Review"]])
    sheet.rows(2, 1, lines(lambda i, p, s: [
        f"SR{i}", _RISKS[i - 1], s, p,
        (f"=INDEX(Matrix!$B$2:$F$6,MATCH(D{i + 1},Matrix!$A$2:$A$6,0),MATCH(C{i + 1},Matrix!$B$1:$F$1,0))",
         level(p * s, WORDS)), ("Reduce", "Accept", "Avoid")[i % 3], _OWNERS[i % 4], day(i)]))
    fields = {"id": "A", "title": "B", "impact": "C", "likelihood": "D", "level": "E", "treatment": "F", "owner": "G",
              "review_date": "H"}
    return Shape("matrix-lookup", [matrix, sheet], fields, sheet="Risks", rows=12)


def placeholders() -> Shape:
    """Prepared rows: ids and formulas down to row 200 below twelve risks, formats below that."""
    sheet = Sheet("Register", formatted_to=3000)
    sheet.rows(8, 2, [["Risk ID", "Description", "Category", "Likelihood (1-5)", "Impact (1-5)", "Risk Score", "Rating",
                       "Mitigation", "Owner", "Date Identified", "Status"]])
    def line(i: int) -> list[Any]:
        row = 8 + i
        formulas = ((f'=IF(E{row}="","",E{row}*F{row})', ""),
                    (f'=IF(G{row}="","",IF(G{row}>=16,"Critical",IF(G{row}>=10,"High",IF(G{row}>=5,"Medium","Low"))))', ""))
        if i > 12:
            return [f"R{i:03}", None, None, None, None, *formulas]
        p, s = RATINGS[i - 1]
        return [f"R{i:03}", _RISKS[i - 1], ("IT", "Legal")[i % 2], p, s, (formulas[0][0], p * s),
                (formulas[1][0], level(p * s, WORDS)), f"Measure {i} is planned", _OWNERS[i % 4], day(i), "Open"]
    sheet.rows(9, 2, [line(i) for i in range(1, 193)])
    fields = {"id": "B", "description": "C", "category": "D", "likelihood": "E", "impact": "F", "score": "G", "level": "H",
              "treatment_plan": "I", "owner": "J", "identified": "K", "status": "L"}
    return Shape("placeholders", [sheet], fields, header=(8,), rows=12, method="product")


def keys_beside() -> Shape:
    """Key tables above and beside the register, and a second list below it."""
    sheet = Sheet("Risks & Issues")
    sheet.rows(1, 1, [["RISK MANAGEMENT"], [None], ["Likelihood", "1", "Rare", None, "Score", "Level"],
                      [None, "2", "Possible", None, "1-3", "Low"], [None, "3", "Likely", None, "4-6", "Medium"],
                      [None, None, None, None, "7-9", "High"]])
    sheet.rows(9, 1, [["Item", "Risk Event", "Probability", "Severity", "Total", "Level", "Action", "Lead", None, None, "Legend", "Meaning"]])
    def line(i: int, p: int, s: int) -> list[Any]:
        low, bad = (p + 1) // 2, (s + 1) // 2
        return [i, _RISKS[i - 1], low, bad, (f"=C{i + 9}*D{i + 9}", low * bad),
                "Low" if low * bad <= 3 else "Medium" if low * bad <= 6 else "High", f"Do {i} this quarter", _OWNERS[i % 4]]
    sheet.rows(10, 1, lines(line))
    sheet.cells |= {"K10": "P", "L10": "Probability", "K11": "S", "L11": "Severity"}
    sheet.rows(26, 1, [["Issue No", "Issue", "Raised by", "Closed on"], [1, "Printer jammed", "Kim", day(1)], [2, "Badge lost", "Ola", day(2)]])
    fields = {"id": "A", "title": "B", "likelihood": "C", "impact": "D", "score": "E", "level": "F", "treatment_plan": "G",
              "owner": "H"}
    return Shape("keys-beside", [sheet], fields, header=(9,), rows=12, method="product")


def spacer_columns() -> Shape:
    """Blank columns divide the sections, and an opportunity stands among the threats."""
    sheet = Sheet("RR")
    sheet.rows(5, 2, [["ID", "Type", "Risk / Opportunity", None, "Prob.", "Imp.", "Score", None, "Response type", "Response", "Action owner", "Action due", None, "Post-mitigation Prob.", "Post-mitigation Imp.", "Post-mitigation Score"]])
    sheet.rows(6, 2, lines(lambda i, p, s: [
        f"A{i}", "Opportunity" if i == 3 else "Threat", _RISKS[i - 1], None, p, s, p * s, None, ("Reduce", "Accept", "Share")[i % 3],
        f"Carry out step {i} and report it to the board", _OWNERS[i % 4], day(i), None, max(1, p - 1), s, max(1, p - 1) * s]))
    fields = {"id": "B", "type": "C", "title": "D", "likelihood": "F", "impact": "G", "score": "H", "treatment": "J",
              "treatment_plan": "K", "owner": "L", "due": "M", "residual_likelihood": "O", "residual_impact": "P",
              "residual_score": "Q"}
    return Shape("spacer-columns", [sheet], fields, header=(5,), rows=12, method="product",
                 faults={"J8": "RSK403", "O8": "RSK207"})  # the opportunity is reduced like a threat


def three_ratings() -> Shape:
    """Inherent, current and target risk."""
    sheet = Sheet("ERM")
    heads = ["Risk ID", "Risk title", "Risk category", "Risk owner"]
    for stage in ("Inherent", "Current", "Target"):
        heads += [f"{stage} likelihood", f"{stage} consequence", f"{stage} risk rating"]
    sheet.rows(1, 1, [heads])
    sheet.rows(2, 1, lines(lambda i, p, s: [
        f"E-{i}", _RISKS[i - 1], ("Strategic", "Operational")[i % 2], _OWNERS[i % 4], p, s, p * s, max(1, p - 1), s,
        max(1, p - 1) * s, max(1, p - 2), s, max(1, p - 2) * s]))
    fields = {"id": "A", "title": "B", "category": "C", "owner": "D", "likelihood": "E", "impact": "F", "score": "G",
              "current_likelihood": "H", "current_impact": "I", "current_score": "J", "residual_likelihood": "K",
              "residual_impact": "L", "residual_score": "M"}
    return Shape("three-ratings", [sheet], fields, rows=12, method="product")


def asset_threats() -> Shape:
    """An ISO 27001 list: asset, threat, vulnerability, and a score of three factors."""
    sheet = Sheet("Risk Assessment")
    sheet.rows(2, 1, [["S.No", "Asset Name", "Asset Value", "Threat", "Vulnerability", "Impact", "Probability", "Risk Value", "Risk Treatment Option", "Controls to be implemented", "Risk Owner", "Residual Risk"]])
    sheet.rows(3, 1, lines(lambda i, p, s: [
        i, ("Server", "Laptop", "Archive")[i % 3], 1 + i % 3, _RISKS[i - 1], f"No control of kind {i}", (s + 1) // 2, (p + 1) // 2,
        (f"=C{i + 2}*F{i + 2}*G{i + 2}", (1 + i % 3) * ((s + 1) // 2) * ((p + 1) // 2)), ("Mitigate", "Accept")[i % 2],
        f"Roll out the control of annex {i}", _OWNERS[i % 4], ("Low", "Medium")[i % 2]]))
    fields = {"id": "A", "service": "B", "title": "D", "cause": "E", "impact": "F", "likelihood": "G", "score": "H",
              "treatment": "I", "treatment_plan": "J", "owner": "K", "residual_level": "L"}
    return Shape("asset-threats", [sheet], fields, header=(2,), rows=12, method="product of three")


def sums() -> Shape:
    """The score is a sum, typed; the level follows from it."""
    sheet = Sheet("Risks")
    sheet.rows(1, 1, [["risk_id", "risk_name", "risk_probability", "risk_impact", "risk_total", "risk_class", "mitigation_plan", "responsible"]])
    sheet.rows(2, 1, lines(lambda i, p, s: [i, _RISKS[i - 1], p, s, p + s, "low" if p + s < 5 else "medium" if p + s < 8 else "high",
                                            f"Plan number {i} with dates", _OWNERS[i % 4]]))
    fields = {"id": "A", "title": "B", "likelihood": "C", "impact": "D", "score": "E", "level": "F", "treatment_plan": "G",
              "owner": "H"}
    return Shape("sums", [sheet], fields, rows=12, method="sum")


def shapes() -> list[Shape]:
    """Return all of them."""
    return [make() for make in (two_row_heading, short_headings, words_and_key, high_medium_low, numbers_with_words, ticks,
                                percentages, failure_modes, matrix_lookup, placeholders, keys_beside, spacer_columns,
                                three_ratings, asset_threats, sums)]
