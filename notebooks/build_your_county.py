# ---
# jupyter:
#   jupytext:
#     formats: ipynb,py:percent
#     text_representation:
#       extension: .py
#       format_name: percent
# ---

# %% [markdown]
# # Build your county
#
# A county is a folder of tables. You copy one, replace what you know, and the program tells you, with file, row and column, what does not
# fit. What you do not know stays a labelled assumption.
#
# 中文提要：县就是一个文件夹里的若干张表。复制一个，换上自己知道的数；不知道的保留为注明的假设。填错的地方会按文件、行、列指出。

# %%
import csv
import shutil
import tempfile
from pathlib import Path

import sim
from sim.foundation.errors import Problems
from sim.foundation.shelves import find

room = Path(tempfile.mkdtemp())
mine = room / "my-county"
shutil.copytree(find("counties", "model-county"), mine)
print(sorted(file.name for file in mine.iterdir()))

# %% [markdown]
# The general hospital has fewer beds here. A table is plain CSV; any spreadsheet does (`yigongti county export` makes one workbook of it).

# %%
table = mine / "institutions.csv"
rows = list(csv.reader(table.read_text(encoding="utf-8-sig").splitlines()))
head = rows[0]
beds, name = head.index("beds"), head.index("id")
for row in rows[1:]:
    if row[name] == "county-general":
        print("beds before:", row[beds])
        row[beds] = "300"
with table.open("w", encoding="utf-8", newline="") as file:
    csv.writer(file, lineterminator="\n").writerows(rows)

county = sim.load_county(mine)
at = county.institutions.id.index("county-general")
print("beds now:", int(county.institutions.beds[at]))

# %% [markdown]
# A wrong cell is answered with a sentence, not with a traceback. 填错时的提示：

# %%
broken = room / "broken"
shutil.copytree(mine, broken)
text = (broken / "institutions.csv").read_text(encoding="utf-8")
(broken / "institutions.csv").write_text(text.replace(",300,", ",three hundred,", 1), encoding="utf-8")
try:
    sim.load_county(broken)
except Problems as problems:
    print(problems.render("en"))
    print(problems.render("zh"))

# %% [markdown]
# A study names the county by its folder. Scale 0.02: for teaching only.

# %%
study = room / "fewer-beds.toml"
study.write_text(
    f"""
[document]
kind = "study"
schema = 1
id = "fewer-beds"
title_zh = "县医院床位减少"
title_en = "Fewer beds in the county hospital"
question_zh = "县人民医院只有300张床时，谁去了别处？"
question_en = "With 300 beds in the general hospital, who goes elsewhere?"

[study]
county = "{mine.as_posix()}"
baseline = "baseline-ffs"
""",
    encoding="utf-8",
)
run = sim.run(str(study), scale=0.02)
stays = run["flows"].query("kind == 'stay'").groupby("tier", sort=False)["count"].sum()
stays

# %% [markdown]
# How well the county is met by the model, and which of it is prediction. 模拟与参照值：

# %%
run["fit"].query("kind == 'predicted'")[["name_zh", "name_en", "unit", "target", "simulated"]].head(12).round(2)
