"""Small numbers stay unknown: an exact solver is given all that a report shows, and must not find one of them."""

from __future__ import annotations

from datetime import date

import highspy
import pandas as pd
import pytest

from pipelines.metrics import metric
from pipelines.metrics.second_look import agreed
from pipelines.reports.cells import Cells, Sum, cells_of
from pipelines.reports.pack import board_pack
from pipelines.reports.subjects import Subject
from pipelines.reports.withheld import NOT_SHOWN, SMALL, Withheld, protected, published, shown
from tests.reports.conftest import opened, report

WEEK = date(2026, 3, 2)


class Solver:
    """Whole numbers under equations: the least and the most that each can be."""

    def __init__(self):
        self.model = highspy.Highs()
        self.model.silent()
        self.cells = {}

    def cell(self, key, seen):
        if key not in self.cells:
            low, high = limits(seen)
            self.cells[key] = self.model.addVariable(lb=low, ub=high, type=highspy.HighsVarType.kInteger)
        return self.cells[key]

    def ends(self, key):
        found = []
        for turn in (self.model.minimize, self.model.maximize):
            turn(self.cells[key])
            found.append(round(self.model.val(self.cells[key])))
        return found


def limits(seen):
    """What a reader knows of a cell from its own token."""
    if isinstance(seen, Withheld):
        return (1, 7) if seen == SMALL else (0, 500)
    return (0, 0) if seen == 0 else (max(8, seen - 2), seen + 2)


@pytest.mark.parametrize("value", range(60))
def test_a_count_is_withheld_or_rounded(value):
    seen = shown(value)
    low, high = limits(seen)
    assert low <= value <= high
    assert (seen is SMALL) == (1 <= value <= 7)
    assert isinstance(seen, Withheld) or (seen % 5 == 0 and abs(seen - value) <= 2)


def one_sum(*parts):
    """A total and its parts, by hand."""
    values = {("t",): sum(parts)} | {("p", i): v for i, v in enumerate(parts)}
    return Cells(values=values, sums=[Sum(("t",), tuple(("p", i) for i in range(len(parts))))])


def groups(cells):
    """The cells in groups that no equation joins, so that each can be solved alone."""
    near = {key: {key} for key in cells.values}
    for keys in [*((one.total, *one.parts) for one in cells.sums), *cells.within]:
        joined = set().union(*(near[key] for key in keys))
        for key in joined:
            near[key] = joined
    return {id(group): group for group in near.values()}.values()


def solved(cells, hidden):
    """The least and the most of each small number, by the solver."""
    found = {}
    for group in groups(cells):
        small = [k for k in group if shown(cells.values[k]) is SMALL and k not in hidden]
        if small:
            solver = Solver()
            for key in group:
                solver.cell(key, NOT_SHOWN if key in hidden else shown(cells.values[key]))
            for one in (s for s in cells.sums if s.total in group):
                solver.model.addConstr(sum(solver.cells[p] for p in one.parts) == solver.cells[one.total])
            for part, whole in (pair for pair in cells.within if pair[0] in group):
                solver.model.addConstr(solver.cells[part] <= solver.cells[whole])
            found |= {key: solver.ends(key) for key in small}
    return found


@pytest.mark.parametrize(
    "parts", [[7] * 4, [7, 7], [1] * 12, [1] * 8, [1, 0, 0], [3, 0], [7, 7, 8], [1, 40], [2, 3, 4, 100], [7, 13, 13]]
)
def test_a_sum_gives_none_of_its_parts_away(parts):
    cells = one_sum(*parts)
    found = solved(cells, protected(cells))
    assert all(most - least >= 2 for least, most in found.values()), found


def test_rounding_alone_would_have_given_them_away():
    """Twelve ones under a total that is shown as 10: without further withholding the solver knows them all."""
    cells = one_sum(*[1] * 12)
    assert set(map(tuple, solved(cells, set()).values())) == {(1, 1)}
    assert protected(cells)


def test_a_table_of_two_ways_gives_none_away():
    values, sums, grid = {}, [], [[1, 1, 1, 1, 1], [7, 7, 7, 7, 0], [1, 2, 0, 9, 31], [0, 0, 1, 0, 0]]
    for i, row in enumerate(grid):
        values |= {(i, j): v for j, v in enumerate(row)} | {(i, "all"): sum(row)}
        sums.append(Sum((i, "all"), tuple((i, j) for j in range(5))))
    for j in range(5):
        values["all", j] = sum(row[j] for row in grid)
        sums.append(Sum(("all", j), tuple((i, j) for i in range(4))))
    values["all", "all"] = sum(map(sum, grid))
    sums += [
        Sum(("all", "all"), tuple((i, "all") for i in range(4))),
        Sum(("all", "all"), tuple(("all", j) for j in range(5))),
    ]
    cells = Cells(values=values, sums=sums)
    found = solved(cells, protected(cells))
    assert len(found) > 5
    assert all(most - least >= 2 for least, most in found.values()), found


def test_no_small_number_of_a_whole_report_is_found_by_a_solver(exact):
    cells = cells_of(exact, WEEK)
    ends = solved(cells, protected(cells))
    assert len(ends) > 50
    assert all(most - least >= 1 for least, most in ends.values())


