# ruff: noqa: S608 -- statements of constants of this file
"""The cohort of the demonstration that was admitted: decided with reasons, full, paid for and cared for."""

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from tests.demonstration.conftest import Demonstration
from tests.demonstration.visitor import Visitor

_AUTUMN = (
    "JOIN learn_cohort c ON c.id = {of}.cohort_id JOIN learn_programme p ON p.id = c.programme_id "
    "WHERE p.slug = 'executive' AND c.state = 'closed'"
)


def of_autumn(alias: str) -> str:
    return _AUTUMN.format(of=alias)


@pytest.fixture(scope="module")
def address(demonstration: Demonstration) -> Iterator[str]:
    with demonstration.served() as address:
        yield address


@pytest.fixture(scope="module")
def note(demonstration: Demonstration) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = json.loads(
        (demonstration.conf.data_dir / "demonstration.json").read_text("utf-8")
    )
    return found


def test_forty_eight_of_a_hundred_and_eighty_are_chosen_with_reasons(demonstration: Demonstration) -> None:
    rows = demonstration.rows(
        f"SELECT d.outcome, d.reasons, d.words, d.selection_id FROM learn_decision d {of_autumn('d')} "
        "AND d.replaced_at IS NULL"
    )
    applied = demonstration.rows(f"SELECT count(*) FROM learn_application a {of_autumn('a')}")
    assert applied == [(180,)]
    assert len(rows) == 180
    assert Counter(outcome for outcome, *_rest in rows)["offer"] == 48
    assert all(reasons or words for _outcome, reasons, words, _selection in rows)
    assert all(len(reasons) >= 2 for outcome, reasons, *_rest in rows if outcome == "offer")
    by_hand = [(outcome, words) for outcome, _reasons, words, selection in rows if selection is None]
    assert [outcome for outcome, _words in by_hand] == ["wait"]
    assert by_hand[0][1]
    assert demonstration.rows(f"SELECT s.state FROM learn_selection s {of_autumn('s')}") == [("adopted",)]


def test_the_goal_about_communities_is_weighed_and_told_in_no_small_number(
    demonstration: Demonstration,
) -> None:
    ((document,),) = demonstration.rows(f"SELECT s.document::text FROM learn_selection s {of_autumn('s')}")
    told = json.loads(document)
    (level,) = [goal for goal in told["goals"] if goal["code"] == "communities"]
    assert level["is_reached"]
    assert "value" not in level
    reached = {key: count for key, _target, count in level["parts"]}
    assert reached.keys() == {"first_nations", "inuit", "metis", "black", "disability", "migrant", "refugee"}
    assert set(reached.values()) <= {None, 5, 10, 15, 20}
    assert None in reached.values()
    assert not [key for key in reached for one in told["outcomes"] if f'"{key}"' in json.dumps(one)]
    rows = demonstration.rows(f"SELECT octet_length(a.communities) FROM learn_application a {of_autumn('a')}")
    assert len(rows) == 180
    assert len(set(rows)) == 1


def test_both_modes_are_full_and_people_wait_for_each(demonstration: Demonstration) -> None:
    seats = demonstration.rows(
        f"SELECT s.mode, s.held, s.capacity FROM learn_cohortseats s {of_autumn('s')} ORDER BY s.mode"
    )
    assert seats == [("on_site", 24, 24), ("online", 24, 24)]
    holding = demonstration.rows(
        f"SELECT o.mode, count(*) FROM learn_offer o {of_autumn('o')} AND o.state IN ('made', 'accepted') "
        "GROUP BY o.mode ORDER BY o.mode"
    )
    assert holding == [("on_site", 24), ("online", 24)]
    waiting = demonstration.rows(
        f"SELECT DISTINCT w.mode FROM learn_waitingplace w {of_autumn('w')} AND w.left_at IS NULL"
    )
    assert {mode for (mode,) in waiting} == {"on_site", "online"}
    states = dict(
        demonstration.rows(f"SELECT a.state, count(*) FROM learn_application a {of_autumn('a')} GROUP BY 1")
    )
    assert states.keys() >= {"admitted", "offered", "waiting", "not_admitted", "offer_declined"}
    assert states["admitted"] + states["offered"] == 48


