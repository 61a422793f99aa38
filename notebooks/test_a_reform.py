# ---
# jupyter:
#   jupytext:
#     formats: ipynb,py:percent
#     text_representation:
#       extension: .py
#       format_name: percent
# ---

# %% [markdown]
# # Test a reform
#
# A policy is a signed difference: it names a base, quotes its clauses, and sets the values that they change. Here a county draft: the
# outpatient pool rises from 50 to 60 yuan a head, and a centre keeps half of what it saves instead of a fifth.
#
# 中文提要：把自己的文件写成一份政策：以某项政策为基础，逐条引用并写明改动的数值。这里把门诊统筹从每人50元提到60元，结余留用从20%提到50%。

# %%
import tempfile
from pathlib import Path

import sim
from sim.policy.clauses import clauses_zh
from sim.report.answers import answers

room = Path(tempfile.mkdtemp())
draft = room / "our-draft.toml"
draft.write_text(
    """
[document]
kind = "policy"
schema = 1
id = "our-draft"
title_zh = "本县草案：门诊统筹每人60元，结余留用一半"
title_en = "Our draft: 60 yuan a head, half of the surplus kept"
base = "rizhao-2017"
effective = 2021-01-01

[[provision]]
id = "1"
clause = "第一条"
quote_zh = "门诊统筹年度控制总额按每人60元确定"
text_en = "The outpatient pool is 60 yuan a head"

  [[provision.set]]
  path = "payment.outpatient_pool.per_head"
  value = 60
  unit = "yuan/person/year"
  kind = "lever"
  status = "assumption"
  why = "草案 / a draft"
  range = [50, 70]

[[provision]]
id = "2"
clause = "第二条"
quote_zh = "结余部分的50%奖励拨付"
text_en = "Half of a surplus is paid to the centre"

  [[provision.set]]
  path = "payment.outpatient_pool.surplus_share"
  value = 50
  unit = "%"
  kind = "lever"
  status = "assumption"
  why = "草案 / a draft"
  range = [20, 60]
""",
    encoding="utf-8",
)
print(clauses_zh(sim.load_policy(draft)))

# %% [markdown]
# One township, worked out alone: 30,000 enrolees, 1.6 million yuan spent. The same function as in the simulation.

# %%
from sim.policy.cases import clear_case

for law in ("rizhao-2017", draft):
    cleared = clear_case(sim.load_policy(law), {"enrolees": 30_000, "spending": 1_600_000})
    print(cleared["budget"], cleared["balance"], cleared["retained"], cleared["borne"])

# %% [markdown]
# And the whole county on a fiftieth of its residents (for teaching only). 全县（缩小规模，仅供演示）：

# %%
study = room / "our-study.toml"
study.write_text(
    """
[document]
kind = "study"
schema = 1
id = "our-study"
title_zh = "草案与日照做法"
title_en = "Our draft against Rizhao's rules"
question_zh = "每人60元、留用一半，与每人50元、留用两成相比，各方会怎样？"
question_en = "60 yuan and half kept, against 50 yuan and a fifth kept: who gets what?"

[study]
county = "model-county"
baseline = "rizhao-2017"
policies = ["our-draft.toml"]
""",
    encoding="utf-8",
)
runs = sim.compare(str(study), scale=0.02)
for sentence in answers(runs):
    print(sentence.en, "\n", sentence.zh, "\n")

# %% [markdown]
# Those are sentences on one seed. With paired replications each difference has a 95 % interval (a paper takes 30 seeds of the
# whole county). 成对重复才有区间：

# %%
from sim.experiment.replicate import replicate
from sim.experiment.store import write_comparison

folder = write_comparison(runs, room / "results")
found = replicate(str(study), folder, seeds=4, scale=0.004).intervals
reform = found[found["policy"] == "our-draft"].set_index(["zh", "en"])
chosen = reform[reform["outcome"].isin(["fund.spending", "fund.balance_cleared", "bonus.township", "bonus.county", "own_paid.all"])]
chosen[["difference", "t_low", "t_high", "n", "unit"]].round(2)

# %% [markdown]
# Why a director's bonus changed, line by line, adding up to the fen. 院长一页：

# %%
from sim.report.explain.director import page
from sim.report.explain.opened import Opened

asked = page(Opened(folder / "our-draft"), "centre-t01", "rizhao-2017")
print(asked.institution.en, asked.before / 100, "->", asked.after / 100)
for line in asked.lines:
    print(f"{line.fen / 100:>14,.2f}  {line.whose:7} {line.name.en}")
assert asked.before + sum(line.fen for line in asked.lines) == asked.after

# %%
from sim.report.plots.waterfall import waterfall

figure, numbers = waterfall(asked, "zh")
figure

# %% [markdown]
# The report as a page, beside the results. `yigongti compare our-study.toml` does all of this in one command.

# %%
from sim.report.page import write_report

print(write_report(folder, "en").stat().st_size, "bytes")
