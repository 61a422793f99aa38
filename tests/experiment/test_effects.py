"""Mechanical and behavioural effects: they add up to the fen, and each is nothing where there is nothing of its kind."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner

from sim.behaviour.sets import read_behaviour
from sim.cli import app
from sim.county import read
from sim.experiment.conduct import Plan, conduct
from sim.experiment.effects.collect import FILES, Effects
from sim.experiment.effects.counted import counted
from sim.experiment.effects.parts import ALL_YEARS, COLUMNS, FILE, PARTS, YEARS_FILE
from sim.experiment.store import Run
from sim.experiment.study import read_study
from sim.model import compare
from tests.small_study import small_study


def study_file(folder: Path, baseline: str, policy: str, behaviour: str) -> str:
    file = folder / "small.toml"
    text = small_study(baseline, policy, behaviour=behaviour, seeds=(7,), scale=0.01)
    file.write_text(text, encoding="utf-8")
    return str(file)


def split(file: str) -> pd.DataFrame:
    effects = Effects()
    compare(file, effects=effects)
    return effects.tables[FILE]


def adds_up(frame: pd.DataFrame) -> bool:
    known = frame.dropna(subset=list(PARTS))
    return bool((known["mechanical"] + known["behavioural"] == known["total"]).all()) and len(known) > 20


def of(frame: pd.DataFrame, outcome: str) -> pd.Series:
    [row] = [row for _, row in frame[frame["outcome"] == outcome].iterrows()]
    return row


def test_equal_benefits_and_nobody_reacting_leave_nothing_behavioural(tmp_path: Path) -> None:
    """Rizhao's rules pay institutions otherwise and patients the same: care is the same, only money between the fund and
    institutions moves."""
    frame = split(study_file(tmp_path, "baseline-ffs", "rizhao-2017", "none"))
    assert tuple(frame.columns) == COLUMNS
    assert adds_up(frame)
    assert (frame["behavioural"].dropna() == 0).all()
    known = frame.dropna(subset=list(PARTS))
    assert (known["mechanical"] == known["total"]).all()
    assert of(frame, "fund.balance_cleared")["mechanical"] != 0
    assert of(frame, "charge.stays")["total"] == 0


@pytest.fixture(scope="module")
def reacting(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, list[Run], pd.DataFrame]:
    """Institutions that react to budgets: the study's file, its runs, the parts of what differs."""
    file, effects = study_file(tmp_path_factory.mktemp("reacting"), "baseline-ffs", "rizhao-2017", "central"), Effects()
    return file, compare(file, effects=effects), effects.tables[FILE]


def test_institutions_that_react_change_what_stays_cost(reacting: tuple[str, list[Run], pd.DataFrame]) -> None:
    frame = reacting[-1]
    assert adds_up(frame)
    stays = of(frame, "charge.stays")
    assert stays["mechanical"] == 0  # the same stays: a payment rule changes no charge
    assert stays["behavioural"] != 0


def test_patients_who_pay_less_have_both_parts(tmp_path: Path) -> None:
    """Catastrophic insurance pays for the same care, and lower prices bring other care."""
    frame = split(study_file(tmp_path, "no-catastrophic", "gansu-catastrophic-2018", "none"))
    assert adds_up(frame)
    assert of(frame, "paid.catastrophic")["mechanical"] > 0
    assert of(frame, "charge.all")["mechanical"] == 0
    assert of(frame, "visits.all")["mechanical"] == 0


def test_the_total_is_the_difference_of_the_two_runs_and_looking_changes_nothing(
    reacting: tuple[str, list[Run], pd.DataFrame]
) -> None:
    file, runs, parts = reacting
    for run, other in zip(runs, compare(file), strict=True):
        assert "encounters" not in run.tables  # kept for a while, not written
        for name in other.tables:
            pd.testing.assert_frame_equal(run[name], other[name])
    before, after = (float(run["flows"]["charge_yuan"].sum()) for run in runs)
    assert of(parts, "charge.all")["total"] == round(after * 100) - round(before * 100)


