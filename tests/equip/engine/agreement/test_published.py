"""Figures equal those that were published, digit for digit as printed."""

from collections.abc import Sequence

import pytest

from shelterbelt.equip.engine.agreement import Items, Pairs, check, cohen, fleiss, krippendorff

Table = Sequence[Sequence[int]]


def pairs(table: Table) -> Pairs:
    """A square table of counts, as pairs."""
    spread = [
        (str(i), str(j)) for i, row in enumerate(table) for j, count in enumerate(row) for _ in range(count)
    ]
    return Pairs(tuple(spread))


def items(table: Table) -> Items:
    """Rows of items, columns of answers, cells with the number of people."""
    return Items(tuple(tuple(str(j) for j, count in enumerate(row) for _ in range(count)) for row in table))


def printed(figure: float | None, places: int) -> str:
    """As it stands in print."""
    assert figure is not None
    return f"{figure:.{places}f}"


# Cohen (1960), table 2: two judges, 200 cases. Printed: .70 observed, .41 by chance, kappa .492.
COHEN_1960 = ((88, 14, 18), (10, 40, 10), (2, 6, 12))
# The 2 x 2 table of 50 grant proposals in the encyclopaedia article "Cohen's kappa": kappa 0.40.
PROPOSALS = ((20, 5), (10, 15))
# Fleiss, Levin and Paik (2003), table 18.1: two raters, 100 cases. Printed: .89, .66 by chance, kappa .68.
PSYCHIATRISTS = ((75, 1, 4), (5, 4, 1), (0, 0, 10))
# A 3 x 3 table with the printout of SAS PROC FREQ that the statsmodels project tests itself against.
SAS_PRINTOUT = ((0, 4, 1), (0, 8, 0), (0, 1, 5))
# The table of 100 pregnancies in the guide to the R package irrCAC (K. L. Gwet): 0.7964094, error 0.05891072.
ABSTRACTORS = ((13, 0, 0), (0, 20, 7), (0, 4, 56))
# Fleiss (1971), table 1: 30 patients, 6 raters, 5 diagnoses. Printed: kappa .430. The R package irr gives 0.4302445
# and z = 17.65183 with the error of Fleiss, Nee and Landis (1979).
# fmt: off
FLEISS_1971 = (
    (0, 0, 0, 6, 0), (0, 3, 0, 0, 3), (0, 1, 4, 0, 1), (0, 0, 0, 0, 6), (0, 3, 0, 3, 0), (2, 0, 4, 0, 0),
    (0, 0, 4, 0, 2), (2, 0, 3, 1, 0), (2, 0, 0, 4, 0), (0, 0, 0, 0, 6), (1, 0, 0, 5, 0), (1, 1, 0, 4, 0),
    (0, 3, 3, 0, 0), (1, 0, 0, 5, 0), (0, 2, 0, 3, 1), (0, 0, 5, 0, 1), (3, 0, 0, 1, 2), (5, 1, 0, 0, 0),
    (0, 2, 0, 4, 0), (1, 0, 2, 0, 3), (0, 0, 0, 0, 6), (0, 1, 0, 5, 0), (0, 2, 0, 1, 3), (2, 0, 0, 4, 0),
    (1, 0, 0, 4, 1), (0, 5, 0, 1, 0), (4, 0, 0, 0, 2), (0, 2, 0, 4, 0), (1, 0, 5, 0, 0), (0, 0, 0, 0, 6),
)
# The example of 14 raters and 10 items in the encyclopaedia article "Fleiss' kappa": kappa 0.210.
FOURTEEN_RATERS = (
    (0, 0, 0, 0, 14), (0, 2, 6, 4, 2), (0, 0, 3, 5, 6), (0, 3, 9, 2, 0), (2, 2, 8, 1, 1),
    (7, 7, 0, 0, 0), (3, 2, 6, 3, 0), (2, 5, 3, 2, 2), (6, 5, 2, 1, 0), (0, 2, 2, 3, 7),
)
# Krippendorff (2011), "Computing Krippendorff's alpha-reliability": nominal data, four observers, with gaps: .743.
OBSERVED = ("123321412...", "1233224125.3", ".3332342251.", "12332441251.")
# fmt: on


@pytest.mark.parametrize(
    ("table", "kappa"),
    [(COHEN_1960, "0.492"), (PROPOSALS, "0.400"), (PSYCHIATRISTS, "0.676"), (SAS_PRINTOUT, "0.484")],
)
def test_two_people(table: Table, kappa: str) -> None:
    found = cohen(pairs(table))
    assert printed(found.value, 3) == kappa
    assert check(pairs(table), found) == ()


def test_cohen_1960_shares() -> None:
    found = cohen(pairs(COHEN_1960))
    assert (found.observed, found.expected) == (0.7, 0.41)
    assert (found.items, found.answers) == (200, 400)


def test_errors_of_two_people_equal_the_sas_printout() -> None:
    found = cohen(pairs(SAS_PRINTOUT))
    assert found.interval is not None
    figures = (found.value, found.error, *found.interval, found.error_by_chance)
    assert [printed(figure, 4) for figure in figures] == ["0.4842", "0.1380", "0.2137", "0.7547", "0.1484"]


def test_error_of_two_people_in_a_table_of_a_hundred() -> None:
    found = cohen(pairs(ABSTRACTORS))
    assert printed(found.value, 7) == "0.7964094"
    assert printed(found.error, 8) == "0.05891072"


def test_fleiss_1971() -> None:
    found = fleiss(items(FLEISS_1971))
    assert printed(found.value, 7) == "0.4302445"
    assert found.value is not None
    assert found.error_by_chance is not None
    assert printed(found.value / found.error_by_chance, 5) == "17.65183"
    assert check(items(FLEISS_1971), found) == ()


def test_fleiss_with_fourteen_raters() -> None:
    assert printed(fleiss(items(FOURTEEN_RATERS)).value, 3) == "0.210"


def test_error_of_many_people() -> None:
    """The first fifteen patients of Fleiss (1971) in the guide to irrCAC: 0.4139265, error 0.08119291 (Gwet 2008)."""
    found = fleiss(items(FLEISS_1971[:15]))
    assert (printed(found.value, 7), printed(found.error, 8)) == ("0.4139265", "0.08119291")


def test_krippendorff_with_gaps() -> None:
    rows = tuple(
        tuple(answer for answer in column if answer != ".") for column in zip(*OBSERVED, strict=True)
    )
    found = krippendorff(Items(rows))
    assert printed(found.value, 3) == "0.743"
    assert (found.items, found.answers, found.left_out) == (11, 40, 1)
    assert check(Items(rows), found) == ()


def test_krippendorff_without_gaps() -> None:
    """The same fifteen patients in the guide to irrCAC: 0.4204384."""
    assert printed(krippendorff(items(FLEISS_1971[:15])).value, 7) == "0.4204384"
