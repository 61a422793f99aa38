# ---
# jupyter:
#   jupytext:
#     formats: ipynb,py:percent
#     text_representation:
#       extension: .py
#       format_name: percent
# ---

# %% [markdown]
# # Write your own rule
#
# A rule is one pure function on columns, beside the schema of its parameters. This one does not ship: basic insurance pays at most so
# much for a day of a stay. Nothing has to be edited or compiled for it.
#
# 中文提要：规则是对若干列做计算的纯函数，旁边写明它的参数。这里新写一条“住院床日封顶”，不改动任何现有代码。

# %%
import numpy as np

from sim.policy.claims import INPATIENT, Claims, YearToDate
from sim.policy.rule import Parameter, Rule, Values


def per_day(values: Values, claims: Claims, ytd: YearToDate, work: dict) -> dict:
    """Basic insurance, at most the cap of the place times the days."""
    return {"basic": np.minimum(work["basic"], values["cap"][claims.where] * claims.days)}


RULE = Rule(
    name="benefit.inpatient_day_cap",
    slot="cap",
    zh="住院床日封顶",
    en="inpatient cap a day",
    function=per_day,
    parameters=(Parameter("cap", "yuan/day", "每日最高支付", "most that is paid a day", axes=("where",), low=0),),
    kinds=(INPATIENT,),
    reads=("where", "days", "basic"),
    writes=("basic",),
)

# %% [markdown]
# A policy uses the rule by setting its parameter. Where another rule writes the same column in the same slot, the policy says which goes
# first; otherwise it is refused.

# %%
import tempfile
from pathlib import Path

from sim.policy.cases import bill_case
from sim.policy.read import read_policy
from sim.policy.registry import builtin_rules, register

file = Path(tempfile.mkdtemp()) / "day-cap.toml"
file.write_text(
    """
[document]
kind = "policy"
schema = 1
id = "day-cap"
title_zh = "住院床日封顶"
title_en = "A cap a day of a stay"
base = "baseline-ffs"
effective = 2021-01-01

[order]
cap = ["benefit.inpatient_day_cap", "benefit.basic_year_cap"]

[[provision]]
id = "1"
quote_zh = "县级医院住院每床日统筹基金最高支付300元"
text_en = "In county hospitals the fund pays at most 300 yuan a day of a stay"

  [[provision.set]]
  path = "benefit.inpatient_day_cap.cap"
  value = { all = "unlimited", county = 300 }
  unit = "yuan/day"
  kind = "illustrative"
  status = "assumption"
  why = "举例 / an example"
  range = [200, 500]
""",
    encoding="utf-8",
)
law = read_policy(file, register(builtin_rules(), [RULE]))

# %% [markdown]
# The case, with the arithmetic done by hand: (6,000 - 500) x 80 % = 4,400, but 10 days x 300 = 3,000. 手算核对：

# %%
case = {"encounter": {"kind": "inpatient", "tier": "county", "charge": 6000, "days": 10}}
before, after = bill_case(read_policy("baseline-ffs"), case), bill_case(law, case)
print("basic insurance pays", before["basic"], "->", after["basic"])
for step in after["steps"]:
    print(f"  {step['amount']:>10,.2f}  {step['why_en']} / {step['why_zh']}")
assert (before["basic"], after["basic"]) == (4400.0, 3000.0)

# %% [markdown]
# The same people under both rules, on a hundredth of the county: journeys and prices see the new rule, too.

# %%
import pandas as pd

from sim.county import read
from sim.experiment.conduct import Plan, conduct
from sim.foundation.shelves import find

rows = {}
county, baseline = read(find("counties", "model-county")), read_policy("baseline-ffs")
for policy in (baseline, law):
    outcome = conduct(Plan(county, baseline, policy, seed=1, scale=0.01))
    stays = outcome.settlement.tables()["flows"].query("kind == 'stay'")
    county_stays = stays[stays["tier"] == "county"]
    paid = county_stays["fund_yuan"].sum() / county_stays["count"].sum()
    rows[policy.id] = {"stays in county hospitals": county_stays["count"].sum(), "fund a stay, yuan": round(paid)}
pd.DataFrame(rows).T
