"""Networks from tables and from GraphML: read whole, or refused with the place and the remedy."""

import datetime as dt
import io
from contextlib import suppress
from pathlib import Path

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shelterbelt.cultivate.engine.introductions import Met, Person
from shelterbelt.cultivate.engine.ties import Kind
from shelterbelt.cultivate.formats.graphml import read_graphml
from shelterbelt.cultivate.formats.network_csv import (
    Asked,
    hours_in_utc,
    read_contacts,
    read_members,
    read_met,
    read_ties,
)
from shelterbelt.learn.formats.tables import TableError

DAY = dt.date(2026, 9, 1)
ASKED = Asked(DAY)
HEAD = b"id,sector,country\n"
TWO = HEAD + b"ada,policing,CA\nbo,education,FR\n"


def _faults(error: TableError) -> list[str]:
    return str(error).splitlines()


def test_people_are_read_with_all_that_they_ask() -> None:
    table = (
        "id;sector;country;joined;zone;hours;languages;needs;offers;a month;not people;not sectors\n"
        "ada;policing;Canada;2026-01-05;America/Toronto;9-17;en, fr;online safety|courts;training;2;bo;journalism\n"
        "bo;education;FR;;Europe/Paris;08:30-12:00;fr;;;;;\n"
    ).encode("utf-8-sig")
    ada, bo = read_members(table, ASKED)
    person = ada.person
    seen = (
        person.sector,
        person.country,
        person.languages,
        person.cap,
        ada.joined,
    )
    assert seen == ("policing", "CA", ("en", "fr"), 2, dt.date(2026, 1, 5))
    assert person.needs == {"online safety", "courts"}
    assert (set(person.avoids), set(person.avoided_sectors)) == ({"bo"}, {"journalism"})
    assert [slot / 2 for slot in range(48) if person.hours >> slot & 1] == [13 + at / 2 for at in range(16)]
    assert [slot / 2 for slot in range(48) if bo.person.hours >> slot & 1] == [
        6.5 + at / 2 for at in range(7)
    ]


@pytest.mark.parametrize(
    ("table", "told"),
    [
        (b"", "members.csv: The file is empty."),
        (HEAD, "members.csv: There is a header but no row below it."),
        (HEAD + b"ada,knitting,CA\n", "row 2, column “sector”"),
        (HEAD + b"ada,policing,Atlantis\n", "row 2, column “country”"),
        (TWO + b"ada,policing,CA\n", "row 4, column “id”: ada: this is there already, in row 2."),
        (HEAD + b"ada\x00,policing,CA\n", "row 2, column “id”: The cell holds a control character."),
        (b"id,sector,country,zone\nada,policing,CA,Mars/Base\n", "row 2, column “zone”"),
        (
            b"id,sector,country,hours\nada,policing,CA,whenever\n",
            "row 2, column “hours”: “whenever” are no hours.",
        ),
        (
            b"id,sector,country,not people\nada,policing,CA,nobody\n",
            "row 2, column “not people”: “nobody” is nobody in this table.",
        ),
        (
            b"id,sector,country,kept apart\nada,policing,CA,ada\n",
            "row 2, column “kept apart”: It names the person themselves.",
        ),
        (b"id,sector,country,joined\nada,policing,CA,2027-01-01\n", "2027-01-01 lies after 2026-09-01."),
        (HEAD + b"ada,policing,CA\n".replace(b"a", b"\xe9"), "The file is not UTF-8"),
    ],
)
def test_a_table_of_people_that_is_wrong_says_where_and_what_to_do(table: bytes, told: str) -> None:
    with pytest.raises(TableError) as caught:
        read_members(table, ASKED)
    assert any(told in fault for fault in _faults(caught.value)), _faults(caught.value)


WISHES = (
    "not people",
    "not sectors",
    "not countries",
    "kept apart",
    "conflicts",
    "manages",
    "paused",
    "a month",
)
WISHED = ("bo", "journalism", "France; NG", "chi", "bo", "chi", "no", "2")


def _wishes(person: Person) -> tuple[object, ...]:
    return (
        set(person.avoids),
        set(person.avoided_sectors),
        set(person.avoided_countries),
        set(person.kept_apart),
        set(person.conflicts),
        set(person.manages),
        person.is_paused,
        person.cap,
    )