def test_what_a_reader_adds_up_himself_gives_nothing_away(withheld):
    """The equations of a reader who knows what the sheets mean, written down apart from the product's own."""
    frames = {s.name: s.frame for s in withheld}
    solver = Solver()
    model = solver.model
    coverage, times = frames["coverage"], frames["time_to_review"]
    for row in coverage.to_dict("records"):
        at = (row["channel"], row["week_start"])
        known = solver.cell(("known", *at), row["denominator"])
        reviewed = solver.cell(("reviewed", *at), row["numerator"])
        still = solver.cell(("open", *at), row["open_items"])
        model.addConstr(known == reviewed + still)
    for row in times[times["is_total"]].to_dict("records"):
        for name, column in (("known", "denominator"), ("reviewed", "numerator"), ("open", "open_items")):
            total = solver.cell((name, "all", row["week_start"]), row[column])
            parts = [v for k, v in solver.cells.items() if k[0] == name and k[2] == row["week_start"] and k[1] != "all"]
            model.addConstr(sum(parts) == total)
    rate = frames["removal_rate"]
    for row in rate[rate["is_all_reasons"] & ~rate["is_total"] & (rate["period"] == "Twelve weeks")].to_dict("records"):
        weeks = [v for k, v in solver.cells.items() if k[0] == "reviewed" and k[1] == row["channel"]]
        if weeks:
            model.addConstr(sum(weeks) == solver.cell(("reviewed", row["channel"], "twelve"), row["denominator"]))
    small = [k for k, v in solver.cells.items() if k[0] in ("known", "reviewed", "open") and _is_small(frames, k)]
    assert len(small) >= 2
    assert all(len(set(solver.ends(key))) == 2 for key in small)


def _is_small(frames, key):
    name, channel, week = key
    column = {"known": "denominator", "reviewed": "numerator", "open": "open_items"}[name]
    rows = frames["coverage"]
    rows = rows[(rows["channel"] == channel) & (rows["week_start"] == week)] if week != "twelve" else rows[:0]
    return len(rows) == 1 and rows.iloc[0][column] == SMALL


def test_shares_and_times_of_few_comments_are_withheld_with_them(withheld):
    frames = {s.name: s.frame for s in withheld}
    few = frames["coverage"][[isinstance(v, Withheld) for v in frames["coverage"]["numerator"]]]
    assert len(few) > 0
    for name in ("value", "low", "high"):
        assert all(isinstance(v, Withheld) or pd.isna(v) for v in few[name])
    for row in frames["time_to_removal"].to_dict("records"):
        if isinstance(row["items"], Withheld):
            assert not any(isinstance(row[n], float) and not pd.isna(row[n]) for n in row if n.endswith("_hours"))
    for row in frames["harm_hours"].to_dict("records"):
        assert row["category"] == "all" or not isinstance(row["value"], float)


def test_the_workbook_that_leaves_the_office_holds_no_small_count(told):
    book = opened(board_pack(report(told, exact=False)))
    for title, column in (
        ("Comments reviewed", "Known"),
        ("Time to removal", "Items"),
        ("Flags upheld by decisions", "Comments"),
    ):
        sheet = book[title]
        heads, *rows = [[c.value for c in row] for row in sheet[next(iter(sheet.tables.values())).ref]]
        values = [row[heads.index(column)] for row in rows]
        assert values
        assert all(v in ("1 to 7", "not shown") or v % 5 == 0 for v in values), values
    cover = "\n".join(str(row[0].value) for row in book["Cover"].iter_rows(max_col=1))
    assert "Numbers of comments from 1 to 7 are not shown" in cover
    assert "All numbers are exact" not in cover


def test_reach_and_rounds_stay_exact(exact, withheld):
    for before, after in zip(exact, withheld, strict=True):
        if before.name in ("reach", "engagement_rate", "cadence", "cadence_rate", "like_for_like_reach"):
            pd.testing.assert_frame_equal(before.frame, after.frame)


def test_agreement_of_few_pairs_of_a_kind_does_not_tell_how_few():
    counts = {"both_problem": [3, 20], "first_only": [1, 10], "second_only": [0, 10], "neither": [40, 60]}
    about = {"channel": ["facebook", "x"], "category": ["all", "all"], "period": "This week"}
    frame = agreed(pd.DataFrame(about | counts)).assign(flag="COMPLETE")
    (found,) = published([Subject("agreement", metric("agreement").words, frame)], WEEK)
    few, many = found.frame.to_dict("records")
    assert few["both_problem"] == few["first_only"] == SMALL
    assert {few[name] for name in ("value", "low", "high", "alpha", "on_problems", "on_others")} == {NOT_SHOWN}
    assert (many["both_problem"], many["on_problems"], many["value"]) == (20, 0.67, 0.52)


@pytest.mark.parametrize("found", [(9, 4, 30), (12, 9, 25), (1, 1, 40), (7, 7, 38)])
def test_what_was_found_for_two_categories_gives_no_small_number_away(found):
    week = {"channel": "x", "flag": "COMPLETE"}
    total = Subject("coverage", metric("coverage").words, pd.DataFrame([
        {"week_start": pd.Timestamp(WEEK), "numerator": 42, "denominator": 42} | week
    ]))  # fmt: skip
    rows = [
        {
            "period": "This week",
            "category": name,
            "comments": n,
            "numerator": n // 3,
            "denominator": n,
            "marked_wrong": n // 2,
        }
        for name, n in zip(("Abuse", "Political", "nothing found"), found, strict=True)
    ]
    flags = Subject("flags_upheld", metric("flags_upheld").words, pd.DataFrame([row | week for row in rows]))
    cells = cells_of([total, flags], WEEK)
    assert any(key[0] == "shared" for key in cells.unseen) == (sum(found) > 42)
    told = solved(cells, protected(cells))
    assert told
    assert all(most - least >= 2 for least, most in told.values()), told
