"""What `benchmarks.pages` loads and asks; imported once Django is set up."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from uuid import UUID, uuid4

from django.conf import settings
from django.core.paginator import Paginator
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from shelterbelt.ground.access.models import Account, Grant
from shelterbelt.ground.access.queries import actor_of
from shelterbelt.ground.access.roles import SYSTEM
from shelterbelt.ground.db.roles import connect
from shelterbelt.ground.db.scope import scope
from shelterbelt.ground.routes import Audience, declared_pages
from shelterbelt.learn.models import Application, Cohort
from shelterbelt.learn.queries.applications import Wanted, applications_listed
from shelterbelt.learn.services.cohorts import create_cohort
from shelterbelt.people.services import register_organisation

EXECUTIVE = (Path(__file__).parents[1] / "programmes" / "executive.toml").read_text("utf-8")
STAFF = 6


@dataclass(frozen=True)
class Loaded:
    """Addresses to ask, sessions to ask them with, and the same questions inside this process."""

    addresses: dict[str, str]
    sessions: list[str]
    account: UUID
    cohorts: tuple[UUID, ...]
    after: str
    deep: int

    def queries(self) -> dict[str, list[int]]:
        """How many statements a page takes with 1, 30 and all rows."""
        client = Client(headers={"host": "127.0.0.1"})
        client.force_login(Account.objects.get(pk=self.account))
        found: dict[str, list[int]] = {}
        for name, page in (("desk list", "desk.applications"), ("export asked", "desk.applications.export")):
            for cohort in self.cohorts:
                client.get(reverse(page, args=[cohort]))
                with CaptureQueriesContext(connection) as asked:
                    client.get(reverse(page, args=[cohort]))
                found.setdefault(name, []).append(len(asked))
        return found

    def deep_page(self) -> object:
        """The deep page by our query."""
        actor = actor_of(self.account)
        with scope(actor):
            return applications_listed(for_=actor, cohort=self.cohorts[2], wanted=Wanted(), after=self.after)

    def deep_page_by_offset(self) -> object:
        """The same page as a paginator takes it: count, then OFFSET."""
        with scope(actor_of(self.account)):
            rows = Application.objects.filter(cohort=self.cohorts[2], submitted_at__isnull=False)
            pages = Paginator(rows.exclude(state="draft").order_by("-submitted_at", "-pk"), 30)
            return list(pages.page(min(pages.num_pages, self.deep // 30 + 1)))


def loaded(statement: str, count: int, deep: int) -> Loaded:
    """Three cohorts with 1, 30 and `count` applications."""
    organisation = register_organisation(by=SYSTEM, name="Meadow Agency", slug="meadow", country="CA")
    accounts = [Account.objects.create_user(f"staff-{number}@example.org") for number in range(STAFF)]
    for account in accounts:
        Grant.objects.create(account=account, role="programme_lead", organisation=organisation)
    lead = actor_of(accounts[0].pk)
    sizes = {"few": 1, "some": 30, "2027-01": count}
    made = []
    for slug, size in sizes.items():
        text = EXECUTIVE.replace('slug = "2027-01"', f'slug = "{slug}"')
        made.append(create_cohort(by=lead, organisation=organisation, text=text))
        with transaction.atomic(), scope(SYSTEM), connection.cursor() as cursor:
            cursor.execute(statement, {"cohort": made[-1], "organisation": organisation, "count": size})
    Cohort.objects.update(
        state="open", apply_opens_at="2020-01-01T00:00Z", apply_closes_at="2099-01-01T00:00Z"
    )
    with connect(settings.CONF, role="owner") as owner:
        owner.execute("ANALYZE learn_application")
    with scope(lead):
        rows = Application.objects.filter(cohort=made[2], state="submitted").order_by("-submitted_at", "-pk")
        after, shown = rows[deep - 1000].reference, rows[5].reference
    desk = reverse("desk.applications", args=[made[2]])
    addresses = {
        **_public(["executive", "2027-01"]),
        "desk list, first page": desk,
        "desk list, deep page": f"{desk}?after={after}",
        "desk list, narrowed": f"{desk}?country=KE&mode=on_site&sector=health_care",
        "desk list, name contains": f"{desk}?text=4999",
        "one application, view recorded": reverse("desk.application", args=[shown]),
        "programmes at the desk": reverse("desk.programmes"),
    }
    return Loaded(
        addresses, [_session(account) for account in accounts], accounts[1].pk, tuple(made), after, deep
    )


def _session(account: Account) -> str:
    client = Client(headers={"user-agent": str(uuid4())})
    client.force_login(account)
    return str(client.cookies["session"].value)


def _public(slugs: list[str]) -> dict[str, str]:
    """What everyone may open below a cohort's address: its page, and where an application begins."""
    return {
        page.name: reverse(page.name, args=slugs)
        for page in declared_pages()
        if page.audience is Audience.PUBLIC
        and page.path.startswith("programmes/")
        and page.path.count("<") == len(slugs)
        and page.path.endswith("/")
        and "GET" in page.methods
    }
