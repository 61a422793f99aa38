"""A study: one question, one county, a baseline and the policies compared with it, over a stated time and on stated
seeds.

A study is a headed document like a policy. It names its parts; `read_study` finds them, so that a name that is not
there, or two policies that say the same, is reported with the line of the study that asked for it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field

from sim.county.county import County
from sim.foundation.checked import Checked
from sim.foundation.documents import Document, Label, path_text, plain_document, read_document
from sim.foundation.errors import Problem, Problems, Refused, Words, refuse
from sim.foundation.shelves import find
from sim.journey.years import must_say
from sim.policy.needs import in_run
from sim.policy.policy import Policy
from sim.policy.read import read_policy

KIND, SCHEMA = "study", 1
Text = Annotated[str, Field(min_length=1)]


class Part(Checked):
    """Base of every table of a study document: immutable, unknown keys are errors."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class Head(Part):
    """Who asks what."""

    kind: Annotated[Literal["study"], Label("文件种类", "Kind of document")]
    schema_: Annotated[Literal[1], Label("格式版本", "Schema version"), Field(alias="schema")]
    id: Annotated[
        str,
        Label("代号", "Id", "小写字母、数字和连字符", "lower case, digits, hyphens"),
        Field(pattern=r"^[a-z0-9][a-z0-9-]*$", max_length=64),
    ]
    title_zh: Annotated[Text, Label("标题", "Title in Chinese")]
    title_en: Annotated[Text, Label("英文标题", "Title in English")]
    question_zh: Annotated[Text, Label("研究问题", "Question in Chinese")]
    question_en: Annotated[Text, Label("英文研究问题", "Question in English")]
    author: Annotated[str, Label("作者", "Author")] = ""


class Comparison(Part):
    """What is compared, by name or by path (a path counts from the working directory, then from this file's folder)."""

    county: Annotated[Text, Label("县", "County", "名称或文件夹", "a name or a folder")]
    baseline: Annotated[Text, Label("基准政策", "Baseline policy", "名称或文件", "a name or a file")]
    policies: Annotated[
        tuple[Text, ...], Label("比较的政策", "Policies compared with it", "名称或文件", "names or files")
    ] = ()
    behaviour: Annotated[Text, Label("行为假设集", "Behaviour set")] = "none"

    @classmethod
    def faults(cls, given: Mapping[str, Any]) -> Iterator[Refused]:
        names = given.get("policies", ())
        for n, name in enumerate(names):
            if name == given.get("baseline"):
                zh, en = f"{name} 已经是基准政策，不必再列入比较", f"{name} is the baseline already: it need not be compared"
            elif name in names[:n]:
                zh, en = f"政策 {name} 写了两次", f"policy {name} is named twice"
            else:
                continue
            fix = Words("从 policies 里删去它", "remove it from `policies`")
            yield Refused(zh, en, found=name, fix=fix, key=("policies", n))


class Horizon(Part):
    """Which days are accounted for."""

    start: Annotated[
        date | None,
        Label(
            "起始日",
            "First day accounted",
            "某年的1月1日；不写则用该县数据的年份",
            "1 January of a year; the year of the county's data if left out",
        ),
    ] = None
    years: Annotated[int, Label("年数", "Years"), Field(ge=1, le=20)] = 1
    warm_up_days: Annotated[
        int, Label("预热天数", "Warm-up days", "不计入结果", "not accounted for"), Field(ge=0, le=730)
    ] = 60

    @classmethod
    def faults(cls, given: Mapping[str, Any]) -> Iterator[Refused]:
        start = given.get("start")
        if isinstance(start, date) and (start.month, start.day) != (1, 1):
            zh = "起始日须为1月1日：年中开始的短基金年尚未建模"
            en = "the start must be 1 January: a short fund year is not modelled"
            yield Refused(zh, en, allowed=f"{start.year}-01-01", key=("start",))


