"""Write the nasty survey files. Run: python -m tests.nasty.make_surveys

Each file holds one trap. What must be found in it stands in surveys/expected.yaml, written by hand. All answers are
invented.
"""

from __future__ import annotations

import datetime as dt
import struct
import unicodedata
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pyreadstat
import xlsxwriter

FOLDER = Path(__file__).with_name("surveys")
HEADS = "Svarsnummer;Datum;Ålder;Kön;Är du trygg?;Viktigast;Avstånd;Förslag"
ONE = "a1;2016-10-03;20;Kvinna;Ja;Ljus;1,5;Mer ljus på Höjden"
TWO = 'a2;2016-10-04;60;Man;Nej;"Ljus;Synlig polis";2;'
STAMP = (2016, 10, 3, 12, 0, 0)

# name → (encoding, text)
TEXTS: dict[str, tuple[str, str]] = {
    "semikolon_cp1252.csv": ("cp1252", f"{HEADS}\r\n{ONE}\r\n{TWO}\r\n"),
    "komma_bom.csv": ("utf-8-sig", "Svarsnummer,Ålder,Är du trygg?\n1,20,Ja\n2,60,Nej\n"),
    "utf16_tab.txt": ("utf-16", "Svarsnummer\tÅlder\tÄr du trygg?\r\n1\t20\tJa\r\n2\t60\tNej\r\n"),
    "lodstreck.csv": ("utf-8", "Svarsnummer|Ålder|Är du trygg?\n1|20|Ja\n"),
    "sep_rad.csv": ("utf-8", "sep=;\nSvarsnummer;Ålder\n1;20\n"),
    "decimaler.csv": ("utf-8", "Svarsnummer;Avstånd\n1;1,5\n2;1 234,5\n3;-.389\n4;1\u00a0000\n5;3.0\n6;två mil\n"),
    "uppdelade_bokstaver.csv": ("utf-8", unicodedata.normalize(
        "NFD", "svarsnummer ;ÅLDER*;Är  du\u00a0trygg?:;kön\n1;20;JA\u00a0;kvinna \n2;60;nej;MAN\n")),
    "skrivsatt.csv": ("utf-8", "Svarsnummer;Är du trygg?;Kön\n1;1.0;2\n2;2,0;1,0\n3;9.0;M\n4; ja ;k\n5;Kanske;\n"),
    "dubbla_svarande.csv": ("utf-8", "Svarsnummer;Ålder\n1;20\n2;60\n1;20\n"),
    "tomma_rader.csv": ("utf-8", "Svarsnummer;Ålder\n1;20\n;\n\n2;60\n"),
    "for_manga_celler.csv": ("utf-8", "Svarsnummer;Ålder\n1;20\n2;60;hej; du\n3;30\n"),
    "avklippt.csv": ("utf-8", "Svarsnummer;Ålder;Är du trygg?\n1;20;Ja\n2;6"),
    "citattecken.csv": ("utf-8", 'Svarsnummer;Förslag\n1;"Mer" ljus\n2;Inget\n'),
    "citattecken_oppet.csv": ("utf-8", 'Svarsnummer;Förslag\n1;Mer ljus\n2;"Inget\n3;Annat\n'),
    "radbrytning.csv": ("utf-8", 'Svarsnummer;Förslag;Ålder\r\n1;"Mer ljus\r\noch polis";20\r\n2;;200\r\n'),
    "jatterad.csv": ("utf-8", "Svarsnummer;Förslag\n1;" + "a" * 3000 + "\n"),
    "formler.csv": ("utf-8", 'Svarsnummer;Förslag\n1;"=HYPERLINK(""http://x"")"\n2;+SUM(A1)\n3;-2+3+cmd(1)\n4;@SUM(A1)\n'
                             "5;- mer ljus\n6;-5\n"),
    "okanda.csv": ("utf-8", "Svarsnummer;Datum;Är du trygg?;Favoritfärg\n1;42646;Jodå;Blå\n2;17;Ja;Röd\n"
                             "3;2016-10-03;;\n"),
    "felkodad.csv": ("utf-8", "Svarsnummer;Förslag\n1;Mer ljus pÃ¥ HÃ¶jden\n"),
    "dubbla_rubriker.csv": ("utf-8", "Svarsnummer;Förslag;Förslag;;Ålder;;\n1;Ljus;Polis;x;20;;\n"),
    "orimliga.csv": ("utf-8", "Svarsnummer;Ålder;Viktigast\n1;217;\n2;1971;\n3;-3;\n4;12;\n5;20,5;\n6;999;\n"
                              '7;20;"Ljus;Synlig polis;Annat"\n8;20;Ljus;\n'),
    "fotnot.csv": ("utf-8", "Svarsnummer;Ålder;Är du trygg?\n1;20;Ja\n\n* Ålder i år\nKälla: webbenkät\n"),
    "lika_svar.csv": ("utf-8", "Svarsnummer;Ålder;Kön;Är du trygg?;Viktigast;Avstånd;Förslag;Inbrott;Våld\n"
                      + "".join(f"{i};20;Man;Ja;Ljus;1;Hej;Ofta;Aldrig\n" for i in range(1, 7))
                      + "7;60;Man;Ja;Ljus;1;Hej;Ofta;Aldrig\n"),
    "limesurvey_koder.csv": ("utf-8-sig",
        '"id","submitdate","lastpage","startlanguage","seed","ipaddr","Q1","prio[SQ001]","prio[SQ002]","prio[SQ003]",'
        '"prio[other]","prio[SQ009]"\n"1","2016-10-03 10:00:00","2","sv","1","10.0.0.1","A1","Y","","Y","",""\n'
        '"2","","1","sv","2","10.0.0.2","A2","","","","Hundar","Y"\n'),
    "limesurvey_fullt.csv": ("utf-8-sig",
        '"Svars-ID","Inskickat datum","Q1. Är du trygg?","Viktigast [Ljus]","Viktigast [Synlig polis]"\n'
        '"1","2016-10-03","Ja","Ja","Nej"\n"2","2016-10-04","Nej","Kanske","Nej"\n'),
    "google.csv": ("utf-8", 'Tidstämpel,Ålder,Är du trygg?,Viktigast\n2016/10/03 10:31:05 fm CEST,20,Ja,'
                            '"Ljus, Trafik, buskörning"\n2016/10/04 9:02:11 em CEST,60,Nej,"Ljus, Hundar"\n'),
    "kobo_namn.csv": ("utf-8", "start;end;bakgrund/alder;bakgrund/kon;prio;prio/ljus;prio/polis;_id;_uuid;"
                               "_submission_time\n2016-10-03T10:31:05.000+02:00;;20;K;ljus polis;1;1;7;u-1;\n"
                               ";;60;M;polis;0;1;8;u-2;\n"),
    "kobo_kolumner.csv": ("utf-8", "alder;prio/ljus;prio/polis;prio/hundar;_id\n20;1;0;0;1\n60;TRUE;FALSE;0;2\n"
                                   "30;2;;1;3\n"),
    "odk.csv": ("utf-8", "SubmissionDate,bakgrund-alder,bakgrund-kon,prio,meta-instanceID,KEY\n"
                         "2016-10-03T10:31:05.000Z,20,K,ljus trafik,uuid:1,uuid:1\n"),
    "survey123.csv": ("utf-8-sig", "ObjectID,GlobalID,Ålder,Viktigast,prio_other,CreationDate,Creator,x,y\n"
                                   '1,{A},20,"ljus,annat",Hundar,10/3/2016 8:31:05 AM,anon,11.1,58.9\n'),
    "kolumn_per_alternativ.csv": ("cp1252", "Respondent ID;Är du trygg?;Viktigast: Ljus;Viktigast: Synlig polis\n"
                                            "1;1;1;0\n2;2;0;0\n3;9;Ljus;Synlig polis\n"),
}  # fmt: skip
BYTES = {
    "binar.csv": b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR",
    "tom.csv": b"",
    "blank.csv": b" \r\n\r\n",
    "nollor.csv": b"Svarsnummer;\xc3\x85lder\n1;\x00\x00\n",
    "blandad_kodning.csv": f"{HEADS}\r\n{ONE}\r\n".encode()
    + f"{TWO}\r\n".encode()
    + "a3;2016-10-05;20;Kvinna;Ja;Ljus;;Mörkt i ”SKEE Å”\r\n".encode("cp1252")
    + "a4;2016-10-06;60;Man;Nej;;;Skärgården – överallt\r\n".encode(),
    "utf16_utan_marke.txt": "Svarsnummer\tÅlder\tÄr du trygg?\r\n1\t20\tJa\r\n2\t60\tNej\r\n".encode("utf-16-le"),
    "otydbar.csv": b"Svarsnummer;F\x81rslag\n1;\x8d\n",
    "trasig.xlsx": b"PK\x03\x04 skadad",
    "trasig.sav": b"$FL2@(#) SPSS DATA FILE" + b"\x00" * 60,
}


