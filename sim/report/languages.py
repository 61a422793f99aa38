"""Texts of county files that say a thing in Chinese and then in English: each language for itself."""

from __future__ import annotations

import re

from sim.foundation.errors import Words

_CHINESE_THEN_ENGLISH = re.compile(
    r"^(?P<zh>.*[\u4e00-\u9fff].*?)(?:。|\s/)\s*(?P<en>(?=[^\u4e00-\u9fff]*[A-Za-z]{3})[A-Za-z0-9][^\u4e00-\u9fff]*)$", re.DOTALL
)
"""Chinese up to a full stop or a slash, and behind it only English."""


def by_language(text: str) -> Words:
    """"常识。By judgement" -> ("常识", "By judgement"). A text in one language stands for both, as its author left it."""
    found = _CHINESE_THEN_ENGLISH.match(text)
    return Words(found["zh"], found["en"]) if found else Words(text, text)
