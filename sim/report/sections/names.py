"""What policies are called on a page: a letter each, A for the baseline, so that narrow columns and sentences can
name them."""

from __future__ import annotations

from collections.abc import Sequence
from string import ascii_uppercase

from sim.experiment.manifest import Manifest
from sim.experiment.store import Run
from sim.foundation.errors import Words
from sim.report.numbers import MINUS
from sim.report.words import say


def letter(n: int) -> str:
    """A, B, ... Z, then P26 and so on."""
    return ascii_uppercase[n] if n < len(ascii_uppercase) else f"P{n}"


def title(run: Run) -> Words:
    """The policy's own title."""
    return Words(run.manifest.policy.title_zh, run.manifest.policy.title_en)


def lettered(runs: Sequence[Run], n: int) -> Words:
    """Letter and title, for headings with room; of a single run the title alone."""
    name = title(runs[n])
    return name if len(runs) == 1 else Words(f"{letter(n)}　{name.zh}", f"{letter(n)}  {name.en}")


def of_group(runs: Sequence[Run], group: Sequence[int]) -> Words:
    """One policy by letter and title, several by their letters."""
    names = [letter(n) for n in group]
    return lettered(runs, group[0]) if len(group) == 1 else Words("、".join(names), ", ".join(names))


def difference(n: int) -> str:
    """Heading of what policy `n` changes against the baseline."""
    return f"{letter(n)}{MINUS}A"


def legend(runs: Sequence[Run]) -> Words:
    """Which letter stands for which policy, in one line below a table."""
    names = [lettered(runs, n) for n in range(len(runs))]
    return Words("；".join(name.zh for name in names), "; ".join(name.en for name in names))


def reduced(manifest: Manifest) -> Words:
    """The warning of a run on a part of the residents: how many persons there are, and what that is not good for."""
    persons, share = f"{manifest.county.enrolees * manifest.scale:,.0f}", f"{100 * manifest.scale:g}"
    return Words(
        f"只模拟了{persons}名居民（全县的{share}%），仅供测试和教学：排队不随规模缩放，金额不可直接引用。",
        f"Only {persons} residents ({share} % of the county) were simulated, for tests and teaching: queues do not scale, and "
        "amounts must not be quoted.",
    )


def kind_of_year(manifest: Manifest) -> Words:
    """Whether years are average or good and bad ones, and how those of the shown seed turned out."""
    if not manifest.drawn_years:
        return say("average_years")
    zh = "；".join(
        f"{y.year}年患病{y.illness:.3f}、呼吸道疾病{y.respiratory:.3f}、次均费用{y.charges:.3f}" for y in manifest.drawn_years
    )
    en = "; ".join(
        f"{y.year} illness {y.illness:.3f}, respiratory {y.respiratory:.3f}, charge a case {y.charges:.3f}"
        for y in manifest.drawn_years
    )
    return Words(
        f"好坏年景（种子{manifest.seed}抽到的，平均年为1）：{zh}",
        f"good and bad years (as seed {manifest.seed} draws them, average year = 1): {en}",
    )
