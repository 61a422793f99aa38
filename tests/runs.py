"""A small run made by hand, plainly a sample: round numbers with the shape of a county's year, for tests of store and report."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pandas as pd

from sim.experiment.manifest import (
    Assumption, Check, CountyCard, Finding, Manifest, PolicyCard, ProvisionCard, SettingCard, StudyCard,
)  # fmt: skip
from sim.experiment.store import Run

TIERS = (("village", "county"), ("township", "county"), ("county", "county"), ("city", "prefecture"), ("province", "province"))
VISITS = (850_000, 750_000, 875_000, 150_000, 25_000)
STAYS = (0, 15_200, 41_800, 14_000, 5_000)
CHARGE_VISIT, CHARGE_STAY = (40.0, 85.0, 222.0, 333.0, 400.0), (0.0, 2166.0, 6626.0, 12500.0, 18000.0)


def manifest(policy: str = "baseline-ffs", title: str = "按项目付费（现状）", baseline: bool = True) -> Manifest:
    """A manifest with one provision that quotes its document and one labelled assumption."""
    return Manifest(
        program="0.1.0", created="2024-03-01T09:30:00+08:00", baseline=baseline, start=date(2021, 1, 1), years=1,
        warm_up_days=60, seed=1, scale=1.0, engine="compiled",
        study=StudyCard(
            id="sample", title_zh="示例：日照做法能否稳住基金", title_en="Sample: would Rizhao's rules steady the fund?",
            question_zh="把按项目付费改为日照的门诊统筹包干和医院总额预算，基金、机构和居民各会怎样？",
            question_en="What happens to the fund, the institutions and residents when fee-for-service gives way to Rizhao's rules?",
            hash="a" * 64,
        ),
        county=CountyCard(id="sample-county", name_zh="示例县", name_en="Sample County", enrolees=500_000, institutions=15, hash="b" * 64),
        policy=PolicyCard(
            id=policy, title_zh=title, title_en=f"Sample policy {policy}", number="示例发〔2017〕1号", source="示例文件",
            effective=date(2017, 1, 1), hash=("c" if baseline else "d") * 64, provisions=() if baseline else _provisions(),
        ),
        versions={"python": "3.11.9", "numpy": "2.2.0"}, hashes={"county/institutions.csv": "e" * 64},
        wall_seconds={"journeys": 2.1, "settlement": 2.4},
        checks=(Check(id="ledger_residual", ok=True, zh="账簿每笔分录借贷相等", en="every posting of the ledger balances", detail="0 fen"),),
        findings=() if baseline else (Finding(
            id="break_even_growth", zh="盈亏平衡增长率", en="break-even growth", value=0.043, unit="ratio",
            how_zh="使全县医院预算与发生额相等的增长率", how_en="growth at which the hospitals' budgets equal their spending",
        ),),
        assumptions=(Assumption(key="b_price_op", zh="门诊价格敏感度", en="price sensitivity of visits", value="-0.012", unit="1/元",
                                range=("-0.02", "-0.005"), why="示例", where="county"),),
    )  # fmt: skip


def _provisions() -> tuple[ProvisionCard, ...]:
    pool = SettingCard(path="payment.outpatient_pool.per_head", value="50", unit="元/人", kind="lever", source="示例文件第三条",
                       zh="门诊统筹人均额度", en="outpatient pool a head")  # fmt: skip
    growth = SettingCard(path="payment.hospital_budget.growth", value="5", unit="%", kind="lever", status="assumption",
                         why="文件未写明", range=("0", "10"), zh="预算增长率", en="growth of hospital budgets")  # fmt: skip
    return (
        ProvisionCard(id="R-3", clause="第三条", quote_zh="按照每人50元的标准确定门诊统筹医疗费用年度控制总额",
                      text_en="Fifty yuan a head set the year's outpatient pool.", source="示例文件", settings=(pool,)),
        ProvisionCard(id="R-1", clause="第一条", quote_zh="前两个年度统筹基金实际支出额的平均数，结合增长率",
                      text_en="Mean of the last two years' spending, with growth.", settings=(growth,)),
    )  # fmt: skip


def run(policy: str = "baseline-ffs", title: str = "按项目付费（现状）", *, baseline: bool = True, shift: float = 0.0) -> Run:
    """A sample run; `shift` moves this share of county stays to the township and pays bonuses, so that policies differ."""
    stays = list(STAYS)
    moved = round(stays[2] * shift)
    stays[1], stays[2] = stays[1] + moved, stays[2] - moved
    tables = {
        "fund": _fund(stays), "institutions": _institutions(shift), "flows": _flows(stays), "patients": _patients(shift),
        "fit": _fit(), "ledger": pd.DataFrame({"month": [0, 1], "amount_fen": [100, 250]}),
    }  # fmt: skip
    return Run(manifest(policy, title, baseline), tables)


def reform(title: str = "日照做法（示例）") -> Run:
    """The run compared with `run()`."""
    return run("rizhao-sample", title, baseline=False, shift=0.04)


def named(sample: Run, county: str) -> Run:
    """The same run in a county of another name, and an institution of that name too."""
    institutions = sample["institutions"].copy()
    institutions.loc[0, ["name_zh", "name_en"]] = county
    card = sample.manifest.county.model_copy(update={"name_zh": county, "name_en": county})
    return replace(sample, manifest=sample.manifest.model_copy(update={"county": card}),
                   tables={**sample.tables, "institutions": institutions})  # fmt: skip


def _fund(stays: list[int]) -> pd.DataFrame:
    rows = []
    inside = sum(s * c for s, c in zip(stays[:3], CHARGE_STAY[:3], strict=True)) * 0.62
    outside = sum(s * c for s, c in zip(stays[3:], CHARGE_STAY[3:], strict=True)) * 0.48
    for month in range(1, 13):
        season = 1 + 0.12 * (month in (1, 2, 12)) - 0.04 * (month in (5, 6, 7))
        for basis, lag in (("incurred", 1.0), ("cash", 0.0 if month == 1 else 1.0)):
            rows += [
                (month, basis, "income", "premium", "个人缴费收入", "premiums", "premium", "", 500_000 * 320 / 12),
                (month, basis, "income", "subsidy", "财政补贴收入", "fiscal subsidy", "subsidy", "", 500_000 * 580 / 12),
                (month, basis, "spending", "inpatient", "住院费用支出", "inpatient benefits", "inpatient", "county", inside / 12 * season * lag),
                (month, basis, "spending", "inpatient", "住院费用支出", "inpatient benefits", "inpatient", "prefecture", outside / 12 * season * lag),
                (month, basis, "spending", "outpatient", "门诊费用支出", "outpatient benefits", "outpatient", "county", 5_000_000 * season * lag),
                (month, basis, "spending", "catastrophic_premium", "大病保险支出", "catastrophic premium", "levy", "", 500_000 * 65 / 12),
            ]  # fmt: skip
    frame = pd.DataFrame(rows, columns=["month", "basis", "side", "line", "name_zh", "name_en", "programme", "place", "amount_yuan"])
    frame.insert(0, "year", 2021)
    frame.insert(3, "scheme", "residents")
    frame["amount_yuan"] = frame["amount_yuan"].round(2)
    return frame


def _flows(stays: list[int]) -> pd.DataFrame:
    rows = []
    for month in range(1, 13):
        for k, (tier, place) in enumerate(TIERS):
            visits, beds = VISITS[k] // 12, stays[k] // 12
            rows.append((2021, month, tier, place, "visit", visits, int(visits * 0.36), visits * CHARGE_VISIT[k],
                         visits * CHARGE_VISIT[k] * 0.2, visits * CHARGE_VISIT[k] * 0.8))  # fmt: skip
            rows.append((2021, month, tier, place, "stay", beds, beds, beds * CHARGE_STAY[k], beds * CHARGE_STAY[k] * 0.58,
                         beds * CHARGE_STAY[k] * 0.42))  # fmt: skip
    return pd.DataFrame(rows, columns=["year", "month", "tier", "place", "kind", "count", "claimed", "charge_yuan", "fund_yuan",
                                       "own_paid_yuan"])  # fmt: skip


def _institutions(shift: float) -> pd.DataFrame:
    rows: list[dict[str, object]] = []

    def add(id_: str, zh: str, en: str, tier: str, place: str, township: str, staff: float, visits: int, stays: int, money: float) -> None:
        retained = money * 0.6 * (shift > 0)
        borne = money * 0.15 * (shift > 0 and tier == "county")
        medical = visits * CHARGE_VISIT[[t for t, _ in TIERS].index(tier)] + stays * CHARGE_STAY[[t for t, _ in TIERS].index(tier)]
        other, inside = medical * 0.08, place == "county"
        costs = medical * 1.02 if inside else float("nan")
        net = medical + retained - borne + other - costs
        bonus = max(net * 0.4, 0.0) if inside else float("nan")
        rows.append({
            "year": 2021, "id": id_, "name_zh": zh, "name_en": en, "scheme": "residents", "tier": tier, "place": place,
            "alliance": "县总医院" if inside and tier != "village" else "", "township": township, "staff": staff, "visits": visits,
            "stays": stays, "revenue_basic_yuan": medical * 0.5, "revenue_catastrophic_yuan": medical * 0.02,
            "revenue_assistance_yuan": medical * 0.02, "revenue_supplement_yuan": 0.0, "revenue_patients_yuan": medical * 0.36,
            "revenue_other_payers_yuan": medical * 0.1, "revenue_medical_yuan": medical, "retained_yuan": retained,
            "assessment_yuan": 0.0, "borne_yuan": borne, "alliance_money_yuan": retained - borne, "other_income_yuan": other,
            "costs_yuan": costs, "net_income_yuan": net, "debts_and_funds_yuan": 0.0, "headroom_yuan": bonus * 2,
            "bonus_yuan": bonus, "bonus_per_staff_yuan": bonus / staff if staff else float("nan"),
        })  # fmt: skip

    add("general", "示例县人民医院", "Sample County General Hospital", "county", "county", "", 640, 420_000, 24_000, 900_000)
    add("tcm", "示例县中医院", "Sample County TCM Hospital", "county", "county", "", 320, 210_000, 11_000, 400_000)
    for t, name in enumerate(("城关", "河湾", "石桥"), start=1):
        add(f"t{t}", f"{name}镇卫生院", f"{name} Township Centre", "township", "county", f"{name}镇", 45, 44_000, 900, 80_000 * t)
        for v in range(1, 4):
            add(f"t{t}v{v}", f"{name}镇第{v}村卫生室", f"Village Clinic {t}-{v}", "village", "county", f"{name}镇", 2, 2_800, 0, 0)
    add("city", "市级医院", "City Hospital", "city", "prefecture", "", 0, 150_000, 14_000, 0)
    return pd.DataFrame(rows)


def _patients(shift: float) -> pd.DataFrame:
    rows = []
    for klass, share, saved in (("general", 0.93, 0.0), ("low_income", 0.045, 0.1), ("destitute", 0.005, 0.25), ("registered_poor", 0.02, 0.08)):
        for band, part in (("0_4", 0.05), ("5_14", 0.13), ("15_24", 0.1), ("25_44", 0.26), ("45_59", 0.24), ("60_64", 0.06),
                           ("65_74", 0.1), ("75plus", 0.06)):  # fmt: skip
            persons = round(500_000 * share * part)
            charge = persons * 1900.0 * (2 if band in ("65_74", "75plus") else 1)
            basic = charge * (0.46 + shift / 10)
            rows.append((2021, klass, band, persons, persons * 5, round(persons * 0.15), charge, charge * 0.8, basic, charge * 0.02,
                         charge * saved, 0.0, charge - basic - charge * (0.02 + saved)))  # fmt: skip
    return pd.DataFrame(rows, columns=["year", "klass", "age_band", "persons", "visits", "stays", "charge_yuan", "eligible_yuan",
                                       "basic_yuan", "catastrophic_yuan", "assistance_yuan", "supplement_yuan", "own_paid_yuan"])  # fmt: skip


def _fit() -> pd.DataFrame:
    rows = [
        ("charge.stay.county", "县级次均住院费用", "charge a stay, county", "echo", "yuan", 6626.0, 6610.4, "示例公报"),
        ("visits.village", "村卫生室人均就诊", "visits a head, village", "fitted", "per head", 1.70, 1.71, "assumption"),
        ("visits.township", "乡镇卫生院人均就诊", "visits a head, township", "fitted", "per head", 1.50, 1.49, "assumption"),
        ("fund.per_head", "人均统筹基金支出", "fund spending a head", "predicted", "yuan", 922.0, 897.0, "示例公报"),
    ]
    return pd.DataFrame(rows, columns=["row", "name_zh", "name_en", "kind", "unit", "target", "simulated", "source"])
