"""A small run made by hand, plainly a sample: round numbers with the shape of a county's year, for tests of store
and report."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pandas as pd

from sim.experiment.columns import CSV
from sim.experiment.manifest import (
    Assumption,
    Check,
    CountyCard,
    Finding,
    Manifest,
    PolicyCard,
    ProvisionCard,
    SettingCard,
    StudyCard,
)
from sim.experiment.store import TABLES, Run
from tests import run_tables


def manifest(policy: str = "baseline-ffs", title: str = "按项目付费（现状）", baseline: bool = True) -> Manifest:
    """A manifest with one provision that quotes its document and one labelled assumption."""
    return Manifest(
        program="0.1.0",
        created="2024-03-01T09:30:00+08:00",
        baseline=baseline,
        start=date(2021, 1, 1),
        years=1,
        warm_up_days=60,
        seed=1,
        scale=1.0,
        engine="compiled",
        study=StudyCard(
            id="sample",
            title_zh="示例：日照做法能否稳住基金",
            title_en="Sample: would Rizhao's rules steady the fund?",
            question_zh="把按项目付费改为日照的门诊统筹包干和医院总额预算，基金、机构和居民各会怎样？",
            question_en="What happens to all concerned when fee-for-service gives way to Rizhao's rules?",
            hash="a" * 64,
        ),
        county=CountyCard(
            id="sample-county",
            name_zh="示例县",
            name_en="Sample County",
            enrolees=500_000,
            institutions=15,
            hash="b" * 64,
        ),
        policy=PolicyCard(
            id=policy,
            title_zh=title,
            title_en=f"Sample policy {policy}",
            number="示例发〔2017〕1号",
            source="示例文件",
            effective=date(2017, 1, 1),
            hash=("c" if baseline else "d") * 64,
            provisions=() if baseline else _provisions(),
        ),
        versions={"python": "3.11.9", "numpy": "2.2.0"},
        hashes={"county/institutions.csv": "e" * 64},
        wall_seconds={"journeys": 2.1, "settlement": 2.4},
        checks=(
            Check(
                id="ledger_residual",
                ok=True,
                zh="账簿每笔分录借贷相等",
                en="every posting of the ledger balances",
                detail="0 fen",
            ),
        ),
        findings=()
        if baseline
        else (
            Finding(
                id="break_even_growth",
                zh="盈亏平衡增长率",
                en="break-even growth",
                value=0.043,
                unit="ratio",
                how_zh="使全县医院预算与发生额相等的增长率",
                how_en="growth at which the hospitals' budgets equal their spending",
            ),
        ),
        assumptions=(
            Assumption(
                key="b_price_op",
                zh="门诊价格敏感度",
                en="price sensitivity of visits",
                value="-0.012",
                unit="1/元",
                range=("-0.02", "-0.005"),
                why="示例",
                where="county",
            ),
        ),
    )


def _provisions() -> tuple[ProvisionCard, ...]:
    pool = SettingCard(
        path="payment.outpatient_pool.per_head",
        value="50",
        unit="元/人",
        kind="lever",
        source="示例文件第三条",
        zh="门诊统筹人均额度",
        en="outpatient pool a head",
    )
    growth = SettingCard(
        path="payment.hospital_budget.growth",
        value="5",
        unit="%",
        kind="lever",
        status="assumption",
        why="文件未写明",
        range=("0", "10"),
        zh="预算增长率",
        en="growth of hospital budgets",
    )
    return (
        ProvisionCard(
            id="R-3",
            clause="第三条",
            quote_zh="按照每人50元的标准确定门诊统筹医疗费用年度控制总额",
            text_en="Fifty yuan a head set the year's outpatient pool.",
            source="示例文件",
            settings=(pool,),
        ),
        ProvisionCard(
            id="R-1",
            clause="第一条",
            quote_zh="前两个年度统筹基金实际支出额的平均数，结合增长率",
            text_en="Mean of the last two years' spending, with growth.",
            settings=(growth,),
        ),
    )


def run(policy: str = "baseline-ffs", title: str = "按项目付费（现状）", *, baseline: bool = True, shift: float = 0.0) -> Run:
    """A sample run; `shift` moves this share of county stays to the township and pays bonuses, so that policies
    differ."""
    stays = list(run_tables.STAYS)
    moved = round(stays[2] * shift)
    stays[1], stays[2] = stays[1] + moved, stays[2] - moved
    institutions = run_tables.institutions(shift)
    tables = {
        "fund": run_tables.fund(stays, 20_000.0 if shift else 0.0),
        "institutions": institutions,
        "flows": run_tables.flows(stays),
        "patients": run_tables.patients(shift),
        **({"clearing": run_tables.clearing()} if shift else {}),
        "indicators": run_tables.indicators(stays),
        "indicators-months": run_tables.indicators_months(stays),
        "fit": run_tables.fit(),
        "capacity": run_tables.capacity(),
        "pay": run_tables.pay(institutions),
        "mix": run_tables.mix(institutions),
        "homes": run_tables.homes(50 if shift else 0),
        "results": run_tables.results(institutions),
        "balance": run_tables.balance(),
        "ledger": pd.DataFrame({"month": [0, 1], "amount_fen": [100, 250]}),
    }
    empty = {name: pd.DataFrame(columns=[c.name for c in columns]) for name, columns in CSV.items()}
    tables = {name: tables[name] if name in tables else empty[name] for name in TABLES if name in tables or name in empty}
    return Run(manifest(policy, title, baseline), tables)


def reform(title: str = "日照做法（示例）") -> Run:
    """The run compared with `run()`."""
    return run("rizhao-sample", title, baseline=False, shift=0.04)


def named(sample: Run, county: str) -> Run:
    """The same run in a county of another name, and an institution of that name too."""
    institutions = sample["institutions"].copy()
    institutions.loc[0, ["name_zh", "name_en"]] = county
    card = sample.manifest.county.model_copy(update={"name_zh": county, "name_en": county})
    return replace(
        sample,
        manifest=sample.manifest.model_copy(update={"county": card}),
        tables={**sample.tables, "institutions": institutions},
    )
