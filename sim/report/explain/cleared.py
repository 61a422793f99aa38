"""What clearings bring an institution, taken apart for the director's page: budget, spending by where it left, the sharing
key, the members' key, the value of points, the price between alliances, every lost score point.

An alliance is cleared as one; a member's bars are its part of the alliance's bars, by the key of the later side, and what
the key itself changes is a bar of its own. So they add up for every member, to the fen.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal, NamedTuple

import pandas as pd

from sim.foundation.errors import NOTHING, Words
from sim.policy.registry import builtin_rules
from sim.report.explain import clauses
from sim.report.explain.counted import Bills, by_flows, same_benefits, same_care
from sim.report.explain.opened import Opened, fen
from sim.report.numbers import number
from sim.report.words import say

Whose = Literal["yours", "rule", "others"]
POOL, POINTS, INTERNAL = "payment.outpatient_pool", "payment.points_pool", "sharing.internal"
LEAKS = ("treatable", "untreatable", "away")
WAYS = ("self", "own", "others", "outside_members", *LEAKS, "points")
"""Where a package's money went; `self` is the institution asked about."""
CLAUSES_OF_WAY = {"others": ("others", "cross_price"), "outside_members": ("others",), "treatable": ("leak",),
                  "untreatable": ("leak",), "away": ("away", "leak")}  # fmt: skip
"""Parameters of a package that decide whether it is charged."""


class Line(NamedTuple):
    """One bar: what it is, by how much it moves the bonus (or alliance money) in fen, whose it is, and why."""

    key: str
    name: Words
    fen: int
    whose: Whose
    note: Words = NOTHING
    clauses: tuple[clauses.Clause, ...] = ()


class Side(NamedTuple):
    """One of the two years or policies compared."""

    run: Opened
    year: int
    name: Words
    row: dict[Any, Any]


class Compared:
    """Both sides, and what is the same on them."""

    def __init__(self, before: Side, after: Side) -> None:
        self._sides = (before.run, before.year), (after.run, after.year)
        self._known: dict[str | None, bool] = {}
        self.same_benefits = same_benefits(before.run.manifest.policy, after.run.manifest.policy)

    def same_care(self, institution: str | None = None) -> bool:
        """See `sim.report.explain.counted.same_care`."""
        if institution not in self._known:
            self._known[institution] = same_care(*self._sides, institution)
        return self._known[institution]


class Cleared(NamedTuple):
    """One clearing on one side: the institution's own row of it, the holder's, and the holder's charges by way."""

    mine: dict[Any, Any]
    holder: dict[Any, Any]
    care: dict[str, dict[str, Bills]]  # way -> institution; empty where the budget does not follow residents
    members: frozenset[str]  # institutions among which its result is divided

    def of_holder(self, *columns: str) -> int:
        return sum(fen(self.holder[f"{column}_yuan"]) for column in columns)

    @property
    def ways(self) -> dict[str, int]:
        """Fen charged by way."""
        return {way: sum(one.charged for one in bills.values()) for way, bills in self.care.items()}

    @property
    def net(self) -> int:
        """What the institution got of the clearing, fen."""
        return fen(self.mine["retained_yuan"]) - fen(self.mine["borne_yuan"])

    @property
    def part(self) -> float:
        """The institution's part of the holder's result."""
        return float(self.mine["deficit_part" if self.of_holder("balance") < 0 else "surplus_part"])


def clearing_lines(before: Side, after: Side) -> list[Line]:
    """From one side's alliance money to the other's; together with nothing left over."""
    old, new = cleared(before), cleared(after)
    lines: list[Line] = []
    for rule in dict.fromkeys((*new, *old)):
        lines += _of_rule(rule, old.get(rule), new.get(rule), before, after)
    lines += _between(before, after, "rule" if Compared(before, after).same_care(before.row["id"]) else "yours")
    return lines + _scored(before, after)


def cleared(side: Side) -> dict[str, Cleared]:
    """Payment rule -> the clearing in which this institution has a part."""
    results, mine = _of_year(side, "results"), _of_year(side, "results", side.row["id"])
    budgets, charged = _of_year(side, "clearing"), _of_year(side, "charged")
    found = {}
    for row in mine.to_dict("records"):
        rule, holder = str(row["rule"]), str(row["holder"])
        of = budgets[(budgets["rule"] == rule) & (budgets["id"] == holder)] if len(budgets) else budgets
        if not len(of):
            continue  # an assessment, or money of another alliance's clearing
        care: dict[str, dict[str, Bills]] = {}
        if len(charged):
            for r in charged[(charged["rule"] == rule) & (charged["id"] == holder)].fillna({"at": ""}).to_dict("records"):
                way = "self" if r["way"] == "own" and r["at"] == row["id"] else str(r["way"])
                care.setdefault(way, {})[str(r["at"])] = Bills(int(r["cases"]), fen(r["basic_yuan"]), fen(r["charged_yuan"]))
        members = results.loc[(results["rule"] == rule) & (results["holder"] == holder), "id"]
        found[rule] = Cleared(row, dict(of.to_dict("records")[0]), care, frozenset(members.astype(str)))
    return found


