"""Make the nasty files: each case is a folder with the files and ``case.yaml`` (set-up, expected findings, accounts).

Run ``python -m tests.nasty.sources.make`` after a change here and commit what it writes. Everything is invented.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import yaml

from tests.cubes import cube
from tests.nasty.sources import shapes
from tests.readings import PLACES, workbook

HERE = Path(__file__).parent
Case = dict[str, Any]
CASES: dict[str, Case] = {}
POINTS = "svarsid;x;y;amne\n"
AREAS = json.dumps(shapes.geojson([shapes.square("centrum")], crs="EPSG:3006"), ensure_ascii=False)
CRS = '"crs": {"type": "name", "properties": {"name": "EPSG:3006"}}, '
WITH_AREAS = {"points": "punkter.csv", "layers": [{"file": "omraden.geojson", "role": "areas"}]}
HEADS = ["Problem", "Plats", "Hur vanligt", "Utveckling", "Konsekvenser (1–5)", "Vilka drabbas", "När", "Källa",
         "Säkerhet (1–5)", "Sekretess (öppen/intern/sekretess)", "Kommentar"]  # fmt: skip
GOOD = ["Fortkörning", "Torget", "Ofta", "Ökar", 4, "Barn", "Kväll", "Samtal", 3, "öppen", ""]
STAMP = "Formulär 2, aktör polis (ändra inte den här raden)"


def case(
    name: str, *, files: dict[str, Any], expect: list[str], accounts: dict[str, list[int]], why: str, **setup: Any
) -> None:
    """Add a case: files (text, bytes, or what writes them), findings as ``rule`` or ``rule row``, and read/accepted."""
    CASES[name] = {"files": files, "expect": sorted(expect), "accounts": accounts, "why": why, "setup": setup}


def points(*rows: str) -> str:
    """Return a table of points."""
    return POINTS + "".join(f"{row}\n" for row in rows)


def form(
    *rows: list[Any], top: tuple[str, ...] = ("Kartläggning", "Aktör: Polis", "", STAMP), heads: Any = HEADS
) -> Any:
    """Return what writes a filled-in form."""
    content = [[cell] for cell in top] + [list(heads), *map(list, rows)]
    return lambda path: workbook(path, {"Kartläggning": content})


def write(folder: Path) -> None:
    """Write every case below a folder."""
    for name, content in CASES.items():
        place = folder / name
        for file, made in content["files"].items():
            path = place / file
            path.parent.mkdir(parents=True, exist_ok=True)
            if callable(made):
                made(path)
            else:
                path.write_bytes(made if isinstance(made, bytes) else made.encode())
        told = {key: content[key] for key in ("why", "setup", "expect", "accounts")}
        (place / "case.yaml").write_text(
            yaml.safe_dump(told, allow_unicode=True, sort_keys=False), "utf-8", newline="\n"
        )


# Positions -------------------------------------------------------------------------------------------------------------
case("punkter_alla_omkastade", why="Hela filen har nord i kolumnen x, som är svensk vana i äldre kartor.",
     files={"punkter.csv": points("a1;6539500;280030;", "a2;6539600;280100;")}, points="punkter.csv",
     expect=["koordinater"], accounts={"punkter.csv": [2, 2]})  # fmt: skip
case("punkter_en_omkastad", why="En enda rad är omkastad; den rättas inte i det tysta.",
     files={"punkter.csv": points("a1;280030;6539500;", "a2;6539600;280100;", "a3;280100,5;6 539 600;")},
     points="punkter.csv", expect=["omkastade_axlar 3"], accounts={"punkter.csv": [3, 2]})  # fmt: skip
case("punkter_grader_tappat_decimaltecken", why="Excel har läst 58.936 som femtioåttatusen.",
     files={"punkter.csv": points("a1;11,179;58,938;", "a2;11,179;58936;", "a3;11179;58936;")}, points="punkter.csv",
     expect=["tappat_decimaltecken 3", "tappat_decimaltecken 4"], accounts={"punkter.csv": [3, 1]})  # fmt: skip
case("punkter_meter_tappat_decimaltecken", why="6 512 345,6 har blivit 65123456.",
     files={"punkter.csv": points("a1;280030,5;6512345,6;", "a2;280030,5;65123456;", "a3;2800305;65123456;")},
     points="punkter.csv", expect=["tappat_decimaltecken 3", "tappat_decimaltecken 4"],
     accounts={"punkter.csv": [3, 1]})  # fmt: skip
case("punkter_lokal_zon", why="Lokal zon SWEREF 99 12 00 utan att det sägs; bara kommunens läge skiljer zonerna åt.",
     files={"punkter.csv": points("a1;102599;6536116;", "a2;102700;6536200;"), "omraden.geojson": AREAS}, **WITH_AREAS,
     expect=["koordinatsystem"], accounts={"punkter.csv": [2, 0]})  # fmt: skip
case("punkter_lokal_zon_utan_karta", why="Utan områden passar flera zoner, så ingen kan föreslås ensam.",
     files={"punkter.csv": points("a1;102599;6536116;", "a2;102700;6536200;")}, points="punkter.csv",
     expect=["koordinatsystem"], accounts={"punkter.csv": [2, 0]})  # fmt: skip
case("punkter_lokal_zon_angiven", why="Samma fil när crs står i round.toml.",
     files={"punkter.csv": points("a1;102599;6536116;", "a2;102700;6536200;"), "omraden.geojson": AREAS}, **WITH_AREAS,
     crs="EPSG:3007", expect=[], accounts={"punkter.csv": [2, 2]})  # fmt: skip
case("punkter_rt90", why="RT 90 2,5 gon V ur ett äldre register.",
     files={"punkter.csv": points("a1;1233640;6544421;", "a2;1233700;6544500;")}, points="punkter.csv",
     expect=["koordinatsystem"], accounts={"punkter.csv": [2, 0]})  # fmt: skip
case("punkter_blandade_system", why="En rad är i grader, en i RT 90, resten i meter; 0;0 betyder att läget saknas.",
     files={"punkter.csv": points("a1;280030;6539500;", "a2;11,179;58,938;", "a3;1233640;6544421;", "a4;0;0;",
                                  "a5;280100;6539600;")}, points="punkter.csv",
     expect=["annat_koordinatsystem 3", "annat_koordinatsystem 4", "koordinat 5"],
     accounts={"punkter.csv": [5, 2]})  # fmt: skip
case("punkter_utanfor_kommunen", why="En punkt ligger i Uddevalla, en annan i Tyskland.",
     files={"punkter.csv": points("a1;279500;6539500;", "a2;322000;6472000;", "a3;280030;5939500;"),
            "omraden.geojson": AREAS}, **WITH_AREAS, expect=["utanfor_kommunen 3", "koordinat 4"],
     accounts={"punkter.csv": [3, 2]})  # fmt: skip
case("punkter_minuter_och_sekunder", why="Grader skrivna som på sjökort, och tal med punkt som tusentalstecken.",
     files={"punkter.csv": points("a1;11°10'45,1\"Ö;58°56'17,5\"N;", "a2;280.030,5;6.539.500;")}, points="punkter.csv",
     expect=["koordinat 3"], accounts={"punkter.csv": [2, 1]})  # fmt: skip

# Layers ----------------------------------------------------------------------------------------------------------------
case("lager_geojson_utan_crs", why="SWEREF-koordinater utan crs, som andra program läser som grader.",
     files={"l.geojson": AREAS.replace(CRS, "")}, layers=[{"file": "l.geojson", "role": "areas"}], expect=["koordinatsystem"],
     accounts={"l.geojson": [1, 1]})  # fmt: skip
case("lager_geojson_omkastad", why="GeoJSON med nord först, och ett objekt utan geometri.",
     files={"l.geojson": json.dumps(shapes.geojson([shapes.square("centrum", swapped=True), shapes.empty("skee")]))},
     layers=[{"file": "l.geojson", "role": "areas"}], expect=["koordinater", "koordinatsystem", "ingen_geometri"],
     accounts={"l.geojson": [2, 1]})  # fmt: skip
case("lager_shape_utan_prj", why="Shapefile utan .prj och .cpg, med svensk text i Windows-1252.",
     files={"l.shp": shapes.shapefile(prj=False, encoding="cp1252")},
     layers=[{"file": "l.shp", "role": "areas", "label": "områdesnamn"}],
     expect=["koordinatsystem", "prj_saknas", "teckenkodning"], accounts={"l.shp": [1, 1]})  # fmt: skip
case("lager_shape_ensam", why="Bara .shp är skickad; en Shapefile är flera filer.",
     files={"l.shp": shapes.shapefile(alone=True)}, layers=[{"file": "l.shp", "role": "areas"}],
     expect=["oläsbar_källa"], accounts={})  # fmt: skip
case("lager_gpkg_flera_lager", why="GeoPackage med två lager; inget väljs i det tysta.",
     files={"l.gpkg": shapes.geopackage("omraden", "gamla")}, layers=[{"file": "l.gpkg", "role": "areas"}],
     expect=["oläsbar_källa"], accounts={})  # fmt: skip
case("lager_gpkg_som_ar_vrt", why="En virtuell fil som pekar ut ur mappen, med ändelsen .gpkg.",
     files={"l.gpkg": "<OGRVRTDataSource><OGRVRTLayer name='a'><SrcDataSource>/etc/hosts</SrcDataSource>"
                      "</OGRVRTLayer></OGRVRTDataSource>"},
     layers=[{"file": "l.gpkg", "role": "areas"}], expect=["oläsbar_källa"], accounts={})  # fmt: skip
case("lager_rt90_shape", why="Shapefile i RT 90 som säger det (.prj); flyttas till SWEREF 99 TM.",
     files={"l.shp": shapes.shapefile(crs="EPSG:3021")}, layers=[{"file": "l.shp", "role": "areas", "label": "områdesnamn"}],
     expect=[], accounts={"l.shp": [1, 1]})  # fmt: skip
case("deso_blandade_ar", why="En fil följer DeSO 2018, en annan DeSO 2025.",
     files={"a.geojson": json.dumps(shapes.deso(2018)), "b.geojson": json.dumps(shapes.deso(2025))},
     layers=[{"file": "a.geojson", "role": "areas", "id": "desokod"}, {"file": "b.geojson", "role": "built", "id": "desokod"}],
     expect=["deso_version", "deso_version", "deso_olika"], accounts={"a.geojson": [2, 2], "b.geojson": [2, 2]})  # fmt: skip
case("deso_okand_version", why="Koderna är RegSO, men ingenting säger vilken indelning.",
     files={"a.geojson": json.dumps(shapes.deso(0, kind="R"))},
     layers=[{"file": "a.geojson", "role": "areas", "id": "regsokod"}], expect=["deso_okand_version"],
     accounts={"a.geojson": [2, 2]})  # fmt: skip
case("vandring_gpx", why="Trygghetsvandring: rutt, punkter med text, en utan, och en i Tyskland.",
     files={"v.gpx": shapes.gpx()}, walks=["v.gpx"], expect=["utan_text", "lage"], accounts={"v.gpx": [4, 3]})  # fmt: skip
case("vandring_kml", why="Vandring ritad i Google Earth, i två mappar, med HTML i anteckningen.",
     files={"v.kml": shapes.kml()}, walks=["v.kml"], expect=[], accounts={"v.kml": [2, 2]})  # fmt: skip
case("vandring_fel_fil", why="En webbsida sparad som .kml.", files={"v.kml": "<html><body>Logga in</body></html>"},
     walks=["v.kml"], expect=["oläsbar_källa"], accounts={})  # fmt: skip

# Places and forms ------------------------------------------------------------------------------------------------------
TWO = PLACES + "\nnorra;Norra hamnen;;hamn;279880;6539720\nparken;Stadsparken;;park;280320;6539520\n"
case("platser_som_liknar", why="Felstavat, tvetydigt och okänt: inget gissas.", files={
    "p.csv": TWO, "kart/polis.xlsx": form(["Knark", "Stortorgeet", *GOOD[2:]], ["Knark", "norr hamnen", *GOOD[2:]],
                                          ["Knark", "parken", *GOOD[2:]], ["Knark", "Månen", *GOOD[2:]])},
    places="p.csv", mapping="kart", expect=["liknande_plats 6", "tvetydig_plats 7", "okand_plats 9"],
    accounts={"kart/polis.xlsx": [4, 4], "p.csv": [4, 4]})  # fmt: skip
case("platser_beslutade", why="Samma namn när analytikern har beslutat; ett beslut är fel och ett inte fattat.", files={
    "p.csv": TWO, "kart/polis.xlsx": form(["Knark", "Stortorgeet", *GOOD[2:]], ["Knark", "Månen", *GOOD[2:]]),
    "places_decisions.csv": "text;place\nStortorgeet;torget\nMånen;-\nbron;bro\nhamn;\n"},
    places="p.csv", mapping="kart", expect=["platsbeslut 4", "platsbeslut 5"],
    accounts={"kart/polis.xlsx": [2, 2], "places_decisions.csv": [4, 2]})  # fmt: skip
case("formular_fel_aktor", why="Skolans formulär sparat som polis.xlsx.", files={
    "kart/polis.xlsx": form(GOOD, top=("Kartläggning", "", "", STAMP.replace("polis", "skola")))}, mapping="kart",
    expect=["fel_aktor"], accounts={"kart/polis.xlsx": [1, 0]})  # fmt: skip
case("formular_omdopt_fil", why="Filen har fått ett nytt namn på vägen; märkningen säger vems den är.", files={
    "kart/Kopia av polis (1).xlsx": form(GOOD)}, mapping="kart", expect=["filnamn", "okand_plats 6"],
    accounts={"kart/Kopia av polis (1).xlsx": [1, 1]})  # fmt: skip
case("formular_gammal_version", why="Fjolårets formulär, och samma aktör har lämnat två filer.", files={
    "kart/polis.xlsx": form(GOOD, top=("Kartläggning", STAMP.replace("2", "1"))), "kart/Polis.csv":
    "Problem;Plats;Hur vanligt;Utveckling;Konsekvenser;Vilka drabbas;När;Källa;Säkerhet;Sekretess;Kommentar\n"
    "Knark;;Ofta;Ökar;2;;;;2;öppen;\n"}, mapping="kart", expect=["gammal_version", "flera_formular", "okand_plats 4"],
    accounts={"kart/polis.xlsx": [1, 1], "kart/Polis.csv": [1, 1]})  # fmt: skip
case("formular_flyttade_kolumner", why="Kolumner flyttade, omdöpta och borttagna; en egen kolumn till.", files={
    "kart/polis.xlsx": form([3, "Fortkörning", "öppen", "Ofta", "Okar", "x"],
                            heads=["Säkerhet", "Problem", "Sekretess", "Hur vanligt är det?", "Utveckl", "Eget"])},
    mapping="kart", expect=["kolumn_saknas"] * 3 + ["okand_kolumn"] * 3,
    accounts={"kart/polis.xlsx": [1, 1]})  # fmt: skip
case("formular_med_egna_ord", why="Ifyllt för hand: egna ord, egna skalor, glömd sekretess, samma rad två gånger.", files={
    "kart/polis.xlsx": form(["fortkörnning", "", "Ofta", "Ökar", 4, "", "", "", 3, "öppen", ""],
                            ["Knark", "", "rätt ofta", "ökat", "4-5", "", "", "", "hög", "ej hemlig", ""],
                            ["Knark", "", "Ofta", "sådär", "", "", "", "", "", "", ""], GOOD, GOOD)}, mapping="kart",
    expect=["okant_problem 6", "okant_ord 7", "okant_ord 7", "utanfor_skalan 7", "utanfor_skalan 7", "okant_ord 8",
            "okant_ord 8", "okand_plats 9", "dubbel_rad 10"], accounts={"kart/polis.xlsx": [5, 3]})  # fmt: skip
case("kartlaggning_i_en_fil", why="En tabell för alla aktörer; en aktör är okänd och en har inte svarat.", files={
    "k.csv": "Aktör;Problem;Plats;Hur vanligt;Utveckling;Konsekvenser;Vilka drabbas;När;Källa;Säkerhet;Sekretess;"
             "Kommentar\nPolis;Knark;;Ofta;Ökar;3;;;;4;intern;\nGrannen;Knark;;Ofta;Ökar;3;;;;4;intern;\n"},
    mapping="k.csv", expect=["okand_aktor 3"], accounts={"k.csv": [2, 1]})  # fmt: skip

# Registers -------------------------------------------------------------------------------------------------------------
BRA = "År,Månad,Kvartal,Periodtyp,Preliminär,Kommun,Brott,Brott_ID,Brottsnivå,Förälder_ID,Förälder,Antal,Per100000\n"
case("bra_darav", why="Rader som ligger i varandra, preliminära, en del större än helheten, fel befolkning.", files={
    "r.csv": BRA + "2016,,,År,True,Ort,Totalt,1,1,,,200,2000\n2016,,,År,True,Ort,Person,2,2,1,Totalt,150,1500\n"
    '2016,,,År,True,Ort,"Person, därav hot",3,3,2,Person,90,900\n'
    '2016,,,År,True,Ort,"Person, därav våld",4,3,2,Person,80,300\n2016,,,År,True,Ort,Trafik,5,2,1,Totalt,..,..\n'},
    registers=[{"file": "r.csv", "kind": "bra"}],
    expect=["preliminart", "uppgift_saknas 6", "delar_storre_an_helhet", "per_100k"], accounts={"r.csv": [5, 5]})  # fmt: skip
EVENT = {"datetime": "2026-05-17 8:17:44 +02:00", "name": "17 maj", "type": "Brand", "location":
         {"name": "Ort", "gps": "58.9,11.1"}}  # fmt: skip
case("polisens_handelser", why="Timme utan nolla, samma id igen, sammanfattning, tid som saknas, länets mitt.", files={
    "h.json": json.dumps([EVENT | {"id": 1}, EVENT | {"id": 1}, EVENT | {"id": 2, "type": "Sammanfattning natt"},
                          EVENT | {"id": 3, "datetime": "i går"}, EVENT | {"id": 4, "datetime": "2026-02-30 08:00:00 +01:00"},
                          EVENT | {"id": 5, "location": {"name": "Provköpings län", "gps": "58.2,13.0"}}])},
    registers=[{"file": "h.json", "kind": "events"}],
    expect=["dubbel_handelse", "sammanfattning", "ofullstandig_rad", "ofullstandig_rad", "ungefarligt_lage", "urval",
            "lansniva"], accounts={"h.json": [6, 2]})  # fmt: skip
KOLADA = {"kpi": "N07403", "municipality": "1486", "period": 2024}
case("kolada", why="Värde som saknas, borttaget, okänt kön, och ett totalt som könen inte kan ge.", files={
    "k.json": json.dumps({"kpis": [{"id": "N07403", "title": "Invånare som känner sig trygga, andel (%)"}], "values": [
        KOLADA | {"values": [{"gender": "T", "value": 90.0}, {"gender": "K", "value": 70.0}, {"gender": "M", "value": 80.0}]},
        KOLADA | {"period": 2023, "values": [{"gender": "T", "value": None, "status": "Missing"}]},
        KOLADA | {"period": 2022, "values": [{"gender": "T", "value": 3, "isdeleted": True}]},
        KOLADA | {"period": 2021, "values": [{"gender": "X", "value": 3}]}]})},
    registers=[{"file": "k.json", "kind": "kolada"}], kommun_code="1486",
    expect=["uppgift_saknas", "borttaget", "ofullstandig_rad", "kon_och_total"], accounts={"k.json": [6, 4]})  # fmt: skip
case("trygghetsmatning", why="Index per år i kolumner, ett värde utanför skalan, ett som saknas.", files={
    "t.csv": "Problem;Område;2021;2022\nNedskräpning;Ort;2,27;2,41\nNarkotika;Ort;7,1;..\n;Ort;1;1\n"},
    registers=[{"file": "t.csv", "kind": "index", "scale": [0, 6], "source": "Polisens trygghetsmätning"}],
    expect=["utanfor_skalan 3", "uppgift_saknas 3", "ofullstandig_rad 4", "ofullstandig_rad 4"],
    accounts={"t.csv": [6, 3]})  # fmt: skip
case("trygghetsmatning_utan_skala", why="Skalan är inte angiven.", files={"t.csv": "Fråga;År;Index\nOro;2022;2,1\n"},
     registers=[{"file": "t.csv", "kind": "index"}], expect=["skala_saknas"], accounts={"t.csv": [1, 1]})  # fmt: skip
case("kvinnor_man_och_alla", why="74 % av 86 kvinnor och 81 % av 58 män kan inte ge 80 % av alla, utan 76,8 %.", files={
    "s.csv": "Fråga;År;Kön;Andel;Antal svar\nTrygg;2024;Kvinnor;74 %;86\nTrygg;2024;Män;81 %;58\nTrygg;2024;Alla;80 %;144\n"
             "Skolk;2024;Flickor;12;9\nSkolk;2024;Annat;12;40\nSkolk;2024;Pojkar;112;40\nSkolk;2024;Alla;tolv;40\n"},
    registers=[{"file": "s.csv", "kind": "shares", "source": "CAN"}],
    expect=["kon_och_total", "fa_svar 5", "okant_kon 6", "utanfor_skalan 7", "inget_tal 8",
            "overordnad_saknas 5"],
    accounts={"s.csv": [7, 4]})  # fmt: skip
case("andelar_som_brak", why="Skolenkät med 0,12 där procent väntas.", files={
    "s.csv": "Fråga;Årskurs;År;Totalt\nCannabis;9;2024;0,12\nCannabis;gy 2;2024;0,18\n"},
    registers=[{"file": "s.csv", "kind": "shares"}], expect=["andel_eller_procent"], accounts={"s.csv": [2, 2]})  # fmt: skip
case("olyckor", why="STRADA-liknande lista: samma olycka två gånger, läge i fel ordning, dagnummer som datum.", files={
    "o.csv": "OlycksId;Olycksdatum;Svårhetsgrad;N-koordinat;E-koordinat\n1;2016-01-02;Svår;6539500;280030\n"
             "1;2016-01-02;Svår;6539500;280030\n2;2016-02-02;Lindrig;280030;6539500\n3;42402;Lindrig;6539500;280030\n"},
    registers=[{"file": "o.csv", "kind": "accidents"}],
    expect=["dubbel_olycka 3", "omkastade_axlar 4", "inget_datum 5"], accounts={"o.csv": [4, 2]})  # fmt: skip
case("lagesrapporter_est", why="Veckorapporter: vecka i stället för datum, samma rad igen, en vecka utan rapport.", files={
    "p.csv": PLACES, "e.csv": "Händelse;Plats;Datum;År;Vecka;Rapportör;Kommentar\nKlotter;Torget;2024-03-04;;;Bostadsbolag;\n"
    "Klotter;Torget;2024-03-04;;;Bostadsbolag;\nBråk;Torgett;;2024;v. 12;Vakt;\nBråk;;;2024;54;Vakt;\n;Torget;2024-03-05;;;;\n"
    "Bråk;;45356;;;Polis;\n"}, places="p.csv", registers=[{"file": "e.csv", "kind": "incidents"}],
    expect=["lika_rapport 3", "liknande_plats 4", "inget_datum 5", "ofullstandig_rad 6", "inget_datum 7",
            "veckor_utan_rapport"], accounts={"e.csv": [6, 3]})  # fmt: skip
case("befolkning_med_brus", why="SCB:s skyddsbrus: delarna blir inte totalen; barn och äldre år räknas inte.", files={
    "b.json": json.dumps(cube(values=[9, 10, 11, 10, 10, 10, 10, 9, 11, 10, 41, 41]))}, population="b.json",
    kommun_code="1486", expect=["tidpunkt", "okand_grupp", "olika_summor"], accounts={"b.json": [12, 8]})  # fmt: skip
case("befolkning_olika_ar_deso", why="Två år, områden med ändelsen _DeSO2025, och karta som följer 2018.", files={
    "b.json": json.dumps(cube(regions={"1486A0010_DeSO2025": "1486A0010", "1486C0010_DeSO2025": "1486C0010"},
                              years=("2023", "2024"))), "a.geojson": json.dumps(shapes.deso(2018))},
    population="b.json", layers=[{"file": "a.geojson", "role": "areas", "id": "desokod"}],
    expect=["tidpunkt", "okand_grupp", "deso_version", "deso_version", "deso_olika"],
    accounts={"b.json": [48, 16]})  # fmt: skip
case("befolkning_aldersgrupper", why="Åldersgrupper som går över gränsen mellan två av enkätens grupper.", files={
    "b.json": json.dumps(cube(ages={"16-44": "16-44 år", "40-49": "40-49 år", "45-64": "45-64 år", "65+": "65+ år"}))},
    population="b.json", kommun_code="1486", expect=["tidpunkt", "okand_grupp"], accounts={"b.json": [8, 6]})  # fmt: skip
case("json_som_ar_nagot_annat", why="Äldre PxWeb-format, avklippt fil, inloggningssida i stället för svar.", files={
    "b.json": json.dumps({"columns": [], "data": []}), "k.json": '{"values": [', "h.json": "<html>Logga in</html>"},
    population="b.json", registers=[{"file": "k.json", "kind": "kolada"}, {"file": "h.json", "kind": "events"}],
    expect=["oläsbar_källa", "oläsbar_källa 1", "oläsbar_källa 1"], accounts={})  # fmt: skip
case("pxweb_register", why="SCB-tabell som register: värde som saknas med status, och skyddat.", files={
    "p.json": json.dumps(cube(values=[1, 2, None, 4, 5, 6, 7, 8, 9, 10, 11, 12], status={"2": ".."}))},
    registers=[{"file": "p.json", "kind": "pxweb"}], expect=["uppgift_saknas"], accounts={"p.json": [12, 12]})  # fmt: skip


if __name__ == "__main__":
    for old in HERE.iterdir():
        if old.is_dir() and old.name != "__pycache__":
            shutil.rmtree(old)
    write(HERE)
