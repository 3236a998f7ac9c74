"""The editor of a definition: form and text keep each other's work, and nobody's work is overwritten."""

import re
from collections.abc import Callable
from html import unescape
from html.parser import HTMLParser

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.fixtures.desk import Desk, definition, make_desk, signed_in

from shelterbelt.ground.access.models import Account
from shelterbelt.learn.engine.definition import parse
from shelterbelt.learn.engine.definition.admission import BalanceRules, FeeRules
from shelterbelt.learn.models import Cohort
from shelterbelt.learn.services import cohorts

pytestmark = pytest.mark.django_db
Sent = dict[str, str | list[str]]


class Fields(HTMLParser):
    """What a browser would send from the first form that has a field `shown`."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.sent: dict[str, list[str]] = {}
        self._area = ""
        self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        name, value = given.get("name") or "", given.get("value") or ""
        if tag == "textarea" and name:
            self._area = name
            self.sent[name] = [""]
        elif tag == "select":
            self._select = name
        elif tag == "option" and self._select and "selected" in given:
            self.sent[self._select] = [value]
        elif tag == "input" and name and given.get("type") in ("checkbox", "radio"):
            if "checked" in given:
                self.sent.setdefault(name, []).append(given.get("value") or "on")
        elif tag == "input" and name:
            self.sent[name] = [value]

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self.sent[self._area] = [self.sent[self._area][0].removeprefix("\n")]
            self._area = ""
        elif tag == "select":
            self._select = ""

    def handle_data(self, data: str) -> None:
        if self._area:
            self.sent[self._area][0] += data


def fields(page: str) -> Sent:
    """Fields of the editor as a browser would send them, without any button."""
    start = page.index("<form", page.index('id="content"'))
    parser = Fields()
    parser.feed(page[start : page.index("</form>", start)])
    return {name: values if len(values) > 1 else values[0] for name, values in parser.sent.items()}


@pytest.fixture
def desk(db: None, account_factory: Callable[..., Account]) -> Desk:
    del db
    return make_desk(account_factory)


@pytest.fixture
def client(desk: Desk) -> Client:
    return signed_in(desk.lead)


@pytest.fixture
def page(desk: Desk) -> str:
    return reverse("desk.definition", args=[desk.cohort])


def opened(client: Client, page: str, **query: str) -> Sent:
    return fields(client.get(page, query).content.decode())


def stored(desk: Desk) -> Cohort:
    return Cohort.objects.get(pk=desk.cohort)


def test_form_sent_back_untouched_leaves_every_letter(client: Client, page: str, desk: Desk) -> None:
    before = stored(desk).definition
    assert client.post(page, {**opened(client, page), "act": "save"}).status_code == 302
    assert stored(desk).definition == before


def test_form_changes_one_line_and_keeps_comments(client: Client, page: str, desk: Desk) -> None:
    before = stored(desk).definition
    sent = opened(client, page)
    assert client.post(page, {**sent, "cost.fee": "475.50", "act": "save"}).status_code == 302
    assert stored(desk).definition == before.replace('fee = "450.00"', 'fee = "475.50"')
    assert stored(desk).revision == 2


def test_series_move_go_and_come_without_losing_what_was_typed(client: Client, page: str, desk: Desk) -> None:
    sent = {**opened(client, page), "capacity.online": "99", "series.1.title.en": "Panel evening"}
    moved = fields(client.post(page, {**sent, "act": "series.up.1"}).content.decode())
    assert moved["series.0.title.en"] == "Panel evening"
    assert moved["order"] == "1,0"
    added = fields(client.post(page, {**moved, "act": "series.add"}).content.decode())
    assert added["order"] == "1,0,new"
    gone = fields(client.post(page, {**added, "act": "series.remove.2"}).content.decode())
    assert stored(desk).revision == 1
    assert client.post(page, {**gone, "act": "save"}).status_code == 302
    text = stored(desk).definition
    assert text.index('key = "wednesdays"') < text.index('key = "fridays"')
    assert 'title.en = "Panel evening"' in text
    assert "online = 99" in text
    assert "# Five of the twelve Wednesdays." in text
    assert "# Four of the Fridays; the plan chooses which." in text


def test_going_from_form_to_text_and_back_keeps_the_work(client: Client, page: str, desk: Desk) -> None:
    sent = {**opened(client, page), "programme.host_city": "Hamilton"}
    as_text = fields(client.post(page, {**sent, "act": "text"}).content.decode())
    assert 'host_city = "Hamilton"' in as_text["text"]
    assert "# The Executive Programme." in as_text["text"]
    changed = {**as_text, "text": str(as_text["text"]).replace("weeks = 12", "weeks = 13")}
    as_form = fields(client.post(page, {**changed, "act": "form"}).content.decode())
    assert (as_form["programme.host_city"], as_form["cohort.weeks"]) == ("Hamilton", "13")
    assert stored(desk).revision == 1
    assert client.post(page, {**as_form, "act": "save"}).status_code == 302
    assert 'host_city = "Hamilton"' in stored(desk).definition


def test_a_language_can_be_added(client: Client, page: str, desk: Desk) -> None:
    sent = {**opened(client, page), "programme.page_languages": "en, fr, es"}
    shown = fields(client.post(page, {**sent, "act": "refresh"}).content.decode())
    spanish = {name: "Texto" for name in shown if name.endswith(".es")}
    spanish |= {name: "" for name in spanish if not shown[name[:-2] + "en"]}
    assert "programme.title.es" in spanish
    assert client.post(page, {**shown, **spanish, "act": "save"}).status_code == 302
    assert 'title.es = "Texto"' in stored(desk).definition


def test_mistakes_stand_beside_their_fields_and_nothing_is_saved(
    client: Client, page: str, desk: Desk
) -> None:
    sent = {
        **opened(client, page),
        "cohort.first_week": "2027-01-12",
        "programme.title.fr": "",
        "series.0.count": "many",
        "cost.fee": "4,5",
    }
    answer = client.post(page, {**sent, "act": "save"})
    assert answer.status_code == 422
    errors = answer.context["form"].errors
    assert {"programme.title.fr", "series.0.count", "cost.fee"} <= set(errors)
    assert stored(desk).revision == 1
    again = fields(answer.content.decode())
    assert (again["series.0.count"], again["cost.fee"]) == ("many", "4,5")
    lone = client.post(page, {**opened(client, page), "cohort.first_week": "2027-01-12", "act": "save"})
    assert "2027-01-12 is not a Monday." in str(lone.context["form"].errors["cohort.first_week"])


def test_text_with_mistakes_names_lines_and_keeps_the_text(client: Client, page: str, desk: Desk) -> None:
    text = (
        stored(desk).definition.replace("weeks = 12", 'weeks = "twelve"').replace("seats = 4", "seats = 400")
    )
    answer = client.post(page, {"shown": "text", "act": "save", "revision": "1", "text": text})
    assert answer.status_code == 422
    shown = answer.content.decode()
    lines = text.split("\n")
    for line in (lines.index('weeks = "twelve"') + 1, lines.index("seats = 400") + 1):
        assert f">Line {line}</a>" in shown
        (anchor,) = set(re.findall(rf'href="#(line-{line}-\d+)"', shown))
        assert f'id="{anchor}"' in shown
    assert fields(shown)["text"] == text.strip("\n") + "\n"
    assert stored(desk).revision == 1


def test_two_people_saving_lose_nothing(client: Client, page: str, desk: Desk) -> None:
    mine = {**opened(client, page), "programme.host_city": "Hamilton"}
    theirs = stored(desk).definition.replace("weeks = 12", "weeks = 14")
    cohorts.edit_definition(by=desk.leading, cohort=desk.cohort, text=theirs, revision=1)
    answer = client.post(page, {**mine, "act": "save"})
    assert answer.status_code == 409
    shown = answer.content.decode()
    assert stored(desk).definition == theirs
    assert 'host_city = "Hamilton"' in str(fields(shown)["text"])
    assert "weeks = 14" in unescape(shown)
    kept = {**fields(shown), "text": theirs.replace('"Toronto"', '"Hamilton"')}
    assert client.post(page, {**kept, "act": "save"}).status_code == 302
    assert stored(desk).definition.count("weeks = 14") == 1
    assert 'host_city = "Hamilton"' in stored(desk).definition


def test_comments_that_cannot_be_kept_are_announced_before_saving(
    client: Client, page: str, desk: Desk
) -> None:
    text = stored(desk).definition
    head, _sign, series = text.partition("[[series]]")
    inline = 'key = "fridays"'
    odd = head.replace("[capacity]\non_site = 24\nonline = 24\n", "") + "[[series]]" + series
    odd = odd.replace("schema = 1", "schema = 1 # one\ncapacity.on_site = 24 # here\ncapacity.online = 24")
    odd = re.sub(r'assumption\.(en|fr) = "(The numbers|Le nombre de places).*\n', "", odd)
    assert inline in odd
    cohorts.edit_definition(by=desk.leading, cohort=desk.cohort, text=odd, revision=1)
    sent = {**opened(client, page), "capacity.online": "25"}
    answer = client.post(page, {**sent, "act": "save"})
    if answer.status_code == 200:
        assert "The comments will be lost" in answer.content.decode()
        assert stored(desk).revision == 2
        answer = client.post(page, {**fields(answer.content.decode()), "act": "save"})
    assert answer.status_code == 302
    assert stored(desk).revision == 3


@pytest.mark.parametrize("start", ["executive", "masters", "workshops"])
def test_new_cohort_from_a_shipped_definition(start: str, client: Client, desk: Desk) -> None:
    new = reverse("desk.cohort.new")
    first = client.post(new, {"organisation": str(desk.organisation), "start": start})
    sent = {**fields(first.content.decode()), "programme.slug": f"{desk.slug}-new", "act": "save"}
    answer = client.post(new, sent)
    made = Cohort.objects.get(programme__slug=f"{desk.slug}-new")
    assert answer["Location"] == reverse("desk.cohort", args=[made.pk])
    assert (made.state, made.programme.organisation_id) == ("draft", desk.organisation)


def test_new_cohort_from_nothing_asks_for_everything(client: Client, desk: Desk) -> None:
    new = reverse("desk.cohort.new")
    first = client.post(new, {"organisation": str(desk.organisation), "start": "empty"})
    answer = client.post(new, {**fields(first.content.decode()), "act": "save"})
    assert answer.status_code == 422
    assert "is missing" in answer.content.decode()


def test_new_cohort_from_a_file(client: Client, desk: Desk) -> None:
    new = reverse("desk.cohort.new")
    text = definition(f"{desk.slug}-file")
    file = SimpleUploadedFile("mine.toml", b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())
    chosen = {"organisation": str(desk.organisation), "start": "file", "file": file}
    sent = fields(client.post(new, chosen).content.decode())
    assert client.post(new, {**sent, "act": "save"}).status_code == 302
    made = Cohort.objects.get(programme__slug=f"{desk.slug}-file")
    assert "# The Executive Programme." in made.definition


def test_new_cohort_only_where_one_leads(
    client: Client, desk: Desk, account_factory: Callable[..., Account]
) -> None:
    other = make_desk(account_factory)
    sent = {
        "shown": "text",
        "act": "save",
        "organisation": str(other.organisation),
        "text": definition("elsewhere"),
    }
    client.post(reverse("desk.cohort.new"), sent)
    assert not Cohort.objects.filter(programme__slug="elsewhere").exists()
    sent["organisation"] = str(desk.organisation)
    sent["text"] = definition(other.slug)
    answer = client.post(reverse("desk.cohort.new"), sent)
    assert answer.status_code == 422
    assert "is taken" in answer.content.decode()


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.one_of(st.binary(max_size=400), st.text(max_size=200).map(str.encode)))
def test_any_file_is_answered(content: bytes, client: Client, desk: Desk) -> None:
    file = SimpleUploadedFile("mine.toml", content or b" ")
    chosen = {"organisation": str(desk.organisation), "start": "file", "file": file}
    assert client.post(reverse("desk.cohort.new"), chosen).status_code == 200


_words = st.text(max_size=30)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_answers_are_answered(data: st.DataObject, client: Client, page: str, desk: Desk) -> None:
    cohort = stored(desk)
    sent = opened(client, page) if data.draw(st.booleans()) else {"shown": "form", "base": cohort.definition}
    names = st.sampled_from(
        [*sorted(sent), "programme.title.en", "series.0.weeks", "series.1.dates", "order", "roles"]
    )
    sent |= data.draw(st.dictionaries(names, _words, max_size=6))
    sent["act"] = data.draw(
        st.sampled_from(["save", "text", "form", "refresh", "series.add", "series.up.1", "series."])
    )
    assert client.post(page, {**sent, "csrfmiddlewaretoken": ""}).status_code in {200, 302, 409, 422}


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(max_size=200), act=st.sampled_from(["save", "form"]))
def test_any_text_is_answered(text: str, act: str, client: Client, page: str) -> None:
    sent = {"shown": "text", "act": act, "text": text, "revision": "1"}
    assert client.post(page, sent).status_code in {200, 422}


def test_admission_is_edited_in_its_own_lines(client: Client, page: str, desk: Desk) -> None:
    before = stored(desk).definition
    sent = opened(client, page)
    changes = {"review.criteria.2.weight": "3", "fees.percent.low": "5", "conduct.version": "2027-2"}
    assert client.post(page, {**sent, **changes, "act": "save"}).status_code == 302
    expected = before.replace('version = "2027-1"', 'version = "2027-2"').replace("low = 10 }", "low = 5 }")
    third = expected.index('key = "next_step"')
    expected = expected[:third] + expected[third:].replace("weight = 1", "weight = 3", 1)
    assert stored(desk).definition == expected


def test_a_criterion_comes_and_another_goes(client: Client, page: str, desk: Desk) -> None:
    sent = opened(client, page)
    last = int(str(sent["criteria"])) - 1
    sent |= {f"review.criteria.{last}.{key}": "Fairness" for key in ("title.en", "title.fr")}
    sent |= {f"review.criteria.{last}.{key}": "0: none." for key in ("guide.en", "guide.fr")}
    sent |= {f"review.criteria.{last}.key": "fairness"}
    sent |= {name: "" for name in sent if name.startswith("review.criteria.0.")}
    assert client.post(page, {**sent, "act": "save"}).status_code == 302
    review = parse(stored(desk).definition, name="x").review
    assert review is not None
    assert [one.key for one in review.criteria] == ["young_people", "next_step", "sharing", "fairness"]
    assert "# Two people read each application" in stored(desk).definition


def test_admission_can_begin_and_end_in_the_form(client: Client, page: str, desk: Desk) -> None:
    sent = opened(client, page)
    emptied = {
        name: "" if isinstance(value, str) else []
        for name, value in sent.items()
        if name.startswith(("review.", "balance.", "offers.", "fees.", "conduct."))
    }
    kept = {name: value for name, value in {**sent, **emptied}.items() if value != []}
    assert client.post(page, {**kept, "act": "save"}).status_code == 302
    definition = parse(stored(desk).definition, name="x")
    parts = (definition.review, definition.balance, definition.offers, definition.fees, definition.conduct)
    assert parts == (None,) * 5
    assert not [name for name in ("[review]", "[balance]", "[fees]") if name in stored(desk).definition]
    begun = {
        **opened(client, page),
        "balance.each_sector_at_least": "2",
        "fees.table_year": "2026",
        "act": "save",
    }
    assert client.post(page, begun).status_code == 302
    definition = parse(stored(desk).definition, name="x")
    assert definition.balance == BalanceRules(each_sector_at_least=2)
    assert definition.fees == FeeRules(table_year=2026)


def test_a_community_that_nobody_can_choose_is_refused_and_kept_on_the_form(
    client: Client, page: str, desk: Desk
) -> None:
    sent = {**opened(client, page), "balance.communities": ["inuit", "planted_unknown"], "act": "save"}
    answer = client.post(page, sent)
    assert answer.status_code == 422
    assert fields(answer.content.decode())["balance.communities"] == ["inuit", "planted_unknown"]
    assert "“planted_unknown” is not a community that people can choose." in answer.content.decode()
    assert stored(desk).revision == 1
