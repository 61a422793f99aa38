"""The tables of the sample run: round numbers, one function a table."""

from __future__ import annotations

import pandas as pd

TIERS = (
    ("village", "county"),
    ("township", "county"),
    ("county", "county"),
    ("city", "prefecture"),
    ("province", "province"),
)
VISITS = (850_000, 750_000, 875_000, 150_000, 25_000)
STAYS = (0, 15_200, 41_800, 14_000, 5_000)
CHARGE_VISIT, CHARGE_STAY = (40.0, 85.0, 222.0, 333.0, 400.0), (0.0, 2166.0, 6626.0, 12500.0, 18000.0)


def fund(stays: list[int], borne: float = 0.0) -> pd.DataFrame:
    """The statement of 2021, and of 2022 what clearing 2021 left to institutions to bear."""
    rows = []
    inside = sum(s * c for s, c in zip(stays[:3], CHARGE_STAY[:3], strict=True)) * 0.62
    outside = sum(s * c for s, c in zip(stays[3:], CHARGE_STAY[3:], strict=True)) * 0.48
    for month in range(1, 13):
        season = 1 + 0.12 * (month in (1, 2, 12)) - 0.04 * (month in (5, 6, 7))
        for basis, lag in (("incurred", 1.0), ("cash", 0.0 if month == 1 else 1.0)):
            rows += [
                (month, basis, "income", "premium", "个人缴费收入", "premiums", "premium", "", 500_000 * 320 / 12),
                (
                    month,
                    basis,
                    "income",
                    "subsidy",
                    "财政补贴收入",
                    "fiscal subsidy",
                    "subsidy",
                    "",
                    500_000 * 580 / 12,
                ),
                (
                    month,
                    basis,
                    "spending",
                    "inpatient",
                    "住院费用支出",
                    "inpatient benefits",
                    "inpatient",
                    "county",
                    inside / 12 * season * lag,
                ),
                (
                    month,
                    basis,
                    "spending",
                    "inpatient",
                    "住院费用支出",
                    "inpatient benefits",
                    "inpatient",
                    "prefecture",
                    outside / 12 * season * lag,
                ),
                (
                    month,
                    basis,
                    "spending",
                    "outpatient",
                    "门诊费用支出",
                    "outpatient benefits",
                    "outpatient",
                    "county",
                    5_000_000 * season * lag,
                ),
                (
                    month,
                    basis,
                    "spending",
                    "catastrophic_premium",
                    "大病保险支出",
                    "catastrophic premium",
                    "levy",
                    "",
                    500_000 * 65 / 12,
                ),
            ]
    frame = pd.DataFrame(
        rows, columns=["month", "basis", "side", "line", "name_zh", "name_en", "programme", "place", "amount_yuan"]
    )
    frame.insert(0, "year", 2021)
    frame.insert(3, "scheme", "residents")
    frame["amount_yuan"] = frame["amount_yuan"].round(2)
    if not borne:
        return frame
    line = {
        "year": 2022, "month": 1, "basis": "incurred", "scheme": "residents", "side": "spending", "line": "deficit_borne",
        "name_zh": "超支由机构分担（冲减支出）", "name_en": "deficit borne by institutions, less spending",
        "programme": "clearing", "place": "", "amount_yuan": -borne,
    }  # fmt: skip
    return pd.concat([frame, pd.DataFrame([line])], ignore_index=True)


def flows(stays: list[int]) -> pd.DataFrame:
    rows = []
    for month in range(1, 13):
        for k, (tier, place) in enumerate(TIERS):
            visits, beds = VISITS[k] // 12, stays[k] // 12
            rows.append(
                (
                    2021,
                    month,
                    tier,
                    place,
                    "visit",
                    visits,
                    int(visits * 0.36),
                    visits * CHARGE_VISIT[k],
                    visits * CHARGE_VISIT[k] * 0.2,
                    visits * CHARGE_VISIT[k] * 0.8,
                )
            )
            rows.append(
                (
                    2021,
                    month,
                    tier,
                    place,
                    "stay",
                    beds,
                    beds,
                    beds * CHARGE_STAY[k],
                    beds * CHARGE_STAY[k] * 0.58,
                    beds * CHARGE_STAY[k] * 0.42,
                )
            )
    return pd.DataFrame(
        rows,
        columns=[
            "year",
            "month",
            "tier",
            "place",
            "kind",
            "count",
            "claimed",
            "charge_yuan",
            "fund_yuan",
            "own_paid_yuan",
        ],
    )


