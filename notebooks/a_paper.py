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
print(found.intervals["n"].max(), "pairs of runs")

# %% [markdown]
# Table 1: what the policies change, with 95 % intervals of the difference (Student's, paired by seed). The last column is how many
# times more runs an unpaired comparison would need; empty where the difference never varies. 表1：差值与区间；最后一列是不成对比较需要的倍数。

# %%
import numpy as np

from sim.report.sections.intervals import SHOWN

table = found.intervals[(found.intervals["policy"] != runs[0].name) & found.intervals["outcome"].isin(SHOWN)]
table = table[(table[["difference", "t_low", "t_high"]] != 0).any(axis=1)]  # what does not move is said in the text
money = np.where(table["unit"] == "yuan", 10_000, 1)
table["unit"] = table["unit"].replace("yuan", "10,000 yuan")
ends = zip(table["t_low"] / money, table["t_high"] / money, strict=True)
table["95 % interval"] = [f"{low:,.2f} to {high:,.2f}" for low, high in ends]
table["difference"] = (table["difference"] / money).round(2)
table["unpaired needs"] = table["unpaired_factor"].replace(np.inf, np.nan).round(1)
table.rename(columns={"en": "outcome of"}).set_index(["policy", "outcome of"])[["difference", "95 % interval", "unit", "n", "unpaired needs"]]

# %% [markdown]
# The figures as files: SVG for the journal, PNG for slides, each with its numbers as CSV beside it. 图：SVG、PNG和数字。

# %%
from sim.report.plots.write import write_figures

files = write_figures(folder, "en")
print(", ".join(sorted({file.stem for file in files})))

# %%
from sim.report.plots.forest import forest
from sim.report.sections.intervals import read

figure, numbers = forest(runs, read(folder), "en")
figure

# %% [markdown]
# The reporting checklists, filled in from the runs: every item with what the program knows, and a mark where only the authors know.
# 报告清单：程序知道的都已写上，其余留给作者。

# %%
from sim.report.checklists import AUTHORS, cheers, markdown, odd, stress_des

lists = {"STRESS-DES": stress_des, "CHEERS 2022": cheers, "ODD-style description": odd}
supplement = "\n".join(markdown(fill(runs, folder), title) for title, fill in lists.items())
(folder / "supplement.md").write_text(supplement, encoding="utf-8")
print(f"supplement.md: {len(supplement.split()):,} words")
left = cheers(runs, folder)
print("for the authors:", "; ".join(left[left["text"].str.contains(AUTHORS, regex=False)]["item"]))

# %% [markdown]
# What they look like: the first items of STRESS-DES, and what CHEERS 2022 says of the results.

# %%
first = stress_des(runs, folder)
markdown(first[first["number"].isin(["1.1", "1.3", "2.1", "2.2", "4.3", "5.3"])], "STRESS-DES")

# %%
markdown(left[left["number"].isin(["3", "15", "20", "23", "26"])], "CHEERS 2022")
