"""Registers: Brå's tree is kept, never summed; accidents by year; what is odd is told."""

import os
from pathlib import Path

import pytest

from medlofte import tables
from medlofte.analysis.read.register import read_registers
from medlofte.errors import MedlofteError, SourceError
from tests.readings import codebook, make_round, one, rules

SHARED = Path(os.environ.get("MEDLOFTE_SHARED") or Path(__file__).resolve().parents[2] / "shared" / "data")
BRA = SHARED / "bra_anmalda_brott_utdrag.csv"
HEAD = "År,Månad,Kvartal,Periodtyp,Preliminär,Kommun,Brott,Brott_ID,Brottsnivå,Förälder_ID,Förälder,Antal,Per100000"
ACCIDENTS = "datum;x;y;svarighet;plats"


def read(folder: Path, kind: str, text: str | bytes, **setup: object) -> tables.Read:
    register = {"file": "register.csv", "kind": kind}
    round_ = make_round(folder, files={"register.csv": text}, registers=[register], **setup)
    return read_registers(round_, codebook=codebook())


def bra(folder: Path, *rows: str) -> tables.Read:
    return read(folder, "bra", "\n".join((HEAD, *rows)))


@pytest.mark.skipif(not BRA.is_file(), reason="bra_anmalda_brott_utdrag.csv saknas; ange MEDLOFTE_SHARED")
def test_the_real_extract(tmp_path: Path) -> None:
    found = read(tmp_path, "bra", BRA.read_bytes())
    frame = found.frame.set_index("indicator")
    assert len(frame) == 8
    assert set(frame["period"]) == {"2026-08"}
    assert set(frame["region"]) == {"Boden"}
    assert frame["preliminary"].all()
    # The rows nest: they add up to 584 while the total is 225.
    assert frame["count"].sum() == 584
    assert frame.loc["bra_13192", "count"] == 225
    assault = frame.loc["bra_13197"]
    assert (assault["label"], assault["level"], assault["parent"]) == ("Misshandel inkl. grov", 4, "bra_13195")
    assert frame.loc["bra_13236", ["topic", "label"]].tolist() == ["narkotika", "Brott mot narkotikastrafflagen"]
    assert frame.loc["bra_13232", "topic"] == "trafik"
    assert rules(found.findings) == ["preliminart"]
    assert found.provenance[["read", "accepted", "quarantined"]].to_numpy().tolist() == [[8, 8, 0]]


def test_periods_of_different_length_are_kept_apart(tmp_path: Path) -> None:
    found = bra(tmp_path, "2016,,,År,False,Ort,Totalt,1,1,,,100,10", "2016,8.0,,Månad,,Ort,Totalt,1,1,,,9,1",
                "2016,,K3,Kvartal,,Ort,Totalt,1,1,,,30,3", "2016,,,Halvår,,Ort,Totalt,1,1,,,50,5")  # fmt: skip
    assert found.frame["period"].tolist() == ["2016", "2016-08", "2016-K3", "2016 halvår"]
    assert not found.frame["preliminary"].any()


def test_odd_rows_are_told(tmp_path: Path) -> None:
    found = bra(tmp_path, "2016,,,År,False,Ort,Totalt,1,1,,,100,10", "2016,,,År,False,Ort,Totalt,1,1,,,100,10",
                "2016,,,År,False,Ort,Del,2,2,1,Totalt,101,10", "2016,,,År,False,Ort,Annat,3,3,77,Borta,..,",
                "2016,,,År,False,Ort,Fel,4,2,1,Totalt,många,-1", "snart,,,År,False,Ort,Utan,5,1,,,1,1")  # fmt: skip
    assert one(found.findings, "dubbel_uppgift")["row"] == 3
    assert one(found.findings, "del_storre_an_helhet")["row"] == 4
    assert one(found.findings, "overordnad_saknas")["value"] == "bra_77"
    assert one(found.findings, "uppgift_saknas")["row"] == 5
    assert found.findings.query("rule == 'inget_tal'")["value"].tolist() == ["många", "-1"]
    assert one(found.findings, "ofullstandig_rad")["row"] == 7
    assert found.provenance[["read", "accepted", "quarantined"]].to_numpy().tolist() == [[6, 4, 2]]