class Replication(Part):
    """How often and how large."""

    seeds: Annotated[
        tuple[Annotated[int, Field(ge=0, lt=2**63)], ...], Label("随机种子", "Seeds"), Field(min_length=1)
    ] = (1,)
    scale: Annotated[
        float,
        Label("规模", "Scale", "仅用于测试和教学：排队不随规模缩放", "for tests and teaching: queues do not scale"),
        Field(gt=0, le=1),
    ] = 1.0
    drawn_years: Annotated[
        bool,
        Label(
            "好坏年景",
            "Good and bad years",
            "true：每个种子抽取各年年景；false：都是平均年景",
            "true: each seed draws how its years turn out; false: average years",
        ),
    ] = False

    @classmethod
    def faults(cls, given: Mapping[str, Any]) -> Iterator[Refused]:
        seeds = given.get("seeds", ())
        for n, seed in enumerate(seeds):
            if seed in seeds[:n]:
                yield Refused(f"种子 {seed} 写了两次", f"seed {seed} is given twice", found=str(seed), key=("seeds", n))


class Event(Part):
    """A SimPy process of the study's own: `def FUNCTION(env, world)` in the file PATH. Runs only where code is
    allowed."""

    path: Annotated[Text, Label("代码文件", "Python file", "相对于本文件", "relative to this file")]
    function: Annotated[str, Label("函数", "Function"), Field(pattern=r"^[A-Za-z_][A-Za-z0-9_]*$")]


class StudyDocument(Part):
    """The whole file, scenarios/studies/NAME.toml."""

    document: Annotated[Head, Label("表头", "Head")]
    study: Annotated[Comparison, Label("比较", "Comparison")]
    horizon: Annotated[Horizon, Label("时段", "Horizon")] = Horizon()
    replication: Annotated[Replication, Label("重复", "Replication")] = Replication()
    event: Annotated[tuple[Event, ...], Label("自带事件", "Own events")] = ()


@dataclass(frozen=True)
class EventCode:
    """Code that a study brings along: an existing file and the name of a function in it."""

    file: Path
    function: str
    line: int  # of the study file


@dataclass(frozen=True)
class Study:
    """A study whose parts have been found. `policies` starts with the baseline."""

    id: str
    title_zh: str
    title_en: str
    question_zh: str
    question_en: str
    file: Path
    county: Path
    policies: tuple[Policy, ...]
    behaviour: str
    start: date | None
    years: int
    warm_up_days: int
    seeds: tuple[int, ...]
    scale: float
    drawn_years: bool
    events: tuple[EventCode, ...]
    hash: str

    @property
    def baseline(self) -> Policy:
        """The policy with which the others are compared."""
        return self.policies[0]

    def drawn(self, asked: bool | None, county: County) -> bool:
        """Whether years are drawn: what was `asked`, by default what the study says. `Problems` if the county cannot."""
        yes = self.drawn_years if asked is None else asked
        if yes:
            must_say(county)
        return yes

    def accounts_for(self, county: County) -> None:
        """Raise `Problems` if the study asks for another year than the county's numbers are of: that is not
        modelled."""
        if self.start is not None and self.start != county.start:
            zh = f"该县的数据从 {county.start} 起，换一年需要先更新数据"
            en = f"the county's numbers are of the year from {county.start}; another year needs other numbers"
            raise Problems(
                [
                    Problem(
                        str(self.file),
                        None,
                        "horizon.start",
                        str(self.start),
                        str(county.start),
                        Words("删去 start，或改用那一年的县", "leave start out, or name a county of that year"),
                        zh,
                        en,
                    )
                ]
            )


