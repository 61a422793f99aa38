# ---
# jupyter:
#   jupytext:
#     formats: ipynb,py:percent
#     text_representation:
#       extension: .py
#       format_name: percent
# ---

# %% [markdown]
# # Read the ledger
#
# Every amount of a run is a posting. A line of the fund statement is a query on the book, and can be followed down to the claims and the
# clauses behind it.
#
# 中文提要：每一笔钱都是一条分录。基金收支表的每个科目都是对账簿的查询，可以一直追到报销明细和政策条款。

# %%
import tempfile
from pathlib import Path

import sim
from sim.experiment.store import write_run

run = sim.run("first-look", policy="rizhao-2017", scale=0.02, encounters=True)
folder = write_run(run, Path(tempfile.mkdtemp()) / "rizhao")
book = run["ledger"]
print(f"{len(book):,} postings")
book.head()

# %% [markdown]
# Double entry: the postings of a transaction on each side add up to what it declared. 每笔业务借贷相等：

# %%
sides = book.groupby(["transaction", "side"], observed=True).agg(posted=("amount_fen", "sum"), declared=("total_fen", "first"))
print("transactions that miss by one fen:", int((sides["posted"] != sides["declared"]).sum()))
assert (sides["posted"] == sides["declared"]).all()

# %% [markdown]
# What the book says, by purpose. 按用途：

# %%
purposes = book.groupby("purpose", observed=True)["amount_fen"].agg(postings="size", yuan="sum")
purposes.assign(yuan=purposes["yuan"] / 100)

# %% [markdown]
# From a line of the statement to the bottom. The largest claim is settled again from the policy's file, rule by rule.

# %%
from sim.report.explain.account import booked_fen, explain
from sim.report.explain.opened import Opened

found = explain(Opened(folder), "inpatient_benefits")
print(found.what.en, found.fen / 100, "booked:", booked_fen(found) / 100)
assert booked_fen(found) == found.fen
for group in found.groups:
    print(group.purpose.en, "|", group.debit.en, "|", group.credit.en, "|", group.entries, "|", group.fen / 100)

# %%
claims = found.claims
assert claims is not None
print(claims.count, "claims,", claims.fen / 100, "yuan; the largest:", claims.facts)
for step in claims.steps:
    print(f"  {step.name.en}: {step.before} -> {step.after} ({step.column})")

# %%
for clause in found.clauses[:6]:
    print(clause.cited().zh, "|", clause.parameter.en, "|", clause.value.en, "|", clause.at)

# %% [markdown]
# Cash and incurred basis differ by what is still owed. 收付实现制与权责发生制之差是应付款：

# %%
totals = run["fund"].query("side == 'spending'").groupby("basis")["amount_yuan"].sum()
print(totals, "\nincurred less cash:", round(totals["incurred"] - totals["cash"], 2))
