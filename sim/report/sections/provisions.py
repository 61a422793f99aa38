"""The mechanical effect clause by clause: a waterfall in the order of the document, and what each clause brings on average."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
from markupsafe import Markup

from sim.experiment.effects.provisions import INTERACTION, TOTAL
from sim.experiment.store import Run
from sim.foundation.errors import Words
from sim.report.charts import BLUE, EARTH, INK, Line, Span, bars
from sim.report.numbers import DASH, signed
from sim.report.sections.effects import FEN_IN_WAN, Block, Stored
from sim.report.sections.names import lettered
from sim.report.table import Cell, Head, Row, Table, change, plain
from sim.report.words import heading

TITLE = Words("逐条的机械效应", "The mechanical effect by provision")
MAIN = ("fund.balance_cleared", "own_paid_sum.all", "alliance_money.all", "paid.basic")
"""The first of these that moves is drawn."""
COLUMNS = {
    "fund.balance_cleared": Words("基金结余（清算后）", "fund balance, cleared"),
    "paid.catastrophic": Words("大病保险支付", "catastrophic"),
    "own_paid_sum.all": Words("居民个人负担", "residents pay"),
    "alliance_money.county": Words("县级医院清算资金", "hospitals' alliance money"),
    "alliance_money.township": Words("卫生院清算资金", "centres' alliance money"),
    "bonus.all": Words("县内机构绩效奖励", "institutions' bonus"),
}
HOW = {
    "in_order": Words("按条款顺序", "in order"), "alone": Words("单独执行", "alone"), "last": Words("最后加入", "as the last"),
    "shapley": Words("各种顺序平均", "mean over orders"),
}  # fmt: skip
LONG = {"zh": 30, "en": 54}
"""Characters of a clause beside a bar; the table has the whole clause."""


def blocks(runs: Sequence[Run], stored: Stored) -> list[Block]:
    """One for each policy whose provisions were told apart."""
    found = []
    for n, run in enumerate(runs[1:], start=1):
        mine = stored.provisions[stored.provisions["policy"] == run.name] if len(stored.provisions) else stored.provisions
        if len(mine):
            name = lettered(runs, n)
            title = Words(f"{TITLE.zh} · {name.zh}", f"{TITLE.en} · {name.en}")
            tables = [one_outcome(mine), many_outcomes(mine)]
            if steps(mine) > 1:
                found.append(Block(title, picture(mine), tables))
            else:
                found.append(Block(title, [], tables, in_words(mine)))
    return found


def drawn(frame: pd.DataFrame) -> pd.DataFrame:
    """The rows of the outcome that is drawn: the first of `MAIN` that moves, else the first."""
    moved = [name for name in MAIN if (frame.loc[frame["outcome"] == name, ["in_order", "alone"]].fillna(0) != 0).any(axis=None)]
    return frame[frame["outcome"] == (moved[0] if moved else MAIN[0])].sort_values("step", kind="stable")


def steps(frame: pd.DataFrame) -> int:
    """How many bars a waterfall has before its total."""
    return int((~drawn(frame)["provision"].isin([INTERACTION, TOTAL])).sum())


def in_words(frame: pd.DataFrame) -> Words:
    """What a waterfall of a single bar would show."""
    rows = drawn(frame)
    total = signed(float(rows.loc[rows["provision"] == TOTAL, "in_order"].iloc[0]) / FEN_IN_WAN, 1)
    what, group = rows.iloc[0], "、".join(str(name) for name in rows["provision"] if name not in (INTERACTION, TOTAL))
    lead = Words(f"只有一条起作用（{group}）", f"One provision alone ({group})")
    if " + " in group:
        lead = Words(f"各条款（{group}）不能分开单独成立", f"The provisions ({group}) cannot stand apart")
    return Words(
        f"{lead.zh}，机械效应（一个种子）：{what['name_zh']}{total}万元。只有一项，不画瀑布图。",
        f"{lead.en}; mechanical effect (one seed): {what['name_en']} {total} (10,000 yuan). A single step is "
        "not drawn as a waterfall.",
    )


def picture(frame: pd.DataFrame) -> list[tuple[Words, Markup]]:
    """The waterfall in 万元, from nothing to the total."""
    rows, at, lines = drawn(frame), 0.0, []
    for row in rows[rows["provision"] != INTERACTION].to_dict("records"):
        amount = float(row["in_order"]) / FEN_IN_WAN
        whole = row["provision"] == TOTAL
        start, end = (0.0, amount) if whole else (at, at + amount)
        colour = INK if whole else BLUE if amount > 0 else EARTH
        name = Words(*(label(row, lang) for lang in ("zh", "en")))
        lines.append(Line(name, [Span(start, end, colour)], signed(amount, 1), strong=whole))
        at = end
    what = rows.iloc[0]
    caption = heading(f"{what['name_zh']}（万元），按条款顺序", f"{what['name_en']} (10,000 yuan), in the order of the provisions")
    return [(caption, bars(lines, caption, joined=True))]


def one_outcome(frame: pd.DataFrame) -> Table:
    """What every clause brings to the drawn outcome: in order, alone, as the last, and on average."""
    rows = drawn(frame)
    shown = [how for how in HOW if rows[how].notna().any()]
    heads = [Head(Words("条款", "provision"), numeric=False), *(Head(HOW[how], Words("万元", "10,000 yuan")) for how in shown)]
    body = [
        Row((_name(row), *(_wan(row[how]) for how in shown)), "total" if row["provision"] == TOTAL else "")
        for row in rows.to_dict("records")
    ]
    first = rows.iloc[0]
    caption = heading(f"{first['name_zh']}：逐条", f"{first['name_en']}: by provision")
    note = Words(
        "同样的就诊，只变规则，含年终清算。不能单独成立的条款合为一组。各种顺序平均为沙普利值，逐分相加；“相互作用”是合计减去各条单独作用之和。",
        "The same care under other rules, year-end clearing included. Provisions that cannot stand alone are one group. The mean "
        "over all orders is Shapley's value, to the fen; the interaction is the total less what each provision does alone.",
    )
    return Table(caption, tuple(heads), plain(body), note=note, file="provisions.csv")


def many_outcomes(frame: pd.DataFrame) -> Table:
    """What every clause brings to the main outcomes: on average over orders where known, otherwise in order."""
    how = "shapley" if frame["shapley"].notna().any() else "in_order"
    known = {name: frame[frame["outcome"] == name].set_index("provision") for name in COLUMNS}
    known = {name: rows for name, rows in known.items() if len(rows) and (rows[how].fillna(0) != 0).any()}
    heads = [Head(Words("条款", "provision"), numeric=False)]
    heads += [Head(COLUMNS[name], Words("万元", "10,000 yuan")) for name in known]
    body = []
    names = drawn(frame)
    for row in names[names["provision"] != INTERACTION].to_dict("records"):
        cells = [_wan(rows[how].get(row["provision"])) for rows in known.values()]
        body.append(Row((_name(row), *cells), "total" if row["provision"] == TOTAL else ""))
    words = HOW[how]
    caption = Words(f"逐条对各方的作用（{words.zh}）", f"What each provision does to whom ({words.en})")
    return Table(caption, tuple(heads), plain(body), file="provisions.csv")


def label(row: Mapping[Any, object], lang: str) -> str:
    """What stands beside a bar: the id and the beginning of the clause."""
    said = str(row[f"clause_{lang}"])
    if row["provision"] in ("base", TOTAL):
        return said
    ids = max(len(str(row["provision"])) - 4, 0)  # the ids of a group take the clause's room, two letters that of one character
    room = max(LONG[lang] - (ids // 2 if lang == "zh" else ids), 8)
    short = said if len(said) <= room else f"{said[: room - 1]}…"
    return f"{row['provision']}  {short}"


def _name(row: Mapping[Any, object]) -> Cell:
    if row["provision"] in ("base", INTERACTION, TOTAL):
        return Cell(Words(str(row["clause_zh"]), str(row["clause_en"])))
    return Cell(str(row["provision"]), note=Words(str(row["clause_zh"]), str(row["clause_en"])))


def _wan(value: object) -> Cell:
    if value is None or pd.isna(value):  # type: ignore[call-overload]
        return Cell(DASH)
    amount = float(str(value)) / FEN_IN_WAN
    return change(signed(amount, 2), amount, 5e-3)
