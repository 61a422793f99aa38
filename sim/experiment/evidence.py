"""Published effects of real reforms beside what the model gives for a stand-in of each: hits, misses and sizes.

A file of `scenarios/evidence` names a paper, the county, policies and years that stand for its reform, and the effects it
printed. Every effect is simulated with and without the reform on the same seeds and read by one of `MEASURES`. No number
of the model is fitted to them: a behaviour set is frozen first, the rest is calibrated on levels before a reform.

`python -m sim.experiment.evidence docs/evidence.md [--seeds N] [ID ...]` runs all or some of them and writes the page.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated, Literal

import numpy as np
import pandas as pd
from pydantic import BaseModel, ConfigDict, Field, model_validator

from sim.behaviour.sets import read_behaviour
from sim.county import read as read_county
from sim.experiment.conduct import Plan, conduct
from sim.experiment.evidence_measures import MEASURES, measured
from sim.foundation.documents import Label, read_document
from sim.foundation.labelled import TitledHead
from sim.foundation.shelves import find, names
from sim.policy.read import read_policy

SHELF = "evidence"
Text = Annotated[str, Field(min_length=1)]
Sign = Literal["+", "-", "0"]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class Paper(TitledHead):
    """What was published."""

    kind: Annotated[Literal["evidence"], Label("文件种类", "Kind of document")]
    source: Annotated[Text, Label("出处", "Source", "作者、期刊、年份", "authors, journal, year")]
    design: Annotated[Text, Label("研究设计", "Design")]


class StandIn(_Part):
    """What is simulated in its place. `years`: the last of them is measured."""

    county: Annotated[Text, Label("县", "County", "名称或文件夹", "name or folder")]
    baseline: Annotated[Text, Label("基准政策", "Baseline policy", "名称或文件", "name or file")]
    policy: Annotated[Text, Label("代表改革的政策", "Policy that stands for the reform", "名称或文件", "name or file")]
    behaviour: Annotated[Text, Label("行为假设集", "Behaviour set")] = "central"
    years: Annotated[int, Label("年数", "Years", "取最后一年", "the last is measured"), Field(ge=1, le=5)] = 1
    note_zh: Annotated[Text, Label("说明", "Note in Chinese")]
    note_en: Annotated[Text, Label("英文说明", "Note in English")]


class Effect(_Part):
    """One published effect. `size` is in `unit`: % of the level without the reform, percentage points, or the measure's
    own unit; left out where only the sign can be compared. `within`: its confidence interval, else half to twice the size."""

    measure: Annotated[str, Label("指标", "Measure"), Field(json_schema_extra={"enum": [*MEASURES]})]
    sign: Annotated[Sign, Label("方向", "Sign", "+ 升，- 降，0 无变化", "+ up, - down, 0 none")]
    unit: Annotated[
        Literal["%", "pp", "own"], Label("单位", "Unit", "pp 百分点，own 指标自己的单位", "pp: points; own: the measure's")
    ] = "%"
    size: Annotated[float | None, Label("大小", "Size", "单位见 unit", "in `unit`")] = None
    within: Annotated[tuple[float, float] | None, Label("置信区间", "Confidence interval", "单位见 unit", "in `unit`")] = None
    null_below: Annotated[float | None, Label("视为无变化的上限", "Size that counts as none", "单位见 unit", "in `unit`")] = None
    seen: Annotated[Text, Label("原文数字", "What the paper prints")]

    @model_validator(mode="after")
    def _judged(self) -> Effect:
        if self.measure not in MEASURES:
            raise ValueError(f"no such measure: {self.measure}; there are {', '.join(MEASURES)}")
        if self.sign == "0" and self.null_below is None:
            raise ValueError("a null effect needs null_below, the size that counts as none")
        if self.size is not None and self.sign != "0" and (self.size > 0) != (self.sign == "+"):
            raise ValueError(f"size {self.size} has not the sign {self.sign}")
        return self

    @property
    def range(self) -> tuple[float, float] | None:
        """Between what the median must lie to count as a hit."""
        if self.within is not None:
            return self.within
        if self.sign == "0" and self.null_below is not None:
            return -self.null_below, self.null_below
        if self.size is None:
            return None
        low, high = sorted((0.5 * self.size, 2 * self.size))
        return low, high


class Evidence(_Part):
    """A whole file."""

    document: Annotated[Paper, Label("论文", "Paper")]
    simulated: Annotated[StandIn, Label("模拟的替代", "What is simulated in its place")]
    effect: Annotated[tuple[Effect, ...], Label("效应", "Effects"), Field(min_length=1)]

NOT_COMPARED = """## Not compared / 没有比较的

