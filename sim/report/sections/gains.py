"""Who gains and who loses: residents by class, age and township, institutions by tier, and whose journeys changed."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
from markupsafe import Markup

from sim.experiment.store import Run
from sim.foundation.errors import Words
from sim.report.charts import Line, Span, bars
from sim.report.numbers import MINUS, WAN, number, percent, ratio, signed
from sim.report.sections.effects import Block, Stored
from sim.report.sections.names import lettered
from sim.report.table import Cell, Head, Row, Table, change, figure, plain

TITLE = Words("谁得谁失", "Who gains and who loses")
LESS, MORE = ("down_3", "down_2", "down_1"), ("up_1", "up_2", "up_3")
BLUES, EARTHS = ("#2f6f7e", "#5fa08d", "#9cc5a1"), ("#e3c79a", "#d0a25b", "#9a6240")
PARTS = {"mechanical": Words("就诊不变", "same care"), "total": Words("两次运行之差", "between the two runs")}
BY = {"all": Words("", ""), "klass": Words("人员类别", "benefit class"), "age": Words("年龄组", "age band"),
      "township": Words("乡镇", "township")}  # fmt: skip
QUANTILES = ("p5", "p25", "p50", "p75", "p95")


def blocks(runs: Sequence[Run], stored: Stored) -> list[Block]:
    """One for each policy."""
    found = []
    for n, run in enumerate(runs[1:], start=1):
        mine = stored.gains[stored.gains["policy"] == run.name] if len(stored.gains) else stored.gains
        if mine.empty:
            continue
        name = lettered(runs, n)
        title = Words(f"{TITLE.zh} · {name.zh}", f"{TITLE.en} · {name.en}")
        own, money = mine[mine["what"] == "own_paid"], mine[mine["what"] != "own_paid"]
        pay = own[(own["down_1"] + own["down_2"] + own["down_3"] + own["up_1"] + own["up_2"] + own["up_3"]) > 0]
        tables = [residents(own[own["part"] == part], part) for part in PARTS if (pay["part"] == part).any()]
        still = [] if tables else [residents(own[(own["part"] == "total") & (own["by"] == "all")], "total")]
        tables += [*still, *([institutions(money[money["part"] == "total"])] if len(money) else [])]
        if len(stored.journeys):
            tables.append(journeys(stored.journeys[stored.journeys["policy"] == run.name]))
        found.append(Block(title, picture(own[own["part"] == "total"]), tables))
    return found


def picture(own: pd.DataFrame) -> list[tuple[Words, Markup]]:
    """Share of residents who pay less (left of zero) and more (right of it), by class and age; none if nobody does."""
    lines, edges = [], [float(own[f"edge_{k}_yuan"].iloc[0]) for k in (1, 2, 3)]
    for row in own[own["by"].isin(["all", "klass", "age"])].to_dict("records"):
        count, at, spans = float(row["count"]), 0.0, []
        for band, colour in zip(reversed(LESS), reversed(BLUES), strict=True):
            spans.append(Span(at, at - float(row[band]) / count, colour))
            at = spans[-1].end
        at = 0.0
        for band, colour in zip(MORE, EARTHS, strict=True):
            spans.append(Span(at, at + float(row[band]) / count, colour))
            at = spans[-1].end
        less, more = (sum(float(row[band]) for band in bands) / count for bands in (LESS, MORE))
        shown = f"{MINUS if less else ''}{percent(less, 2)}  +{percent(more, 2)}"
        lines.append(Line(Words(str(row["name_zh"]), str(row["name_en"])), spans, shown, row["by"] == "all"))
    if not any(span.start != span.end for line in lines for span in line.spans):
        return []
    texts = [f"{number(edges[2])}+", f"{number(edges[1])}–{number(edges[2])}", f"{number(edges[0])}–{number(edges[1])}"]
    marks = [(Words(f"少付{t}元", f"{t} yuan less"), colour) for t, colour in zip(texts, BLUES, strict=True)]
    marks += [(Words(f"多付{t}元", f"{t} yuan more"), colour) for t, colour in zip(texts[::-1], EARTHS, strict=True)]
    caption = Words("全年个人负担变化的居民占比", "Share of residents whose own payment of the year changes")
    return [(caption, bars(lines, caption, marks))]


def residents(own: pd.DataFrame, part: str) -> Table:
    """Shares of residents by how their own payment of the year changes, and quantiles among those who used care."""
    edges = [float(own[f"edge_{k}_yuan"].iloc[0]) for k in (1, 2, 3)]
    less, more = Words("少付（占居民%）", "pays less (% of residents)"), Words("多付（占居民%）", "pays more (% of residents)")
    spread = Words("使用者的变化（元）", "change among users (yuan)")
    heads = [Head(Words("居民", "residents"), numeric=False), Head(Words("人数", "persons"))]
    texts = [f">{number(edges[2])}", f"{number(edges[1])}–{number(edges[2])}", f"{number(edges[0])}–{number(edges[1])}"]
    heads += [Head(text, group=less) for text in texts]
    heads.append(Head(Words(f"不超过{number(edges[0])}元", f"within {number(edges[0])} yuan")))
    heads += [Head(text, group=more) for text in reversed(texts)]
    heads += [Head(q.upper(), group=spread) for q in QUANTILES]
    heads.append(Head(Words("合计（万元）", "sum (10,000 yuan)")))
    body, last = [], ""
    for row in own.to_dict("records"):
        if row["by"] != last and row["by"] != "all":
            body.append(Row((Cell(BY[str(row["by"])]),), "section"))
        last, count = row["by"], float(row["count"])
        cells = [Cell(Words(str(row["name_zh"]), str(row["name_en"]))), figure(number(count), count)]
        for band in (*LESS, "near", *MORE):
            share = ratio(float(row[band]), count)
            cells.append(figure(percent(share, 2), share))
        cells += [_yuan(float(row[f"{q}_yuan"])) for q in QUANTILES]
        amount = float(row["total_yuan"]) / WAN
        body.append(Row((*cells, change(signed(amount, 1), amount, 0.05)), "total" if row["by"] == "all" else ""))
    words = PARTS[part]
    caption = Words(f"居民全年个人负担的变化（{words.zh}）", f"Change of residents' own payment of the year ({words.en})")
    note = Words(
        "同一批居民、同样的病，一个种子，逐人相减。负数为少付。分位数只算在任一政策下看过病的人。",
        "The same residents with the same illnesses, person by person, on one seed; negative pays less. Quantiles are of "
        "those who used care under either policy.",
    )
    return Table(caption, tuple(heads), plain(body), note=note, file="gains.csv", wide=True)


def institutions(money: pd.DataFrame) -> Table:
    """How many institutions of each tier gain and lose, and by how much."""
    heads = [Head(Words("机构", "institutions"), numeric=False), Head(Words("家数", "count"))]
    heads += [Head(Words("减少", "less")), Head(Words("不变", "as before")), Head(Words("增加", "more"))]
    spread = Words("每家变化（万元）", "change of one (10,000 yuan)")
    heads += [*(Head(q.upper(), group=spread) for q in QUANTILES), Head(Words("合计（万元）", "sum (10,000 yuan)"))]
    body, last = [], ""
    for row in money.to_dict("records"):
        if row["what"] != last:
            body.append(Row((Cell(Words(str(row["what_zh"]), str(row["what_en"]))),), "section"))
        last, edge = row["what"], float(row["edge_1_yuan"])
        cells = [Cell(Words(str(row["name_zh"]), str(row["name_en"]))), figure(number(float(row["count"])), float(row["count"]))]
        for bands in (LESS, ("near",), MORE):
            value = float(sum(row[band] for band in bands))
            cells.append(figure(number(value), value))
        for q in (*QUANTILES, "total"):
            amount = float(row[f"{q}_yuan"]) / WAN
            cells.append(change(signed(amount, 1), amount, 0.05))
        body.append(Row(tuple(cells), "total" if row["group"] == "all" else ""))
    caption = Words("机构资金的变化", "Change of institutions' money")
    note = Words(f"不变：变化不超过{number(edge)}元。", f"As before: by at most {number(edge)} yuan.")
    return Table(caption, tuple(heads), plain(body), note=note, file="gains.csv", wide=True)


def journeys(frame: pd.DataFrame) -> Table:
    """How many residents and contacts differ between the two runs, by what differs."""
    heads = (
        Head(Words("什么变了", "what differs"), numeric=False), Head(Words("居民", "residents")), Head(Words("人次", "contacts")),
    )  # fmt: skip
    body = []
    for row in frame.to_dict("records"):
        persons, contacts = float(row["residents"]), float(row["contacts"])
        name = Cell(Words(str(row["name_zh"]), str(row["name_en"])))
        kind = "total" if row["what"] in ("journey", "any") else ""
        body.append(Row((name, figure(number(persons), persons), figure(number(contacts), contacts)), kind))  # type: ignore[arg-type]
    return Table(Words("就医变了的居民", "Residents whose journeys changed"), heads, plain(body), file="journeys.csv")


def _yuan(value: float) -> Cell:
    return change(signed(value, 0), value, 0.5)
