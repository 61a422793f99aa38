"""A county folder as an office keeps it: Excel's UTF-8, headings in either language, a source beside every number."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest

from sim.county import County, read
from sim.county.heads import Constants, CountyDocument, DemandDocument
from sim.county.sheets import SHEETS, residents_sheet
from sim.foundation.documents import labels_of
from sim.foundation.shelves import find


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(find("counties", "model-county"), tmp_path / "county"))


def test_every_number_has_a_unit_and_a_source(model_county: County, henan: dict[str, County]) -> None:
    for county in (model_county, *henan.values()):
        book = county.sources
        assert (book["source"].str.len() > 10).all()
        assert set(book["status"]) == {"sourced", "assumption"}
        assert not book.duplicated(["file", "key"]).any()
        assumed = book[book["status"] == "assumption"]
        assert assumed["source"].str.len().gt(15).all()


def test_exactly_nine_constants_are_fitted(model_county: County) -> None:
    """No more than targets to fit: 4 visit rates, admissions, 2 free shares by tier, claims, fund share."""
    book = model_county.sources
    fitted = book[book["kind"] == "calibrated"]
    assert len(fitted) == 9
    targets = model_county.targets[model_county.targets["kind"] == "fitted"]
    assert len(targets) - 1 >= len(fitted)  # three admission shares add up to 100


def test_every_label_is_there_in_both_languages() -> None:
    sheets = {**SHEETS, "residents": residents_sheet(("general", "poor"), ("htn",))}
    for sheet in sheets.values():
        names = [c.zh for c in sheet.columns]
        assert all(names)
        assert all(c.en for c in sheet.columns)
        assert len(set(names)) == len(names)
    for model in (CountyDocument, DemandDocument, Constants):
        assert all(labels_of(model).values())


def test_headings_in_chinese_and_plain_utf8_are_read_alike(model_county: County, folder: Path) -> None:
    path = folder / "season.csv"
    text = path.read_text(encoding="utf-8-sig")
    path.write_text(text.replace("pattern,jan,feb", "季节类型,1月,2月", 1), encoding="utf-8")
    assert np.array_equal(read(folder).month_index, model_county.month_index)


def test_line_ends_and_bom_do_not_change_a_county_but_a_number_does(model_county: County, folder: Path) -> None:
    path = folder / "costs.csv"
    text = path.read_text(encoding="utf-8-sig")
    path.write_bytes(text.replace("\r\n", "\n").encode())
    assert read(folder).hash == model_county.hash
    path.write_bytes(text.replace("51750", "51751").encode())
    assert read(folder).hash != model_county.hash
    path.write_bytes(text.encode())
    assert read(folder).hash == model_county.hash


def test_who_changes_a_county_that_was_read_changes_no_other_reading(folder: Path) -> None:
    """A folder is read once as long as it says the same; everybody has a copy of his own."""
    mine, beds = read(folder), read(folder).institutions.beds.copy()
    mine.institutions.beds[:] = 0
    mine.history.loc[:, "fen"] = 0
    assert (read(folder).institutions.beds == beds).all()
    assert read(folder).history["fen"].sum() > 0


def test_travel_goes_through_centre_and_seat(model_county: County) -> None:
    """A village 20 minutes from its centre, which lies 30 minutes from the seat, is 50 from the county hospital."""
    v, h = model_county.villages, model_county.institutions
    village = v.id.index("t09v01")
    to_centre = v.minutes[village, v.centre[village]]
    seat = (
        40 * 1.5 * np.sqrt((8 - 0.5) / 16)
    )  # eighth of the sixteen outer townships, spread over a disc of mean 40 minutes
    assert v.minutes[village, h.id.index("county-general")] == pytest.approx(to_centre + seat, abs=0.5)
    assert v.minutes[village, h.id.index("city-1")] == pytest.approx(to_centre + seat + 100, abs=0.5)
    assert v.minutes[village, v.clinic[village]] < 15
    assert (h.tier[v.clinic] == 0).all()
    assert (h.tier[v.centre] == 1).all()
    assert (h.township[v.centre] == v.township).all()


def test_institutions_are_numbered_by_tier(model_county: County) -> None:
    h = model_county.institutions
    assert (np.diff(h.tier.astype(int)) >= 0).all()
    for setting in np.unique(h.setting):
        same = h.setting == setting
        assert len({*zip(h.tier[same], h.place[same], h.level[same], strict=True)}) == 1


def test_money_facts_by_institution(model_county: County) -> None:
    """A township centre of 48 staff at 43,200 yuan; public health is 60 % of 79 yuan for everybody in the township."""
    other, h = model_county.institutions.other, model_county.institutions
    centre = other.loc["centre-t05"]
    assert centre["basic_pay_yuan"] == pytest.approx(h.staff[h.id.index("centre-t05")] * 43_200)
    township = model_county.villages.township == 4
    people = 500_000 * model_county.villages.weight[township].sum()
    assert centre["public_health_yuan"] == pytest.approx(people * 47.4)
    assert other["basic_pay_yuan"].isna()["city-1"]  # not known: no bonus outside