- Qianjiang, integrated chronic care with and without a shared contract (BMC Public Health 2017;17): its arms differ in team
  care, which the model does not have; management of chronic patients here answers to money only.
  黔江整合照护：各组差在团队服务，模型没有；这里的慢病管理只随激励变化。
- Jinhua, outpatient points and capitation (RMHP 2023;16:415-424): city hospitals outside the county do not react in the model.
  金华门诊点数与按人头付费：模型里县外的市级医院不作反应。
- Dingyuan, where out-of-county care grew (Int J Integr Care 2019;19(3):1): the paper's two counties differ in what their
  hospitals can do and in distance, and neither was seen. 定远县外就医增长：两县能力和距离的差别没有见到。
"""


@dataclass(frozen=True)
class Finding:
    """One effect over the seeds: the simulated differences (n,) in the effect's unit, and what they say."""

    paper: Paper
    effect: Effect
    differences: tuple[float, ...]

    @property
    def median(self) -> float:
        """The median over the seeds."""
        return float(np.median(self.differences))

    @property
    def signs(self) -> float:
        """Share of the seeds with the published sign; for a null, with a size below its bound."""
        d = np.array(self.differences)
        if self.effect.sign == "0":
            assert self.effect.null_below is not None
            return float((np.abs(d) < self.effect.null_below).mean())
        return float(((d > 0) if self.effect.sign == "+" else (d < 0)).mean())

    @property
    def size_fits(self) -> bool | None:
        """Whether the median is as large as published; None where no size is known."""
        band = self.effect.range
        return None if band is None else band[0] <= self.median <= band[1]


def read_evidence(name_or_path: str) -> Evidence:
    """One file by name or path. Raises `Problems`."""
    return read_document(find(SHELF, name_or_path), Evidence, kind=SHELF, version=1).content


def simulate(evidence: Evidence, seeds: Sequence[int], scale: float = 1.0) -> list[Finding]:
    """Run baseline and reform on every seed; a finding an effect, in the file's order."""
    s = evidence.simulated
    county, baseline, law = read_county(find("counties", s.county)), read_policy(s.baseline), read_policy(s.policy)
    found: list[list[float]] = [[] for _ in evidence.effect]
    asked = {effect.measure for effect in evidence.effect}
    for seed in seeds:
        plan = Plan(county, baseline, baseline, seed, years=s.years, scale=scale, behaviour=read_behaviour(s.behaviour))
        before = conduct(plan)
        reference = None if before.behaviour is None else before.behaviour.reference
        year = county.start.year + s.years - 1
        without = measured(before.settlement.tables(), year, asked)
        with_reform = measured(conduct(replace(plan, policy=law, reference=reference)).settlement.tables(), year, asked)
        for effect, differences in zip(evidence.effect, found, strict=True):
            differences.append(difference(effect, without[effect.measure], with_reform[effect.measure]))
    return [Finding(evidence.document, e, tuple(d)) for e, d in zip(evidence.effect, found, strict=True)]


def difference(effect: Effect, without: float, with_reform: float) -> float:
    """What the reform changes, in the effect's unit."""
    change = with_reform - without
    return {"%": 100 * change / without if without else np.nan, "pp": 100 * change, "own": change}[effect.unit]


def frame(findings: Sequence[Finding]) -> pd.DataFrame:
    """A row an effect: what was published, what came out, and whether sign and size agree."""
    rows = []
    for f in findings:
        low, high = min(f.differences), max(f.differences)
        rows.append({
            "paper": f.paper.id, "measure": f.effect.measure, "unit": f.effect.unit, "published_sign": f.effect.sign,
            "published": f.effect.size, "seen": f.effect.seen, "simulated": f.median, "low": low, "high": high,
            "seeds": len(f.differences), "sign_share": f.signs, "size_fits": f.size_fits,
        })  # fmt: skip
    return pd.DataFrame(rows)


def naive(findings: Sequence[Finding]) -> tuple[int, int, int]:
    """How many signs come out right: in the model (most seeds), by "nothing changes", by "every reform cuts by a tenth"."""
    model = sum(f.signs > 0.5 for f in findings)
    nothing = sum(f.effect.sign == "0" for f in findings)
    return model, nothing, sum(f.effect.sign == "-" for f in findings)


