"""Identifiers of persons have no place in a county's workbook: they are found and refused, and never repeated in full."""

from __future__ import annotations

import re

from sim.foundation.errors import Words

_BIRTH = r"(?:(?:19|20)\d{2})(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"
_ID = re.compile(rf"(?<![0-9A-Za-z])[1-9]\d{{5}}{_BIRTH}\d{{3}}[0-9Xx](?![0-9A-Za-z])")
_PHONE = re.compile(r"(?<!\d)(?:\+?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}(?!\d)")
_HEADINGS = (
    "姓名", "身份证", "证件号", "公民身份", "手机", "电话", "联系方式", "住址", "家庭地址", "病案号", "住院号", "医保卡", "社保卡",
    "社会保障号", "银行卡", "银行账号", "出生日期",
)  # fmt: skip
_ENGLISH = ("name", "patient", "id card", "idcard", "phone", "mobile", "address", "birth", "ssn")

ID = Words("疑似居民身份证号码", "this looks like an identity-card number")
PHONE = Words("疑似手机号码", "this looks like a mobile-phone number")
HEADING = Words("疑似个人信息列", "this column seems to hold personal data")
FIX = Words("删去个人信息；本软件只用汇总数", "delete it: this program works on totals, never on persons")


def in_cell(value: object, money: bool = False) -> Words | None:
    """What kind of identifier a cell holds, None if none. An amount of 11 digits is money where the column is."""
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, int | float):
        if value != value or abs(value) == float("inf") or value != int(value):
            return None
        text = str(int(value))
        if len(text) == 18 and not money:  # Excel keeps 15 digits of a number: the date inside is still there
            return ID if re.match(rf"[1-9]\d{{5}}{_BIRTH}", text) else None
        return PHONE if not money and re.fullmatch(r"1[3-9]\d{9}", text) else None
    text = str(value)
    return ID if _ID.search(text) else PHONE if _PHONE.search(text) else None


def in_heading(text: str) -> bool:
    """Whether a heading that the sheet does not know announces personal data."""
    folded = text.casefold().replace("_", " ").strip()
    return any(word in text for word in _HEADINGS) or any(folded == w or folded.endswith(f" {w}") for w in _ENGLISH)


def masked(value: object) -> str:
    """The first characters of an identifier, so that its cell is found and the person is not."""
    return f"{str(value).strip()[:2]}****"
