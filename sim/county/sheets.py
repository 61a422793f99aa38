"""The tables of a county folder: which columns each CSV has, with unit and both names; a heading may be in either.

Every table has a `source` column: where the row's numbers come from, or "assumption: ..." with the reason. A unit is
the end of a column's name: `_percent`, `_yuan`, `_days`, `_minutes`, `_per_day`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sim.county.county import AGE_BANDS, BIRTHS, FORMER_SCHEMES, ITEM_CLASSES, KINDS, PLACES, SCHEMES, SEVERITIES, SEXES, TIERS
from sim.foundation.tables import Column

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
TIER_ZH = ("村级", "乡镇", "县级", "市级", "省级")
SEVERITY_ZH = ("轻", "中", "重")
AGE_ZH = ("0-4岁", "5-14岁", "15-24岁", "25-44岁", "45-59岁", "60-64岁", "65-74岁", "75岁以上")
SEX_ZH = ("女", "男")
CLASS_ZH = {
    "general": "普通居民", "low_income": "低保对象", "destitute": "特困人员", "registered_poor": "建档立卡人口",
    "low_income_edge": "低保边缘", "relapsed": "返贫致贫", "monitored": "防返贫监测", "illness_poor": "因病致贫",
}  # fmt: skip
"""Benefit classes as the forms of civil affairs and the insurance office call them; other classes keep their code."""
ITEM_ZH = (
    "床位费", "诊查费", "检查费", "化验费", "治疗费", "手术费", "护理费", "材料费", "西药费", "中药饮片费",
        "中成药费",
)  # fmt: skip
HISTORY_LINES = ("inpatient", "outpatient", "chronic_outpatient", "two_disease")
TREND_LINES = ("charge_visit", "charge_stay", "need_visit", "need_stay", "cost", "admission_rate", "income_per_head",
               "fund_per_head")  # fmt: skip
FUNDING_LINES = ("premium", "subsidy", "other_income", "catastrophic_premium", "assistance", "opening_balance")
PAYERS = ("resident", "central", "province", "prefecture", "county", "other", "basic_fund")
TARGET_KINDS = ("echo", "fitted", "predicted")


@dataclass(frozen=True)
class Sheet:
    """One table: its columns, the columns that together may not repeat, whether it may be empty, and whether the
    file may be left out."""

    columns: tuple[Column, ...]
    key: tuple[str, ...] = ()
    empty: bool = False
    optional: bool = False


def _text(name: str, zh: str, en: str, choices: Sequence[str] = (), required: bool = True) -> Column:
    return Column(name, "str", required=required, choices=choices, zh=zh, en=en)


def _id(zh: str, en: str) -> Column:
    return Column("id", "id", zh=zh, en=en)


def _percent(name: str, zh: str, en: str, required: bool = True, high: float = 100) -> Column:
    return Column(f"{name}_percent", "float", "%", required, 0, high, zh=f"{zh}%", en=f"{en}, %")


def _number(
    name: str, unit: str, zh: str, en: str, low: float | None = 0, high: float | None = None, required: bool = True
) -> Column:
    return Column(name, "float", unit, required, low, high, zh=zh, en=en)


def _rate(name: str, zh: str, en: str) -> Column:
    return Column(f"{name}_per_1000", "float", "per 1000 a year", True, 0, 1000, zh=f"{zh}(每千人)", en=f"{en} per 1000")


def _whole(name: str, unit: str, zh: str, en: str, low: float = 0, required: bool = True) -> Column:
    return Column(name, "int", unit, required, low, zh=zh, en=en)


def _flag(name: str, zh: str, en: str, required: bool = True) -> Column:
    return Column(name, "bool", required=required, zh=zh, en=en)


def _tiers(name: str, suffix: str, unit: str, zh: str, en: str, first: int, high: float | None = None) -> list[Column]:
    return [
        _number(f"{name}_{tier}{suffix}", unit, f"{TIER_ZH[t]}{zh}", f"{en}, {tier}", 0, high)
        for t, tier in enumerate(TIERS)
        if t >= first
    ]


SOURCE = _text("source", "来源", "source")
LISTED = tuple(
    Column(f"listed_{tier}_percent", "float", "%", False, 0, 100, zh=f"{TIER_ZH[t]}目录内病例占比%",
           en=f"share of cases on the list of the tier, {tier}")
    for t, tier in enumerate(TIERS) if t >= 1
)  # fmt: skip
"""Which part of a group's cases is on a tier's list (分级诊疗病种目录): a column that a county may have."""
NAMES = [_text("name_zh", "名称", "name (zh)"), _text("name_en", "英文名称", "name (en)")]
ABLE = [
    _text(f"able_{s}", f"{z}症最低能治级别", f"lowest tier able, {s}", TIERS)
    for s, z in zip(SEVERITIES, SEVERITY_ZH, strict=True)
]
_CONDITION_HEAD = [
    _id("编号", "id"),
    *NAMES,
    _text("icd10", "ICD-10", "ICD-10"),
    _text("mdc", "主要诊断大类", "CHS-DRG category"),
]
_CONDITION_TAIL = [
    _number("noncovered_factor", "factor", "目录外倍数", "factor on the tier's non-covered share", 0, 5),
    _percent("return", "复诊概率", "probability of a further visit", high=95),
    _number("return_days", "days", "复诊间隔天", "mean days until it"),
    _text("season", "季节类型", "season pattern"),
    _text("items", "费用结构类型", "item pattern"),
    _number(
        "maternal_child",
        "factor",
        "妇幼院吸引倍数",
        "factor on the odds of a maternal-child hospital, 0 = not treated there",
    ),
]

ACCIDENT = Column("accident", "bool", required=False, zh="意外伤害", en="an injury without a liable third party")

SHEETS: dict[str, Sheet] = {
    "townships": Sheet(
        (_id("编号", "id"), *NAMES, _number("seat_minutes", "minutes", "到县城分钟", "minutes to the county seat"),
            SOURCE)
    ),
    "villages": Sheet((
        _id("编号", "id"), NAMES[0], _text("township", "乡镇", "township"),
        _text("clinic", "村卫生室", "village clinic", required=False), _text("centre", "卫生院", "township centre"),
        _percent("share", "参保人占比", "share of enrolees"),
        _number("clinic_minutes", "minutes", "到村卫生室分钟", "minutes to the own clinic"),
        _number("centre_minutes", "minutes", "到卫生院分钟", "minutes to the own centre"),
        _text("former_scheme", "原参保制度", "scheme before the merger", FORMER_SCHEMES, required=False), SOURCE,
    )),
    "institutions": Sheet((
        _id("编号", "id"), *NAMES, _text("tier", "级别", "tier", TIERS), _text("place", "所在地", "place", PLACES),
        Column("level", "int", "", True, 0, 3, zh="医院等级", en="hospital grade (0 none, 1, 2, 3)"),
        _text("kind", "类别", "kind", KINDS), Column("alliance", "int", "", False, 0, zh="医共体", en="alliance"),
        _text("township", "所在乡镇", "township", required=False), _whole("beds", "beds", "床位数", "open beds"),
        _whole("slots_per_day", "visits", "每日号源", "outpatient slots a day"),
        _number("staff", "persons", "职工数", "staff", 1), _number("doctors", "persons", "医生数", "doctors"),
        _number("seat_minutes", "minutes", "到县城分钟", "minutes from the county seat", required=False),
        _text("cost_group", "成本组", "cost group"), SOURCE,
    )),
    "costs": Sheet((
        Column("group", "id", zh="成本组", en="cost group"),
        *[_number(f"{n}_yuan_per_staff", "yuan", f"人均{z}", f"{e} per staff", required=False) for n, z, e in (
            ("basic_pay", "基本工资", "basic pay"), ("pay_ceiling", "薪酬上限", "pay ceiling"))],
        _percent("staff_share", "结余用于人员", "share of net income for staff", False),
        _percent("statutory_fund", "法定提取基金", "statutory funds", False),
        *[_number(f"{n}_yuan_per_staff", "yuan", f"人均{z}", f"{e} per staff", required=False) for n, z, e in (
            ("fixed_cost", "固定成本", "fixed cost without pay"), ("subsidy", "财政补助", "government subsidy"))],
        _number("public_health_yuan_per_enrolee", "yuan", "每参保人公卫经费", "public health money per enrolee",
            required=False),
        _number("contract_fee_yuan_per_contract", "yuan", "每签约人签约费", "contract fee per contract",
            required=False),
        _number("debt_yuan_per_staff", "yuan", "人均债务", "debt per staff", required=False),
        _number("debt_service_yuan_per_staff", "yuan", "人均年还债", "debt service per staff and year",
            required=False),
        *[_percent(f"variable_{i}", f"变动成本占{z}", f"variable cost as a share of {i} income", False)
          for i, z in zip(ITEM_CLASSES, ITEM_ZH, strict=True)], SOURCE,
    )),
    "conditions": Sheet((
        *_CONDITION_HEAD, _percent("admission_share", "住院占比", "share of admissions"), _text("severity",
            "病情类型", "severity pattern"),
        *ABLE, *_tiers("p", "_percent", "%", "收治占比%", "share treated", 1, 100),
        *_tiers("charge", "_yuan", "yuan", "次均费用元", "charge of a stay", 1), *_tiers("stay", "_days", "days",
            "住院日", "stay", 1, 365),
        _number("visit_charge_factor", "factor", "门诊费用倍数", "factor on the tier's visit charge"),
            *_CONDITION_TAIL,
        _percent("readmit", "30天再入院", "readmission within 30 days", high=60),
        _percent("step_down", "下转康复", "step-down to the township", high=100),
        _number("weight", "weight", "权重", "CHS-DRG relative weight"), _flag("day_surgery", "日间手术",
            "day surgery"),
        _flag("per_diem", "按床日", "per diem"), _flag("tcm", "中医优势病种", "Chinese-medicine list"),
        _flag("severe_list", "重大疾病", "severe-disease list"), ACCIDENT,
        _text("birth", "分娩", "a birth", BIRTHS, required=False), *LISTED, SOURCE,
    )),
    "outpatient": Sheet((
        *_CONDITION_HEAD, _text("kind", "种类", "kind", ("outpatient", "refill")), _text("chronic", "慢病",
            "chronic condition", required=False),
        _number("refill_days", "days", "续方周期天", "days between refills", 1, required=False),
        _percent("visit_share", "门诊需求占比", "share of outpatient needs", False), _text("severity", "病情类型",
            "severity pattern"),
        *ABLE, *_tiers("pull", "", "factor", "相对吸引力", "relative pull", 0), *_tiers("charge", "_yuan", "yuan",
            "次均费用元", "charge of a visit", 0),
        *_CONDITION_TAIL, _flag("two_disease", "两病", "two-disease list"), _flag("chronic_special", "慢特病",
            "chronic-special list"),
        _flag("severe_list", "特病", "severe chronic-special (特病)", required=False),
        _percent("claimed", "报销人次占比", "share of visits that draw on the fund; blank: the tier's", False),
        _number("charge_cv", "cv", "费用变异系数", "coefficient of variation of the charge; blank: the tier's", 0, 5, False),
        ACCIDENT, SOURCE,
    )),
    "severity": Sheet((
        _text("pattern", "病情类型", "pattern"), _text("severity", "病情", "severity", SEVERITIES), _percent("share",
            "占比", "share"),
        _percent("seek", "就诊概率", "probability of seeking care"), _percent("emergency", "急诊概率",
            "probability of an emergency"),
        _percent("admit", "收治概率", "probability of admission"), SOURCE,
    ), ("pattern", "severity")),
    "tiers": Sheet((
        _text("tier", "级别", "tier", TIERS), _number("visit_charge_yuan", "yuan", "门诊次均费用元",
            "mean charge of a visit"),
        _number("charge_visit_cv", "cv", "门诊费用变异系数", "coefficient of variation, visit charge", 0, 5),
        _number("charge_stay_cv", "cv", "住院费用变异系数", "coefficient of variation, stay charge", 0, 5),
        _number("stay_days_cv", "cv", "住院日变异系数", "coefficient of variation, stay", 0, 5),
        _percent("noncovered_visit", "门诊目录外", "non-covered share, visit"), _percent("first_paid_visit",
            "门诊先行自付", "first-paid share, visit"),
        _percent("noncovered_stay", "住院目录外", "non-covered share, stay"), _percent("first_paid_stay",
            "住院先行自付", "first-paid share, stay"),
        _percent("claimed", "门诊报销人次占比", "share of visits that draw on the fund"),
        _percent("repeated_tests", "重复检查占比", "share of a further contact's tests that repeats known ones", False), SOURCE,
    ), ("tier",)),
    "items": Sheet((
        _text("pattern", "费用结构类型", "pattern"), _text("tier", "级别", "tier", TIERS),
        *[_percent(i, z, i) for i, z in zip(ITEM_CLASSES, ITEM_ZH, strict=True)], SOURCE,
    ), ("pattern", "tier")),
    "season": Sheet((
        _text("pattern", "季节类型", "pattern"), *[_number(m, "index", f"{n}月", m, 0, 12) for n,
            m in enumerate(MONTHS, 1)], SOURCE,
    ), ("pattern",)),
    "incidence": Sheet((
        _text("condition", "病种", "condition"), _text("unit", "单位", "unit", ("episodes per 1000 person-years",)),
        *[_number(f"{s}_{a}", "per 1000", f"{sz}{az}", f"{s} {a}", 0, 50_000)
          for s, sz in zip(SEXES, SEX_ZH, strict=True) for a, az in zip(AGE_BANDS, AGE_ZH, strict=True)], SOURCE,
    ), ("condition",)),
    "chronic": Sheet((
        _text("chronic", "慢病", "chronic condition"), _text("condition", "病种", "condition"),
        _number("factor", "factor", "发病倍数", "factor on incidence", 0, 1000), SOURCE,
    ), ("chronic", "condition"), empty=True),
    "streams": Sheet((
        _text("institution", "机构", "institution"), _text("scheme", "险种", "scheme", SCHEMES[1:]),
        _number("visits_per_day", "visits", "每日门诊", "visits a day"), _number("stays_per_day", "stays",
            "每日入院", "stays a day"),
        _number("stay_days", "days", "住院日", "stay"), _number("stay_days_cv", "cv", "住院日变异系数",
            "coefficient of variation, stay", 0, 5),
        _number("charge_visit_yuan", "yuan", "门诊次均元", "charge of a visit"), _number("charge_stay_yuan", "yuan",
            "住院次均元", "charge of a stay"),
        _number("charge_visit_cv", "cv", "门诊费用变异系数", "coefficient of variation, visit", 0, 5),
        _number("charge_stay_cv", "cv", "住院费用变异系数", "coefficient of variation, stay charge", 0, 5), SOURCE,
    ), ("institution", "scheme"), empty=True),
    "history": Sheet((
        _whole("year", "", "年份", "year", 1990), _text("institution", "机构", "institution"), _text("line", "项目",
            "line", HISTORY_LINES),
        Column("amount_yuan", "fen", "yuan", True, 0, zh="金额元", en="paid by the pooled fund, yuan"), SOURCE,
    ), ("year", "institution", "line"), empty=True),
    "trend": Sheet((
        _text("line", "项目", "line", TREND_LINES), _whole("year", "", "年份", "year", 1990),
        Column("growth_percent", "ppm", "%", True, -50, 100, zh="增长%", en="growth on the year before, %"), SOURCE,
    ), ("line", "year"), empty=True),
    "funding": Sheet((
        _whole("year", "", "年份", "year", 1990), _text("line", "项目", "line", FUNDING_LINES), _text("payer",
            "承担方", "payer", PAYERS),
        _number("yuan_per_head", "yuan", "人均元", "yuan per head"), SOURCE,
    ), ("year", "line", "payer")),
    "employees": Sheet((
        _whole("year", "", "年份", "year", 1990),
        _whole("members", "persons", "职工参保人数", "members of the employees' scheme", 1),
        _number("income_yuan_per_head", "yuan", "人均统筹基金收入元", "income of their pooled fund a head, yuan", required=False),
        _number("inside_visits_yuan", "yuan", "县内门诊统筹支付元", "paid for visits in the county, yuan", required=False),
        _number("inside_stays_yuan", "yuan", "县内住院统筹支付元", "paid for stays in the county, yuan", required=False),
        _number("outside_visits_yuan", "yuan", "县外门诊统筹支付元", "paid for visits outside, yuan", required=False),
        _number("outside_stays_yuan", "yuan", "县外住院统筹支付元", "paid for stays outside, yuan", required=False),
        _percent("visit_fund", "统筹基金占门诊费用", "their fund's share of the charge of a visit"),
        _percent("stay_fund", "统筹基金占住院费用", "their fund's share of the charge of a stay"),
        _percent("treatable", "县外支付中县内可治(不含异地居住)",
                 "paid outside though treatable here, of those living here", False),
        _percent("away", "县外支付中异地居住", "paid outside for members living away", False),
        _percent("signed", "职工签约", "members with a family-doctor contract", False), SOURCE,
    ), ("year",), optional=True),
    "population": Sheet((
        _text("age_band", "年龄段", "age band", AGE_BANDS),
        _rate("deaths_female", "女性死亡", "deaths of women"), _rate("deaths_male", "男性死亡", "deaths of men"),
        Column("births_per_1000_women", "float", "per 1000 women a year", True, 0, 1000, zh="生育(每千名女性)",
            en="births per 1000 women"),
        _rate("move_out", "迁出", "moves out"), _rate("move_in", "迁入", "moves in"),
        _percent("lapse", "断保", "insurance not renewed"), _percent("rejoin", "断保后再参保", "insured again"),
        Column("lapse_elasticity", "float", "elasticity", True, 0, 5, zh="断保对缴费的弹性",
            en="elasticity of lapsing to the premium"),
        _percent("late", "年度中缴费", "pay within the year"),
        _percent("filed", "外出者已备案", "living away: filed for care there"), SOURCE,
    ), ("age_band",), optional=True),
    "targets": Sheet((
        _text("row", "指标", "row"), _whole("year", "", "年份", "year", 1990), _number("value", "", "数值", "value",
            None),
        _text("unit", "单位", "unit"), _text("kind", "种类", "kind", TARGET_KINDS), SOURCE,
    ), ("row",), empty=True),
}  # fmt: skip


def residents_sheet(classes: Sequence[str], chronic: Sequence[str] | Mapping[str, str]) -> Sheet:
    """residents.csv names the benefit classes and chronic conditions; the first class is the remainder. `chronic` may say
    what the conditions are called in Chinese; two of one name keep their ids."""
    called = dict(chronic) if isinstance(chronic, Mapping) else {c: c for c in chronic}
    names = list(called.values())
    return Sheet((
        _text("age_band", "年龄段", "age band", AGE_BANDS), _percent("share", "占比", "share of enrolees"),
            _percent("male", "男性", "male"),
        *[_percent(k, CLASS_ZH.get(k, f"待遇类别{k}"), f"benefit class {k}") for k in classes[1:]],
        _percent("work_away", "外出务工", "working away"), _percent("settled_away", "异地安置", "settled elsewhere"),
        _percent("school_away", "在外就学", "at school elsewhere"),
        *[_percent(c, f"登记{zh if names.count(zh) == 1 else c}", f"registered with {c}") for c, zh in called.items()],
        _percent("contract", "家医签约", "family-doctor contract"), SOURCE,
    ), ("age_band",))  # fmt: skip
