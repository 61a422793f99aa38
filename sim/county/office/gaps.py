"""Sheets that an office could not fill: made up from the model county, every row a labelled assumption.

What an office must know itself is not made up: who is insured where (1), what is paid in (2.1) and what people
are admitted for (4.1). Without past spending (3) and known figures (5) there are none; nobody invents them.
"""

from __future__ import annotations

import csv
import io
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from statistics import median_low

from sim.county.office.layout import title_of
from sim.county.sheets import SHEETS
from sim.foundation.errors import Words
from sim.foundation.shelves import find
from sim.foundation.text import read_text

MODEL = "model-county"
NEEDED = ("residents", "townships", "villages", "funding", "conditions")
EMPTY = ("history", "targets")
LINKED = {"streams": ("institution", "institutions"), "incidence": ("condition", ""), "chronic": ("condition", "")}
"""Tables whose rows name something else: column, and the table of the names ("" for both tables of conditions)."""
SIZES = ("beds", "slots_per_day", "staff", "doctors")
Row = dict[str, str]


def table(text: str) -> list[Row]:
    """The rows of a CSV by heading."""
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


def model(name: str) -> list[Row]:
    """A table of the model county."""
    return table(read_text(find("counties", MODEL) / f"{name}.csv"))


@dataclass(frozen=True)
class Known:
    """What the documents of the county say."""

    enrolees: float
    chronic: tuple[str, ...]
    alliances: tuple[tuple[str, str], ...]  # id, lead hospital

    def hospitals(self) -> dict[str, str]:
        """The model county's county hospitals -> leads of alliances here that it does not know."""
        there = [r["id"] for r in model("institutions") if r["tier"] == "county" and r["kind"] != "private"]
        leads = [lead for _, lead in self.alliances if lead not in there]
        free = [one for one in there if one not in {lead for _, lead in self.alliances}]
        return dict(zip(free, leads, strict=False))


def filled(texts: dict[str, str], county: Known) -> list[Words]:
    """Put in what is missing; what was done, sheet by sheet. `texts`: file -> CSV of the sheets that there are."""
    notes = []
    for name in (name for name, sheet in SHEETS.items() if not sheet.optional):
        if f"{name}.csv" in texts or name in NEEDED:
            continue
        rows = [] if name in EMPTY else _MAKERS.get(name, _same)(name, texts, county)
        heads = [c.name for c in SHEETS[name].columns if not rows or c.name in rows[0]]
        out = io.StringIO()
        writer = csv.DictWriter(out, heads, lineterminator="\r\n")
        writer.writeheader()
        writer.writerows(rows)
        texts[f"{name}.csv"] = out.getvalue()
        sheet = title_of(name)
        notes.append(Words(
            f"{sheet}：工作簿里没有，" + (f"沿用模型县，{len(rows)} 行都标为假设" if rows else "不编造，留空"),
            f"{sheet}: not in the workbook; " + (f"{len(rows)} rows of the model county, assumed" if rows else "it stays empty"),
        ))  # fmt: skip
    return notes


def _same(name: str, texts: Mapping[str, str], county: Known) -> list[Row]:
    """The model county's rows, of what there is here."""
    column, of = LINKED.get(name, ("", ""))
    rows = [_assumed(row) for row in model(name)]
    if name == "streams":
        leads = county.hospitals()
        rows = [row | {"institution": leads.get(row["institution"], row["institution"])} for row in rows]
    if column:
        names = {r["id"] for t in ([of] if of else ["conditions", "outpatient"]) for r in table(texts.get(f"{t}.csv", ""))}
        rows = [row for row in rows if row[column] in names]
    if name in ("outpatient", "chronic"):
        rows = [row for row in rows if not row.get("chronic") or row["chronic"] in county.chronic]
    return rows


def _institutions(_: str, texts: Mapping[str, str], county: Known) -> list[Row]:
    """The model county's hospitals with beds and staff in proportion to the enrolees, and a middling clinic and centre wherever
    the villages name one."""
    every = model("institutions")
    scale, leads = county.enrolees / _model_enrolees(), county.hospitals()
    alliance = county.alliances[0][0] if county.alliances else ""
    villages = table(texts.get("villages.csv", ""))
    rows = []
    for row in (r for r in every if r["tier"] not in ("village", "township")):
        sized = {k: str(max(round(float(row[k]) * scale), min(int(row[k]), 1))) for k in SIZES} if row["place"] == "county" else {}
        of_alliance = alliance if row["alliance"] else ""
        rows.append(_assumed(row | sized | {"id": leads.get(row["id"], row["id"]), "alliance": of_alliance}))
    names = {t["id"]: (t.get("name_zh", ""), t.get("name_en", "")) for t in table(texts.get("townships.csv", ""))}
    for column, tier, zh, en in (("centre", "township", "卫生院", "health centre"), ("clinic", "village", "卫生室", "clinic")):
        alike = [r for r in every if r["tier"] == tier]
        middling = sorted(alike, key=lambda r: float(r["staff"]))[len(alike) // 2]
        middling |= {k: str(median_low(int(float(r[k])) for r in alike)) for k in SIZES}
        known: dict[str, Row] = {r["id"]: r for r in alike}
        for village in {v[column]: v for v in villages if v.get(column)}.values():
            ident, town = village[column], village["township"]
            of = names.get(town, (town, town)) if tier == "township" else (village.get("name_zh", ""), ident)
            own = {"id": ident, "name_zh": f"{of[0]}{zh}", "name_en": f"{of[1]} {en}", "township": town}
            rows.append(_assumed(known.get(ident, middling) | own | {"alliance": alliance}))
    return rows


def _model_enrolees() -> float:
    data = tomllib.loads(read_text(find("counties", MODEL) / "county.toml"))
    return float(data["facts"]["enrolees"]["value"])


def _assumed(row: Row) -> Row:
    said = "assumption: 工作簿没有这张表，沿用模型县 / not in the workbook, the model county's. "
    return row | {"source": f"{said}{row.get('source', '')}"}


_MAKERS: dict[str, Callable[[str, Mapping[str, str], Known], list[Row]]] = {"institutions": _institutions}