def main() -> None:
    """Write every file."""
    FOLDER.mkdir(exist_ok=True)
    for name, (encoding, text) in TEXTS.items():
        (FOLDER / name).write_bytes(text.encode(encoding))
    for name, content in BYTES.items():
        (FOLDER / name).write_bytes(content)
    _workbooks()
    _statistical()


def _workbooks() -> None:
    heads = HEADS.split(";")
    rows = [["a1", dt.date(2016, 10, 3), 20.0, "Kvinna", 1.0, "Ljus", 1.5, "=1+1"], ["a2", None, 60, "Man", 2, "Ljus"]]
    title = [["Enkät 2016"], [], ["", "", "Bakgrund", "", "Trygghet"], heads]
    _xlsx("rubrik_langt_ner.xlsx", {"Svar": [*title, *rows, [], ["* Ålder i år"]]})
    _xlsx("flera_blad.xlsx", {"Läs mig": [["Enkäten gjordes på torget"]], "Svar": [heads, *rows], "Kopia": [["x"]]})
    _xlsx(
        "forms.xlsx",
        {
            "Sheet1": [
                ["ID", "Starttid", "Slutförandetid", "E-post", "Namn", "Ålder", "Är du trygg?", "Viktigast"],
                [
                    1,
                    dt.datetime(2016, 10, 3, 8, 1, 2),
                    dt.datetime(2016, 10, 3, 8, 3),
                    "anonymous",
                    "",
                    20,
                    "Ja",
                    "Ljus;Synlig polis;",
                ],
                [2, dt.datetime(2016, 10, 3, 9, 1), dt.datetime(2016, 10, 3, 9, 3), "anonymous", "", 60, "Vet ej", ""],
            ]
        },
    )
    _xlsx(
        "kobo_etiketter.xlsx",
        {
            "Enkät": [
                ["Bakgrund/Hur gammal är du?", "Viktigast/Ljus", "Viktigast/Synlig polis", "_id"],
                [20, 1, 0, 1],
                [60, 0, 0, 2],
            ]
        },
    )
    _linked(_xlsx("externa_lankar.xlsx", {"Svar": [heads, *rows]}))
    with zipfile.ZipFile(FOLDER / "zip_bomb.xlsx", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo("xl/worksheets/sheet1.xml", STAMP), b"0" * 3_000_000, zipfile.ZIP_DEFLATED)
    _xls("gammal.xls", [["Svarsnummer", "Ålder", "Är du trygg?"], ["a1", 20.0, "Ja"], ["a2", 60.0, "Nej"]])
    _ods("blad.ods", [["Svarsnummer", "Ålder", "Är du trygg?"], ["a1", 20, "Ja"], ["a2", 60, "Nej"]])


