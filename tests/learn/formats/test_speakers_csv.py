"""Possible speakers and, apart from them, consents that no message gives away."""

from __future__ import annotations

from datetime import date

import pytest

from shelterbelt.learn.formats.speakers_csv import SpeakerRow, read_consents, read_speakers
from shelterbelt.learn.formats.tables import TableError

HEADER = "reference,name,organisation,sectors,region,country,zone,fee,currency,unavailable,max_appearances"
ROW = 'S-1,Ada Ördög,"Open, Door",health care; policing,Europe,HU,Europe/Budapest,"600,50",EUR,2027-01-13..2027-01-15,3'
ON = date(2027, 1, 13)


def table(*rows: str, header: str = HEADER) -> bytes:
    return "\n".join([header, *rows]).encode()


def fee_problem(fee: str, currency: str = "EUR") -> list[str]:
    with pytest.raises(TableError) as caught:
        read_speakers(table(ROW.replace('"600,50"', f'"{fee}"').replace("EUR", currency)))
    return [problem.message for problem in caught.value.problems]


def test_speaker_is_read() -> None:
    assert read_speakers(table(ROW)) == (
        SpeakerRow(
            reference="S-1",
            name="Ada Ördög",
            organisation="Open, Door",
            sectors=("health_care", "policing"),
            region="Europe",
            country="HU",
            zone="Europe/Budapest",
            fee_minor=60050,
            currency="EUR",
            unavailable=frozenset({date(2027, 1, 13), date(2027, 1, 14), date(2027, 1, 15)}),
            max_appearances=3,
            row=2,
        ),
    )


def test_amounts_that_could_be_misread_are_refused() -> None:
    assert fee_problem("1,000") == ["“1,000” is not an amount of money."]
    assert fee_problem("1.000") == ["“1.000” is not an amount of money."]
    assert fee_problem("600 €") == ["“600 €” is not an amount of money."]
    assert fee_problem("1,000", "KWD") == ["“1,000” is not an amount of money."]
    assert fee_problem("600.5", "JPY") == ["“600.5” is not an amount of money."]


def test_everyone_is_paid() -> None:
    assert fee_problem("0") == ["The amount is 0."]
    assert fee_problem("") == ["The cell is empty."]


def test_lived_experience_has_no_place_in_the_speakers_table() -> None:
    content = table(f"{ROW},marker-yes", header=f"{HEADER},lived_experience_consent")
    with pytest.raises(TableError) as caught:
        read_speakers(content)
    assert [(one.row, one.column, one.message) for one in caught.value.problems] == [
        (1, "lived_experience_consent", "This column is not known.")
    ]
    assert "marker-yes" not in str(caught.value)


CONSENTS = "reference,lived_experience_consent,until"


def test_only_consents_that_hold_that_day_are_read() -> None:
    rows = ["S-1,yes,2027-01-13", "S-2,yes,2027-01-12", "S-3,no,2027-12-31", "S-4,Oui,2027-12-31"]
    assert read_consents(table(*rows, header=CONSENTS), on=ON) == {"S-1", "S-4"}


def test_problems_of_consents_never_show_a_value() -> None:
    rows = [
        "S secret,yes,2027-01-13",
        "S-2,perhaps-secret,2027-01-13",
        "S-3,yes,secret",
        "S-4,yes,",
        "S-4,no,2027-01-13",
    ]
    with pytest.raises(TableError) as caught:
        read_consents(table(*rows, header=CONSENTS), on=ON)
    assert [(one.row, one.column) for one in caught.value.problems] == [
        (2, "reference"),
        (3, "lived_experience_consent"),
        (4, "until"),
        (5, "until"),
        (6, "reference"),
    ]
    shown = str(caught.value)
    assert [word for word in ("secret", "S-2", "S-3", "S-4") if word in shown] == []
