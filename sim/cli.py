"""The command line: one function a command, each a sentence long. `yigongti --help`."""

from __future__ import annotations

import sys
from contextlib import nullcontext
from pathlib import Path
from typing import Annotated, Literal

import typer

from sim.foundation.errors import Problem, Problems, Words
from sim.options import (
    CASE_HELP,
    LINE_HELP,
    Behaviours,
    Case,
    Code,
    Deficits,
    Encounters,
    Engine,
    Json,
    Language,
    Law,
    Out,
    Policy,
    Precision,
    Ranges,
    Scale,
    Seed,
    Seeds,
    Study,
    Workers,
    Years,
)
from sim.report import terminal, usage
from sim.report.words import say

app = typer.Typer(
    help="县域医共体总额打包付费仿真 / Simulator of county medical alliances under a global budget.",
    no_args_is_help=True,
    context_settings={"max_content_width": 110},
    pretty_exceptions_enable=False,
    add_completion=False,
    rich_markup_mode=None,
)

@app.command()
def run(
    study: Study,
    policy: Policy = None,
    seed: Seed = None,
    engine: Engine = "compiled",
    scale: Scale = None,
    encounters: Encounters = False,
    out: Out = None,
    lang: Language = "zh",
    allow_code: Code = False,
    drawn_years: Years = None,
) -> None:
    """运行一个政策，写出结果和报告 / Run one policy; write tables and report."""
    with terminal.friendly(lang):
        import sim
        from sim.experiment.store import write_run
        from sim.report.page import write_report

        with terminal.progress(lang) as progress:
            result = sim.run(
                study, policy=policy, seed=seed, engine=engine, scale=scale, encounters=encounters, allow_code=allow_code,
                drawn_years=drawn_years, progress=progress,
            )  # fmt: skip
            folder = write_run(result, out or Path("reports") / result.manifest.study.id / result.name)
        terminal.summary([result], write_report(folder, lang), lang)


@app.command()
def compare(
    study: Study,
    seed: Seed = None,
    engine: Engine = "compiled",
    scale: Scale = None,
    encounters: Encounters = False,
    out: Out = None,
    lang: Language = "zh",
    allow_code: Code = False,
    seeds: Seeds = None,
    precision: Precision = None,
    workers: Workers = 1,
    deficit: Deficits = None,
    behaviour: Behaviours = None,
    ranges: Ranges = None,
    drawn_years: Years = None,
    split: Annotated[
        bool,
        typer.Option("--split", help="机械效应与行为效应分开，谁得谁失 / mechanical and behavioural parts, who gains and loses"),
    ] = False,
    provisions: Annotated[
        bool, typer.Option("--provisions", help="机械效应逐条分开，含 --split / the mechanical part by provision; implies --split")
    ] = False,
) -> None:
    """在同一批居民上比较研究的全部政策 / Compare all policies of a study on the same people."""
    with terminal.friendly(lang):
        import sim
        from sim.experiment.effects import collect
        from sim.experiment.jobs import AS_GIVEN, Assumptions
        from sim.experiment.replicate import forget, replicate, said
        from sim.experiment.store import write_comparison
        from sim.model import compile_all
        from sim.report.page import write_report
        from sim.report.sections.names import letter

        folder = out or Path("reports") / sim.load_study(study).id
        replicated = None
        with terminal.progress(lang) as progress:
            if behaviour and ranges:
                zh, en = "选定的假设集与从范围抽取的不能同时用", "sets that are chosen and sets that are drawn do not go together"
                raise Problems([Problem("--ranges", None, "", "--behaviour", "", "", zh, en)])
            if seeds is not None or precision or behaviour or ranges:
                compile_all(progress)
                replicated = replicate(
                    study,
                    folder,
                    seeds=seeds,
                    precision=precision or (),
                    workers=workers,
                    engine=engine,
                    scale=scale,
                    allow_code=allow_code,
                    assumptions=(AS_GIVEN, *(Assumptions(name, name) for name in behaviour or ())),
                    deficits=deficit or (0.0,),
                    split=split or provisions,
                    ranges=ranges or 0,
                    drawn_years=drawn_years,
                    progress=progress,
                )
            else:
                forget(folder)
            effects = collect.Effects(provisions, encounters, progress) if split or provisions else None
            results = sim.compare(
                study, seed=seed, engine=engine, scale=scale, encounters=encounters, allow_code=allow_code,
                drawn_years=drawn_years, progress=progress, effects=effects,
            )  # fmt: skip
            write_comparison(results, folder)
            letters = {result.name: letter(n) for n, result in enumerate(results)}
            sides = effects.write(folder, letters) if effects is not None else collect.forget(folder)
        terminal.summary(results, write_report(folder, lang), lang)
        for sentence in (*(said(replicated, letters) if replicated else ()), *sides):
            terminal.tell(sentence, lang)