def _xlsx(name: str, sheets: dict[str, Sequence[Sequence[Any]]]) -> Path:
    path = FOLDER / name
    options = {"default_date_format": "yyyy-mm-dd hh:mm", "strings_to_formulas": False}
    with xlsxwriter.Workbook(str(path), options) as book:
        book.set_properties({"created": dt.datetime(*STAMP)})
        for title, rows in sheets.items():
            sheet = book.add_worksheet(title)
            for row, cells in enumerate(rows):
                sheet.write_row(row, 0, cells)
        if name == "rubrik_langt_ner.xlsx":
            book.worksheets()[0].merge_range("C3:D3", "Bakgrund")
            book.worksheets()[0].merge_range("E3:H3", "Trygghet")
    return path


def _linked(path: Path) -> None:
    """Add a link to another workbook, as Excel stores it."""
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        link = b'<externalLink xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"/>'
        archive.writestr(zipfile.ZipInfo("xl/externalLinks/externalLink1.xml", STAMP), link)


def _xls(name: str, rows: Sequence[Sequence[str | float]]) -> None:
    """Write BIFF8 in a compound file, by hand ([MS-XLS], [MS-CFB]); nothing in the locks writes the old format."""

    def record(kind: int, body: bytes) -> bytes:
        return struct.pack("<HH", kind, len(body)) + body

    def text(words: str) -> bytes:
        return struct.pack("<HB", len(words), 1) + words.encode("utf-16-le")

    cells = b""
    for row, values in enumerate(rows):
        for column, value in enumerate(values):
            at = struct.pack("<HHH", row, column, 0)
            number = isinstance(value, float)
            cells += record(0x203, at + struct.pack("<d", value)) if number else record(0x204, at + text(str(value)))
    begin, end = lambda kind: record(0x809, struct.pack("<HHHHII", 0x600, kind, 0, 0, 0, 0)), record(0x0A, b"")
    size = struct.pack("<IIHHH", 0, len(rows), 0, len(rows[0]), 0)
    sheet = begin(0x10) + record(0x200, size) + cells + end
    bound = struct.pack("<IBB", 0, 0, 0) + b"\x04\x00Svar"
    start = len(begin(5)) + len(record(0x85, bound)) + len(end)
    book = begin(5) + record(0x85, struct.pack("<I", start) + bound[4:]) + end + sheet
    # A stream of at least 4,096 bytes stands in ordinary sectors.
    stream = book.ljust(4096, b"\x00")
    used = len(stream) // 512
    free, last, fat = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
    table = [*range(1, used), last, last, fat]
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    header += struct.pack("<IIIIIIIII", 0, 1, used, 0, 4096, last, 0, last, 0)
    header += struct.pack("<I", used + 1) + struct.pack("<I", free) * 108

    def entry(words: str, kind: int, child: int, first: int, length: int) -> bytes:
        name_ = words.encode("utf-16-le") + b"\x00\x00"
        return (name_.ljust(64, b"\x00") + struct.pack("<HBBIII", len(name_), kind, 1, free, free, child) + bytes(36)
                + struct.pack("<IQ", first, length))  # fmt: skip

    folder = entry("Root Entry", 5, 1, last, 0) + entry("Workbook", 2, free, 0, len(stream)) + bytes(256)
    sectors = struct.pack(f"<{len(table)}I", *table).ljust(512, b"\xff")
    (FOLDER / name).write_bytes(header + stream + folder + sectors)


