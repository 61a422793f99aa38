# ---
# jupyter:
#   jupytext:
#     formats: ipynb,py:percent
#     text_representation:
#       extension: .py
#       format_name: percent
# ---

# %% [markdown]
# # A first look
#
# One question, three policies, the same people. Everything here runs on a fiftieth of the model county, so that it takes seconds:
# queues do not scale with residents, so **do not quote the amounts**. Leave `scale` out for the whole county.
#
# 中文提要：在模型县五十分之一的居民上比较三项政策，看基金、机构和居民各会怎样。缩小规模只为演示，金额不可引用；去掉 `scale` 即为全县。

# %%
import sim
from sim.report.answers import answers

SCALE = 0.02
runs = sim.compare("first-look", scale=SCALE)
for run in runs:
    print(run.manifest.policy.title_en)

# %% [markdown]
# The answer in three sentences, the same as on the page that `yigongti compare first-look` writes.

# %%
for sentence in answers(runs):
    print(sentence.en, "\n", sentence.zh, "\n")

# %% [markdown]
# Every result is a table. The fund's statement in 10,000 yuan (万元), incurred basis; its last two lines are the clearing of budgets, which
# is posted in March of the following year. 每个结果都是表；最后两行是次年三月入账的清算。

# %%
import pandas as pd

fund = pd.concat({run.name: run["fund"].query("basis == 'incurred'") for run in runs}, names=["policy"])
fund = fund.groupby(["policy", "side", "name_zh", "name_en"], sort=False)["amount_yuan"].sum().unstack("policy") / 10_000
fund[[run.name for run in runs]].fillna(0).round(1)

# %% [markdown]
# Bonuses under each policy, 10,000 yuan, hospitals first; village clinics are left out. 各机构绩效奖励（万元）。

# %%
bonus = pd.concat({run.name: run["institutions"].set_index(["tier", "name_zh", "name_en"])["bonus_yuan"] for run in runs}, axis=1)
(bonus.loc[["county", "township"]].dropna() / 10_000).round(2)

# %% [markdown]
# Figures have Chinese type; `flows`, `fund`, `bonuses`, `own_payment` and `capacity` return a Matplotlib figure and its numbers.
# 图用中文字体，旁边都有数字。

# %%
from sim.report.plots.fund import fund as draw_fund

figure, numbers = draw_fund(runs, "zh")
figure

# %% [markdown]
# One run has no interval. Replications are paired by seed: each policy meets the same people with the same luck. Four seeds on a
# small share of the residents show how it is done; a study takes 30 of the whole county. 一次运行没有区间；重复以种子配对。

# %%
import tempfile
from pathlib import Path

from sim.experiment.replicate import replicate

found = replicate("first-look", Path(tempfile.mkdtemp()), seeds=4, scale=0.004).intervals
shown = found[found["outcome"].isin(["fund.balance_cleared", "bonus.county", "bonus.township"]) & (found["policy"] != runs[0].name)]
table = shown[["zh", "en", "policy", "difference", "t_low", "t_high"]].set_index(["zh", "en", "policy"]) / 10_000
table.round(2)
