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
# Every result is a table. The fund's year, in 10,000 yuan (万元), incurred basis:

# %%
baseline, reform = runs[0], runs[1]
fund = reform["fund"].query("basis == 'incurred'").groupby(["side", "name_en"], sort=False)["amount_yuan"].sum() / 10_000
print(fund.round(1))

# %% [markdown]
# Bonuses at hospitals and township centres under each policy. 各机构绩效奖励。

# %%
import pandas as pd

bonus = pd.concat({run.name: run["institutions"].set_index("name_en")["bonus_yuan"] for run in runs}, axis=1)
shown = baseline["institutions"].set_index("name_en")["tier"].isin(["county", "township"])
print((bonus[shown].dropna() / 10_000).round(2).head(12))

# %% [markdown]
# A figure with Chinese type. `flows`, `fund`, `bonuses`, `own_payment` and `capacity` return a Matplotlib figure and its numbers.

# %%
from sim.report.plots.fund import fund as draw_fund

figure, numbers = draw_fund(runs, "en")
figure