def test_three_years_add_up_in_every_year_and_together(tmp_path: Path) -> None:
    """A package starts from the last package, people turn over, and yet what each year changes is the sum of its parts."""
    file = tmp_path / "small.toml"
    text = small_study("baseline-ffs", "package-60", behaviour="central", seeds=(7,), scale=0.004)
    file.write_text(text.replace("[horizon]\n", "[horizon]\nyears = 3\n"), encoding="utf-8")
    effects = Effects()
    runs = compare(str(file), effects=effects)
    years = effects.tables[YEARS_FILE]
    assert adds_up(years)
    assert list(years["year"].unique()) == ["2021", "2022", "2023", ALL_YEARS]
    last = years[years["year"] == "2023"].drop(columns="year").reset_index(drop=True)
    pd.testing.assert_frame_equal(last, effects.tables[FILE])
    for part in PARTS:
        table = years.pivot(index="outcome", columns="year", values=part).dropna()
        assert (table[["2021", "2022", "2023"]].sum(axis=1) == table[ALL_YEARS]).all()
    charge = years[years["outcome"] == "charge.all"].set_index("year")
    by_year = [run["flows"].groupby("year")["charge_yuan"].sum() for run in runs]
    for year in (2021, 2022, 2023):
        assert charge.at[str(year), "total"] == round(by_year[1][year] * 100) - round(by_year[0][year] * 100)
    cleared = years[years["outcome"] == "fund.balance_cleared"].set_index("year")["mechanical"]
    assert (cleared != 0).all()
    assert (years.loc[years["outcome"].str.startswith("charge."), "mechanical"] == 0).all()


@pytest.mark.parametrize("behaviour", ["none", "central"])
def test_a_policy_against_itself_changes_nothing(tmp_path: Path, behaviour: str) -> None:
    study = read_study(study_file(tmp_path, "rizhao-2017", "baseline-ffs", behaviour))
    law = study.baseline
    plan = Plan(read(study.county), law, law, 7, 1, 10, 0.01, keep_encounters=True, behaviour=read_behaviour(behaviour))
    run, effects = conduct(plan), Effects(by_resident=True)
    effects.see(run)
    effects.see(run)
    frame = effects.tables[FILE]
    assert adds_up(frame)
    assert (frame[list(PARTS)].fillna(0) == 0).all(axis=None)
    assert (effects.tables["journeys.csv"][["residents", "contacts"]].fillna(0) == 0).all(axis=None)
    assert effects.tables["changed-residents.parquet"].empty
    gains = effects.tables["gains.csv"]
    assert (gains["unchanged"] == gains["count"]).all()
    assert (gains["total_yuan"] == 0).all()


def test_encounters_must_have_been_kept(tmp_path: Path) -> None:
    study = read_study(study_file(tmp_path, "baseline-ffs", "rizhao-2017", "none"))
    run = conduct(Plan(read(study.county), study.baseline, study.baseline, 7, 1, 10, 0.002))
    with pytest.raises(ValueError, match="kept no encounters"):
        Effects().see(run)


def test_what_is_counted_is_whole_fen_and_heads(tmp_path: Path) -> None:
    study = read_study(study_file(tmp_path, "baseline-ffs", "rizhao-2017", "none"))
    tables = conduct(Plan(read(study.county), study.baseline, study.baseline, 7, 1, 10, 0.002)).settlement.tables()
    found = counted(tables, 2021)
    assert set(found["unit"]) == {"fen", "contacts", "discharges"}
    value = {str(name): int(fen) for name, fen in found["value"].dropna().items()}
    assert value["charge.all"] == value["charge.visits"] + value["charge.stays"] > 0
    classes = [fen for name, fen in value.items() if name.startswith("own_paid_sum.") and name != "own_paid_sum.all"]
    assert value["own_paid_sum.all"] == sum(classes) > 0
    assert not [name for name in value if name.startswith("indicator.")]


def test_the_command_writes_the_file_and_takes_it_away_again(tmp_path: Path) -> None:
    file, out = study_file(tmp_path, "package-100", "package-100-no-leak", "none"), tmp_path / "out"
    words = ["compare", file, "--scale", "0.002", "--out", str(out), "--lang", "en"]
    said = CliRunner().invoke(app, [*words, "--split"])
    assert said.exit_code == 0, said.stderr
    assert "mechanical" in said.stdout
    assert (out / FILE).read_bytes().startswith(b"\xef\xbb\xbf")
    written = pd.read_csv(out / FILE, encoding="utf-8-sig", dtype=dict.fromkeys(PARTS, "Int64"))
    assert tuple(written.columns) == COLUMNS
    assert adds_up(written)
    assert not (out / "provisions.csv").exists()
    again = CliRunner().invoke(app, [*words, "--provisions", "--encounters"])
    assert again.exit_code == 0, again.stderr
    assert all((out / name).exists() for name in FILES if name != YEARS_FILE)  # one year is accounted
    assert CliRunner().invoke(app, words).exit_code == 0
    assert not any((out / name).exists() for name in FILES)
