"""A policy printed as what it is: its clauses, what each one sets, and on whose word."""

from __future__ import annotations

from typing import Any

from sim.policy.package.score import ALL as INDICATORS
from sim.policy.policy import Policy, Setting
from sim.policy.registry import builtin_rules
from sim.policy.resolve import find
from sim.policy.rule import AXES
from sim.policy.units import UNITS

NAMES_ZH = {
    "all": "全部", "general": "普通", "low_income": "低保", "destitute": "特困", "registered_poor": "建档立卡",
    "residents": "居民医保", "employees": "职工医保",
    "low_income_edge": "低保边缘", "relapsed": "返贫致贫", "monitored": "防返贫监测", "illness_poor": "因病致贫",
    "village": "村", "township": "乡镇", "county": "县", "city": "市", "province": "省", "elsewhere": "省外",
    "prefecture": "市内县外", "none": "未定级", "level_1": "一级", "level_2": "二级", "level_3": "三级",
    "unsigned": "未签约", "signed": "已签约", "outpatient": "普通门诊", "inpatient": "住院",
    "chronic_outpatient": "门诊慢特病", "two_disease": "两病用药", "neither": "未登记", "hypertension": "高血压",
    "diabetes": "糖尿病", "both": "两病", "central": "中央", "bed": "床位", "consultation": "诊察",
    "examination": "检查", "laboratory": "化验", "treatment": "治疗", "surgery": "手术", "nursing": "护理",
    "materials": "卫生材料", "western_drugs": "西药", "herbal_pieces": "中药饮片", "patent_medicine": "中成药",
    "vaginal": "顺产", "caesarean": "剖宫产",
} | {i.name: i.zh for i in INDICATORS}  # fmt: skip
"""Names of the axes' keys, for people."""


def clauses_zh(policy: Policy) -> str:
    """The policy's own clauses in Chinese (Markdown), each with the parameters it sets, and what is not modelled."""
    number = f"（{policy.number}）" if policy.number else ""
    lines = [f"# {policy.title_zh}{number}", "", f"自{policy.effective}起执行。来源：{policy.source or '见各条'}"]
    if policy.bases:
        lines.append(f"在 {' → '.join(policy.bases)} 的基础上修改，未提到的条款不变。")
    for provision in policy.provisions:
        lines += ["", f"## {provision.id}　{provision.clause}"]
        if provision.quote_zh:
            lines.append(f"> {provision.quote_zh}")
        lines += [_line(setting) for setting in provision.settings]
    if policy.not_modelled:
        lines += ["", "## 没有建模的条款", *(f"- {u.clause}：{u.why.zh}" for u in policy.not_modelled)]
    return "\n".join(lines) + "\n"


def _line(setting: Setting) -> str:
    target = find(setting.path, builtin_rules())
    label = f"{target[0].zh}·{target[1].zh}" if len(target) == 2 else setting.path
    span = f"，范围 {setting.range[0]}—{setting.range[-1]}" if setting.status == "assumption" and setting.range else ""
    basis = f"来源：{setting.source}" if setting.status == "sourced" else f"假设：{setting.why}{span}"
    return f"- {label}：{value_zh(setting.value, setting.unit)}（{basis}）"


def value_zh(value: Any, unit: str) -> str:
    """A value as a policy file has it, written for a reader of Chinese."""
    if isinstance(value, dict):
        return "；".join(f"{NAMES_ZH[name]} {value_zh(part, unit)}" for name, part in value.items())
    if isinstance(value, list):
        return "、".join(value_zh(part, unit) for part in value) or "不分段"
    if isinstance(value, bool):
        return "是" if value else "否"
    if value == "unlimited":
        return "不设上限"
    return f"{value}{UNITS[unit].zh}"


def unnamed() -> set[str]:
    """Keys of axes that have no Chinese name."""
    return {name for names in AXES.values() for name in names} - set(NAMES_ZH)
