"""The study file of tests that run one: a small share of the model county, two policies."""

from __future__ import annotations

from collections.abc import Sequence


def small_study(
    baseline: str = "no-catastrophic", policy: str = "gansu-catastrophic-2018", *, behaviour: str = "none",
    seeds: Sequence[int] = (7, 8), scale: float = 0.002,
) -> str:  # fmt: skip
    """Its text."""
    return f"""[document]
kind = "study"
schema = 1
id = "small"
title_zh = "小"
title_en = "Small"
question_zh = "？"
question_en = "?"
[study]
county = "model-county"
baseline = "{baseline}"
policies = ["{policy}"]
behaviour = "{behaviour}"
[horizon]
warm_up_days = 10
[replication]
seeds = {list(seeds)}
scale = {scale}
"""
