"""Copies of applications for readers: without a name, and without the names of people the applicant tells of later."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from uuid import UUID

from django.db import transaction

from shelterbelt.ground.access.roles import SYSTEM
from shelterbelt.ground.db.scope import scope
from shelterbelt.ground.secrets import read_field, seal_field
from shelterbelt.learn.engine.review import Identity, blind
from shelterbelt.learn.models import Application, BlindCopy, Cohort, FeeStatement
from shelterbelt.learn.queries.blind_codes import codes_of
from shelterbelt.learn.queries.fees import payer_of, terms_of
from shelterbelt.learn.queries.income_groups import standing_of
from shelterbelt.people.choices import region_of
from shelterbelt.people.queries.identity import Named, people_named


def copy_blind(cohort: Cohort, applications: Iterable[Application]) -> None:
    """Make the copies that are not there yet. A part of another service's act, within the system's scope."""
    rows = list(applications)
    there = set(BlindCopy.objects.filter(application__in=rows).values_list("pk", flat=True))
    fresh = [row for row in rows if row.pk not in there]
    if not fresh:
        return
    year = terms_of(cohort).rules.table_year
    codes = codes_of(cohort.pk, [row.pk for row in fresh])
    known = _identities(fresh)
    copies = []
    for row in fresh:
        copy = BlindCopy(
            application=row,
            cohort=cohort,
            organisation=row.organisation,
            person=row.person,
            code=codes[row.pk],
            region=region_of(row.country) or "",
            income_group=standing_of(row.country, year).group,
            sectors=row.sectors,
        )
        _blind(copy, row, known[row.pk])
        copies.append(copy)
    BlindCopy.objects.bulk_create(copies)


def reblind(application: UUID) -> None:
    """Take whatever is known by now out of the copy that readers have; nothing where there is none.

    A part of another service's act, called by whoever learns a name: a referee, an employer, another name of the
    applicant. It is the copy that is blinded again, not the text behind it, so it never shows more than before.
    """
    with transaction.atomic(), scope(SYSTEM):
        copy = BlindCopy.objects.select_for_update(of=("self",)).filter(pk=application).first()
        row = Application.objects.filter(pk=application).first()
        if copy is None or row is None or copy.motivation is None:
            return
        _blind(copy, copy, _identities([row])[row.pk])
        copy.save(update_fields=["motivation"])


def _blind(copy: BlindCopy, source: Application | BlindCopy, known: Identity) -> None:
    if source.motivation is None:
        return
    text = read_field(source, "motivation", person=copy.person, agency=copy.organisation)
    seal_field(copy, "motivation", blind(text, known).text, person=copy.person, agency=copy.organisation)


def _identities(rows: list[Application]) -> Mapping[UUID, Identity]:
    """All that is known of who wrote these: their names, whom they named, who pays for them."""
    persons = {row.person for row in rows}
    named = people_named(persons)
    employers: dict[UUID, list[str]] = defaultdict(list)
    for statement in FeeStatement.objects.filter(application__in=rows):
        payer = payer_of(statement)
        if statement.application_id and payer.is_employer:
            employers[statement.application_id].append(payer.name)
    return {row.pk: _identity(row, named.get(row.person, ()), employers[row.pk]) for row in rows}


def _identity(row: Application, people: tuple[Named, ...], employers: list[str]) -> Identity:
    return Identity(
        names=tuple(filter(None, [row.name, *(one.known_as for one in people)])),
        emails=tuple(filter(None, [row.email, *(one.email for one in people)])),
        agencies=tuple(filter(None, [row.agency, *employers])),
        others=tuple(one.name for one in people if one.name),
    )