def undone(demonstration: Demonstration, act: str) -> dict[str, Any]:
    answer = demonstration.module("tests.demonstration.undone", act)
    assert answer.returncode == 0, answer.stderr
    told: dict[str, Any] = json.loads(answer.stdout.splitlines()[-1])
    return told


def test_the_list_moves_when_the_clock_is_moved_and_seats_stay_full(demonstration: Demonstration) -> None:
    told = undone(demonstration, "lapse")
    before, after, late = told["before"], told["after"], told["late"]
    full = {"on_site": [24, 24], "online": [24, 24]}
    assert before["seats"] == after["seats"] == full
    assert before["holding"] == after["holding"] == 48
    assert told["lapsed"] >= 2
    assert told["again"] == 0
    moved_up = set(after["offered"]) - set(before["offered"])
    assert len(moved_up) == told["lapsed"]
    for mode in full:
        was = [one for its_mode, one in before["waiting"] if its_mode == mode]
        left = [one for its_mode, one in after["waiting"] if its_mode == mode]
        assert set(was) - set(left) == moved_up & set(was)
        # Only someone kept apart from a person with a seat is passed over, and the demonstration has one such pair.
        assert len(set(was[: len(was) - len(left)]) - moved_up) <= 1
    assert told["ended"] >= len(moved_up)
    assert late["offered"] == []
    assert late["holding"] == sum(held for held, _capacity in late["seats"].values()) < 48
    assert late["waiting"] == after["waiting"]


def test_choosing_fees_twice_is_choosing_once(demonstration: Demonstration) -> None:
    told = undone(demonstration, "fees")
    assert told["before"] == told["after"]


def test_people_are_paid_at_any_hour_of_the_day(demonstration: Demonstration) -> None:
    assert set(undone(demonstration, "hours").values()) == {3}


def test_fees_of_every_income_group_in_every_lane(demonstration: Demonstration) -> None:
    rows = demonstration.rows(
        f"SELECT f.income_group, f.lane, f.fee_minor FROM learn_feestatement f {of_autumn('f')}"
    )
    fees = {group: fee for group, lane, fee in rows if lane == "group"}
    assert set(fees) == {"H", "UM", "LM", "L"}
    assert fees["H"] > fees["UM"] > fees["LM"] > fees["L"]
    assert {lane for _group, lane, _fee in rows} == {"group", "pay_less", "employer"}
    assert [lane for _group, lane, _fee in rows].count("employer") == 1
    assert all(fee < fees[group] for group, lane, fee in rows if lane == "pay_less")
    parts = demonstration.rows(
        "SELECT f.fee_minor - coalesce(sum(l.amount_minor) FILTER (WHERE l.kind = 'charge'), 0) - "
        "coalesce(sum(l.amount_minor) FILTER (WHERE l.kind = 'correction'), 0) "
        "FROM learn_feestatement f JOIN learn_ledgerentry l ON l.statement = f.id GROUP BY f.id"
    )
    assert {difference for (difference,) in parts} == {0}
    ((total, granted, grants),) = demonstration.rows(
        "SELECT p.total_minor, p.granted_minor, (SELECT sum(amount_minor) FROM learn_bursarygrant "
        "WHERE state = 'granted') FROM learn_bursarypool p"
    )
    assert 0 < granted == grants <= total


def test_the_bank_was_read_and_some_matches_wait_for_a_person(demonstration: Demonstration) -> None:
    states = dict(demonstration.rows("SELECT state, count(*) FROM learn_bankline GROUP BY state"))
    assert states.keys() == {"open", "proposed", "matched"}
    assert (states["open"], states["proposed"]) == (1, 3)
    paid = demonstration.rows("SELECT count(*) FROM learn_ledgerentry WHERE kind = 'payment'")
    assert paid == [(states["matched"],)]


