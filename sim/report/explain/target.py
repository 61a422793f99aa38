"""What a user asks about: a line of the fund statement, or `INSTITUTION.column` of the institutions' table, by code or by name."""

from __future__ import annotations

from typing import NamedTuple

from sim.experiment.columns import INSTITUTIONS
from sim.foundation.errors import Problems, Words, did_you_mean, one_of
from sim.ledger.statements import FUND_LINES, StatementLine
from sim.report.explain.opened import Opened, fault

COLUMNS = {
    column.name.removesuffix("_yuan"): Words(column.zh, column.name.removesuffix("_yuan").replace("_", " "))
    for column in INSTITUTIONS
    if column.name.endswith("_yuan") and column.name != "bonus_per_staff_yuan"
}
"""Amounts of the institutions' table that can be asked about, by their column without unit."""


class Target(NamedTuple):
    """Either `line`, or `institution` (an id or a name) with `column`."""

    line: StatementLine | None = None
    institution: str = ""
    column: str = ""


def target(run: Opened, asked: str) -> Target:
    """Find what `asked` means; `Problems` with the nearest name and what there is."""
    for line in FUND_LINES:
        if asked in (line.code, line.zh, line.en):
            return Target(line)
    institution, dot, column = asked.rpartition(".")
    known = [*COLUMNS, *(name.zh for name in COLUMNS.values())]
    if not dot:
        names = [name for line in FUND_LINES for name in (line.code, line.zh)]
        zh, en = "没有这个科目", "there is no such line"
        allowed = one_of([*(line.code for line in FUND_LINES), "INSTITUTION.bonus"], 20)
        raise Problems([fault(run.folder, "LINE", asked, allowed, zh, en, did_you_mean(asked, names))])
    code = next((code for code, name in COLUMNS.items() if column.removesuffix("_yuan") in (code, name.zh, name.en)), None)
    if code is None:
        zh, en = "机构表没有这一列", "the institutions' table has no such column"
        raise Problems([fault(run.folder, "LINE", column, one_of(COLUMNS, 30), zh, en, did_you_mean(column, known))])
    return Target(institution=institution, column=code)
