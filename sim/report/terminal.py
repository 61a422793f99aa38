"""What the command line says: progress with the remaining time, tables, and errors as sentences."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich import markup
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn, TimeRemainingColumn
from rich.table import Table

from sim.foundation.errors import Lang, Problems, Words
from sim.foundation.text import visible
from sim.report.words import WORDS, say

if TYPE_CHECKING:
    from sim.experiment.store import Run

WRONG_INPUT, UNEXPECTED, INTERRUPTED = 2, 1, 130
"""Exit codes: something in the files or the command is wrong; a defect of the program; stopped by the user. 0 is
success."""
DEBUG = "YIGONGTI_DEBUG"
"""Environment variable: set to anything, a defect shows its traceback."""


def prepare_streams() -> None:
    """Let Chinese through: UTF-8 where nothing else was asked for, and never a crash over a character."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            if os.environ.get("PYTHONIOENCODING") or stream.isatty():
                stream.reconfigure(errors="replace")
            else:
                stream.reconfigure(encoding="utf-8", errors="replace")


def escape(text: str) -> str:
    """Text from a file as text: neither markup of `rich` nor a sequence that the terminal would obey."""
    return markup.escape(visible(text))


def as_json(value: object) -> None:
    """Print `value` as JSON; of characters in its texts that a terminal would obey, their codes."""
    text = json.dumps(value, ensure_ascii=False, indent=2, default=str)
    print("".join(c if c == "\n" or visible(c) == c else f"\\u{ord(c):04x}" for c in text))


def line(text: str) -> None:
    """Print a text as it is, without what a terminal would obey."""
    print(visible(text))


def screen(error: bool = False) -> Console:
    """Standard output, or standard error for progress and complaints, so that results can be piped."""
    return Console(stderr=error, soft_wrap=True, highlight=False)


def tell(text: Words, lang: Lang, error: bool = False) -> None:
    """Print one line in the language asked for."""
    screen(error).print(escape(text.zh if lang == "zh" else text.en))


@contextmanager
def friendly(lang: Lang) -> Iterator[None]:
    """Turn what goes wrong into sentences and exit codes; nobody who mistypes a name should see a traceback."""
    try:
        yield
    except Problems as problems:
        _stop(problems.render(lang), WRONG_INPUT)
    except KeyboardInterrupt:
        _stop(_in(say("interrupted"), lang), INTERRUPTED)
    except OSError as error:
        _stop(f"{_in(say('cannot_write'), lang)} {error.filename or ''} ({error.strerror or error})", WRONG_INPUT)
    except Exception as error:
        if os.environ.get(DEBUG):
            raise
        _stop(
            f"{_in(say('defect'), lang)}\n  {type(error).__name__}: {error}\n  {_in(say('defect_hint'), lang)}",
            UNEXPECTED,
        )


@contextmanager
def progress(lang: Lang) -> Iterator[Callable[[str, float], None]]:
    """Bars on standard error, one a stage: `report(stage, share done)`. A stage is a key of the words or any text."""
    bars = Progress(
        TextColumn("{task.description}"),
        BarColumn(bar_width=28),
        TextColumn("{task.percentage:>3.0f}%"),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
        console=screen(error=True),
    )
    tasks: dict[str, TaskID] = {}

    def report(stage: str, share: float) -> None:
        if stage not in tasks:
            tasks[stage] = bars.add_task(escape(_stage(stage, lang)), total=1.0)
        bars.update(tasks[stage], completed=min(max(share, 0.0), 1.0))

    with bars:
        yield report