HELD = ({"bo"}, {"journalism"}, {"FR", "NG"}, {"chi"}, {"bo"}, {"chi"}, False, 2)


def test_every_wish_of_a_table_is_held() -> None:
    rows: list[tuple[str, ...]] = [("id", "sector", "country", *WISHES), ("ada", "policing", "CA", *WISHED)]
    rows += [(name, "education", "FR", *("",) * len(WISHES)) for name in ("bo", "chi")]
    table = "\n".join(",".join(row) for row in rows).encode()
    assert _wishes(read_members(table, ASKED)[0].person) == HELD


def test_every_wish_of_graphml_is_held() -> None:
    graph = _drawn()
    graph.nodes["ada"].update(zip(WISHES, WISHED, strict=True))
    out = io.BytesIO()
    nx.write_graphml(graph, out)
    members, _ties = read_graphml(out.getvalue(), ASKED)
    assert _wishes(members[0].person) == HELD


@pytest.mark.parametrize(
    ("column", "cell"), [("not countries", "Atlantis"), ("not sectors", "knitting"), ("paused", "perhaps")]
)
def test_a_wish_that_is_not_understood_is_refused(column: str, cell: str) -> None:
    table = f"id,sector,country,{column}\nada,policing,CA,{cell}\n".encode()
    with pytest.raises(TableError) as caught:
        read_members(table, ASKED)
    assert _faults(caught.value)[0].startswith(f"members.csv: row 2, column “{column}”: “{cell}” is not")


def test_words_of_one_s_own_for_sectors_are_read_where_asked() -> None:
    (ada,) = read_members(HEAD + b"ada,knitting,CA\n", Asked(DAY, any_sectors=True))
    assert ada.person.sector == "knitting"


def test_ties_are_read_and_faults_are_named() -> None:
    good = b"one,other,strength,months left\nada,bo,1.5,3\n"
    (tie,) = read_ties(good, ("ada", "bo"), ASKED)
    assert (tie.one, tie.other, tie.strength, tie.months_left) == ("ada", "bo", 1.5, 3.0)
    bad = b"one,other,strength\nada,ada,1\nada,zoe,1\nada,bo,-2\nada,bo,1\nbo,ada,1\n"
    with pytest.raises(TableError) as caught:
        read_ties(bad, ("ada", "bo"), ASKED)
    faults = _faults(caught.value)
    assert faults[0].startswith("ties.csv: row 2, column “other”: It joins “ada” with themselves.")
    assert faults[1].startswith("ties.csv: row 3, column “other”: “zoe” is nobody in the table of members.")
    assert any("row 6" in fault and "there already" in fault for fault in faults)


def test_contacts_are_read_and_faults_are_named() -> None:
    good = b"one,other,kind,on\nada,bo,worked together,2026-08-01\nada,bo,,2026-08-02\n"
    first, second = read_contacts(good, ("ada", "bo"), ASKED)
    assert (first.kind, first.on, second.kind) == (Kind.WORKED, dt.date(2026, 8, 1), Kind.MET)
    assert read_met(good, ("ada", "bo"), ASKED)[0] == Met("ada", "bo", dt.date(2026, 8, 1))
    with pytest.raises(TableError) as caught:
        read_contacts(b"one,other,kind,on\nada,bo,called,2026-10-01\n", ("ada", "bo"), ASKED)
    assert [fault.split(": ")[1] for fault in _faults(caught.value)] == [
        "row 2, column “kind”",
        "row 2, column “on”",
    ]


def test_two_hundred_thousand_rows_that_repeat_are_refused_in_few_words() -> None:
    table = b"one,other\n" + b"ada,bo\n" * 200_000
    with pytest.raises(TableError) as caught:
        read_ties(table, ("ada", "bo"), ASKED)
    faults = _faults(caught.value)
    assert len(faults) == 51
    assert "199,949 more rows repeat earlier ones." in faults[0]