def institutions(shift: float) -> pd.DataFrame:
    rows: list[dict[str, object]] = []

    def add(
        id_: str,
        zh: str,
        en: str,
        tier: str,
        place: str,
        township: str,
        staff: float,
        visits: int,
        stays: int,
        money: float,
    ) -> None:
        retained = money * 0.6 * (shift > 0)
        borne = money * 0.15 * (shift > 0 and tier == "county")
        medical = visits * CHARGE_VISIT[[t for t, _ in TIERS].index(tier)] + stays * CHARGE_STAY[[t for t, _ in TIERS].index(tier)]
        other, inside = medical * 0.08, place == "county"
        costs = medical * 1.02 if inside else float("nan")
        net = medical + retained - borne + other - costs
        bonus = max(net * 0.4, 0.0) if inside else float("nan")
        rows.append(
            {
                "year": 2021,
                "id": id_,
                "name_zh": zh,
                "name_en": en,
                "scheme": "residents",
                "tier": tier,
                "place": place,
                "ownership": "public",
                "alliance": "县总医院" if inside and tier != "village" else "",
                "township": township,
                "staff": staff,
                "visits": visits,
                "stays": stays,
                "revenue_basic_yuan": medical * 0.5,
                "revenue_catastrophic_yuan": medical * 0.02,
                "revenue_assistance_yuan": medical * 0.02,
                "revenue_supplement_yuan": 0.0,
                "revenue_patients_yuan": medical * 0.36,
                "revenue_other_payers_yuan": medical * 0.1,
                "revenue_medical_yuan": medical,
                "retained_yuan": retained,
                "assessment_yuan": 0.0,
                "borne_yuan": borne,
                "alliance_money_yuan": retained - borne,
                "other_income_yuan": other,
                "costs_yuan": costs,
                "net_income_yuan": net,
                "debts_and_funds_yuan": 0.0,
                "headroom_yuan": bonus * 2,
                "bonus_yuan": bonus,
                "bonus_per_staff_yuan": bonus / staff if staff else float("nan"),
            }
        )

    add(
        "general",
        "示例县人民医院",
        "Sample County General Hospital",
        "county",
        "county",
        "",
        640,
        420_000,
        24_000,
        900_000,
    )
    add("tcm", "示例县中医院", "Sample County TCM Hospital", "county", "county", "", 320, 210_000, 11_000, 400_000)
    for t, name in enumerate(("城关", "河湾", "石桥"), start=1):
        add(
            f"t{t}",
            f"{name}镇卫生院",
            f"{name} Township Centre",
            "township",
            "county",
            f"{name}镇",
            45,
            44_000,
            900,
            80_000 * t,
        )
        for v in range(1, 4):
            add(
                f"t{t}v{v}",
                f"{name}镇第{v}村卫生室",
                f"Village Clinic {t}-{v}",
                "village",
                "county",
                f"{name}镇",
                2,
                2_800,
                0,
                0,
            )
    add("city", "市级医院", "City Hospital", "city", "prefecture", "", 0, 150_000, 14_000, 0)
    return pd.DataFrame(rows)


def patients(shift: float) -> pd.DataFrame:
    rows = []
    for klass, share, saved in (
        ("general", 0.93, 0.0),
        ("low_income", 0.045, 0.1),
        ("destitute", 0.005, 0.25),
        ("registered_poor", 0.02, 0.08),
    ):
        for band, part in (
            ("0_4", 0.05),
            ("5_14", 0.13),
            ("15_24", 0.1),
            ("25_44", 0.26),
            ("45_59", 0.24),
            ("60_64", 0.06),
            ("65_74", 0.1),
            ("75plus", 0.06),
        ):
            persons = round(500_000 * share * part)
            charge = persons * 1900.0 * (2 if band in ("65_74", "75plus") else 1)
            basic = charge * (0.46 + shift / 10)
            rows.append(
                (
                    2021,
                    klass,
                    band,
                    persons,
                    persons * 5,
                    round(persons * 0.15),
                    charge,
                    charge * 0.8,
                    basic,
                    charge * 0.02,
                    charge * saved,
                    0.0,
                    charge - basic - charge * (0.02 + saved),
                    0.0,
                )
            )
    return pd.DataFrame(
        rows,
        columns=[
            "year",
            "klass",
            "age_band",
            "persons",
            "visits",
            "stays",
            "charge_yuan",
            "eligible_yuan",
            "basic_yuan",
            "catastrophic_yuan",
            "assistance_yuan",
            "supplement_yuan",
            "own_paid_yuan",
            "advanced_yuan",
        ],
    )