HEAD = """# Published effects and what the model gives / 已发表的改革效果与模型结果

Made by `python -m sim.experiment.evidence docs/evidence.md`; do not edit. 由程序生成，请勿手改。

No number of the model was fitted to these effects. The behaviour set `{behaviour}` was frozen before a first
comparison and, once, anew (hash `{hash}`): that comparison showed that under packages hardly a patient changed his
place, since every lever acted on those who had come already. So a mechanism was added, effort to win patients; its
value was taken over from the referral levers before any run with it, and no other number was changed. At the same
time intensity became that of covered services, as it had been meant, and a split stay one stay divided over two
claims, which it is, not a second whole one. County tables are calibrated on levels before a reform only. Each reform
is played by a stand-in whose assumptions are stated; the difference is between the same county with and without it,
on the same seeds, in the last simulated year. A size counts as right if the median lies in the published interval, or
between half and twice the published size where none was seen. Misses are reported like hits.

行为假设集先冻结、后比较。第一次比较表明打包之下几乎没有病人换机构，因为各项反应只作用于已经来的病人；于是增加一个机制（吸引就诊），
取值照搬转诊，运行之前定下，其余数字未改，重新冻结一次；同时服务强度改为原意的“目录内”服务强度，
分解住院改为一次住院拆成两次结算（原为另加一次完整住院）。县表只用改革前的水平校准。每项改革由写明假设的替身代演，比较同一县、同一批种子、有无改革，
取最后一年。中位数落在发表的区间内（没有区间则在0.5至2倍之间）算大小相符。不符的与相符的一样列出。

"""


def page(findings: Sequence[Finding], behaviour: str) -> str:
    """The page in Markdown."""
    right, nothing, cuts = naive(findings)
    sized = [f.size_fits for f in findings if f.size_fits is not None]
    text = [HEAD.format(behaviour=behaviour, hash=read_behaviour(behaviour).hash)]
    text.append(
        f'**Signs right: {right} of {len(findings)}** ("no effect": {nothing}; "every reform cuts": {cuts}). '
        f"**Sizes right: {sum(sized)} of {len(sized)}.** Seeds: {len(findings[0].differences)}.\n"
    )
    for paper in dict.fromkeys(f.paper.id for f in findings):
        evidence = read_evidence(paper)
        d, s = evidence.document, evidence.simulated
        text += [
            f"## {d.title_en} / {d.title_zh}\n", f"{d.source}. {d.design}\n",
            f"*Stand-in:* county `{s.county}`, `{s.policy}` against `{s.baseline}`, {s.years} year(s). {s.note_en}",
            f"{s.note_zh}\n",
            "| measure / 指标 | published | simulated median (lowest to highest seed) | seeds with the sign | sign | size |",
            "|---|---|---|---|---|---|",
            *(_row(f) for f in findings if f.paper.id == paper), "",
        ]  # fmt: skip
    return "\n".join([*text, NOT_COMPARED])


def _row(f: Finding) -> str:
    e, unit = f.effect, {"%": " %", "pp": " pp", "own": f" {MEASURES[f.effect.measure].unit}"}[f.effect.unit]
    low, high = min(f.differences), max(f.differences)
    known = MEASURES[e.measure]
    published = "0" if e.sign == "0" else f"{e.sign}" if e.size is None else f"{e.size:+.3g}{unit}"
    size = {None: "", True: "yes", False: "**no**"}[f.size_fits]
    return (
        f"| {known.name.en} / {known.name.zh} | {published} ({e.seen}) | {f.median:+.3g}{unit} ({low:+.3g} to {high:+.3g}) | "
        f"{f.signs:.0%} | {'yes' if f.signs > 0.5 else '**no**'} | {size} |"
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the files that are named, or all, and write the page."""
    parser = argparse.ArgumentParser(prog="python -m sim.experiment.evidence", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("page", type=Path, help="the Markdown file to write, such as docs/evidence.md")
    parser.add_argument("ids", nargs="*", help="files of scenarios/evidence; all if left out")
    parser.add_argument("--seeds", type=int, default=10, help="replications, seeds 1 to N (default 10)")
    parser.add_argument(
        "--scale", type=float, default=1.0, help="share of the residents, to try something out: queues do not scale"
    )
    asked = parser.parse_args(arguments)
    findings: list[Finding] = []
    sets: dict[str, str] = {}
    for id_ in asked.ids or names(SHELF):
        evidence = read_evidence(id_)
        sets[evidence.simulated.behaviour] = id_
        made = simulate(evidence, range(1, asked.seeds + 1), asked.scale)
        findings += made
        for f in made:
            print(
                f"{id_:28} {f.effect.measure:34} {f.effect.sign}  {f.median:+9.3g}  signs {f.signs:4.0%}  size {f.size_fits}",
                flush=True,
            )
    if len(sets) != 1:
        raise ValueError(f"all files must use one behaviour set, not {', '.join(sorted(sets))}")
    asked.page.write_text(page(findings, next(iter(sets))), encoding="utf-8", newline="\n")
    asked.page.with_suffix(".csv").write_text(frame(findings).to_csv(index=False), encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