@app.command()
def check(
    files: Annotated[
        list[str], typer.Argument(metavar="FILE...", help="文件、县文件夹或名称 / files, county folders or names")
    ],
    lang: Language = "zh",
) -> None:
    """检查政策、研究、县文件夹，一次列出全部错误 / Check policies, studies, county folders: every error at once."""
    with terminal.friendly(lang):
        from sim.experiment import inspect

        ok, notices, problems = [], [], list[Problem]()
        for file in files:
            try:
                notices += inspect.check(file)
                ok.append(file)
            except Problems as found:
                problems += found.problems
        raise SystemExit(terminal.verdict(lang, ok, notices, Problems(problems) if problems else None))


@app.command(name="list")
def list_(lang: Language = "zh") -> None:
    """列出可用的研究、政策和县 / List studies, policies and counties."""
    with terminal.friendly(lang):
        from sim.experiment import inspect

        found = inspect.scenarios()
        if not found:
            terminal.tell(say("nothing_found"), lang, error=True)
        terminal.listing([(kind, name, title) for kind, name, title, _ in found], lang)


@app.command()
def bill(policy: Law, case: Case, as_json: Json = False, lang: Language = "zh") -> None:
    """按一项政策结算一次就诊，逐条说明 / Settle one encounter under a policy, line by line."""
    with terminal.friendly(lang):
        from sim.experiment.cases import read_case
        from sim.policy.cases import bill_case
        from sim.policy.read import read_policy

        terminal.calculated(bill_case(read_policy(policy), read_case(case)), as_json, lang)


@app.command()
def clear(
    policy: Law,
    case: Annotated[str | None, typer.Option(metavar="FILE", help=CASE_HELP)] = None,
    example: Annotated[bool, typer.Option("--example", help="输出一份填好的算例，改数后用 --case / print a filled case")] = False,
    mechanism: Annotated[
        str, typer.Option(metavar="NAME", help="算例为哪个预算，默认第一个 / which budget the example is of, by default the first")
    ] = "",
    as_json: Json = False,
    lang: Language = "zh",
) -> None:
    """按一项政策清算一年，逐条说明 / Clear one year of one budget under a policy, line by line."""
    with terminal.friendly(lang):
        from sim.experiment.cases import read_case
        from sim.policy.cases import clear_case
        from sim.policy.clear_example import as_toml
        from sim.policy.clear_example import example as filled
        from sim.policy.read import read_policy

        law = read_policy(policy)
        if example:
            typer.echo(as_toml(filled(law, mechanism)), nl=False)
            return
        if case is None:
            zh, en = "缺少算例；--example 输出一份填好的", "the case is missing; --example prints a filled one"
            raise Problems([Problem("--case", None, "", "", "FILE", f"yigongti clear {policy} --example > case.toml", zh, en)])
        terminal.calculated(clear_case(law, read_case(case)), as_json, lang)


