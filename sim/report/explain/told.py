"""Explanations as JSON, with every label in both languages and every amount in yuan, and as text on a screen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from types import MappingProxyType
from typing import Any

from rich.table import Table

from sim.foundation.errors import NOTHING, Lang, Words
from sim.report import terminal
from sim.report.explain.account import Account, booked_fen
from sim.report.explain.claims import Behind, Step
from sim.report.explain.clauses import Clause
from sim.report.explain.director import Page
from sim.report.explain.opened import Opened
from sim.report.numbers import number, signed
from sim.report.terminal import escape, screen
from sim.report.words import WORDS, axis_name, say

MOST_CLAUSES = 40
"""Clauses printed on a screen; `--json` gives all."""
WHOSE = ("yours", "rule", "others")


def account_json(found: Account) -> dict[str, Any]:
    """One explained number."""
    return {
        "what": pair(found.what),
        "amount_yuan": found.fen / 100,
        "parts": [{"name": pair(part.name), "amount_yuan": part.fen / 100} for part in found.parts],
        "postings": {
            "count": sum(group.entries for group in found.groups),
            "amount_yuan": booked_fen(found) / 100,
            "booked": list(found.booked or ()),
            "groups": [
                {
                    "purpose": pair(g.purpose),
                    "debit": pair(g.debit),
                    "credit": pair(g.credit),
                    "count": g.entries,
                    "amount_yuan": g.fen / 100,
                }
                for g in found.groups
            ],
            "first": found.rows.head(20).to_dict("records"),
        },
        "claims": None if found.claims is None else _claims_json(found.claims),
        "clauses": [_clause_json(clause) for clause in found.clauses],
        "notes": [pair(note) for note in found.notes],
    }


def page_json(page: Page) -> dict[str, Any]:
    """The director's page."""
    return {
        "institution": pair(page.institution),
        "what": pair(page.what),
        "before": {"name": pair(page.before_name), "amount_yuan": page.before / 100},
        "after": {"name": pair(page.after_name), "amount_yuan": page.after / 100},
        "change_yuan": (page.after - page.before) / 100,
        "lines": [
            {
                "id": line.key, "name": pair(line.name), "amount_yuan": line.fen / 100, "whose": line.whose,
                "whose_zh": say(line.whose).zh, "note": pair(line.note), "clauses": [_clause_json(c) for c in line.clauses],
            }
            for line in page.lines
        ],
        "by_whose_yuan": {who: sum(line.fen for line in page.lines if line.whose == who) / 100 for who in WHOSE},
    }  # fmt: skip


def pair(words: Words) -> dict[str, str]:
    """Both languages by their codes."""
    return {"zh": words.zh, "en": words.en}


def _claims_json(behind: Behind) -> dict[str, Any]:
    return {
        "part": behind.part,
        "count": behind.count,
        "amount_yuan": behind.fen / 100,
        "largest": {
            "facts": behind.facts,
            "amounts_yuan": {name: value / 100 for name, value in behind.amounts.items()},
            "steps": [
                {
                    "rule": step.rule, "name": pair(step.name), "column": step.column, "before": step.before, "after": step.after,
                    "unit": "ppm" if step.column == "ratio_ppm" else "fen", "source": step.source,
                }
                for step in behind.steps
            ],
            "note": pair(behind.note),
        },
    }  # fmt: skip


def _clause_json(clause: Clause) -> dict[str, Any]:
    return {name: pair(value) if isinstance(value, Words) else value for name, value in asdict(clause).items()} | {
        name: pair(getattr(clause, name)) for name in ("rule_name", "parameter", "value")
    }


def print_account(found: Account, as_json: bool, lang: Lang, names: Mapping[str, Words] = MappingProxyType({})) -> None:
    """One explained number on standard output."""
    if as_json:
        terminal.as_json(account_json(found))
        return
    out, said = screen(), _Said(lang, names)
    out.print(f"[bold]{said(found.what)}[/]  [bold]{yuan(found.fen)}[/]")
    if found.parts:
        out.print(f"\n{said('explain_sum')}")
        out.print(_amounts([(said(part.name), part.fen) for part in found.parts]))
    if found.groups:
        count, (first, last) = sum(group.entries for group in found.groups), found.booked or ("", "")
        when = first if first == last else f"{first} – {last}"
        out.print(f"\n{said('explain_postings')}: {count:,} · {said('explain_booked')} {when}")
        out.print(
            _amounts([(f"{said(g.purpose)}　{said(g.debit)} / {said(g.credit)}　{g.entries:,}", g.fen) for g in found.groups])
        )
        missing = found.fen - booked_fen(found)
        out.print(f"[green]{said('explain_equal')}[/]" if not missing else f"[red]{said('explain_unequal')} {yuan(missing)}[/]")
    if found.claims is not None and found.claims.count:
        _print_claims(found, said)
    if found.clauses:
        out.print(f"\n{said('explain_clauses')} ({len(found.clauses)})")
        print_clauses(found.clauses, lang)
    for note in found.notes:
        out.print(f"[dim]{said(note)}[/]")


def print_claims(run: Opened, found: Sequence[Behind], as_json: bool, lang: Lang) -> None:
    """Claims one by one, each with its amounts and the rules that made them."""
    if as_json:
        terminal.as_json([_claims_json(one) for one in found])
        return
    said = _Said(lang, run.names)
    for one in found:
        _print_claim(one, "explain_claim", said)