def test_accidents_by_year_and_severity(tmp_path: Path) -> None:
    rows = ["2014-01-05;1;2;Svår olycka;Torget", "2016-02-06;1;2;Lindrig;", "2016-03-01;1;2;;", "2016-03-02;;;Lindrig;"]
    found = read(tmp_path, "accidents", "\n".join([ACCIDENTS, *rows]), population_total=10_000)
    counts = found.frame.pivot_table(index="indicator", columns="period", values="count")
    assert counts.loc["olyckor"].to_dict() == {"2014": 1, "2015": 0, "2016": 3}
    assert counts.loc["olyckor_lindrig"].tolist() == [0, 0, 2]
    assert counts.loc["olyckor_svar_olycka"].tolist() == [1, 0, 0]
    total = found.frame[found.frame["indicator"] == "olyckor"]
    assert total["per_100k"].tolist() == pytest.approx([10, 0, 30])
    assert set(total["topic"]) == {"trafik"}
    assert one(found.findings, "svarighet_saknas")["message"].startswith("1 olycka ")
    assert found.provenance["accepted"].tolist() == [4]


def test_a_number_where_a_date_stands_is_in_quarantine(tmp_path: Path) -> None:
    found = read(tmp_path, "accidents", f"{ACCIDENTS}\n42646;1;2;Lindrig;\n;1;2;Lindrig;\n")
    told = found.findings.query("rule == 'inget_datum'")
    assert told[["row", "value"]].to_numpy().tolist() == [[2, "42646"], [3, ""]]
    assert found.frame.empty
    assert found.provenance[["read", "quarantined"]].to_numpy().tolist() == [[2, 2]]


def test_without_population_there_is_no_rate(tmp_path: Path) -> None:
    found = read(tmp_path, "accidents", f"{ACCIDENTS}\n2016-01-01;1;2;;\n")
    assert found.frame["per_100k"].isna().all()


def test_a_plain_indicator_table(tmp_path: Path) -> None:
    text = "indikator;namn;område;år;antal;källa\nlarm;Larm;Ort;2016;12;Räddningstjänsten\n;;Ort;2016;1;\n"
    found = read(tmp_path, "table", text)
    assert found.frame[["indicator", "label", "source", "period", "count"]].to_numpy().tolist() == [
        ["larm", "Larm", "Räddningstjänsten", "2016", 12.0]
    ]
    assert one(found.findings, "ofullstandig_rad")["row"] == 3


def test_the_same_figures_in_two_files_count_once(tmp_path: Path) -> None:
    text = f"{HEAD}\n2016,,,År,False,Ort,Totalt,1,1,,,100,10\n"
    registers = [{"file": file, "kind": "bra"} for file in ("a.csv", "b.csv")]
    round_ = make_round(tmp_path, files={"a.csv": text, "b.csv": text}, registers=registers)
    found = read_registers(round_, codebook=codebook())
    assert len(found.frame) == 1
    assert one(found.findings, "dubbel_uppgift")["file"] == "b.csv"


def test_a_lacking_column_and_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"«Brott_ID», «Brottsnivå» saknas.*«År»"):
        read(tmp_path, "bra", "År,Kommun,Brott,Antal\n2016,Ort,Totalt,3\n")
    errors: list[MedlofteError] = []
    registers = [{"file": "register.csv", "kind": "accidents"}, {"file": "bra.csv", "kind": "bra"}]
    files = {"register.csv": "", "bra.csv": f"{HEAD}\n2016,,,År,False,Ort,Totalt,1,1,,,100,10\n"}
    round_ = make_round(tmp_path, files=files, registers=registers)
    found = read_registers(round_, codebook=codebook(), on_error=errors.append)
    assert len(errors) == len(found.frame) == 1
    assert read_registers(make_round(tmp_path), codebook=codebook()).frame.empty
