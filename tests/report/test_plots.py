"""Figures are written with their numbers, in type that has Chinese, the same twice."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import pandas as pd
import pytest
from matplotlib import font_manager
from matplotlib.ft2font import FT2Font

from sim.experiment.store import write_comparison, write_run
from sim.report.plots import canvas, tornado
from sim.report.plots.forest import forest
from sim.report.plots.people import bonuses
from sim.report.plots.write import FIGURES, write_figures
from tests import runs


def intervals() -> pd.DataFrame:
    """Two outcomes, by hand: the baseline's mean is 100 and 50."""
    row = {"assumptions": "as given", "sd": 1.0, "sd_difference": 1.0, "boot_low": 0.0, "boot_high": 0.0, "n": 30, "unit": "yuan"}
    rows = [
        {"outcome": "fund.balance", "policy": "baseline-ffs", "mean": 100.0, "difference": 0.0, "t_low": 0.0, "t_high": 0.0},
        {"outcome": "fund.balance", "policy": "rizhao-sample", "mean": 110.0, "difference": 10.0, "t_low": 5.0, "t_high": 15.0},
        {"outcome": "bonus.county", "policy": "baseline-ffs", "mean": 50.0, "difference": 0.0, "t_low": 0.0, "t_high": 0.0},
        {"outcome": "bonus.county", "policy": "rizhao-sample", "mean": 49.0, "difference": -1.0, "t_low": -2.0, "t_high": 0.0},
    ]
    return pd.DataFrame([row | one | {"zh": "指标", "en": "outcome"} for one in rows])


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = write_comparison([runs.run(), runs.reform()], tmp_path_factory.mktemp("plots"))
    intervals().to_csv(folder / "intervals.csv", index=False, encoding="utf-8-sig")
    write_figures(folder)
    return folder / "figures"


@pytest.mark.parametrize("name", [*FIGURES, "forest"])
def test_every_figure_has_a_drawing_a_picture_and_its_numbers(drawn: Path, name: str) -> None:
    assert ElementTree.parse(drawn / f"{name}.svg").getroot().tag == "{http://www.w3.org/2000/svg}svg"
    assert (drawn / f"{name}.png").read_bytes().startswith(b"\x89PNG")
    assert len(pd.read_csv(drawn / f"{name}.csv", encoding="utf-8-sig"))


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.filterwarnings("error:Glyph")  # a character that the typeface lacks
def test_a_single_run_is_drawn_in_both_languages_without_a_missing_glyph(tmp_path: Path, lang: str) -> None:
    write_figures(write_run(runs.run(), tmp_path), "zh" if lang == "zh" else "en")
    assert not (tmp_path / "figures" / "forest.svg").exists()


def test_numbers_beside_a_figure_are_those_of_the_tables(drawn: Path) -> None:
    flows = pd.read_csv(drawn / "flows.csv", encoding="utf-8-sig")
    visits = flows[(flows["policy"] == "baseline-ffs") & (flows["measure"] == "visits")].set_index("tier")
    assert visits.loc["village", "amount"] == 12 * (850_000 // 12)
    assert visits["share"].sum() == pytest.approx(1)
    own = pd.read_csv(drawn / "own-payment.csv", encoding="utf-8-sig").set_index(["policy", "klass"])
    poor = runs.run()["patients"].query("klass == 'destitute'")
    expected = poor["own_paid_yuan"].sum() / poor["persons"].sum()
    assert own.loc[("baseline-ffs", "destitute"), "own_paid_per_head_yuan"] == pytest.approx(expected)


def test_the_forest_shows_percent_of_the_baseline() -> None:
    found = forest([runs.run(), runs.reform()], intervals(), "zh")
    assert found
    numbers = found[1].set_index("outcome")
    assert numbers.loc["fund.balance", ["difference_percent", "t_low_percent", "t_high_percent"]].tolist() == [10.0, 5.0, 15.0]
    assert numbers.loc["bonus.county", "t_low_percent"] == -4.0


def test_bonuses_of_replications_are_means_with_students_intervals() -> None:
    """Mean 40,000, standard deviation 1,000, 4 runs: half a 95 % interval is 3.182 x 1,000 / 2 = 1,591."""
    compared = [runs.run(), runs.reform()]
    ids = compared[0]["institutions"].query("place == 'county' and tier != 'village'")["id"]
    row = {"mean": 40_000.0, "sd": 1_000.0, "n": 4}
    frame = pd.DataFrame([row | {"outcome": f"institution.{i}.bonus", "policy": r.name} for i in ids for r in compared])
    numbers = bonuses(compared, "en", frame)[1]
    assert (numbers["bonus_yuan"] == 40_000).all()
    assert numbers["bonus_high_yuan"].to_numpy() == pytest.approx(41_591, abs=1)
    assert (numbers["bonus_per_staff_low_yuan"] * numbers["staff"]).to_numpy() == pytest.approx(38_409, abs=1)
    assert set(numbers["n"]) == {4}


def test_a_tornado_runs_from_the_low_to_the_high_third() -> None:
    base = {"outcome": "fund.balance", "policy": "rizhao-sample", "unit": "yuan", "zh": "结余", "en": "balance"}
    moves = (("first", 0.2, 1e4, 2e4), ("second", -0.9, 9e4, -3e4))
    columns = ("parameter", "rank_correlation", "at_low", "at_high")
    rows = [base | dict(zip(columns, one, strict=True)) | {"name_zh": one[0], "name_en": one[0]} for one in moves]
    [(name, _, numbers)] = tornado.figures([runs.run(), runs.reform()], pd.DataFrame(rows), "en")
    assert name == "ranges-fund.balance"
    assert numbers["assumption"].tolist() == ["second", "first"]  # the strongest first; amounts in 10,000 yuan
    assert numbers[["difference_at_low", "difference_at_high"]].to_numpy().tolist() == [[9.0, -3.0], [1.0, 2.0]]


def test_the_same_results_give_the_same_pictures(tmp_path: Path) -> None:
    made = []
    for name in ("a", "b"):
        write_figures(write_run(runs.run(), tmp_path / name))
        made.append({file.name: file.read_bytes() for file in sorted((tmp_path / name / "figures").iterdir())})
    assert made[0] == made[1]


def test_the_typeface_has_chinese_also_where_the_system_has_none(monkeypatch: pytest.MonkeyPatch) -> None:
    for known in (canvas.TYPEFACES, ()):
        monkeypatch.setattr(canvas, "TYPEFACES", known)
        canvas.typeface.cache_clear()
        file = font_manager.findfont(canvas.typeface(), fallback_to_default=False)
        assert FT2Font(file).get_char_index(ord("县"))
    canvas.typeface.cache_clear()


def test_names_from_files_are_text_in_figures(tmp_path: Path) -> None:
    nasty = '$x^2$ <script>alert(1)</script> =HYPERLINK("http://x")'
    write_figures(write_run(runs.named(runs.run(), nasty), tmp_path))
    assert "<script" not in (tmp_path / "figures" / "bonuses.svg").read_text(encoding="utf-8")
    text = (tmp_path / "figures" / "bonuses.csv").read_text(encoding="utf-8-sig")
    assert '"$x^2$ <script>' in text  # text that no spreadsheet runs: it begins with a dollar sign
