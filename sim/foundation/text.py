"""Bytes on disk to text, for documents and tables alike: every way in which a file can fail to be a text file; and what of a
text may be shown.

Accepted: UTF-8 with or without BOM, any line ending. Everything else is named, with the way to convert it.
"""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import TypeVar

from sim.foundation.errors import Problem, Problems, Words, did_you_mean, quoted

MAX_BYTES = 20_000_000
"""Larger files are refused before they are read: no hand-written document or county table is that large."""

_TO_UTF8 = Words(
    "另存为 UTF-8：Excel 选「CSV UTF-8（逗号分隔）」，记事本选编码 UTF-8；或 iconv -f GB18030 -t UTF-8 旧文件 > 新文件",
    'save as UTF-8: in Excel "CSV UTF-8 (comma delimited)", in Notepad encoding UTF-8; '
    "or iconv -f GB18030 -t UTF-8 OLD > NEW",
)
_KINDS = (
    (b"PK\x03\x04", " Excel 或其他压缩文件（.xlsx/.zip）", "an Excel workbook or another zip file"),
    (b"\xd0\xcf\x11\xe0", "旧版 Excel/Word 文件（.xls/.doc）", "an old Excel or Word file"),
    (b"\xff\xfe", " UTF-16 文本（记事本的「Unicode」）", "UTF-16 text (Notepad's 'Unicode')"),
    (b"\xfe\xff", " UTF-16 文本", "UTF-16 text"),
)
_HIDDEN = {
    code: "\ufffd"
    for codes in (range(9), range(11, 13), range(14, 32), range(127, 160), range(0x202A, 0x202F), range(0x2066, 0x206A))
    for code in codes
} | {ord("\r"): "\n"}
_T = TypeVar("_T", bound=str)


def visible(text: _T) -> _T:
    """The text with a replacement sign for every character that steers a terminal (escape sequences) or turns the reading order
    of what follows, numbers among it, instead of being read. Markup stays markup."""
    return text.translate(_HIDDEN)  # type: ignore[return-value]


def read_text(path: str | os.PathLike[str]) -> str:
    """The text of a file, without BOM, lines ending in "\\n".

    Raises:
        Problems: missing (names the nearest file), a directory, not a plain file, unreadable, empty, larger than
            `MAX_BYTES`, a workbook, UTF-16, GBK or other encodings, NUL bytes.
    """
    name = os.fspath(path)
    data = _bytes(name)
    for magic, zh, en in _KINDS:
        if data.startswith(magic):
            raise _problem(name, None, f"这是{zh}，不是文本文件", f"this is {en}, not a text file", fix=_TO_UTF8)
    nul = data.find(b"\0")
    if nul >= 0:
        line = data.count(b"\n", 0, nul) + 1
        zh, en = "含有空字节（NUL），不是文本文件", "contains a NUL byte: not a text file"
        raise _problem(name, line, zh, en, fix=_TO_UTF8)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        gbk = _as_gbk(data)
        if gbk:
            zh, en, found = "文件编码是 GBK/GB18030，不是 UTF-8", "the encoding is GBK/GB18030, not UTF-8", gbk
        else:
            zh, en, found = "文件编码不是 UTF-8", "the encoding is not UTF-8", data.decode("latin-1")
        raise _problem(name, line, zh, en, found=quoted(found.split("\n")[line - 1].strip()), fix=_TO_UTF8) from None
    if not text.strip():
        raise _problem(name, None, "文件是空的", "the file is empty")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _bytes(name: str) -> bytes:
    try:
        about = os.stat(name)
        if stat.S_ISDIR(about.st_mode):
            raise _problem(name, None, "这是文件夹，不是文件", "this is a folder, not a file", fix=_inside(name))
        if not stat.S_ISREG(about.st_mode):
            raise _problem(name, None, "这不是普通文件", "this is not a plain file")
        if about.st_size > MAX_BYTES:
            raise _problem(
                name, None, "文件太大，未读取", "the file is too large and was not read",
                found=f"{about.st_size:,} B", allowed=f"≤ {MAX_BYTES:,} B",
            )  # fmt: skip
        with open(name, "rb") as stream:
            return stream.read(MAX_BYTES)
    except FileNotFoundError:
        raise _missing(name) from None
    except (OSError, ValueError) as error:  # ValueError: a NUL in the path
        reason = getattr(error, "strerror", None) or str(error)
        raise _problem(name, None, f"无法读取文件（{reason}）", f"cannot read the file ({reason})") from None


def _missing(name: str) -> Problems:
    folder = Path(name).parent
    try:
        fix = did_you_mean(Path(name).name, sorted(os.listdir(folder)))
    except OSError:
        return _problem(name, None, f"文件不存在，文件夹 {folder} 也打不开", f"no such file, and no folder {folder}")
    look = Words("检查文件名和文件夹；可用的名称见 yigongti list", "check name and folder, or take a name of yigongti list")
    return _problem(name, None, "文件不存在", "no such file", fix=fix if fix.zh else look)


def _inside(folder: str) -> Words:
    names = sorted(name for name in os.listdir(folder) if name.endswith((".toml", ".csv")))[:5]
    return Words(f"其中的文件：{'、'.join(names)}", f"it holds: {', '.join(names)}") if names else Words("", "")


def _as_gbk(data: bytes) -> str | None:
    """The text if the bytes make sense as GB18030: most of what is not ASCII is then Chinese."""
    try:
        text = data.decode("gb18030")
    except UnicodeDecodeError:
        return None
    wide = [c for c in text if ord(c) > 127]
    common = sum("\u4e00" <= c <= "\u9fff" or "\u3000" <= c <= "\u303f" or "\uff00" <= c <= "\uffef" for c in wide)
    return text if common * 2 > len(wide) else None


def _problem(
    name: str, line: int | None, zh: str, en: str, *, found: str = "", allowed: str = "", fix: str | Words = ""
) -> Problems:
    return Problems([Problem(name, line, "", found, allowed, fix, zh, en)])
