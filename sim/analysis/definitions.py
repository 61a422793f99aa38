"""The indicators of county medical insurance: each with numerator, denominator and variant, in the words of the office.

Shares of stays and funds follow the national monitoring set for county alliances (紧密型县域医共体监测指标体系, 2024,
group 有序就医格局 and 医保基金). All count enrolees of the residents' scheme (参保地口径) unless the variant says
otherwise; there are no drugstores and no manual claims in the model, so every variant is without them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from sim.analysis.sums import CLAIMED, DRUGS, PRIMARY, SERVICE, VISITS, Sums
from sim.foundation.errors import Words

Number = Callable[[Sums], float]


class Indicator(NamedTuple):
    """value = numerator / denominator x `scale`."""

    id: str
    name: Words
    variant: Words
    over: Words  # numerator in words
    under: Words  # denominator in words
    numerator: Number
    denominator: Number
    basis: str  # incurred, cash, or count
    unit: str = "ratio"
    scale: float = 1.0


STAYS = Words("参保人出院人次", "discharges of enrolees")
HERE = Words("在县域内医疗机构的部分", "those at institutions located in the county")
WITH_AWAY = Words("含外出居住人员", "with people living away")
NO_AWAY = Words("不含外出居住人员", "without people living away")
CHARGE = Words("医疗总费用", "charge")
ELIGIBLE = Words("政策范围内费用", "eligible charge")
BASIC = Words("统筹基金支付", "paid by the basic fund")
ALL_THREE = Words("统筹、大病、救助支付", "paid by basic fund, catastrophic insurance and assistance")


def three(s: Sums, **where: object) -> float:
    """Basic fund, catastrophic insurance and medical assistance together."""
    return sum(s.care(payer, **where) for payer in ("basic", "catastrophic", "assistance"))


def _ratios(kind: str, zh: str, en: str) -> tuple[Indicator, ...]:
    def make(id_: str, name: Words, over: Words, under: Words, top: Number, measure: str) -> Indicator:
        return Indicator(
            f"{id_}_{kind}", Words(zh + name.zh, f"{name.en}, {en}"), Words("已结算", "settled claims"), over, under,
            top,
            lambda s: s.care(measure, kind=kind), "incurred",
        )  # fmt: skip

    policy, real = (
        Words("政策范围内报销比", "reimbursed share of eligible"),
        Words("实际报销比", "reimbursed share of charge"),
    )
    return (
        make("in_policy_ratio", policy, BASIC, ELIGIBLE, lambda s: s.care("basic", kind=kind), "eligible"),
        make("in_policy_ratio_all", policy, ALL_THREE, ELIGIBLE, lambda s: three(s, kind=kind), "eligible"),
        make("real_ratio", real, BASIC, CHARGE, lambda s: s.care("basic", kind=kind), "charge"),
        make("real_ratio_all", real, ALL_THREE, CHARGE, lambda s: three(s, kind=kind), "charge"),
        make("outside_catalogue", Words("目录外占比", "share outside the catalogue"),
        Words("全自费费用", "wholly self-paid"),
             CHARGE, lambda s: s.care("selfpaid", kind=kind), "charge"),
    )  # fmt: skip


def _in_county(variant: Words, **where: Any) -> Indicator:
    return Indicator(
        "in_county_stays" + ("_without_away" if where else ""), Words("县域内住院率", "stays inside the county"),
        variant, HERE, STAYS,
        lambda s: s.contacts("stay", place="county", **where), lambda s: s.contacts("stay", **where), "count",
    )  # fmt: skip


INDICATORS: tuple[Indicator, ...] = (
    _in_county(WITH_AWAY),
    _in_county(NO_AWAY, away=False),
    Indicator(
        "in_county_fund", Words("县域内基金支出占比", "fund spent inside the county"), WITH_AWAY, HERE,
        Words("参保人统筹基金支出", "basic fund for enrolees"),
        lambda s: s.care("basic", place="county"), lambda s: s.care("basic"), "incurred",
    ),
    Indicator(
        "primary_fund_of_county", Words("基层基金占比", "fund at primary institutions"),
        Words("占县域内", "of fund in county"),
        Words("基层机构统筹基金支出", "basic fund at primary institutions"),
        Words("县域内统筹基金支出", "basic fund in county"),
        lambda s: s.care("basic", tier=PRIMARY), lambda s: s.care("basic", place="county"), "incurred",
    ),
    Indicator(
        "primary_fund_of_all", Words("基层基金占比", "fund at primary institutions"), Words("占全部", "of all"),
        Words("基层机构统筹基金支出", "basic fund at primary institutions"), Words("全部统筹基金支出", "basic fund"),
        lambda s: s.care("basic", tier=PRIMARY), lambda s: s.care("basic"), "incurred",
    ),
    Indicator(
        "primary_visits", Words("基层就诊率", "visits at primary institutions"),
        Words("就医地口径,全部付费方", "place of care, all payers"),
        Words("乡镇卫生院和村卫生室诊疗人次", "visits at township centres and village clinics"),
        Words("县域内诊疗人次", "visits in the county"),
        lambda s: s.care("cases", place="county", tier=PRIMARY, kind=VISITS,
        scheme=("residents", "employees", "other")),
        lambda s: s.care("cases", place="county", kind=VISITS, scheme=("residents", "employees", "other")), "count",
    ),
    Indicator(
        "primary_visits_enrolees", Words("参保人基层门诊占比", "enrolees' visits at primary institutions"), WITH_AWAY,
        Words("基层机构门诊人次", "visits at primary institutions"), Words("参保人门诊人次", "visits of enrolees"),
        lambda s: s.contacts("visit", tier=PRIMARY), lambda s: s.contacts("visit"), "count",
    ),
    Indicator(
        "stay_rate", Words("住院率", "stays per 100 enrolees"), WITH_AWAY, STAYS, Words("参保人年", "enrolee-years"),
        lambda s: s.contacts("stay"), lambda s: s.persons("enrolees") * s.persons("part_of_year"), "count", "per 100",
        100,
    ),
    Indicator(
        "visit_rate", Words("人均诊疗人次", "visits per enrolee"), WITH_AWAY,
        Words("参保人门诊人次", "visits of enrolees"),
        Words("参保人年", "enrolee-years"),
        lambda s: s.contacts("visit"), lambda s: s.persons("enrolees") * s.persons("part_of_year"), "count", "per head",
    ),
    Indicator(
        "visits_per_person", Words("门诊人次人头比", "visits per patient"), WITH_AWAY, Words("门诊人次", "visits"),
        Words("门诊人数", "distinct persons"), lambda s: s.contacts("visit"), lambda s: s.persons("visited"), "count",
        "per person",
    ),
    Indicator(
        "stays_per_person", Words("住院人次人头比", "stays per patient"), WITH_AWAY, Words("住院人次", "stays"),
        Words("住院人数", "distinct persons"), lambda s: s.contacts("stay"), lambda s: s.persons("stayed"), "count",
        "per person",
    ),
    *_ratios("inpatient", "住院", "stays"),
    *_ratios("outpatient", "普通门诊", "ordinary visits that drew on the fund"),
    *_ratios("chronic_outpatient", "门诊慢特病", "chronic outpatient"),
    Indicator(
        "charge_a_stay", Words("次均住院费用", "charge a stay"), Words("原始", "raw"), CHARGE, STAYS,
        lambda s: s.care("charge", kind="inpatient"), lambda s: s.care("cases", kind="inpatient"), "incurred", "yuan",
    ),
    Indicator(
        "charge_a_weight", Words("次均住院费用", "charge a stay"), Words("按CMI校正", "per unit of case mix"), CHARGE,
        Words("权重之和", "sum of relative weights"),
        lambda s: s.care("charge", kind="inpatient"), lambda s: s.mix("weight"), "incurred", "yuan",
    ),
    Indicator(
        "charge_a_head", Words("人均医疗费用", "charge per enrolee"), Words("按人年", "per person-year"), CHARGE,
        Words("参保人年", "enrolee-years"),
        lambda s: s.care("charge"), lambda s: s.persons("enrolees") * s.persons("part_of_year"), "incurred", "yuan",
    ),
    Indicator(
        "cmi", Words("病例组合指数", "case mix index"), WITH_AWAY, Words("权重之和", "sum of relative weights"), STAYS,
        lambda s: s.mix("weight"), lambda s: s.mix("cases"), "count", "weight",
    ),
    Indicator(
        "length_of_stay", Words("平均住院日", "mean length of stay"), WITH_AWAY, Words("住院床日", "days"), STAYS,
        lambda s: s.care("days", kind="inpatient"), lambda s: s.care("cases", kind="inpatient"), "count", "days",
    ),
    Indicator(
        "readmission_30", Words("30日再入院率", "readmission within 30 days"),
        Words("同一病程,转院不计", "same episode, transfers left out"),
        Words("30日内再入院人次", "stays within 30 days of the last"), STAYS,
        lambda s: s.contacts("stay", "readmissions"), lambda s: s.contacts("stay"), "count",
    ),
    Indicator(
        "out_of_county_stays", Words("县域外住院率", "stays outside the county"), WITH_AWAY,
        Words("县域外出院人次", "discharges outside the county"), STAYS,
        lambda s: s.contacts("stay", place=("prefecture", "province", "elsewhere")), lambda s: s.contacts("stay"),
        "count",
    ),
    Indicator(
        "out_of_county_referred", Words("县域外转诊率", "referred stays outside the county"),
        Words("有转诊", "with a referral"),
        Words("经转诊的县域外出院人次", "referred discharges outside the county"), STAYS,
        lambda s: s.contacts("stay", "referred", place=("prefecture", "province", "elsewhere")),
        lambda s: s.contacts("stay"),
        "count",
    ),
    Indicator(
        "stepped_down", Words("下转率", "stays stepped down"), WITH_AWAY,
        Words("下转住院人次", "stays after a step-down"), STAYS,
        lambda s: s.contacts("stay", "stepped_down"), lambda s: s.contacts("stay"), "count",
    ),
    Indicator(
        "transferred_up", Words("住院上转率", "stays moved up from another ward"), WITH_AWAY,
        Words("住院中上转的接续住院人次", "stays that go on with a stay broken off at a lower place"), STAYS,
        lambda s: s.contacts("stay", "transferred"), lambda s: s.contacts("stay"), "count",
    ),
    Indicator(
        "drug_share", Words("药品收入占比", "drugs as a share of income"), Words("参保人费用", "enrolees' charges"),
        Words("西药、中成药和饮片", "western drugs, patent medicine and herbal pieces"), CHARGE,
        lambda s: s.items(*DRUGS), lambda s: s.care("charge"), "incurred",
    ),
    Indicator(
        "material_share", Words("耗材收入占比", "materials as a share of income"),
        Words("参保人费用", "enrolees' charges"),
        Words("卫生材料", "materials"), CHARGE, lambda s: s.items("materials"), lambda s: s.care("charge"), "incurred",
    ),
    Indicator(
        "service_share", Words("医疗服务收入占比", "services as a share of income"),
        Words("参保人费用", "enrolees' charges"),
        Words("床位、诊察、治疗、手术、护理", "bed, consultation, treatment, surgery, nursing"), CHARGE,
        lambda s: s.items(*SERVICE), lambda s: s.care("charge"), "incurred",
    ),
    *(
        Indicator(
            f"surplus_rate_{basis}", Words("当期结余率", "surplus rate of the year"), name,
            Words("收入减支出", "income less spending"), Words("收入", "income"),
            lambda s, basis=basis: s.fund("income", basis) - s.fund("spending", basis),  # type: ignore[misc]
            lambda s, basis=basis: s.fund("income", basis), basis,  # type: ignore[misc]
        )
        for basis,
        name in (("incurred", Words("权责发生制", "incurred basis")), ("cash", Words("收付实现制", "cash basis")))
    ),
    *(
        Indicator(
            f"months_payable_{basis}", Words("可支付月数", "months payable"), name,
            Words("累计结余", "cumulated balance"), Words("月均支出", "mean monthly spending"),
            lambda s, basis=basis: s.balance(basis),  # type: ignore[misc]
            lambda s, basis=basis: s.fund("spending", basis) / 12 / (s.persons("part_of_year") or 1.0),  # type: ignore[misc]
            basis, "months",
        )
        for basis,
        name in (("incurred", Words("权责发生制", "incurred basis")), ("cash", Words("收付实现制", "cash basis")))
    ),
    *(
        Indicator(
            f"fund_leaving_{way}", Words("县域外基金支出占比", "fund spent outside the county"), name,
            Words("县域外统筹基金支出中的这一部分", "this part of the basic fund spent outside"),
            Words("参保人统筹基金支出", "basic fund for enrolees"),
            lambda s, way=way: s.homes("basic", place=way), lambda s: s.homes("basic"), "incurred",  # type: ignore[misc]
        )
        for way,
        name in (
            ("treatable", Words("县内可治", "treatable in the county")),
            ("untreatable", Words("县内不可治", "not treatable in the county")),
            ("away", Words("异地居住", "living away")),
        )
    ),
    Indicator(
        "budget_used", Words("预算执行率", "budget used"), Words("全部预算单位", "all budget holders"),
        Words("发生额", "spent"),
        Words("预算额", "budget"), lambda s: s.clearing("spent_yuan"), lambda s: s.clearing("budget_yuan"), "incurred",
    ),
    Indicator(
        "claimed_visits", Words("报销门诊人次占比", "visits that drew on the fund"), WITH_AWAY,
        Words("报销人次", "claimed visits"),
        Words("参保人门诊人次", "visits of enrolees"), lambda s: s.care("cases", kind=CLAIMED[:1] + CLAIMED[2:]),
        lambda s: s.contacts("visit"), "count",
    ),
)  # fmt: skip
