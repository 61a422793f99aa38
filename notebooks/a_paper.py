# ---
# jupyter:
#   jupytext:
#     formats: ipynb,py:percent
#     text_representation:
#       extension: .py
#       format_name: percent
# ---

# %% [markdown]
# # A paper's figures, tables and checklists
#
# Paired replications with intervals, the figures as SVG and PNG with their numbers, and STRESS-DES, CHEERS 2022 and an ODD-style
# description filled in from the runs themselves. Four seeds on two thousand residents keep this under a minute; a paper takes the
# whole county (leave `scale` out) and `seeds=30`.
#
# 中文提要：成对重复并给出区间；图存为 SVG 和 PNG，数字另存；STRESS-DES、CHEERS 2022 和 ODD 说明由运行清单生成。这里只用两千名居民和4个种子。

# %%
import tempfile
from pathlib import Path

import sim
from sim.experiment.replicate import replicate
from sim.experiment.store import write_comparison

SCALE, SEEDS = 0.004, 4
folder = Path(tempfile.mkdtemp()) / "paper"
runs = sim.compare("first-look", scale=SCALE)
write_comparison(runs, folder)
found = replicate("first-look", folder, seeds=SEEDS, scale=SCALE)

# %% [markdown]
# Table 1: what the policies change, with 95 % intervals of the difference. `unpaired_factor` is how many times more runs an unpaired
# comparison would need. 表1：差值与区间；最后一列是不成对比较需要的倍数。

# %%
outcomes = ["fund.balance", "fund.balance_cleared", "own_paid.all", "bonus.township", "bonus.county"]
table = found.intervals[(found.intervals["policy"] != "baseline-ffs") & found.intervals["outcome"].isin(outcomes)]
print(table[["outcome", "policy", "difference", "t_low", "t_high", "n", "unpaired_factor", "unit"]].to_string(index=False))

# %% [markdown]
# The figures, each with its numbers beside it.

# %%
from sim.report.plots.write import write_figures

for file in write_figures(folder, "en"):
    print(file.name)

# %% [markdown]
# The reporting checklists. Items that no program can know are marked for the authors.

# %%
from sim.report.checklists import cheers, markdown, odd, stress_des

text = "\n".join(
    [markdown(stress_des(runs), "STRESS-DES"), markdown(cheers(runs), "CHEERS 2022"), markdown(odd(runs), "ODD-style description")]
)
(folder / "supplement.md").write_text(text, encoding="utf-8")
print(text[:1500])

# %%
print("for the authors:", ", ".join(cheers(runs).query("text.str.contains('For the authors')")["item"]))