def fit() -> pd.DataFrame:
    rows = [
        ("charge.stay.county", "县级次均住院费用", "charge a stay, county", "echo", "yuan", 6626.0, 6610.4, "示例公报"),
        (
            "visits.village",
            "村卫生室人均就诊",
            "visits a head, village",
            "fitted",
            "per head",
            1.70,
            1.71,
            "assumption",
        ),
        (
            "visits.township",
            "乡镇卫生院人均就诊",
            "visits a head, township",
            "fitted",
            "per head",
            1.50,
            1.49,
            "assumption",
        ),
        ("fund.per_head", "人均统筹基金支出", "fund spending a head", "predicted", "yuan", 922.0, 897.0, "示例公报"),
    ]
    return pd.DataFrame(rows, columns=["row", "name_zh", "name_en", "kind", "unit", "target", "simulated", "source"])


def clearing() -> pd.DataFrame:
    return pd.DataFrame(
        [
            {
                "year": 2021,
                "rule": "payment.outpatient_pool",
                "rule_zh": "乡镇门诊统筹按人头包干",
                "rule_en": "Township outpatient pool by capitation",
                "id": "t1",
                "name_zh": "城关镇卫生院",
                "name_en": "Chengguan Township Centre",
                "budget_yuan": 1_500_000.0,
                "spent_yuan": 1_600_000.0,
                "balance_yuan": -100_000.0,
                "retained_yuan": 0.0,
                "fund_keeps_yuan": 0.0,
                "borne_yuan": 20_000.0,
                "fund_adds_yuan": 80_000.0,
            }
        ]
    )