def _of_rule(rule: str, was: Cleared | None, now: Cleared | None, before: Side, after: Side) -> list[Line]:
    some = now or was
    assert some is not None
    known = builtin_rules().get(rule)
    name = Words(str(some.holder["rule_zh"]), known.en if known else rule)
    cited = clauses.behind(after.run.manifest.policy, clauses.by_names([rule]))
    joint = any(side.part < 1 for side in (was, now) if side)
    compared = Compared(before, after)
    whole = _of_holder(rule, name, was, now, cited, compared, lead=some.mine["id"] == some.mine["holder"])
    if rule == POINTS and was is not None and now is not None:
        whole = [*_point_value(name, whole[0], before, after, compared), *whole[1:]]
    if not joint:
        return whole
    lines = [line._replace(fen=round(line.fen * some.part), note=_and(line.note, _part_of(some))) for line in whole]
    change = (now.net if now else 0) - (was.net if was else 0)
    key = clauses.behind(after.run.manifest.policy, clauses.by_names([INTERNAL]))
    left = change - sum(line.fen for line in lines)
    return [*lines, Line(f"{rule}.key", _both(name, say("members_key")), left, "rule", say("members_key_note"), key)]


def _of_holder(
    rule: str, name: Words, was: Cleared | None, now: Cleared | None, cited: tuple[clauses.Clause, ...], compared: Compared, *,
    lead: bool,
) -> list[Line]:  # fmt: skip
    """The bars of the whole budget; the first is the budget itself. A budget that is new, or gone, is the rule's altogether."""

    def change(*columns: str) -> int:
        return (now.of_holder(*columns) if now else 0) - (was.of_holder(*columns) if was else 0)

    making, dividing = (tuple(c for c in cited if clauses.sharing(c) is wanted) for wanted in (False, True))
    shared = Line(
        f"{rule}.sharing", _both(name, say("sharing")), change("fund_adds") - change("fund_keeps"), "rule", say("sharing_note"),
        dividing,
    )  # fmt: skip
    ways = {w: (was.ways.get(w, 0) if was else 0) - (now.ways.get(w, 0) if now else 0) for w in WAYS}
    following = any(side.ways for side in (was, now) if side)
    if was is None or now is None:
        some = now or was
        assert some is not None
        sizes = [number(some.of_holder(column) / 100, 2) for column in ("budget", "spent")]
        note = Words(f"预算 {sizes[0]}，发生 {sizes[1]} 元", f"budget {sizes[0]}, spent {sizes[1]} yuan")
        apart = LEAKS if following else ()
        first = change("balance") - sum(ways[w] for w in apart)
        key = ("budget_new" if was is None else "budget_gone") + ("_inside" if following else "")
        budget = Line(f"{rule}.budget", _both(name, say(key)), first, "rule", note, making)
        sized = {w: tuple(side.ways.get(w, 0) if side else 0 for side in (was, now)) for w in apart}
        return [budget, *(_way(rule, name, w, ways[w], "rule", cited, sized[w]) for w in apart), shared]
    budget = Line(f"{rule}.budget", _both(name, say("budget_change")), change("budget"), "rule", clauses=making)
    if following:
        lines = [budget]
        for way, amount in ways.items():
            moved = -_by_flows(way, was, now, compared)
            owner: Whose = "yours" if way == "self" or (way == "treatable" and lead) else "others"
            at = (was.ways.get(way, 0), was.ways.get(way, 0) - moved, now.ways.get(way, 0))
            lines.append(_way(rule, name, way, moved, owner, (), at[:2]))
            recounted = _way(rule, _both(name, say("counted_otherwise")), way, amount - moved, "rule", cited, at[1:])
            lines.append(recounted._replace(key=f"{rule}.counted.{way}"))
        return [*lines, shared]
    spender: Whose = "rule" if compared.same_care(None if rule == POOL else was.mine["id"]) else "yours"
    note = say("pool_note") if rule == POOL else NOTHING
    return [budget, Line(f"{rule}.spent", _both(name, say("spent_change")), -change("spent"), spender, note), shared]


def _by_flows(way: str, was: Cleared, now: Cleared, compared: Compared) -> int:
    """By how much care that went otherwise moved the charges of one way, counted as before; 0 where both sides do not count the
    same people."""
    if compared.same_care() or was.members != now.members:
        return 0
    return by_flows(was.care.get(way, {}), now.care.get(way, {}), same_benefits=compared.same_benefits)


