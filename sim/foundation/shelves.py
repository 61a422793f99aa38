"""Where scenario files lie, and how a name becomes a path: your own folder first, then the checkout, then what was
installed.

A name is looked up in `scenarios/FOLDER/` on every shelf; a path is taken as it is. An unknown name is answered with
the nearest.
"""

from __future__ import annotations

from pathlib import Path

from sim.foundation.errors import Problem, Problems, Words, did_you_mean, one_of

PACKAGE = Path(__file__).resolve().parents[1]
MARKS = ("document.toml", "county.toml")
"""A folder is a scenario if it holds one of these headed documents."""

WORDS = {"studies": "研究", "policies": "政策", "counties": "县", "behaviour": "行为假设集", "calendars": "收付日程",
         "encounters": "典型病例", "evidence": "已发表效应"}  # fmt: skip
"""Folder -> what its scenarios are called in Chinese."""


def shelves() -> list[Path]:
    """Existing scenario folders, the first one wins: ./scenarios, the checkout's, the installed copy."""
    candidates = [Path.cwd() / "scenarios"]
    if (PACKAGE.parent / "pyproject.toml").exists():
        candidates.append(PACKAGE.parent / "scenarios")
    candidates.append(PACKAGE / "_scenarios")
    found = [shelf.resolve() for shelf in candidates if shelf.is_dir()]
    return list(dict.fromkeys(found))


def names(folder: str) -> dict[str, Path]:
    """All names of one kind (`folder` is policies, counties, studies, ...) -> the path they stand for, in
    alphabetical order."""
    found: dict[str, Path] = {}
    for shelf in reversed(shelves()):
        for path in sorted((shelf / folder).glob("*")) if (shelf / folder).is_dir() else ():
            if path.suffix == ".toml" or (path.is_dir() and any((path / mark).exists() for mark in MARKS)):
                found[path.name.removesuffix(".toml")] = path
    return dict(sorted(found.items()))


def find(folder: str, name: str, beside: Path | None = None) -> Path:
    """The path of a named scenario, or of a path given instead of a name.

    A relative path counts from the working directory, then from `beside` (the folder of the document that names it).
    Raises `Problems` with the nearest known name.
    """
    known = names(folder)
    if name in known:
        return known[name]
    if _looks_like_path(name):
        for path in (Path(name), *([beside / name] if beside else [])):
            if path.exists():
                return path.resolve()
        raise Problems([_unknown(folder, name, known, Words("没有这个文件或文件夹", "no such file or folder"))])
    kind = WORDS.get(folder, folder)
    raise Problems([_unknown(folder, name, known, Words(f"没有叫这个名称的{kind}", f"no such name in {folder}"))])


def _looks_like_path(name: str) -> bool:
    return name.endswith(".toml") or "/" in name or "\\" in name or Path(name).exists()


def _unknown(folder: str, name: str, known: dict[str, Path], said: Words) -> Problem:
    return Problem(
        file=name,
        line=None,
        where="",
        found="",
        allowed=one_of(known),
        fix=did_you_mean(Path(name).stem, known),
        zh=said.zh,
        en=said.en,
    )
