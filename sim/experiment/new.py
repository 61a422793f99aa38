"""`yigongti new`: a study, a policy or a county from a commented template, in its place and valid from the first minute."""

from __future__ import annotations

import re
from pathlib import Path

from sim.experiment import schemas
from sim.experiment.store import write_text
from sim.foundation.errors import Problem, Problems, Words, did_you_mean, one_of, quoted
from sim.foundation.shelves import find, names, shelves
from sim.foundation.text import read_text

FOLDERS = {"study": "studies", "policy": "policies", "county": "counties"}
"""Kind of scenario -> folder on the shelves."""
MODEL = "model-county"
"""Whose tables a new county starts with: every number there is a labelled assumption."""
_NAME = re.compile(r"(?!(?:con|prn|aux|nul|com\d|lpt\d)$)[a-z0-9][a-z0-9-]{0,63}")
"""Without the names that Windows keeps for devices."""


def new(kind: str, name: str, shelf: Path | None = None) -> Path:
    """Make `scenarios/studies/NAME.toml`, `scenarios/policies/NAME.toml` or the folder `scenarios/counties/NAME`.

    Args:
        kind: study, policy or county.
        name: lower case, digits and hyphens; not yet the name of another of its kind.
        shelf: where the folders of scenarios lie; by default `scenarios` in the working directory.

    The JSON Schema that the new file names in its first line is written beside it, so that an editor completes it offline.
    Returns the file or folder. Raises `Problems` for an unknown kind, a name that cannot be one, a name that is taken.
    """
    if kind not in FOLDERS:
        zh, en = "不认识的文件种类", "unknown kind of document"
        raise Problems([Problem(kind, None, "", quoted(kind), one_of(FOLDERS), did_you_mean(kind, FOLDERS), zh, en)])
    if not _NAME.fullmatch(name):
        allowed = Words("小写字母、数字和连字符，最多64个", "lower case, digits and hyphens, at most 64")
        zh, en = "不能用作名称", "this cannot be a name"
        fix = Words("用拼音或英文，如 my-study；中文名写在文件的 title_zh 里", "as my-study; its title goes into the file")
        raise Problems([Problem(name, None, "", quoted(name), allowed, fix, zh, en)])
    target = (shelf or Path("scenarios")) / FOLDERS[kind] / (name if kind == "county" else f"{name}.toml")
    taken = target if target.exists() else names(FOLDERS[kind]).get(name)
    if taken is not None:
        zh, en = f"已有这个名称：{taken}", f"the name is taken: {taken}"
        raise Problems([Problem(name, None, "", quoted(name), "", Words("换一个名称", "choose another name"), zh, en)])
    text = read_text(template(kind)).replace("@NAME@", name)
    if kind == "county":
        _county(target, name, text)
    else:
        target.parent.mkdir(parents=True, exist_ok=True)
        write_text(target, text)
        schemas.write(kind, target.parent)
    return target


def template(kind: str) -> Path:
    """The template of a kind: one's own on the first shelf, or the one that ships."""
    places = [shelf / "templates" / f"{kind}.toml" for shelf in shelves()]
    return next((place for place in places if place.exists()), places[-1])


def _county(target: Path, name: str, text: str) -> None:
    """The tables of the model county beside a county.toml of its own; the head last, so that half a copy is no county."""
    target.mkdir(parents=True)
    for file in sorted(find("counties", MODEL).iterdir()):
        if file.suffix == ".csv":
            (target / file.name).write_bytes(file.read_bytes())
        elif file.name == "demand.toml":
            text_of = read_text(file).replace(f'id = "{MODEL}"', f'id = "{name}"', 1)
            write_text(target / file.name, f"#:schema ./demand.schema.json\n{text_of}")
    for kind in ("county", "demand"):
        schemas.write(kind, target)
    write_text(target / "county.toml", text)