def summary(runs: Sequence[Run], page: Path, lang: Lang) -> None:
    """The answer's sentences, failed checks first, and where the page lies."""
    from sim.report.answers import answers
    from sim.report.sections import findings, intervals, names

    out = screen()
    first = runs[0].manifest
    if first.scale < 1:
        out.print(f"[bold yellow]{escape(_in(names.reduced(first), lang))}[/]")
    if first.drawn_years:
        out.print(f"[dim]{escape(_in(say('kind_of_year'), lang))}: {escape(_in(names.kind_of_year(first), lang))}[/]")
    for n in range(len(runs) if len(runs) > 1 else 0):
        out.print(f"[dim]{escape(_in(names.lettered(runs, n), lang))}[/]")
    for run in runs:
        for check in run.manifest.checks:
            if not check.ok:
                out.print(
                    f"[bold red]{escape(_in(say('failed'), lang))}[/] {escape(check.zh if lang == 'zh' else check.en)}"
                )
    for n, sentence in enumerate(answers(runs, intervals.of_year(page.parent, runs)), start=1):
        out.print(f"[bold]{n}[/] {escape(_in(sentence, lang))}")
    found = findings.merged(runs)
    colon = "：" if lang == "zh" else ": "
    for finding in found:  # lines, not a table: a long name would wrap behind its number
        if not finding.dated:
            of = f" ({finding.of})" if finding.of else ""
            out.print(f"  {escape(_in(finding.name, lang))}{colon}[bold]{escape(_in(finding.value, lang))}[/]{escape(of)}")
    if dated := sum(finding.dated for finding in found):
        out.print(f"  {escape(_in(say('more_notices'), lang))} {dated}")
    out.print(f"{escape(_in(say('page_written'), lang))} [bold]{escape(str(page))}[/]")


def written(files: Sequence[Path], lang: Lang) -> None:
    """Where figures lie, by folder: names without their endings."""
    folder = files[0].parent if files else Path()
    names = ", ".join(dict.fromkeys(file.stem for file in files))
    screen().print(f"{escape(_in(say('figures_written'), lang))} [bold]{escape(str(folder))}[/]: {escape(names)}")


def calculated(result: Mapping[str, Any], raw: bool, lang: Lang) -> None:
    """One calculator's result: amounts in yuan, then each step with its reason and source."""
    if raw:
        as_json(result)
        return
    amounts = Table(box=None, pad_edge=False, show_header=False)
    amounts.add_column()
    amounts.add_column(justify="right")
    for name, value in result.items():
        if isinstance(value, int | float):
            amounts.add_row(escape(_in(say(f"part_{name}"), lang)), f"{value:,.2f}")
    for name, value in (result.get("members") or {}).items():
        amounts.add_row(f"  {escape(str(name))}", f"{value:,.2f}")
    out = screen()
    out.print(amounts)
    for step in result["steps"]:
        out.print(f"[bold]{step['amount']:>14,.2f}[/]  {escape(step['why_zh' if lang == 'zh' else 'why_en'])}")
        if step["source"]:
            out.print(f"{'':>14}  [dim]{escape(step['source'])}[/]")


def listing(rows: Sequence[tuple[str, str, Words]], lang: Lang) -> None:
    """What there is to run, by kind: name and title."""
    table = Table(box=None, pad_edge=False, show_header=False)
    table.add_column(overflow="fold", no_wrap=True)
    table.add_column(overflow="fold")
    shown = ""
    for kind, name, title in rows:
        if kind != shown:
            table.add_row(f"[bold]{escape(_in(say(f'kind_{kind}'), lang))}[/]", "")
            shown = kind
        table.add_row(f"  {escape(name)}", escape(_in(title, lang)))
    screen().print(table)


def verdict(lang: Lang, ok: Sequence[str], notices: Sequence[Words], problems: Problems | None) -> int:
    """Print the outcome of `check` and give its exit code: every problem of every file, then what was found in
    order."""
    for notice in notices:
        tell(notice, lang)
    if problems is not None:
        screen(error=True).print(escape(problems.render(lang)))
    for file in ok:
        screen().print(f"[green]{escape(_in(say('in_order'), lang))}[/] {escape(file)}")
    return WRONG_INPUT if problems is not None else 0


def _stage(stage: str, lang: Lang) -> str:
    word = WORDS.get(f"stage_{stage.removeprefix('stage_')}")
    return _in(word, lang) if word else stage


def _in(text: Words, lang: Lang) -> str:
    return text.zh if lang == "zh" else text.en


def _stop(text: str, code: int) -> None:
    screen(error=True).print(escape(text))
    raise SystemExit(code)