@app.command()
def reckon(policy: Law, case: Case, as_json: Json = False, lang: Language = "zh") -> None:
    """单独计算一条规则：预付、点数、筹资、清算等 / Ask one rule alone: prepayment, points, funding, clearing, ..."""
    with terminal.friendly(lang):
        from sim.experiment.cases import read_case
        from sim.policy.cases import reckon_case
        from sim.policy.read import read_policy

        result = reckon_case(read_policy(policy), read_case(case))
        if as_json:
            terminal.as_json(result)
            return
        for step in result["steps"]:
            terminal.line(f"{step['why_zh' if lang == 'zh' else 'why_en']}: {step['amount']}")
        terminal.line(result["steps"][0]["source"])


@app.command()
def show(policy: Law, lang: Language = "zh") -> None:
    """打印政策自己的条款和取值 / Print a policy's own clauses with their values, in Chinese."""
    with terminal.friendly(lang):
        from sim.policy.clauses import clauses_zh
        from sim.policy.read import read_policy

        terminal.line(clauses_zh(read_policy(policy)).removesuffix("\n"))


@app.command()
def report(
    folder: Annotated[Path, typer.Argument(metavar="RUN_DIR", help="结果文件夹 / a results folder")],
    year: Annotated[int | None, typer.Option(metavar="YYYY", help="年度，默认最后一年 / year, by default the last")] = None,
    figures: Annotated[bool, typer.Option("--figures", help="另存图（SVG、PNG、CSV） / write figures, too")] = False,
    xlsx: Annotated[bool, typer.Option("--xlsx", help="另存 report.xlsx / write report.xlsx, too")] = False,
    docx: Annotated[bool, typer.Option("--docx", help="另存简报和测算报告 / write brief.docx and 测算报告.docx, too")] = False,
    lang: Language = "zh",
) -> None:
    """由已有结果重做报告 / Make the report again from stored results."""
    with terminal.friendly(lang):
        from sim.report.aside import aside
        from sim.report.office.write import write_documents
        from sim.report.page import write_report
        from sim.report.plots.write import write_figures
        from sim.report.sections.year import runs_of

        runs = runs_of(folder, year)  # of a wrong year or folder, said before anything is begun
        with aside(write_figures, folder, lang, year) if figures else nullcontext(list[Path]) as drawn:
            terminal.summary(runs, write_report(folder, lang, year), lang)
            if xlsx or docx:
                for file in write_documents(folder, lang, year, xlsx=xlsx, docx=docx):
                    terminal.line(str(file))
            if figures:
                terminal.written(drawn(), lang)


@app.command()
def explain(
    folder: Annotated[Path, typer.Argument(metavar="RUN", help="结果文件夹 / a results folder")],
    line: Annotated[str | None, typer.Argument(metavar="LINE", help=LINE_HELP)] = None,
    institution: Annotated[str | None, typer.Option(metavar="ID", help="院长一页：哪家机构 / whose director asks")] = None,
    against: Annotated[
        str | None, typer.Option(metavar="POLICY", help="对照：另一项政策，或 last-year / another policy, or last-year")
    ] = None,
    claim: Annotated[int | None, typer.Option(metavar="N", help="第N张报销单，从0起 / a claim by its place, from 0")] = None,
    person: Annotated[int | None, typer.Option(metavar="N", help="一位居民的全部报销单 / all claims of a resident")] = None,
    policy: Annotated[
        str | None, typer.Option(metavar="NAME", help="比较文件夹里的哪项政策 / which policy of a comparison")
    ] = None,
    year: Annotated[int | None, typer.Option(metavar="YYYY", help="年度，默认最后一年 / year, by default the last")] = None,
    month: Annotated[int | None, typer.Option(min=1, max=12, metavar="1-12", help="月份 / month")] = None,
    basis: Annotated[Literal["incurred", "cash"], typer.Option(help="核算基础 / basis")] = "incurred",
    place: Annotated[
        Literal["", "county", "prefecture", "province", "elsewhere"], typer.Option(help="就医地 / place of care")
    ] = "",
    figure: Annotated[
        Path | None, typer.Option(metavar="FILE", help="另存瀑布图，SVG 或 PNG / write the waterfall, SVG or PNG")
    ] = None,
    as_json: Json = False,
    lang: Language = "zh",
) -> None:
    """一个数从哪里来：分录、明细、条款；或院长一页 / What a number is made of; or why a bonus changed."""
    with terminal.friendly(lang):
        from sim.report.explain import account, director, opened, told

        run = opened.opened(folder, policy)
        if claim is not None or person is not None:
            from sim.report.explain.claims import one_claim

            told.print_claims(run, one_claim(run, claim, person), as_json, lang)
        elif institution is not None and against is not None:
            page = director.page(run, institution, against, year)
            told.print_page(page, as_json, lang)
            if figure is not None:
                from sim.report.plots.waterfall import write_waterfall

                write_waterfall(page, figure, lang)
        elif line is not None and institution is None:
            found = account.explain(run, line, year=year, month=month, basis=basis, place=place)
            told.print_account(found, as_json, lang, run.names)
        else:
            raise Problems([opened.nothing_asked(folder)])


