"""The director's page: why did my bonus change? A table from one bonus to the other whose lines add up to the fen.

Medical revenue is taken apart as an index: volume at the old charge per case, case mix at the old charges per illness, and what
remains, the charge per case of the same illness. Clearings are taken apart in `sim.report.explain.cleared`. Behind them come
other income, costs, debts and funds, the part that is not for staff, and the ceiling of the pay total. Each line says whose it
is: yours, the rule's, others'.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from sim.foundation.errors import Problems, Words
from sim.report.explain.account import bonus_parts
from sim.report.explain.cleared import Line, Side, Whose, clearing_lines
from sim.report.explain.opened import LAST_YEAR, Opened, beside, fault, fen
from sim.report.numbers import number
from sim.report.words import say

TREATED = ("volume", "mix", "price")


@dataclass(frozen=True)
class Page:
    """`after` = `before` + the sum of `lines`, in fen. `bonus` is False where costs are not known: then it is alliance money."""

    institution: Words
    what: Words
    before_name: Words
    after_name: Words
    before: int
    after: int
    lines: tuple[Line, ...]
    bonus: bool = True


def page(run: Opened, institution: str, against: str, year: int | None = None) -> Page:
    """The page of one institution, against another policy of the same comparison or `last-year` of the same run.

    Raises `Problems` for an unknown institution, policy or year.
    """
    now = run.year(year)
    if against == LAST_YEAR:
        if now - 1 not in run.years:
            zh, en = "只模拟了一年，没有上一年可比", "only one year was simulated: there is no last year"
            raise Problems([fault(run.folder, "--against", against, "", zh, en)])
        names = Words(str(now - 1), str(now - 1)), Words(str(now), str(now))
        other, then = run, now - 1
    else:
        other, then = beside(run, against), now
        names = _title(other), _title(run)
    row = run.institution(institution, now)
    before = Side(other, then, names[0], other.institution(str(row["id"]), then))
    return compared(before, Side(run, now, names[1], row))


def compared(before: Side, after: Side) -> Page:
    """The page from one side to the other."""
    known = all(pd.notna(side.row["bonus_yuan"]) for side in (before, after))
    profit = not known and all(pd.notna(side.row["net_income_yuan"]) for side in (before, after))
    cleared = clearing_lines(before, after)
    if profit:
        lines, column = (*_revenue(before, after), *cleared, *_to_net_income(before, after)), "net_income_yuan"
    elif known:
        lines = (*_revenue(before, after), *cleared, *_behind(before, after))
        column = "bonus_yuan"
    else:
        lines, column = tuple(cleared), "alliance_money_yuan"
    return Page(
        institution=Words(str(after.row["name_zh"]), str(after.row["name_en"])),
        what=say("bonus" if known else "profit" if profit else "alliance_money"),
        before_name=before.name, after_name=after.name, before=fen(before.row[column]), after=fen(after.row[column]),
        lines=tuple(line for line in lines if line.fen), bonus=known,
    )  # fmt: skip


def _revenue(before: Side, after: Side) -> list[Line]:
    """Volume, case mix and charge of residents' visits and stays, then everybody else's patients."""
    lines, ours = [], 0
    for kind, whose in (("visit", say("visits")), ("stay", say("stays"))):
        old, new = _mix(before, kind), _mix(after, kind)
        amounts = index_parts(old, new)
        ours += sum(amounts)
        counts = [number(int(side["cases"].sum())) for side in (old, new)]
        means = [number(_mean(side) / 100, 2) for side in (old, new)]
        notes = (
            Words(f"{counts[0]} → {counts[1]} 人次", f"{counts[0]} → {counts[1]} cases"),
            say("mix_note"),
            Words(f"次均 {means[0]} → {means[1]} 元", f"mean charge {means[0]} → {means[1]} yuan"),
        )
        owners: tuple[Whose, ...] = ("yours", "others", "yours")
        for name, amount, owner, note in zip(TREATED, amounts, owners, notes, strict=True):
            words = Words(f"{whose.zh}：{say(name).zh}", f"{whose.en}: {say(name).en}")
            lines.append(Line(f"{kind}.{name}", words, amount, owner, note))
    rest = _delta(before, after, "revenue_medical_yuan") - ours
    return [*lines, Line("other_payers", say("other_patients"), rest, "others", say("other_patients_note"))]


def index_parts(old: pd.DataFrame, new: pd.DataFrame) -> tuple[int, int, int]:
    """(volume, case mix, charge per case) in fen, which add up to the change of the charges exactly.

    `old` and `new` are indexed by illness with `cases` and `charge_fen`. An illness without an old charge counts as case mix.
    """
    both = old.add_suffix("_old").join(new.add_suffix("_new"), how="outer").fillna(0.0)
    total = int(both["charge_fen_new"].sum() - both["charge_fen_old"].sum())
    n_old, n_new = both["cases_old"].sum(), both["cases_new"].sum()
    if n_old == 0 or n_new == 0:
        return total, 0, 0
    volume = round((n_new - n_old) * both["charge_fen_old"].sum() / n_old)
    fresh = both["cases_old"] == 0
    old_charge = (both["charge_fen_old"] / both["cases_old"].where(~fresh)).fillna(0.0)
    same_illness = both["charge_fen_new"] - both["cases_new"] * old_charge
    price = round(float(same_illness[~fresh].sum()))
    return volume, total - volume - price, price


def _to_net_income(before: Side, after: Side) -> list[Line]:
    return [
        Line("other_income", say("other_income"), _delta(before, after, "other_income_yuan"), "others", say("other_income_note")),
        Line("costs", say("costs"), -_delta(before, after, "costs_yuan"), "yours", say("costs_note")),
    ]


def _behind(before: Side, after: Side) -> list[Line]:
    """From net income to the bonus."""
    old, new = ([part.fen for part in bonus_parts(s.run, s.row, s.year)] for s in (before, after))
    debts, staff, ceiling = (b - a for a, b in zip(old[1:], new[1:], strict=True))
    return [
        *_to_net_income(before, after),
        Line("debts", say("debts_and_funds"), debts, "rule", say("debts_note")),
        Line("staff_share", say("not_for_staff"), staff, "rule", say("not_for_staff_note")),
        Line("ceiling", say("above_ceiling"), ceiling, "rule", say("above_ceiling_note")),
    ]


def _mix(side: Side, kind: str) -> pd.DataFrame:
    mine = side.run.of_year("mix", side.year, side.row["id"])
    mine = mine[mine["kind"] == kind]
    sums: pd.DataFrame = mine.astype({"condition": str}).groupby("condition")[["cases", "charge_fen"]].sum()
    return sums


def _mean(mix: pd.DataFrame) -> float:
    return float(mix["charge_fen"].sum() / mix["cases"].sum()) if len(mix) else float("nan")


def _delta(before: Side, after: Side, column: str) -> int:
    return fen(after.row[column]) - fen(before.row[column])


def _title(run: Opened) -> Words:
    return Words(run.manifest.policy.title_zh, run.manifest.policy.title_en)
