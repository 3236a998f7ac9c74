"""Closed lists of `people`: sectors, kinds of names, uses of consent."""

from dataclasses import dataclass

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Sector(models.TextChoices):
    """The thirteen sectors of the mission. Lived experience is never one of them."""

    CHILD_YOUTH_SERVICES = "child_youth_services", _("Child and youth services")
    BANKING_FINANCE = "banking_finance", _("Banking and finance")
    CYBER_SECURITY = "cyber_security", _("Cyber security")
    JOURNALISM = "journalism", _("Journalism")
    HOSPITALITY = "hospitality", _("Hospitality")
    LAW_JUSTICE = "law_justice", _("Law and justice")
    POLICING = "policing", _("Policing")
    HEALTH_CARE = "health_care", _("Health care")
    EDUCATION = "education", _("Schools and education")
    TECHNOLOGY_SOCIAL_MEDIA = "technology_social_media", _("Social media and technology")
    COMMUNITIES_ELDERS_FAITH = "communities_elders_faith", _("Communities, elders and faith")
    IMMIGRATION_SETTLEMENT = "immigration_settlement", _("Immigration and settlement")
    REFUGEE_SERVICES = "refugee_services", _("Refugee services")


class OrganisationKind(models.TextChoices):
    """What an organisation is, in one word."""

    AGENCY = "agency", _("service agency")
    COMMUNITY = "community", _("community organisation")
    FAITH = "faith", _("faith body")
    SCHOOL = "school", _("school or school board")
    UNIVERSITY = "university", _("university or college")
    HEALTH = "health", _("health service")
    JUSTICE = "justice", _("court or legal service")
    POLICE = "police", _("police service")
    GOVERNMENT = "government", _("government body")
    COMPANY = "company", _("company")
    NETWORK = "network", _("network or association")


class Region(models.TextChoices):
    """World regions; which country lies where is data (`data/regions.toml`)."""

    AFRICA = "africa", _("Africa")
    ASIA = "asia", _("Asia")
    EUROPE = "europe", _("Europe")
    LATIN_AMERICA = "latin_america_caribbean", _("Latin America and the Caribbean")
    NORTHERN_AMERICA = "northern_america", _("Northern America")
    OCEANIA = "oceania", _("Oceania")


class NameKind(models.TextChoices):
    """Why a person bears a name."""

    CHOSEN = "chosen", _("the name I go by")
    LEGAL = "legal", _("legal name")
    COMMUNITY = "community", _("community or ceremonial name")
    NICKNAME = "nickname", _("nickname")
    UNSAFE = "unsafe", _("a name nobody should use for me")
    FORMER = "former", _("former name")


SEALED_NAMES = frozenset({NameKind.LEGAL, NameKind.UNSAFE, NameKind.FORMER})
"""Kinds whose words are encrypted under the person's key."""


class SeenBy(models.TextChoices):
    """Who may see a name."""

    EVERYONE = "everyone", _("everyone")
    CUSTODIAN = "custodian", _("the leads of one organisation, with a reason")
    ME = "me", _("only me")


class NameContext(models.TextChoices):
    """Where a name is used."""

    EVERYWHERE = "everywhere", _("everywhere")
    CERTIFICATES = "certificates", _("on certificates")
    PAYMENTS = "payments", _("for payments")
    TRAVEL = "travel", _("for travel and visas")
    COMMUNITY = "community", _("in my community")


class ConsentStep(models.TextChoices):
    """What happened to a consent."""

    GIVEN = "given", _("given")
    REPLACED = "replaced", _("given anew")
    WITHDRAWN = "withdrawn", _("withdrawn")


class Use(models.TextChoices):
    """What a person may consent to. Nothing else can be asked."""

    SHOW_AS_PANELLIST = "show_as_panellist", _("Show me as a panellist")
    CONTACT_BY_MAIL = "contact_by_mail", _("Write to me about other programmes")
    SHOW_IN_COHORT = "show_in_cohort", _("Show me to my cohort")
    RECORD_SESSIONS = "record_sessions", _("Record my sessions")
    BALANCE_PANELS = "balance_panels", _("Help to balance panels")


@dataclass(frozen=True, slots=True)
class UseTerms:
    """The terms of one use.

    Attributes:
        purpose: what is done, in plain words.
        not_done: what is never done.
        days: the longest that a consent can last.
        is_public: what is shown, is shown to anyone.
        needs_lived_experience: this consent exists only together with what the person told.
    """

    purpose: Promise
    not_done: Promise
    days: int
    is_public: bool = False
    needs_lived_experience: bool = False


USE_TERMS: dict[Use, UseTerms] = {
    Use.SHOW_AS_PANELLIST: UseTerms(
        _("Your name, your organisation and your sectors are on the public page of the programme."),
        _("Your address, your bio and your other names are not shown."),
        days=730,
        is_public=True,
    ),
    Use.CONTACT_BY_MAIL: UseTerms(
        _("We write to you about other programmes and meetings, a few times a year."),
        _("Your address is not given to anyone."),
        days=730,
    ),
    Use.SHOW_IN_COHORT: UseTerms(
        _("People in your cohort see your name, organisation, country and sectors."),
        _("Your mail address is not shown."),
        days=730,
    ),
    Use.RECORD_SESSIONS: UseTerms(
        _("Sessions in which you speak may be recorded for people who could not be there."),
        _("Recordings are not published and not used to train software."),
        days=365,
    ),
    Use.BALANCE_PANELS: UseTerms(
        _("When panels are composed, we see to it that people with lived experience are among the speakers."),
        _(
            "Nobody is told that you are one of them: not the organisers, not the other speakers. "
            "It is in no list, search, export or explanation."
        ),
        days=365,
        needs_lived_experience=True,
    ),
}

SHORTEST_CONSENT_DAYS = 1
LONGEST_CONSENT_DAYS = max(terms.days for terms in USE_TERMS.values())
CONSENT_DURATIONS = (30, 90, 182, 365, 730)
