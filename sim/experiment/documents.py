"""What each document says and where the model uses it: clause -> parameter -> rule -> case, one page a document.

`python -m sim.experiment.documents docs/documents` writes the pages from the policy files, the rules and the cases. A
test checks that the committed pages are current.
"""

from __future__ import annotations

import ast
import pkgutil
import sys
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from functools import cache
from importlib import import_module
from inspect import getsource
from pathlib import Path
from types import ModuleType
from typing import Any

import sim.behaviour
import sim.journey
import sim.settlement
from sim.policy.cases import bill_case, clear_case, reckon_case
from sim.policy.claims import OPTIONAL
from sim.policy.clauses import value_zh
from sim.policy.policy import Policy, Provision, Setting
from sim.policy.read import read_policy
from sim.policy.registry import builtin_rules
from sim.policy.rule import BENEFIT_SLOTS, Rule

DOCUMENTS = ("gansu-2016", "gansu-2018", "rizhao-2017", "zaozhuang-2023", "yingkou-2017", "chuxiong-2022")
"""The policies that are documents; the others are presets, variants and parts."""
PRESETS = {
    "P0": "baseline-ffs", "P1": "gansu-2018", "P2": "rizhao-2017", "P8": "zhejiang-2019", "P12": "ningxia-capitation",
    "P13": "arrears-stress", "P14": "yingkou-2017",
}  # fmt: skip
"""Presets of the catalogue of mechanisms -> the policy file that is one."""
IDLE_WITHOUT = {"benefit.filing", "benefit.joiner_waiting", "benefit.maternity", "benefit.long_prescription"}
"""Rules that do nothing where an optional fact of the claim is not known; others only lose a refinement."""
CALCULATORS = {"bill": bill_case, "clear": clear_case, "reckon": reckon_case}
HOUSE = Path(__file__).parents[1]
LINE = "|---"
MADE = "由政策文件、规则和算例自动生成，请勿手改 / made by `python -m sim.experiment.documents docs/documents`; do not edit."


def pages(cases: Path) -> dict[str, str]:
    """File name -> Markdown of every page, and of the index. `cases` is the folder of policy cases, tests/cases of the checkout."""
    known = read_cases(cases)
    made = {f"{name}.md": page(read_policy(name), known) for name in DOCUMENTS}
    return {"README.md": _index(), **made}


def page(policy: Policy, cases: Mapping[str, Mapping[str, Sequence[str]]]) -> str:
    """One document's page. cases: rule -> policy id -> names of the cases in which the rule made a difference."""
    layers = [policy.id, *(b for b in policy.bases if b.startswith(policy.id.split("-")[0]) and read_policy(b).number)]
    provisions = [p for p in (*policy.inherited, *policy.provisions) if p.document in layers]
    number = f"（{policy.number}）" if policy.number else ""
    text = [
        f"# {policy.title_zh}{number}", "", f"{policy.title_en}. {MADE}", "",
        f"来源 / source: {policy.source}. 施行 / effective {policy.effective}. 政策文件 / file: "
        + "、".join(f"`{name}`" for name in layers) + ".", "",
        f"**{_count(provisions)}**", "",
        _row("条款 clause", "参数 parameter", "取值 value", "依据 basis", "规则 rule", "用于 used by", "算例 cases"),
        LINE * 7 + "|",
    ]  # fmt: skip
    for provision in provisions:
        text += _rows(provision, layers, cases)
    text += ["", "## 原文 / Quotes", ""]
    text += [f"- {p.id}: “{p.quote_zh}” — {p.text_en}." for p in provisions if p.quote_zh]
    text += ["", "## 没有建模的条款 / Clauses that are not modelled", ""]
    text += [_row("条款 clause", "原文 quote", "原因 reason"), LINE * 3 + "|"]
    text += [_row(u.clause, u.quote_zh, f"{u.why.zh} / {u.why.en}") for u in policy.not_modelled]
    return "\n".join(text) + "\n"


def where_used(rule: Rule, parameter: str = "active") -> str:
    """Who asks the rule for the parameter: every bill, the settlement of a run, only the calculators, or nobody yet."""
    if parameter not in _looked_at() | {"active"}:
        return "尚无函数读取 read by no function yet"
    if rule.slot in BENEFIT_SLOTS:
        missing = sorted(set(rule.reads) & set(OPTIONAL) - _columns_of_a_run())
        lacking = f"（模拟的报销单没有 claims of a run have no {', '.join(missing)}）" if missing else ""
        return f"计算器 calculator{lacking}" if missing and rule.name in IDLE_WITHOUT else f"每张报销单 every bill{lacking}"
    if rule.name in _names_in_a_run() or rule.slot == "assessment":  # the settlement asks whichever a policy has
        return "模拟的结算 settlement of a run"
    return "计算器 calculator"


def coverage(policy: Policy) -> tuple[int, int, int, int]:
    """(clauses with values, values with a source, labelled assumptions, clauses not modelled) of one file."""
    settings = [s for p in policy.provisions for s in p.settings]
    sourced = sum(s.status == "sourced" for s in settings)
    return len(policy.provisions), sourced, len(settings) - sourced, len(policy.not_modelled)


def _rows(provision: Provision, layers: Sequence[str], cases: Mapping[str, Mapping[str, Sequence[str]]]) -> Iterable[str]:
    rules = builtin_rules()
    told: set[str] = set()
    for n, setting in enumerate(provision.settings):
        rule = rules[setting.path.rpartition(".")[0]]
        module = rule.function.__module__.replace(".", "/") + ".py"
        named = [f"`{case}`" for name in layers for case in cases.get(rule.name, {}).get(name, ())]
        clause = f"**{provision.id}** {provision.clause}" if n == 0 else ""
        used = where_used(rule, setting.path.rpartition(".")[2])
        shown = "同上 as above" if rule.name in told and named else _some(named)
        told.add(rule.name)
        yield _row(clause, f"`{setting.path}`", _value(setting), _basis(setting), f"{rule.zh} `{module}`", used, shown)