def _print_claims(found: Account, said: _Said) -> None:
    out, behind = screen(), found.claims
    assert behind is not None
    equal = behind.fen == found.fen
    tie = said("explain_claims_equal") if equal else f"{said('explain_claims_part')} {yuan(behind.fen)}"
    out.print(f"\n{said('explain_claims')}: {behind.count:,} · {f'[green]{tie}[/]' if equal else tie}")
    _print_claim(behind, "explain_largest", said)


def _print_claim(behind: Behind, head: str, said: _Said) -> None:
    out = screen()
    known = {name: value for name, value in behind.facts.items() if value not in ("none", "0") or name == "age"}
    facts = " · ".join(said.fact(name, value) for name, value in known.items())
    out.print(f"{said(head)}: {facts}")
    out.print(_amounts([(said.part(name), value) for name, value in behind.amounts.items() if value]))
    for step in behind.steps:
        out.print(f"  {said(step.name)}: {_moved(step)}　[dim]{escape(step.source)}[/]")
    if behind.note.zh:
        out.print(f"[dim]{said(behind.note)}[/]")


def print_clauses(clauses: Sequence[Clause], lang: Lang) -> None:
    """Clauses, each with its quotation once and the values that it sets, and on whose word."""
    out, said, last = screen(), _Said(lang), ""
    for clause in clauses[:MOST_CLAUSES]:
        if clause.cited().zh != last:
            last = clause.cited().zh
            out.print(f"  [bold]{escape(last)}[/]")
            quote = clause.text_en if lang == "en" else f"「{clause.quote_zh}」" * bool(clause.quote_zh)
            if quote:
                out.print(f"    {escape(quote)}")
        tag = f" [yellow]{said('assumption')}[/]" if clause.assumed else ""
        out.print(f"    {said(clause.rule_name)} · {said(clause.parameter)}: [bold]{said(clause.value)}[/]{tag}")
        out.print(f"      [dim]{escape(' · '.join(part for part in (clause.basis, clause.path, clause.at) if part))}[/]")
    if len(clauses) > MOST_CLAUSES:
        out.print(f"  … {len(clauses) - MOST_CLAUSES}  (--json)")


def print_page(page: Page, as_json: bool, lang: Lang) -> None:
    """The director's page on standard output."""
    if as_json:
        terminal.as_json(page_json(page))
        return
    out, said = screen(), _Said(lang)
    out.print(f"[bold]{said(page.institution)}: {said('why_bonus') if page.bonus else said(page.what)}[/]")
    table = Table(box=None, pad_edge=False)
    table.add_column(said("line"), overflow="fold", min_width=28)
    table.add_column(f"{said('change')} ({said('unit_yuan')})", justify="right", no_wrap=True)
    table.add_column(said("whose"), no_wrap=True)
    table.add_column("", overflow="fold", style="dim")
    table.add_row(f"[bold]{said(page.what)} · {said(page.before_name)}[/]", f"[bold]{number(page.before / 100, 2)}[/]", "", "")
    for line in page.lines:
        cited = ", ".join(dict.fromkeys(f"{clause.document} {clause.provision}" for clause in line.clauses))
        note = " · ".join(part for part in (said(line.note), escape(cited)) if part)
        table.add_row(f"  {said(line.name)}", signed(line.fen / 100, 2), said(line.whose), note)
    table.add_row(f"[bold]{said(page.what)} · {said(page.after_name)}[/]", f"[bold]{number(page.after / 100, 2)}[/]", "", "")
    out.print(table)
    if not page.lines:
        out.print(said("no_change"))
        return
    sums = [f"{said(who)} {signed(sum(line.fen for line in page.lines if line.whose == who) / 100, 2)}" for who in WHOSE]
    out.print(f"{said('by_whose')}: {' · '.join(sums)}　[green]{said('adds_up')}[/]")
    out.print(f"[dim]{said('no_such_lines')}[/]")
    behind = list(dict.fromkeys(clause for line in page.lines for clause in line.clauses))
    if behind:
        out.print(f"\n{said('explain_clauses')}")
        print_clauses(behind, lang)


def yuan(fen: int) -> str:
    """Fen as yuan with two decimals."""
    return f"{number(fen / 100, 2)}"


def _moved(step: Step) -> str:
    was, now = (f"{x / 10_000:g}%" if step.column == "ratio_ppm" else f"{x / 100:,.2f}" for x in (step.before, step.after))
    return now if step.before == 0 else f"{was} → {now}"


def _amounts(rows: Sequence[tuple[str, int]]) -> Table:
    table = Table(box=None, pad_edge=False, show_header=False)
    table.add_column(overflow="fold")
    table.add_column(justify="right", no_wrap=True)
    for name, fen in rows:
        table.add_row(f"  {name}", yuan(fen))
    return table


class _Said:
    """Words in one language, escaped for the screen."""

    def __init__(self, lang: Lang, names: Mapping[str, Words] = MappingProxyType({})) -> None:
        self.lang, self.names = lang, names

    def __call__(self, words: Words | str) -> str:
        both = say(words) if isinstance(words, str) else words
        return escape(both.zh if self.lang == "zh" else both.en)

    def part(self, name: str) -> str:
        """A part of a bill."""
        return self(WORDS.get(f"part_{name}") or say("charges"))

    def fact(self, name: str, text: str) -> str:
        """A fact of a claim in words: codes by their names, years and days with their units."""
        unit = {"age": Words("岁", " years old"), "days": Words("天", " days")}.get(name, NOTHING)
        said = self.names.get(text, axis_name(text))
        return self(Words(f"{said.zh}{unit.zh}", f"{said.en}{unit.en}"))