@app.command()
def schema(
    kind: Annotated[str, typer.Argument(metavar="KIND", help="study | policy | county | demand | behaviour | calendar | ...")],
    out: Annotated[Path | None, typer.Option(metavar="DIR", help="写成该文件夹里的文件 / write a file of this folder")] = None,
    lang: Language = "zh",
) -> None:
    """输出 JSON Schema，供编辑器补全和检查 / Print the JSON Schema of a kind of document, for editors."""
    with terminal.friendly(lang):
        from sim.experiment import schemas

        if out is not None:
            terminal.line(str(schemas.write(kind, out)))
        else:
            terminal.as_json(schemas.schema(kind, lang))


county_app = typer.Typer(help="县数据工作簿 / County workbooks.", no_args_is_help=True, rich_markup_mode=None)
app.add_typer(county_app, name="county")


@county_app.command(name="export")
def county_export(
    county: Annotated[str, typer.Argument(metavar="COUNTY", help="县：名称或文件夹 / a county: name or folder")],
    file: Annotated[Path, typer.Argument(metavar="FILE.xlsx", help="写到哪个工作簿 / workbook to write")],
    lang: Language = "zh",
) -> None:
    """县文件夹导出为一个工作簿 / Write a county as one workbook for Excel or WPS."""
    with terminal.friendly(lang):
        from sim.county.workbook import export_workbook

        terminal.line(str(export_workbook(county, file)))


@county_app.command(name="import")
def county_import(
    file: Annotated[Path, typer.Argument(metavar="FILE.xlsx", help="填好的工作簿 / an edited workbook")],
    out: Annotated[Path, typer.Option(metavar="DIR", help="写到哪个县文件夹 / county folder to write")],
    lang: Language = "zh",
) -> None:
    """工作簿导入为县文件夹，错误按表和格一次列出 / Read a workbook into a county folder; every fault by sheet and cell."""
    with terminal.friendly(lang):
        from sim.county.workbook import import_workbook

        notes = list[Words]()
        county = import_workbook(file, out, notes)
        for note in notes:
            terminal.tell(note, lang)
        terminal.line(f"{county.name_zh if lang == 'zh' else county.name_en} {county.hash[:12]} {out}")


@app.command()
def new(
    kind: Annotated[str, typer.Argument(metavar="KIND", help="study | policy | county")],
    name: Annotated[str, typer.Argument(metavar="NAME", help="名称：小写字母、数字、连字符 / lower case, digits, hyphens")],
    lang: Language = "zh",
) -> None:
    """由带注释的模板新建研究、政策或县 / Start a study, a policy or a county from a commented template."""
    with terminal.friendly(lang):
        from sim.experiment.new import new as start

        terminal.line(str(start(kind, name)))


def main() -> None:
    """Entry point of the installed command."""
    terminal.prepare_streams()
    usage.call(typer.main.get_command(app), sys.argv[1:])


if __name__ == "__main__":
    main()
