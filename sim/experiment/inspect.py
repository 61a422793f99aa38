"""`check` and `list`: what a file is, whether it says what its kind must say, and what there is to choose from."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sim.behaviour.sets import read_behaviour
from sim.county.read import read as read_county
from sim.experiment import plausible
from sim.experiment.study import read_study
from sim.experiment.typical import read_cases
from sim.foundation.errors import Problem, Problems, Words, did_you_mean, nearest, one_of, quoted, refuse
from sim.foundation.shelves import names
from sim.foundation.text import read_text
from sim.foundation.toml_syntax import parse_toml
from sim.policy.needs import in_run
from sim.policy.read import read_policy
from sim.settlement.terms import read_terms

FOLDERS = {"study": "studies", "policy": "policies", "county": "counties"}
"""Kind of scenario -> folder on the shelves."""
MINOR = ("behaviour", "calendars", "encounters", "evidence")
"""Folders of further documents that `check` finds by name."""
LIST = Words("可用的名称见 yigongti list", "yigongti list shows the names there are")
WORKBOOK = Words("工作簿先用 yigongti county import 导入为县文件夹", "import a workbook first: yigongti county import")


def check(name: str) -> list[Words]:
    """Read one file, folder or scenario name with everything that it leads to; return what the user should know
    about it.

    Raises `Problems` with all faults at once.
    """
    path = _path(name)
    if path.is_dir():
        return _folder(path)
    if path.suffix == ".csv":
        return _county(path)
    kind = _kind(path)
    reader = READERS.get(kind)
    if reader is None:
        raise Problems(
            [
                Problem(
                    str(path),
                    1,
                    "document.kind",
                    quoted(kind) if kind else "",
                    one_of(READERS),
                    did_you_mean(kind, READERS),
                    "不认识的文件种类",
                    "unknown kind of document",
                )
            ]
        )
    return reader(path)


def _folder(path: Path) -> list[Words]:
    """A county; in any other folder every document and every county below it."""
    if (path / "county.toml").exists():
        return _county(path / "county.toml")
    inside = [p for p in sorted(path.rglob("*")) if _is_document(p)]
    if not inside:
        zh, en = "不是县文件夹，里面也没有可检查的文件", "neither a county's folder nor one with documents in it"
        known = [name for folder in FOLDERS.values() for name in names(folder)]
        fix = Words("给出一个县文件夹、文件或名称", "give a county's folder, a file or a name")
        raise Problems([Problem(str(path), None, "", "", one_of(known), fix, zh, en)])
    notices, problems = list[Words](), list[Problem]()
    for one in inside:
        try:
            notices += check(str(one))
        except Problems as found:
            problems += found.problems
    refuse(problems)
    return notices


def _is_document(path: Path) -> bool:
    """Whether `check` reads it: a county's folder, or a headed document of a kind that it knows outside of one. What is no
    TOML at all counts, so that it is told."""
    if path.is_dir():
        return (path / "county.toml").exists()
    if path.suffix != ".toml" or (path.parent / "county.toml").exists():
        return False
    try:
        return _kind(path) in READERS
    except Problems:
        return True


def scenarios() -> list[tuple[str, str, Words, Path]]:
    """(kind, name, title, path) of every scenario on the shelves, studies first. A file that cannot be read has no
    title."""
    return [
        (kind, name, _title(path), path) for kind, folder in FOLDERS.items() for name, path in names(folder).items()
    ]


def _study(path: Path) -> list[Words]:
    study = read_study(str(path))
    county = read_county(study.county)
    study.accounts_for(county)
    code = [
        Words(
            f"注意：研究 {study.id} 自带代码 {event.file.name} 的 {event.function}，只有加 --allow-code 才会运行",
            f"note: study {study.id} brings code, {event.function} in {event.file.name}; it runs only with "
            f"--allow-code",
        )
        for event in study.events
    ]
    return [*code, *plausible.of_study(study, county)]


def _policy(path: Path) -> list[Words]:
    policy = read_policy(path)
    return [
        *(
            Words(f"未建模：{clause.clause}：{clause.why.zh}", f"not modelled: {clause.clause}: {clause.why.en}")
            for clause in policy.not_modelled
        ),
        *(Words(f"注意：{p.render('zh')}", f"note: {p.render('en')}") for p in in_run(policy)),
        *plausible.of_policy(policy),
    ]


def _county(path: Path) -> list[Words]:
    read_county(path.parent)
    return plausible.of_county(path.parent)


def _calendar(path: Path) -> list[Words]:
    read_terms(path)
    return []


def _behaviour(path: Path) -> list[Words]:
    read_behaviour(path)
    return []


def _encounters(path: Path) -> list[Words]:
    read_cases(str(path))
    return []


def _evidence(path: Path) -> list[Words]:
    from sim.experiment.evidence import read_evidence  # brings the engine along, which nothing else here needs

    read_evidence(str(path))
    return []


READERS: dict[str, Callable[[Path], list[Words]]] = {
    "study": _study,
    "policy": _policy,
    "county": _county,
    "demand": _county,
    "calendar": _calendar,
    "behaviour": _behaviour,
    "encounters": _encounters,
    "evidence": _evidence,
}


def _path(name: str) -> Path:
    """A path as given, otherwise a scenario name of any kind."""
    if Path(name).exists():
        return Path(name)
    for folder in (*FOLDERS.values(), *MINOR):
        if name in names(folder):
            return names(folder)[name]
    known = [n for folder in FOLDERS.values() for n in names(folder)]
    if name.endswith((".toml", ".csv")) or "/" in name or "\\" in name:
        return Path(name)  # its reader says that it is missing, and what lies beside it
    raise Problems(
        [
            Problem(
                name,
                None,
                "",
                "",
                one_of(known),
                WORKBOOK if name.endswith((".xlsx", ".xls")) else did_you_mean(name, known) if nearest(name, known) else LIST,
                "没有这个文件或名称",
                "no such file or name",
            )
        ]
    )


def _kind(path: Path) -> str:
    head = parse_toml(read_text(path), str(path)).get("document")
    return str(head.get("kind", "")) if isinstance(head, dict) else ""


def _title(path: Path) -> Words:
    file = path / "county.toml" if path.is_dir() else path
    try:
        data: dict[str, Any] = tomllib.loads(read_text(file))
    except (Problems, tomllib.TOMLDecodeError):
        return Words("", "")
    head = data.get("county" if path.is_dir() else "document", {})
    first, second = ("name_zh", "name_en") if path.is_dir() else ("title_zh", "title_en")
    return Words(str(head.get(first, "")), str(head.get(second, "")))