def test_invoice_is_in_french_on_page_and_as_pdf(
    demonstration: Demonstration, address: str, note: dict[str, dict[str, str]]
) -> None:
    ((invoice, language),) = demonstration.rows("SELECT id::text, language FROM learn_invoice")
    assert language == "fr"
    finance = entered(address, note, "finance")
    page = finance.get(f"/desk/invoices/one/{invoice}/")
    assert page.status == 200
    assert all(word in page.text for word in ('lang="fr"', "Facture", "Réseau Jeunes Horizons"))
    pdf = finance.get(f"/desk/invoices/one/{invoice}/pdf/")
    assert (pdf.status, pdf.text[:5]) == (200, "%PDF-")


def test_complaint_was_handled_and_people_are_kept_apart(
    demonstration: Demonstration, address: str, note: dict[str, dict[str, str]]
) -> None:
    rows = demonstration.rows(
        "SELECT state, outcome, acknowledged_at::date <= acknowledge_by, closed_at::date <= decide_by "
        "FROM people_complaint"
    )
    assert rows == [("closed", "upheld", True, True)]
    assert demonstration.rows("SELECT count(*) FROM people_keptapart WHERE ended_at IS NULL") == [(1,)]
    page = Visitor(address).get(f"/complaint/{note['links']['complaint']}/")
    assert page.status == 200
    assert "You will not be put into one group again." in page.text
    assert "Heard both, separately." not in page.text


def test_text_of_someone_who_may_need_help_was_held_and_acted_on(demonstration: Demonstration) -> None:
    rows = demonstration.rows(
        "SELECT h.state, h.action, h.place, h.held_at < h.acted_at, h.acted_at <= h.released_at "
        "FROM people_heldtext h JOIN learn_application a ON a.id = h.object_id"
    )
    assert rows == [("released", "talked", "application.motivation", True, True)]


def test_readings_are_two_for_each_and_conflicts_are_recorded(demonstration: Demonstration) -> None:
    states = dict(demonstration.rows("SELECT state, count(*) FROM learn_review GROUP BY state"))
    assert states["stepped_aside"] == 1
    assert states["blocked"] > 0
    few = demonstration.rows(
        "SELECT application_id FROM learn_review WHERE state = 'given' GROUP BY 1 HAVING count(*) < 2"
    )
    assert few == []
    own = demonstration.rows(
        "SELECT count(*) FROM learn_review r JOIN learn_application a ON a.id = r.application_id "
        "JOIN people_professional p ON p.account_id = r.account_id "
        "JOIN people_organisation o ON o.id = p.organisation_id WHERE r.state = 'given' AND o.name = a.agency"
    )
    assert own == [(0,)]


@pytest.mark.parametrize(
    ("link", "said"),
    [
        ("offered", "Say yes"),
        ("admitted", "What is done, and what is missing"),
        ("waiting", "The waiting list"),
    ],
)
def test_shown_links_are_of_people_who_stand_there(
    link: str, said: str, address: str, note: dict[str, dict[str, str]]
) -> None:
    page = Visitor(address).get(f"/apply/a/{note['links'][link]}/")
    assert page.status == 200
    assert said in page.text


def test_no_reviewer_sees_a_name(
    demonstration: Demonstration, address: str, note: dict[str, dict[str, str]]
) -> None:
    named = {name for (name,) in demonstration.rows("SELECT name FROM learn_application WHERE name <> ''")}
    reviewer = entered(address, note, "reviewer")
    answers = reviewer.walk("/readings/", most=40)
    readings = [one for one in answers if one.path.startswith("/readings/") and one.path != "/readings/"]
    assert len(readings) >= 10
    assert {name for name in named for one in readings if name in one.text} == set()
    some = demonstration.rows("SELECT reference FROM learn_application WHERE state = 'admitted' LIMIT 1")
    assert reviewer.get(f"/desk/applications/{some[0][0]}/").status == 403


def entered(address: str, note: dict[str, dict[str, str]], who: str) -> Visitor:
    visitor = Visitor(address)
    arrived = visitor.post(f"/demonstration/enter/{note['accounts'][who]}/", at="/demonstration/")
    assert arrived.status == 200
    return visitor