def _ods(name: str, rows: Sequence[Sequence[Any]]) -> None:
    def cell(value: Any) -> str:
        if isinstance(value, str):
            return f'<table:table-cell office:value-type="string"><text:p>{value}</text:p></table:table-cell>'
        return f'<table:table-cell office:value-type="float" office:value="{value}"/>'

    body = "".join(f"<table:table-row>{''.join(map(cell, row))}</table:table-row>" for row in rows)
    urn = "urn:oasis:names:tc:opendocument:xmlns:"
    content = (f'<office:document-content xmlns:office="{urn}office:1.0" xmlns:table="{urn}table:1.0" '
               f'xmlns:text="{urn}text:1.0"><office:body><office:spreadsheet><table:table table:name="Svar">{body}'
               "</table:table></office:spreadsheet></office:body></office:document-content>")  # fmt: skip
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    manifest = f'<manifest:manifest xmlns:manifest="{urn}manifest:1.0"/>'
    with zipfile.ZipFile(FOLDER / name, "w") as archive:
        for part, text in (("mimetype", kind), ("META-INF/manifest.xml", manifest), ("content.xml", content)):
            archive.writestr(zipfile.ZipInfo(part, STAMP), text)


def _statistical() -> None:
    frame = pd.DataFrame({"lopnr": [1.0, 2, 3, 4], "kon": [2.0, 1, 9, None], "q1": [1.0, 2, 8, 7],
                          "alder": [20.0, 60, 998, 30],
                          "forslag": ["Mer ljus på Höjden", "", "Ökad närvaro", ""]})  # fmt: skip
    titles = {"kon": "Kön", "q1": "Är du trygg?", "alder": "Ålder", "forslag": "Förslag", "lopnr": "Svarsnummer"}
    labels = {"kon": {1: "Man", 2: "Kvinna", 9: "Ej svar"}, "q1": {1: "Nej", 2: "Ja", 8: "Vet ej"}}
    path = str(FOLDER / "spss.sav")
    pyreadstat.write_sav(frame, path, column_labels=titles, variable_value_labels=labels,
                         missing_ranges={"kon": [9], "alder": [{"lo": 997, "hi": 999}]})  # fmt: skip
    pyreadstat.write_sav(frame, str(FOLDER / "spss_packad.zsav"), column_labels=titles, compress=True)
    _cp1252(frame[["lopnr", "forslag"]])
    _sets()
    stata = pd.DataFrame({"q1": [1, "a", 2]})
    pyreadstat.write_dta(stata, str(FOLDER / "stata.dta"), column_labels={"q1": "Är du trygg?"},
                         missing_user_values={"q1": ["a"]},
                         variable_value_labels={"q1": {1: "Ja", 2: "Nej", "a": "Vill inte svara"}})  # fmt: skip
    sas = pd.DataFrame({"q1": [1.0, 2.0], "alder": [20.0, 60.0]})
    pyreadstat.write_xport(sas, str(FOLDER / "sas.xpt"), column_labels={"q1": "Är du trygg?", "alder": "Ålder"})
    duckdb.sql(
        "COPY (SELECT * FROM (VALUES ('1', 20, 'Ja', DATE '2016-10-03', 1.5), ('2', NULL, 'Nej', NULL, NULL)) "
        f"""t("Svarsnummer", "Ålder", "Är du trygg?", "Datum", "Avstånd")) TO '{FOLDER / "svar.parquet"}'"""
    )


