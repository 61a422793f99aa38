"""A policy with only some of its provisions: what each clause of a reform does can be asked one by one.

A clause that is left out leaves its parameters at their neutral values, where the rule declares them; what the clauses that
stay say about a rule that is not there says nothing. Some provisions mean nothing alone even so: half of what a rule cannot be
without (its core, see `sim.policy.left_out`) is no rule. They are taken together, as a group; so are those that give no valid
policy without each other for any other reason.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from sim.foundation.errors import Problem, Problems, Words, did_you_mean, one_of, quoted
from sim.policy.left_out import core
from sim.policy.policy import Layer, Policy, Provision
from sim.policy.read import assemble

JOIN = " + "


@dataclass(frozen=True)
class Group:
    """Provisions that are switched together, in the order of the document."""

    provisions: tuple[Provision, ...]
    shared: frozenset[str] = frozenset()  # ids that clauses of several documents have

    @property
    def ids(self) -> tuple[str, ...]:
        """Ids of the provisions, as their documents number them."""
        return tuple(p.id for p in self.provisions)

    @property
    def name(self) -> str:
        """The ids in one text: "R-3 + R-4 + R-5", with the document where two use one id: "package-60:PK-3"."""
        return JOIN.join(f"{p.document}:{p.id}" if p.id in self.shared else p.id for p in self.provisions)

    @property
    def words(self) -> Words:
        """What the clauses say, Chinese in the words of the document."""
        zh = "；".join(p.clause or p.quote_zh for p in self.provisions if p.clause or p.quote_zh)
        return Words(zh, "; ".join(p.text_en or p.clause for p in self.provisions if p.text_en or p.clause))


def switchable(policy: Policy, beyond: str = "") -> tuple[Provision, ...]:
    """The provisions that can be switched: those of the last document, or, where `beyond` names one of its bases, of every
    document after that base. In the order of the documents."""
    return tuple(p for layer in policy.layers[_kept(policy, beyond) :] for p in layer.provisions)


def subset(policy: Policy, ids: Collection[str], beyond: str = "") -> Policy:
    """The policy with only these of its switchable provisions in force; everything below stays as it is.

    Args:
        ids: ids of provisions; where two documents use one id, `DOCUMENT:ID`. All of them give the policy again (the same
            hash), none of them gives its base, unless the document itself merges or orders something.
        beyond: id of a base; its provisions and those before it stay on. See `switchable`.

    Raises:
        Problems: an id that does not exist, or provisions that cannot stand without others, which are named.
        ValueError: the policy was not read from files.
    """
    _known(policy, ids, switchable(policy, beyond))
    try:
        return _made(policy, ids, beyond)
    except Problems as wrong:
        lone = [group for group in groups(policy, beyond) if 0 < _count(group, ids) < len(group.provisions)]
        together = "；".join(group.name for group in lone)
        if not together:
            raise
        fix = Words(f"须一起执行：{together}", f"take together: {together}")
        raise Problems([replace(p, fix=fix) for p in wrong.problems]) from None


def groups(policy: Policy, beyond: str = "") -> list[Group]:
    """The switchable provisions, those together that cannot stand alone; ordered by the first provision of each.
    Provisions that set nothing are left out."""
    provisions = [p for p in switchable(policy, beyond) if p.settings]
    without = _made(policy, (), beyond)
    owner: dict[str, int] = {}
    leader = list(range(len(provisions)))
    for n, provision in enumerate(provisions):
        set_by = [s.path.rpartition(".") for s in provision.settings]
        for rule in {name for name, _, last in set_by if last in core(policy.known[name])}:
            if all(era.uses(rule) for era in without.eras):
                continue  # the base has it whole: one value may change without the others
            low, high = sorted((leader[owner.setdefault(rule, n)], leader[n]))
            leader = [low if of == high else of for of in leader]
    ids = [p.id for p in provisions]
    shared = frozenset(i for i in ids if ids.count(i) > 1)
    joined = _joined([Group((p,), shared) for p in provisions], leader)
    return standing(joined, lambda parts: _is_valid(policy, ids_of(parts), beyond))


def standing(parts: Sequence[Group], works: Callable[[Sequence[Group]], bool], all_up_to: int = 0) -> list[Group]:
    """Groups joined until every selection works; that of all parts is taken to work.

    A selection that does not work needs something which is off: its last part is joined with the fewest others that mend
    it. With at most `all_up_to` parts every selection is tried, with more each part alone, all but each, and the first k.
    """
    found = list(parts)
    while (wrong := next((s for s in _selections(len(found), all_up_to) if not works([found[i] for i in s])), None)) is not None:
        rest = [i for i in range(len(found)) if i not in wrong]
        more = (m for k in (1, 2) for m in combinations(rest, k) if works([found[i] for i in sorted((*wrong, *m))]))
        mend = next(more, tuple(rest))
        together = {wrong[-1], *mend}
        found = _joined(found, [min(together) if i in together else i for i in range(len(found))])
    return found


def _selections(n: int, all_up_to: int) -> Iterator[tuple[int, ...]]:
    """Selections to try, small ones first; neither nothing nor everything."""
    if n <= all_up_to:
        for size in range(1, n):
            yield from combinations(range(n), size)
    elif n > 1:
        yield from ((i,) for i in range(n))
        yield from (tuple(range(k)) for k in range(2, n))
        yield from (tuple(j for j in range(n) if j != i) for i in range(n))


def _joined(parts: Sequence[Group], leader: Sequence[int]) -> list[Group]:
    """Groups made one where they have the same leader (a place in `parts`), provisions in their order."""
    order = sorted(set(leader), key=list(leader).index)
    shared = frozenset(i for part in parts for i in part.shared)
    return [
        Group(tuple(p for part, of in zip(parts, leader, strict=True) if of == at for p in part.provisions), shared)
        for at in order
    ]


def ids_of(parts: Iterable[Group]) -> list[str]:
    """`DOCUMENT:ID` of every provision of some groups, as `subset` takes them."""
    return [f"{p.document}:{p.id}" for part in parts for p in part.provisions]


def _kept(policy: Policy, beyond: str) -> int:
    """How many documents of the chain stay whole."""
    if not policy.layers:
        raise ValueError(f"policy {policy.id} was not read from a file: its provisions cannot be taken apart")
    names = [layer.id for layer in policy.layers]
    return names.index(beyond) + 1 if beyond in names else len(names) - 1


def _made(policy: Policy, ids: Collection[str], beyond: str) -> Policy:
    kept = _kept(policy, beyond)
    return assemble([*policy.layers[:kept], *(_only(layer, ids) for layer in policy.layers[kept:])], policy.known, left_out=True)


def _is_valid(policy: Policy, ids: Collection[str], beyond: str) -> bool:
    try:
        _made(policy, ids, beyond)
    except Problems:
        return False
    return True


def _only(layer: Layer, ids: Collection[str]) -> Layer:
    return replace(layer, provisions=tuple(p for p in layer.provisions if _is_in(p, ids)))


def _is_in(provision: Provision, ids: Collection[str]) -> bool:
    return provision.id in ids or f"{provision.document}:{provision.id}" in ids


def _count(group: Group, ids: Collection[str]) -> int:
    return sum(_is_in(p, ids) for p in group.provisions)


def _known(policy: Policy, ids: Collection[str], provisions: Sequence[Provision]) -> None:
    names = [p.id for p in provisions]
    known = {*names, *(f"{p.document}:{p.id}" for p in provisions)}
    file = policy.layers[-1].document.file
    zh, en = "没有这一条，或它不能单独开关", "there is no such provision, or it cannot be switched"
    wrong = [
        Problem(file, None, "provision", quoted(i), one_of(names), did_you_mean(i, names), zh, en) for i in ids if i not in known
    ]
    if wrong:
        raise Problems(wrong)