def _some(named: Sequence[str], most: int = 3) -> str:
    rest = len(named) - most
    return "、".join(named[:most]) + (f"（另 {rest} 例 / {rest} more）" if rest > 0 else "")


def _value(setting: Setting) -> str:
    since = f"（自 {setting.since}）" if setting.since else ""
    return value_zh(setting.value, setting.unit) + since


def _basis(setting: Setting) -> str:
    if setting.status == "sourced":
        return setting.source
    low, high = (setting.range or ("", ""))[0], (setting.range or ("", ""))[-1]
    return f"假设 assumption：{setting.why}；范围 range {low} … {high}"


def _row(*cells: str) -> str:
    return "| " + " | ".join(c.replace("|", "\\|").replace("\n", " ") for c in cells) + " |"


def _count(provisions: Sequence[Provision]) -> str:
    settings = [s for p in provisions for s in p.settings]
    sourced = sum(s.status == "sourced" for s in settings)
    return (
        f"{len(provisions)} 条规定、{len(settings)} 个取值：{sourced} 个有出处，{len(settings) - sourced} 个为假设 / "
        f"{len(provisions)} clauses, {len(settings)} values: {sourced} sourced, {len(settings) - sourced} assumptions"
    )


def _index() -> str:
    rows = ["# 文件 / Documents", "", MADE, ""]
    rows += [_row("文件 document", "有取值的条款 clauses with values", "有出处 sourced", "假设 assumptions", "未建模 not modelled")]
    rows += [LINE * 5 + "|"]
    for name in DOCUMENTS:
        policy = read_policy(name)
        rows.append(f"| [{policy.title_zh}]({name}.md) | " + " | ".join(str(n) for n in coverage(policy)) + " |")
    rows += ["", "每个数只计本文件；沿用基础政策的条款见各页。Numbers count the file itself; clauses taken over are on its page."]
    rows += [""]
    rows += ["[日照孙某的费用：一次重构 / Rizhao's patient: a reconstruction](rizhao-patient.md)", ""]
    rows += ["## 预设 / Presets", "", _row("预设 preset", "政策文件 policy file"), LINE * 2 + "|"]
    rows += [_row(preset, f"`{name}`：{read_policy(name).title_zh}") for preset, name in PRESETS.items()]
    return "\n".join(rows) + "\n"


def read_cases(folder: Path) -> dict[str, dict[str, list[str]]]:
    """Rule -> policy id -> case names. A case speaks for the rules that its calculator names in the steps."""
    found: dict[str, dict[str, list[str]]] = {}
    for path in sorted(folder.glob("*.toml")):
        case = tomllib.loads(path.read_text("utf-8"), parse_float=Decimal)
        name = case["policy"]
        policy = _policy(str(folder / name) if name.endswith(".toml") else name)
        told = CALCULATORS[case["calculator"]](policy, case["case"])["steps"]
        for rule in dict.fromkeys(step["rule"] for step in told):
            for owner in (policy.id, *(policy.bases if name.endswith(".toml") else ())):
                found.setdefault(rule, {}).setdefault(owner, []).append(path.stem)
    return found


_policy = cache(read_policy)


@cache
def _columns_of_a_run() -> frozenset[str]:
    """Optional facts that the claims of a run carry: keywords of `Claims(...)` and `replace(claims, ...)` where a run settles."""
    found: set[str] = set()
    for module in pkgutil.iter_modules(sim.settlement.__path__):
        tree = ast.parse(getsource(import_module(f"{sim.settlement.__name__}.{module.name}")))
        for call in (n for n in ast.walk(tree) if isinstance(n, ast.Call)):
            made = ast.unparse(call.func)
            if made == "Claims" or (made == "replace" and ast.unparse(call.args[0]) == "claims"):
                found |= {k.arg for k in call.keywords if k.arg}
    return frozenset(found)


@cache
def _names_in_a_run() -> frozenset[str]:
    """Rule names that the rooms of a run know: as constants of a module or as literals in its text."""
    found: set[str] = set()
    for room in (sim.settlement, sim.behaviour, sim.journey):
        for module in pkgutil.iter_modules(room.__path__):
            known = import_module(f"{room.__name__}.{module.name}")
            found |= _constants(known)
            literals = (n.value for n in ast.walk(ast.parse(getsource(known))) if isinstance(n, ast.Constant))
            found |= {value for value in literals if isinstance(value, str)}
    return frozenset(found & set(builtin_rules()))


@cache
def _looked_at() -> frozenset[str]:
    """Names that some function looks up: `values["name"]`, `values.one("name")`, `values.get("name")`, in any room."""
    found: set[str] = set()
    for path in sorted(HOUSE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            asked: Sequence[ast.expr] = ()
            if isinstance(node, ast.Subscript):
                asked = [node.slice]
            elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in ("one", "get"):
                asked = node.args
            found |= {x.value for x in asked if isinstance(x, ast.Constant) and isinstance(x.value, str)}
    return frozenset(found) | {"fund", "public_health", "patient"}  # asked in a loop over their names


def _constants(module: ModuleType) -> set[str]:
    def words(value: Any) -> Iterable[str]:
        if isinstance(value, str):
            yield value
        elif isinstance(value, Mapping | list | tuple | set | frozenset):
            for item in value:
                yield from words(item)

    return {word for value in list(vars(module).values()) for word in words(value)}


def main() -> None:
    """Write every page into the folder given (default: docs/documents); run it in the checkout."""
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else "docs/documents")
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in pages(Path("tests/cases")).items():
        (folder / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
