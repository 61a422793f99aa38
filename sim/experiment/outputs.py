"""The page of documentation about the files of a result folder: `python -m sim.experiment.outputs > docs/outputs.md`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sim.experiment.columns import ABOUT, CSV, PARQUET
from sim.experiment.replicated_columns import TABLES
from sim.foundation.tables import Column

REPLICATIONS = {
    "plan.json": "every run that is to be made, written before the work",
    "runs/": "a small Parquet file a finished run, `ID.states.csv` the bands of its budgets, `ID.json` why a run failed",
    "outcomes.parquet": "a row a run: policy, seed and every outcome",
    "runs.csv": "a row a run of the plan: id, policy, assumptions, replication, seed, same_care, status, error",
}
"""What lies in `replications/`."""
DOCUMENTS = {
    "report.html": ("报告", "the page for people: self-contained, both languages"),
    "report.xlsx": ("工作簿", "with `report --xlsx`: every table as a typed sheet, and the clearing sheet with live formulas"),
    "brief.docx": ("简报", "with `report --docx`: two pages"),
    "测算报告.docx": ("测算报告", "with `report --docx`: the estimate in the official layout"),
    "figures/": ("图", "with `report --figures`: every figure as SVG and PNG, its numbers beside it as CSV"),
}
"""What is made from the tables."""


def page() -> str:
    """The files of a result folder and what every column means."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    yield from (
        "# What a run writes",
        "",
        "Made from the declarations of columns by `python -m sim.experiment.outputs > docs/outputs.md`; do not edit.",
        "",
        "`yigongti run` writes one folder; `yigongti compare` writes one folder a policy, with `comparison.json` (the order of the",
        "policies, baseline first) and `report.html` above them. The manifest is written last: a folder with `manifest.json` is a",
        "whole run.",
        "",
        "| file | 内容 | what it holds |",
        "|---|---|---|",
        "| `manifest.json` | 运行清单 | question, county, provisions and values, hashes, versions, seed, seconds, checks |",
        *(f"| `{name}.csv` | {about.zh} | {about.en} |" for name, about in ABOUT.items()),
        *(f"| `{name}.parquet` | | {about} |" for name, about in PARQUET.items()),
        "| `comparison.json` | 比较清单 | the policies of a comparison in their order; beside their folders: |",
        *(f"| `{name}` | {about.zh} | {about.en} |" for name, (_, about) in TABLES.items()),
        *(f"| `replications/{name}` | 重复运行 | {about} |" for name, about in REPLICATIONS.items()),
        *(f"| `{name}` | {zh} | {en} |" for name, (zh, en) in DOCUMENTS.items()),
        "",
        "A comparison that was interrupted, or is asked for more replications, goes on from `replications/`: finished runs are not",
        "made again.",
        "",
        "CSV files are UTF-8 with a byte order mark, for Excel and WPS. A text that a spreadsheet would run as a formula (it",
        "starts with `=`, `+`, `-`, `@`, one of these in full width or behind blanks, a tab, a line break, an apostrophe) has one",
        "apostrophe in front; `sim.experiment.store.read_run` takes it off.",
        "Money is in yuan with two decimals, exact to the fen. An empty number means: not known, never zero.",
    )
    for name, columns in CSV.items():
        yield from _table(f"{name}.csv: {ABOUT[name].zh}", columns)
    for name, (columns, about) in TABLES.items():
        if name != "intervals-institutions.csv":
            yield from _table(f"{name}: {about.zh}", columns)


def _table(title: str, columns: Sequence[Column]) -> Iterator[str]:
    yield from ("", f"## {title}", "", "| column | 名称 | unit | meaning |", "|---|---|---|---|")
    yield from (f"| `{c.name}` | {c.zh} | {c.unit} | {c.en} |" for c in columns)


if __name__ == "__main__":
    print(page(), end="")