def _cp1252(frame: pd.DataFrame) -> None:
    """Write an SPSS file in the old letters, and say so in it: SPSS's own records 3 and 20 are altered."""
    path = FOLDER / "spss_cp1252.sav"
    # A stand-in of one byte per letter, so that no length in the file changes.
    marked = frame.assign(forslag=frame["forslag"].str.replace("å", "{").str.replace("ö", "|").str.replace("Ö", "}")
                          .str.replace("ä", "~"))  # fmt: skip
    pyreadstat.write_sav(marked, str(path), column_labels={"lopnr": "Svarsnummer", "forslag": "F|rslag"})
    content = path.read_bytes()
    utf8 = struct.pack("<iiii", 7, 20, 1, 5) + b"UTF-8"
    assert content.count(utf8) == 1
    content = content.replace(utf8, struct.pack("<iiii", 7, 20, 1, 12) + b"windows-1252")
    content = content.replace(struct.pack("<i", 65001), struct.pack("<i", 1252))
    path.write_bytes(content.translate(bytes.maketrans(b"{|}~", "åöÖä".encode("cp1252"))))


def _sets() -> None:
    """Write an SPSS file with a multiple-response set (record 7, subtype 7); pyreadstat only reads it."""
    path = FOLDER / "spss_flersvar.sav"
    frame = pd.DataFrame({"prio_1": [1.0, 0, 1], "prio_2": [1.0, 0, 0]})
    pyreadstat.write_sav(frame, str(path), column_labels={"prio_1": "Ljus", "prio_2": "Synlig polis"})
    label = b"Viktigast"
    known = b"$prio=D1 1 " + str(len(label)).encode() + b" " + label + b" prio_1 prio_2\n"
    content = path.read_bytes()
    end = struct.pack("<ii", 999, 0)
    assert content.count(end) == 1
    path.write_bytes(content.replace(end, struct.pack("<iiii", 7, 7, 1, len(known)) + known + end))


if __name__ == "__main__":
    main()