def _way(
    rule: str, name: Words, way: str, amount: int, owner: Whose, cited: tuple[clauses.Clause, ...], at: Sequence[int],
) -> Line:  # fmt: skip
    """The bar of one way; `at`: what the whole package is charged on it before and after this bar, fen."""
    sizes = [number(charged / 1_000_000, 2) for charged in at]
    note = Words(f"全体 {sizes[0]} → {sizes[1]} 万元", f"together {sizes[0]} → {sizes[1]} x 10,000 yuan")
    wanted = CLAUSES_OF_WAY.get(way, ())
    clause = tuple(c for c in cited if c.path.rpartition(".")[2] in wanted)
    return Line(f"{rule}.spent.{way}", _both(name, say(f"way_{way}")), amount, owner, note, clause)


def _point_value(name: Words, budget: Line, before: Side, after: Side, compared: Compared) -> list[Line]:
    """The change of what stays were worth: more points at the old value, then the new points at the change of the value."""
    rows = [_of_year(side, "points", side.row["id"]) for side in (before, after)]
    if not all(len(r) for r in rows):
        return [budget]
    (p0, v0), (p1, v1) = ((float(r["points"].iloc[0]), float(r["value_yuan"].iloc[0])) for r in rows)
    more = round((p1 - p0) * v0 * 100)
    marginal = float(rows[1]["marginal_yuan"].iloc[0])
    notes = (
        Words(f"{number(p0, 0)} → {number(p1, 0)} 点", f"{number(p0, 0)} → {number(p1, 0)} points"),
        Words(
            f"点值 {v0:.2f} → {v1:.2f} 元；本院再多一点实得 {marginal:.2f} 元",
            f"value {v0:.2f} → {v1:.2f} yuan; one more point of its own brings {marginal:.2f}",
        ),
    )
    return [
        budget._replace(key=f"{POINTS}.points", name=_both(name, say("points_change")), fen=more,
                        whose="rule" if compared.same_care(before.row["id"]) else "yours", note=notes[0]),
        Line(f"{POINTS}.value", _both(name, say("value_change")), budget.fen - more,
             "rule" if compared.same_care() else "others", notes[1], budget.clauses),
    ]


def _between(before: Side, after: Side, kept: Whose) -> list[Line]:
    """The price between alliances, and the bonus on stays that were kept, which is `kept`'s."""

    def change(column: str) -> int:
        old, new = (_of_year(side, "results", side.row["id"]) for side in (before, after))
        return sum(map(fen, new[f"{column}_yuan"] if len(new) else ())) - sum(map(fen, old[f"{column}_yuan"] if len(old) else ()))

    def cited(parameter: str) -> tuple[clauses.Clause, ...]:
        found = clauses.behind(after.run.manifest.policy, clauses.of_clearing)
        return tuple(c for c in found if c.path.rpartition(".")[2] == parameter)

    return [
        Line("cross_price", say("cross_price"), -change("unpaid"), "rule", clauses=cited("cross_price")),
        Line("kept_bonus", say("kept_bonus"), change("kept"), kept, clauses=cited("kept_bonus")),
    ]


def _scored(before: Side, after: Side) -> list[Line]:
    """What the assessment takes, by the items in which points were lost."""
    cited = clauses.behind(after.run.manifest.policy, lambda rule: rule.slot == "assessment")
    old, new = (_items(side) for side in (before, after))
    lines = []
    for item in dict.fromkeys((*new, *old)):
        (lost0, got0, full0), (lost1, got1, full1) = (side.get(item, (0, None, 0.0)) for side in (old, new))
        full = full1 or full0
        said = [f"{got:.1f}" if got is not None else "–" for got in (got0, got1)]
        note = Words(f"得分 {said[0]} → {said[1]}，满分 {full:.1f}", f"points {said[0]} → {said[1]} of {full:.1f}")
        whose: Whose = "rule" if got0 == got1 else "yours"  # the same points, only their money is another
        lines.append(Line(f"assessment.{item}", _both(say("assessment"), say(f"item_{item}")), lost0 - lost1, whose, note, cited))
    rest = fen(after.row["assessment_yuan"]) - fen(before.row["assessment_yuan"]) - sum(line.fen for line in lines)
    return [*lines, Line("assessment", say("assessment"), rest, "yours", clauses=cited)]


def _items(side: Side) -> dict[str, tuple[int, float | None, float]]:
    """Item -> fen lost, points, points that it could have earned."""
    rows = _of_year(side, "scores", side.row["id"])
    return {
        str(r["item"]): (fen(r["lost_yuan"]), float(r["points"]), float(r["points"]) + float(r["points_lost"]))
        for r in rows.to_dict("records")
    }


def _of_year(side: Side, table: str, id_: Any = None) -> pd.DataFrame:
    return side.run.of_year(table, side.year, id_)


def _part_of(some: Cleared) -> Words:
    return Words(f"按本院分得的 {some.part:.2%} 计", f"at this institution's part of {some.part:.2%}")


def _and(one: Words, other: Words) -> Words:
    return Words("；".join(filter(None, (one.zh, other.zh))), "; ".join(filter(None, (one.en, other.en))))


def _both(name: Words, what: Words) -> Words:
    return Words(f"{name.zh}：{what.zh}", f"{name.en}: {what.en}")

