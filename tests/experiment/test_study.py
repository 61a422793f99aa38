"""A study names its parts; whatever is wrong with them is said at the line of the study that asked."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from sim.experiment import inspect
from sim.experiment.cards import county_card, policy_card
from sim.experiment.events import event_cards, load_events
from sim.experiment.study import Study, read_study
from sim.foundation.errors import Problems
from sim.foundation.shelves import find, names

HEAD = """[document]
kind = "study"
schema = 1
id = "mine"
title_zh = "我的研究"
title_en = "Mine"
question_zh = "会怎样？"
question_en = "What happens?"
[study]
county = "model-county"
baseline = "baseline-ffs"
"""


def study(folder: Path, more: str = 'policies = ["rizhao-2017"]\n') -> Study:
    file = folder / "mine.toml"
    file.write_text(HEAD + more, encoding="utf-8")
    return read_study(str(file))


def refused(folder: Path, more: str) -> str:
    with pytest.raises(Problems) as caught:
        study(folder, more)
    return caught.value.render("en")


@pytest.mark.parametrize("name", ["first-look", "catastrophic"])
def test_shipped_studies_are_in_order(name: str) -> None:
    assert inspect.check(name) == []


def test_the_baseline_comes_first(tmp_path: Path) -> None:
    mine = study(tmp_path)
    assert [policy.id for policy in mine.policies] == ["baseline-ffs", "rizhao-2017"]
    assert mine.baseline.id == "baseline-ffs"
    assert (mine.seeds, mine.scale, mine.years, mine.start, mine.events) == ((1,), 1.0, 1, None, ())


def test_an_unknown_name_is_answered_with_the_nearest_at_its_line(tmp_path: Path) -> None:
    said = refused(tmp_path, 'policies = ["rizao-2017"]\n')
    assert "mine.toml:12: study.policies[1]: no such name in policies" in said
    assert "did you mean rizhao-2017" in said


def test_all_faults_of_a_study_come_at_once(tmp_path: Path) -> None:
    said = refused(tmp_path, 'policies = ["rizao-2017", "gansu"]\n[[event]]\npath = "gone.py"\nfunction = "wave"\n')
    assert "3 problems found" in said
    assert "no such Python file" in said


def test_two_policies_of_equal_content_are_refused(tmp_path: Path) -> None:
    twin = (find("policies", "rizhao-2017")).read_text(encoding="utf-8").replace('id = "rizhao-2017"', 'id = "twin"')
    (tmp_path / "twin.toml").write_text(twin, encoding="utf-8")
    said = refused(tmp_path, 'policies = ["rizhao-2017", "twin.toml"]\n')
    assert "has the same content as policy rizhao-2017" in said
    assert "mine.toml:12" in said


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ('policies = ["baseline-ffs"]\n', "baseline-ffs is the baseline already"),
        ("[horizon]\nstart = 2021-07-01\n", "a short fund year is not modelled"),
        ("[horizon]\nyears = 0\n", "too small"),
        ("[replication]\nseeds = [1, 1]\n", "seed 1 is given twice"),
        ("[replication]\nseeds = []\n", "too few items"),
        ("[replication]\nscale = 2\n", "too large"),
        ("[replicaton]\nscale = 1\n", "did you mean replication"),
        ('[[event]]\npath = "x.py"\nfunction = "1x"\n', "not written as required"),
    ],
)
def test_what_a_study_may_not_say(tmp_path: Path, more: str, message: str) -> None:
    assert message in refused(tmp_path, more)


def test_a_year_that_the_county_has_no_numbers_for_is_refused(tmp_path: Path) -> None:
    from sim.county.read import read

    mine = study(tmp_path, "[horizon]\nstart = 2019-01-01\n")
    assert mine.start == date(2019, 1, 1)
    with pytest.raises(Problems, match="the county's numbers are of the year from 2021-01-01"):
        mine.accounts_for(read(mine.county))


def test_a_studys_own_code_runs_only_when_allowed(tmp_path: Path) -> None:
    (tmp_path / "wave.py").write_text("open('ran', 'w')\ndef wave(env, world):\n    yield\n", encoding="utf-8")
    mine = study(tmp_path, '[[event]]\npath = "wave.py"\nfunction = "wave"\n')
    with pytest.raises(Problems, match="add --allow-code"):
        load_events(mine, allow_code=False)
    [notice] = inspect.check(str(tmp_path / "mine.toml"))
    assert "wave in wave.py; it runs only with --allow-code" in notice.en
    assert event_cards(mine.events)[0].function == "wave"
    assert not Path("ran").exists()


def test_allowed_code_is_loaded_and_a_missing_function_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "wave.py").write_text("def wave(env, world):\n    yield\n", encoding="utf-8")
    mine = study(tmp_path, '[[event]]\npath = "wave.py"\nfunction = "wave"\n')
    [function] = load_events(mine, allow_code=True)
    assert function.__name__ == "wave"
    other = study(tmp_path, '[[event]]\npath = "wave.py"\nfunction = "flood"\n')
    with pytest.raises(Problems, match="the file has no function flood"):
        load_events(other, allow_code=True)


def test_own_scenarios_stand_before_shipped_ones(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own = tmp_path / "scenarios" / "policies" / "baseline-ffs.toml"
    own.parent.mkdir(parents=True)
    own.write_text("", encoding="utf-8")
    assert find("policies", "baseline-ffs") != own
    monkeypatch.chdir(tmp_path)
    assert find("policies", "baseline-ffs") == own.resolve()
    assert "rizhao-2017" in names("policies")


def test_cards_carry_the_words_of_the_policy_and_the_count_of_assumptions() -> None:
    from sim.county.read import read

    card = policy_card(read_study("first-look").policies[1])
    quotes = {p.id: p.quote_zh for p in card.provisions}
    assert quotes["R-4"] == "超支部分乡镇卫生院承担20%"
    growth = next(s for p in card.provisions for s in p.settings if s.path == "payment.hospital_budget.growth")
    assert growth.assumed
    assert growth.range is not None
    county = county_card(read(find("counties", "model-county")))
    assert county.enrolees == 500_000
    assert all(assumed <= numbers for numbers, assumed in county.numbers.values())


def test_a_folder_is_checked_document_by_document(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(Problems, match="neither a county's folder"):
        inspect.check(str(tmp_path / "empty"))
    policies = tmp_path / "policies"
    policies.mkdir()
    for name, id_ in (("a", "a"), ("b", "B!"), ("c", "C!")):
        head = f'kind = "policy"\nschema = 1\nid = "{id_}"\ntitle_zh = "x"\ntitle_en = "x"'
        head += '\nbase = "baseline-ffs"\neffective = 2021-01-01'
        (policies / f"{name}.toml").write_text(f"[document]\n{head}\n", encoding="utf-8")
    (policies / "notes.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(Problems) as found:
        inspect.check(str(tmp_path))
    assert sorted(Path(p.file).name for p in found.value.problems) == ["b.toml", "c.toml"]
