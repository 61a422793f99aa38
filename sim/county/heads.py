"""The documents of a county folder: `county.toml` (basic facts), `demand.toml` (constants of choice and flow)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field

from sim.foundation.checked import Checked
from sim.foundation.documents import Label
from sim.foundation.errors import Refused, Words

Name = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]*$")]
Filled = Annotated[str, Field(min_length=1)]


class _Strict(Checked):
    model_config = ConfigDict(extra="forbid", frozen=True)


class CountyHead(_Strict):
    kind: Annotated[Literal["county"], Label("文件种类", "kind of document")]
    schema_: Annotated[Literal[1], Field(alias="schema"), Label("格式版本", "schema version")]
    id: Annotated[Name, Label("编号", "id")]
    title_zh: Annotated[Filled, Label("标题", "title (zh)")]
    title_en: Annotated[Filled, Label("英文标题", "title (en)")]
    source: Annotated[Filled, Label("来源", "source")]


class CountyFacts(_Strict):
    name_zh: Annotated[Filled, Label("县名", "name (zh)")]
    name_en: Annotated[Filled, Label("英文县名", "name (en)")]
    start: Annotated[date, Label("核算首日", "first day of the accounted year")]
    classes: Annotated[tuple[Name, ...], Field(min_length=1, max_length=8), Label("待遇类别", "benefit classes")]


class Enrolees(_Strict):
    value: Annotated[int, Field(ge=1, le=50_000_000), Label("参保人数", "enrolees")]
    unit: Annotated[Literal["persons"], Label("单位", "unit")]
    source: Annotated[Filled, Label("来源", "source")]


class WeekdayIndex(_Strict):
    value: Annotated[
        tuple[Annotated[float, Field(ge=0)], ...], Field(min_length=7, max_length=7), Label("星期指数", "weekday index")
    ]
    unit: Annotated[Literal["index, Monday first, mean 1"], Label("单位", "unit")]
    source: Annotated[Filled, Label("来源", "source")]

    @classmethod
    def faults(cls, given: Mapping[str, Any]) -> Iterator[Refused]:
        if "value" in given and abs(sum(map(float, given["value"])) - 7.0) > 0.005:
            zh, en = "七天指数的平均值应为 1", "the seven values must have mean 1"
            yield Refused(zh, en, allowed="Σ = 7", key=("value",))


class Facts(_Strict):
    enrolees: Annotated[Enrolees, Label("参保人数", "enrolees")]
    weekday_index: Annotated[WeekdayIndex, Label("星期指数", "weekday index")]


class Chronic(_Strict):
    id: Annotated[Name, Label("编号", "id")]
    name_zh: Annotated[Filled, Label("名称", "name (zh)")]
    name_en: Annotated[Filled, Label("英文名称", "name (en)")]


class Alliance(_Strict):
    id: Annotated[int, Field(ge=0), Label("编号", "id")]
    name_zh: Annotated[Filled, Label("名称", "name (zh)")]
    name_en: Annotated[Filled, Label("英文名称", "name (en)")]
    lead: Annotated[Name, Label("牵头医院", "lead hospital")]


class CountyDocument(_Strict):
    """`county.toml`."""

    document: Annotated[CountyHead, Label("表头", "head")]
    county: Annotated[CountyFacts, Label("县", "county")]
    facts: Annotated[Facts, Label("基本数字", "basic numbers")]
    chronic: Annotated[
        tuple[Chronic, ...], Field(max_length=8), Label("登记慢病", "registered chronic conditions")
    ] = ()
    alliance: Annotated[tuple[Alliance, ...], Label("医共体", "alliances")] = ()


class DemandHead(_Strict):
    kind: Annotated[Literal["demand"], Label("文件种类", "kind of document")]
    schema_: Annotated[Literal[1], Field(alias="schema"), Label("格式版本", "schema version")]
    id: Annotated[Name, Label("编号", "id")]


class Constant(_Strict):
    """One constant: value, unit, kind of number, and where it comes from. An assumption says why and has a range."""

    value: Annotated[float, Label("数值", "value")]
    unit: Annotated[Filled, Label("单位", "unit")]
    kind: Annotated[
        Literal["behavioural assumption", "calibrated", "county fact"], Label("参数种类", "kind of parameter")
    ]
    status: Annotated[Literal["sourced", "assumption"], Label("依据", "status")]
    source: Annotated[str, Label("来源", "source")] = ""
    why: Annotated[str, Label("理由", "why")] = ""
    range: Annotated[tuple[float, float] | None, Label("范围", "range")] = None

    @classmethod
    def faults(cls, given: Mapping[str, Any]) -> Iterator[Refused]:
        status, span, value = given.get("status"), given.get("range"), given.get("value")
        if status == "sourced" and not given.get("source"):
            fix = Words("填写 source, 或改为 assumption 并说明 why", "fill in `source`, or make it an assumption and say why")
            yield Refused("没有写来源", "the source is missing", fix=fix, key=("status",))
        if status == "assumption" and not (given.get("why") and span):
            yield Refused("假设必须写明理由 why 和范围 range", "an assumption needs `why` and `range`", key=("status",))
        if span and value is not None and not float(span[0]) <= float(value) <= float(span[1]):
            zh, en = "数值不在所写范围内", "the value lies outside its range"
            yield Refused(zh, en, allowed=f"{float(span[0]):g} … {float(span[1]):g}", key=("value",))


class Constants(_Strict):
    asc_op_township: Annotated[Constant, Label("乡镇门诊吸引力", "attraction of the township, visits")]
    asc_op_county: Annotated[Constant, Label("县级门诊吸引力", "attraction of the county tier, visits")]
    asc_op_city: Annotated[Constant, Label("市、省级门诊吸引力", "attraction of city and province, visits")]
    asc_ip_county: Annotated[Constant, Label("县级住院吸引力", "attraction of the county tier, stays")]
    asc_ip_city: Annotated[Constant, Label("市、省级住院吸引力", "attraction of city and province, stays")]
    scale_op: Annotated[Constant, Label("门诊需求倍数", "factor on outpatient needs")]
    scale_ip: Annotated[Constant, Label("住院病种发病倍数", "factor on inpatient groups")]
    scale_claim: Annotated[Constant, Label("报销人次倍数", "factor on claimed visits")]
    scale_noncovered: Annotated[Constant, Label("住院目录外倍数", "factor on the non-covered share of stays")]
    b_price_op: Annotated[Constant, Label("门诊价格效用", "utility of price, visits")]
    b_price_ip: Annotated[Constant, Label("住院价格效用", "utility of price, stays")]
    b_time_op: Annotated[Constant, Label("门诊行程效用", "utility of travel, visits")]
    b_time_ip: Annotated[Constant, Label("住院行程效用", "utility of travel, stays")]
    b_wait_op: Annotated[Constant, Label("门诊等待效用", "utility of waiting, visits")]
    b_wait_ip: Annotated[Constant, Label("住院等待效用", "utility of waiting, stays")]
    b_skill_mild: Annotated[Constant, Label("能治效用(轻)", "utility of skill, mild")]
    b_skill_moderate: Annotated[Constant, Label("能治效用(中)", "utility of skill, moderate")]
    b_skill_severe: Annotated[Constant, Label("能治效用(重)", "utility of skill, severe")]
    b_contract: Annotated[Constant, Label("签约效用", "utility of a contract")]
    b_advice: Annotated[Constant, Label("听从医嘱效用", "utility of advice")]
    away_home_penalty: Annotated[Constant, Label("外出者回乡就医代价", "cost of coming home for care")]
    elasticity_op: Annotated[Constant, Label("门诊价格弹性", "price elasticity, visits")]
    elasticity_ip: Annotated[Constant, Label("住院价格弹性", "price elasticity, stays")]
    p_refer_able: Annotated[Constant, Label("能治仍上转概率", "referral although able")]
    p_refer_unable: Annotated[Constant, Label("不能治上转概率", "referral when not able")]
    patience_mild: Annotated[Constant, Label("候床耐心(轻)", "patience, mild")]
    patience_moderate: Annotated[Constant, Label("候床耐心(中)", "patience, moderate")]
    patience_severe: Annotated[Constant, Label("候床耐心(重)", "patience, severe")]
    stay_charge_corr: Annotated[Constant, Label("住院日与费用相关", "correlation of stay and charge")]
    step_down_days: Annotated[Constant, Label("下转康复天数", "days of a rehabilitation stay")]
    step_down_charge: Annotated[Constant, Label("下转康复费用倍数", "charge of a rehabilitation stay")]
    p_transfer_mild: Annotated[Constant, Label("住院上转概率(轻)", "transfer from a stay, mild")]
    p_transfer_moderate: Annotated[Constant, Label("住院上转概率(中)", "transfer from a stay, moderate")]
    p_transfer_severe: Annotated[Constant, Label("住院上转概率(重)", "transfer from a stay, severe")]
    transfer_unable: Annotated[Constant, Label("不能治时上转比数倍数", "odds of a transfer when not able")]
    transfer_part: Annotated[Constant, Label("上转前住院部分", "part of a stay before a transfer")]
    frailty_sd: Annotated[Constant, Label("体质差异", "spread of frailty")]
    year_illness_sd: Annotated[Constant | None, Label("年景：患病", "good and bad years: illness")] = None
    year_respiratory_sd: Annotated[
        Constant | None, Label("年景：呼吸道疾病另加", "good and bad years: respiratory illness besides")
    ] = None
    year_charges_sd: Annotated[Constant | None, Label("年景：次均费用", "good and bad years: charge a case")] = None
    open_min: Annotated[Constant, Label("开诊时间", "opening minute")]
    close_min: Annotated[Constant, Label("停诊时间", "closing minute")]


class DemandDocument(_Strict):
    """`demand.toml`."""

    document: Annotated[DemandHead, Label("表头", "head")]
    constants: Annotated[Constants, Label("常数", "constants")]