def test_hours_that_pass_midnight_are_one_stretch() -> None:
    late = hours_in_utc("22-2", "UTC", DAY)
    assert [slot / 2 for slot in range(48) if late >> slot & 1] == [
        0.0,
        0.5,
        1.0,
        1.5,
        22.0,
        22.5,
        23.0,
        23.5,
    ]
    assert hours_in_utc("0-24", "Asia/Kathmandu", DAY).bit_count() == 47


def _drawn() -> nx.Graph:
    graph = nx.Graph()
    for name, sector, country in (
        ("ada", "policing", "CA"),
        ("bo", "education", "FR"),
        ("chi", "journalism", "NG"),
    ):
        graph.add_node(name, sector=sector, country=country, colour="green")
    graph.add_edge("ada", "bo", weight=1.5)
    graph.add_edge("bo", "chi", weight=0.5, label="met at a conference")
    return graph


def test_graphml_of_networkx_is_read() -> None:
    out = io.BytesIO()
    nx.write_graphml(_drawn(), out)
    members, ties = read_graphml(out.getvalue(), ASKED)
    assert [(one.person.id, one.person.sector, one.person.country) for one in members] == [
        ("ada", "policing", "CA"),
        ("bo", "education", "FR"),
        ("chi", "journalism", "NG"),
    ]
    assert [(one.one, one.other, one.strength) for one in ties] == [("ada", "bo", 1.5), ("bo", "chi", 0.5)]


LAUGHS = b"""<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>
<graphml><graph><node id="&b;"/></graph></graphml>"""
OUTSIDE = b"""<!DOCTYPE g [<!ENTITY x SYSTEM "file:///etc/hostname">]><graphml><graph><node id="&x;"/></graph></graphml>"""
DEEP = b"<graphml>" + b"<graph>" * 99 + b"</graph>" * 99 + b"</graphml>"
LONG = (
    b'<graphml><graph><node id="a"><data key="sector">' + b"x" * 9_000 + b"</data></node></graph></graphml>"
)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "line 1, column 1: this is no whole XML (no element found)"),
        (b"<graphml><graph>", "this is no whole XML (no element found)"),
        (b"<graphml><graph></graphml>", "line 1, column 19: this is no whole XML (mismatched tag)"),
        (b"id,sector\n", "this is no whole XML (syntax error)"),
        (LAUGHS, "It has a document type (<!DOCTYPE). Take that out: nothing outside the file is ever read."),
        (OUTSIDE, "It has a document type (<!DOCTYPE)."),
        (DEEP, "Elements lie more than 40 deep."),
        (LONG, "A value has more than 2000 characters."),
        (b"<graphml/>", "It holds no node."),
        (
            b'<?xml version="1.0" encoding="klingon"?><graphml/>',
            "Its encoding is not known. Save it as UTF-8.",
        ),
        (b'<graphml><graph><node id="a"/></graph></graphml>', "row 1, column “sector”: The cell is empty."),
        (b"<graphml><graph><hyperedge/></graph></graphml>", "<hyperedge> cannot be read."),
    ],
)
def test_graphml_that_is_wrong_or_hostile_is_refused(content: bytes, told: str) -> None:
    with pytest.raises(TableError) as caught:
        read_graphml(content, ASKED)
    assert told in str(caught.value), str(caught.value)


def test_a_folder_or_nothing_in_place_of_a_file_is_named(tmp_path: Path) -> None:
    for read in (read_members, read_graphml):
        for place in (tmp_path, tmp_path / "nothing", "a\x00b"):
            with pytest.raises(TableError, match="Check its name and place"):
                read(place, ASKED)


PIECES = st.sampled_from(
    [
        b"<graphml>",
        b"</graphml>",
        b'<node id="a">',
        b"</node>",
        b'<edge source="a" target="a"/>',
        b"<data>",
        b"&x;",
    ]
)


@given(st.one_of(st.binary(max_size=300), st.lists(PIECES, max_size=12).map(b"".join)))
@settings(max_examples=200, deadline=None)
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    for read in (
        lambda: read_members(content, ASKED),
        lambda: read_ties(content, ("a", "b"), ASKED),
        lambda: read_contacts(content, ("a", "b"), ASKED),
        lambda: read_graphml(content, ASKED),
    ):
        with suppress(TableError):
            read()