def indicators(stays: list[int]) -> pd.DataFrame:
    inside, everywhere = sum(12 * (s // 12) for s in stays[:3]), sum(12 * (s // 12) for s in stays)
    rows = [
        ("in_county_stays", "县域内住院率", "stays inside the county", "出院人次", "discharges", inside, everywhere),
        (
            "in_county_fund",
            "县域内基金支出占比",
            "fund spent inside the county",
            "基金支出",
            "basic fund",
            240e6,
            410e6,
        ),
        ("primary_visits", "基层就诊率", "visits at primary institutions", "诊疗人次", "visits", 1_600_000, 2_475_000),
    ]
    return pd.DataFrame(
        [
            {
                "year": 2021,
                "indicator": id_,
                "name_zh": zh,
                "name_en": en,
                "variant_zh": "含外出居住人员",
                "variant_en": "with people living away",
                "numerator_zh": f"县域内{of_zh}",
                "numerator_en": f"{of_en} in the county",
                "denominator_zh": of_zh,
                "denominator_en": of_en,
                "scheme": "residents",
                "basis": "count",
                "numerator": float(over),
                "denominator": float(under),
                "value": over / under,
                "unit": "ratio",
            }
            for id_, zh, en, of_zh, of_en, over, under in rows
        ]
    )


def capacity() -> pd.DataFrame:
    """Two hospitals and one outside the county; the ward of the general hospital is fuller in winter."""
    rows = []
    for month in range(1, 13):
        full = 0.95 if month in (1, 2, 12) else 0.85
        for id_, zh, en, tier, beds, share in (
            ("general", "示例县人民医院", "Sample County General Hospital", "county", 800.0, full),
            ("t1", "城关镇卫生院", "Chengguan Township Centre", "township", 60.0, 0.5),
            ("city", "市级医院", "City Hospital", "city", float("nan"), float("nan")),
        ):
            inside = tier != "city"
            rows.append(
                {
                    "year": 2021, "month": month, "id": id_, "name_zh": zh, "name_en": en, "tier": tier, "beds": beds,
                    "occupied_beds": beds * share if inside else 12.0, "occupancy": share,
                    "asked": 2_000 if inside else 0, "balked": 40 if tier == "county" else 0, "gave_up": 5 if inside else 0,
                    "visit_wait_days": 0.25, "stay_wait_days": 1.5 if tier == "county" else float("nan"),
                }
            )  # fmt: skip
    return pd.DataFrame(rows)


def pay(institutions: pd.DataFrame) -> pd.DataFrame:
    """Two fifths of what is left, never reaching the headroom."""
    known = institutions[institutions["bonus_yuan"].notna()]
    free = known["net_income_yuan"] - known["debts_and_funds_yuan"]
    made = known[["year", "id", "name_zh", "name_en"]].assign(staff_share=0.4, unlimited_yuan=(free * 0.4).clip(lower=0.0))
    return made.assign(headroom_yuan=known["headroom_yuan"], bonus_yuan=known["bonus_yuan"]).reset_index(drop=True)


def mix(institutions: pd.DataFrame) -> pd.DataFrame:
    """Every visit is a cold, every stay pneumonia."""
    rows = []
    for row in institutions.to_dict("records"):
        tier = [t for t, _ in TIERS].index(row["tier"])
        for kind, condition, cases, charge in (
            ("visit", "cold", row["visits"], CHARGE_VISIT[tier]),
            ("stay", "pneumonia", row["stays"], CHARGE_STAY[tier]),
        ):
            if cases:
                rows.append((2021, row["id"], kind, condition, cases, round(cases * charge * 100)))
    return pd.DataFrame(rows, columns=["year", "id", "kind", "condition", "cases", "charge_fen"])


def homes(shift: int) -> pd.DataFrame:
    """1,000 stays of one township: 700 in the county (less `shift`), 200 left though treatable, 40 untreatable, 60 living away."""
    rows = [("township", "stay", 200, 20), ("county", "stay", 500 - shift, 80), ("county", "visit", 9_000, 30),
            ("treatable", "stay", 200 + shift, 60), ("untreatable", "stay", 40, 20), ("away", "stay", 60, 10),
            ("away", "visit", 100, 1)]  # fmt: skip
    return pd.DataFrame(
        [
            {"year": 2021, "township": "城关镇", "place": place, "kind": kind, "cases": cases, "charge_fen": wan * 2_000_000,
             "basic_fen": wan * 1_000_000}
            for place, kind, cases, wan in rows
        ]
    )  # fmt: skip


def results(institutions: pd.DataFrame) -> pd.DataFrame:
    """Everybody alone under one budget rule: what was retained and borne is what the chain says."""
    moved = institutions[(institutions["retained_yuan"] > 0) | (institutions["borne_yuan"] > 0)]
    made = moved[["year", "id", "name_zh", "name_en", "retained_yuan", "borne_yuan"]].assign(
        rule="payment.hospital_budget", holder=moved["id"], surplus_part=1.0, deficit_part=1.0, unpaid_yuan=0.0, kept_yuan=0.0,
        lost_yuan=0.0,
    )  # fmt: skip
    order = ["year", "rule", "id", "name_zh", "name_en", "holder", "surplus_part", "deficit_part", "retained_yuan", "borne_yuan",
             "unpaid_yuan", "kept_yuan", "lost_yuan"]  # fmt: skip
    return made[order].reset_index(drop=True)


def balance() -> pd.DataFrame:
    """Three million in cash, of which half a million is owed."""
    rows = [(2021, "cash", 3_000_000.0, 1.0), (2021, "incurred", 2_500_000.0, 1.0)]
    return pd.DataFrame(rows, columns=["year", "basis", "balance_yuan", "part_of_year"])


def indicators_months(stays: list[int]) -> pd.DataFrame:
    """The year's indicators by month: more in winter, February unknown."""
    year, parts = indicators(stays), []
    for month in range(1, 13):
        share = (1.2 if month in (1, 11, 12) else 0.9) / 12
        over, under = year["numerator"] * share, year["denominator"] / 12
        found = year.assign(numerator=over, denominator=under, value=over / under)
        if month == 2:
            found = found.assign(denominator=0.0, value=float("nan"))
        found.insert(1, "month", month)
        parts.append(found)
    return pd.concat(parts, ignore_index=True)