def read_study(name_or_path: str) -> Study:
    """Read a study and the policies that it names.

    Raises `Problems` with everything that is wrong at once: in the study, with a name that it uses, in a policy
    file, and two policies of equal content (their comparison would say nothing).
    """
    file = find("studies", name_or_path)
    try:
        document = read_document(file, StudyDocument, kind=KIND, version=SCHEMA)
    except Problems as wrong:
        raise Problems([*wrong.problems, *_names_anyway(file, wrong.problems)]) from None
    content, problems = document.content, list[Problem]()
    county = _found(document, "counties", content.study.county, ("study", "county"), problems)
    policies = []
    for path, name in (
        (("study", "baseline"), content.study.baseline),
        *((("study", "policies", n), name) for n, name in enumerate(content.study.policies)),
    ):
        place = _found(document, "policies", name, path, problems)
        if place is not None:
            try:
                policies.append((path, read_policy(str(place))))
                problems += in_run(policies[-1][1])
            except Problems as error:
                problems += error.problems
    problems += _equal_policies(document, policies)
    events = _events(document, problems)
    refuse(problems)
    assert county is not None  # otherwise there was a problem
    head = content.document
    return Study(
        head.id,
        head.title_zh,
        head.title_en,
        head.question_zh,
        head.question_en,
        file,
        county,
        tuple(policy for _, policy in policies),
        content.study.behaviour,
        content.horizon.start,
        content.horizon.years,
        content.horizon.warm_up_days,
        content.replication.seeds,
        content.replication.scale,
        content.replication.drawn_years,
        events,
        document.hash,
    )


def _names_anyway(file: Path, told: list[Problem]) -> list[Problem]:
    """What is wrong with the county and the policies that a study names although the study itself was refused; keys that were
    complained of are passed over."""
    try:
        document = plain_document(file)
    except Problems:
        return []
    study = document.data.get("study")
    study = study if isinstance(study, Mapping) else {}
    policies = study.get("policies")
    named: list[tuple[str, tuple[str | int, ...], Any]] = [
        ("counties", ("study", "county"), study.get("county")),
        ("policies", ("study", "baseline"), study.get("baseline")),
        *(("policies", ("study", "policies", n), p) for n, p in enumerate(policies if isinstance(policies, list) else ())),
    ]
    places, problems, read = {p.where for p in told}, list[Problem](), set[str]()
    for folder, path, name in named:
        if not isinstance(name, str) or path_text(path) in places or name in read:
            continue
        read.add(name)
        found = _found(document, folder, name, path, problems)
        if found is not None and folder == "policies":
            try:
                read_policy(str(found))
            except Problems as error:
                problems += error.problems
    return problems


def _found(
    document: Document[Any], folder: str, name: str, path: tuple[str | int, ...], problems: list[Problem]
) -> Path | None:
    try:
        return find(folder, name, Path(document.file).parent)
    except Problems as error:
        [unknown] = error.problems
        problems.append(
            document.problem(path, unknown.zh, unknown.en, found=name, allowed=unknown.allowed, fix=unknown.fix)
        )
        return None


def _equal_policies(
    document: Document[StudyDocument], policies: list[tuple[tuple[str | int, ...], Policy]]
) -> list[Problem]:
    """Two policies of one hash are one policy under two names; two of one id would overwrite each other's results."""
    problems, by_hash, ids = [], dict[str, str](), set[str]()
    for path, policy in policies:
        twin = by_hash.get(policy.hash)
        if twin is not None:
            problems.append(
                document.problem(
                    path,
                    f"与政策 {twin} 内容相同，比较没有意义",
                    f"has the same content as policy {twin}: comparing them says nothing",
                    found=policy.id,
                    fix=Words("删去一个，或改变其中一项参数", "remove one, or change a parameter in one of them"),
                )
            )
        elif policy.id in ids:
            problems.append(
                document.problem(
                    path,
                    f"两份政策的代号都是 {policy.id}",
                    f"two policies have the id {policy.id}",
                    found=policy.id,
                    fix=Words("修改其中一份的 id", "change the id in one of them"),
                )
            )
        by_hash.setdefault(policy.hash, policy.id)
        ids.add(policy.id)
    return problems


def _events(document: Document[StudyDocument], problems: list[Problem]) -> tuple[EventCode, ...]:
    events = []
    for n, event in enumerate(document.content.event):
        file = Path(document.file).parent / event.path
        if not file.is_file():
            problems.append(
                document.problem(("event", n, "path"), "没有这个代码文件", "no such Python file", found=event.path)
            )
        events.append(EventCode(file.resolve(), event.function, document.line_of(("event", n))))
    return tuple(events)
