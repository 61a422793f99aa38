"""What the commands take: every argument and option once, with its help in both languages."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from sim.foundation.errors import Lang

Study = Annotated[str, typer.Argument(metavar="STUDY", help="研究：名称或文件 / a study: name or file")]
Seed = Annotated[
    int | None,
    typer.Option(min=0, metavar="N", help="随机种子，默认取研究的第一个 / seed, by default the study's first"),
]
Engine = Annotated[Literal["compiled", "reference"], typer.Option(help="引擎 / engine")]
Scale = Annotated[
    float | None,
    typer.Option(
        min=0.001, max=1.0, metavar="0.1", help="规模，仅供测试和教学 / share of residents, for tests and teaching"
    ),
]
Encounters = Annotated[bool, typer.Option("--encounters", help="保留就诊和报销明细 / keep encounters and claims")]
Out = Annotated[
    Path | None,
    typer.Option(metavar="DIR", help="结果文件夹，默认 reports/研究 / results folder, by default reports/STUDY"),
]
Language = Annotated[Lang, typer.Option(envvar="YIGONGTI_LANG", help="语言 / language")]
Code = Annotated[bool, typer.Option("--allow-code", help="允许运行研究自带的代码 / let the study's own code run")]
Policy = Annotated[
    str | None,
    typer.Option(metavar="NAME", help="政策，默认研究比较的第一个 / a policy, by default the first one compared"),
]

Seeds = Annotated[
    int | None,
    typer.Option(
        min=1, metavar="N", help="重复次数；与 --precision 同用时为上限 / replications; with --precision the most of them"
    ),
]
Precision = Annotated[
    list[str] | None,
    typer.Option(
        metavar="NAME:SIZE",
        help="重复到差值95%区间半宽达到要求，如 fund.balance:1%，可多次给出 / replicate until half the 95 % interval of the "
        "difference is as narrow, as fund.balance:1% or visits.township:500; repeatable",
    ),
]
Workers = Annotated[int, typer.Option(min=1, max=256, metavar="N", help="进程数 / processes for replications")]
Behaviours = Annotated[
    list[str] | None,
    typer.Option(
        "--behaviour",
        metavar="NAME",
        help="另以此行为假设集重复，与机会分开列示，可多次给出 / replicate under this behaviour set too, shown apart from chance; "
        "repeatable",
    ),
]
Ranges = Annotated[
    int | None,
    typer.Option(
        min=3,
        metavar="M",
        help="从各数的范围里抽取M套，各以全部种子重复，与机会分开列示，并排出最要紧的 / draw M sets of numbers from their "
        "ranges, each with all seeds; shown apart from chance, with a ranking of which matter most",
    ),
]
Deficits = Annotated[
    list[float] | None,
    typer.Option(
        "--deficit", min=0, metavar="YUAN", help="报告缺口超过该数的机会，可多次给出 / chance of a deficit beyond; repeatable"
    ),
]

Years = Annotated[
    bool | None,
    typer.Option(
        "--drawn-years/--average-years",
        help="抽取好坏年景（患病和费用有多有少），或都按平均年景；默认按研究所写 / draw good and bad years, or average ones; by "
        "default as the study says",
    ),
]

Law = Annotated[str, typer.Argument(metavar="POLICY", help="政策：名称或文件 / a policy: name or file")]
CASE_HELP = "算例：JSON 或 TOML 文件，- 为标准输入 / a case: JSON or TOML file, - for standard input"
Case = Annotated[str, typer.Option(metavar="FILE", help=CASE_HELP)]
LINE_HELP = "科目，如 inpatient_benefits；或 机构.列，如 county-general.bonus / a line of the fund, or INSTITUTION.column"
Json = Annotated[bool, typer.Option("--json", help="输出 JSON / print JSON")]
