"""pydantic's error types in words: what is wrong and what is allowed, in both languages."""

from __future__ import annotations

from typing import Any, NamedTuple

from sim.foundation.errors import Words


class Said(NamedTuple):
    wrong: Words
    allowed: Words


def _said(zh: str, en: str, allowed_zh: str = "", allowed_en: str = "") -> Said:
    return Said(Words(zh, en), Words(allowed_zh, allowed_en))


_INTEGER = _said("应为整数", "an integer is expected", "整数，不加引号", "an integer, without quotes")
NUMBER = _said("应为数字", "a number is expected", "数字，不加引号", "a number, without quotes")
_TEXT = _said("应为文字", "text is expected", "加引号的文字", "text in quotes")
_SWITCH = _said("应为 true 或 false", "true or false is expected", "true | false", "true | false")
_LIST = _said("应为数组", "an array is expected", "[ … ] 或 [[ … ]]", "[ … ] or [[ … ]]")
_TABLE = _said("应为表", "a table is expected", "[ … ] 或 {{ … }}", "[ … ] or {{ … }}")
_DATE = _said("应为日期", "a date is expected", "年-月-日，如 2017-01-01", "year-month-day, e.g. 2017-01-01")

_BY_TYPE = {
    "missing": _said("缺少必填的键", "a required key is missing"),
    "extra_forbidden": _said("不认识的键", "unknown key"),
    "int_type": _INTEGER, "int_parsing": _INTEGER, "int_from_float": _INTEGER, "int_parsing_size": _INTEGER,
    "float_type": NUMBER, "float_parsing": NUMBER, "decimal_type": NUMBER, "decimal_parsing": NUMBER,
    "finite_number": _said("应为有限的数", "a finite number is expected"),
    "string_type": _TEXT, "string_sub_type": _TEXT,
    "bool_type": _SWITCH, "bool_parsing": _SWITCH,
    "list_type": _LIST, "tuple_type": _LIST, "set_type": _LIST, "frozen_set_type": _LIST,
    "dict_type": _TABLE, "mapping_type": _TABLE, "model_type": _TABLE, "model_attributes_type": _TABLE,
    "date_type": _DATE, "date_parsing": _DATE, "date_from_datetime_parsing": _DATE, "date_from_datetime_inexact": _DATE,
    "greater_than": _said("太小", "too small", "> {gt}", "> {gt}"),
    "greater_than_equal": _said("太小", "too small", "≥ {ge}", "≥ {ge}"),
    "less_than": _said("太大", "too large", "< {lt}", "< {lt}"),
    "less_than_equal": _said("太大", "too large", "≤ {le}", "≤ {le}"),
    "multiple_of": _said("不是整步长", "not a multiple of the step", "步长 {multiple_of}", "steps of {multiple_of}"),
    "too_short": _said("个数太少", "too few items", "至少 {min_length} 个", "at least {min_length}"),
    "too_long": _said("个数太多", "too many items", "至多 {max_length} 个", "at most {max_length}"),
    "string_too_short": _said("太短或为空", "too short or empty", "至少 {min_length} 字", "≥ {min_length} characters"),
    "string_too_long": _said("文字太长", "the text is too long", "至多 {max_length} 字", "≤ {max_length} characters"),
    "string_pattern_mismatch": _said("写法不符合规定", "not written as required", "{pattern}", "{pattern}"),
    "literal_error": _said("不在允许的取值之内", "not one of the allowed values", "{expected}", "{expected}"),
    "enum": _said("不在允许的取值之内", "not one of the allowed values", "{expected}", "{expected}"),
    "union_tag_invalid": _said("不认识的类型", "unknown kind", "{expected_tags}", "{expected_tags}"),
    "union_tag_not_found": _said("没有写明类型", "the kind is not given", "{discriminator}", "{discriminator}"),
    "decimal_max_places": _said("小数位太多", "too many decimals", "≤ {decimal_places}", "≤ {decimal_places}"),
    "decimal_max_digits": _said("数字位数太多", "too many digits", "≤ {max_digits}", "≤ {max_digits}"),
    "decimal_whole_digits": _said("数字太大", "too large", "≤ {whole_digits} 位", "≤ {whole_digits} digits"),
}  # fmt: skip


def say(kind: str, context: dict[str, Any], message: str) -> Said:
    """Words for one pydantic error `type` with its `ctx`; an unlisted type keeps pydantic's own English message."""
    said = _BY_TYPE.get(kind)
    if said is None:
        return _said(f"不合规定（{message}）", message)
    context = {k: f"{v:g}" if isinstance(v, float) else v for k, v in context.items()}
    for key in ("expected", "expected_tags"):
        if key in context:
            context = {**context, key: str(context[key]).replace(" or ", " | ").replace(", ", " | ")}
    zh, en = said.allowed
    return Said(said.wrong, Words(zh.format(**context), en.format(**context)))
