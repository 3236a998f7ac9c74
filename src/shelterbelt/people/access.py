"""Who may do what with people and organisations."""

from django.db.models import Q

from shelterbelt.ground.access.permissions import NOTHING, Permission, by_organisation, own_account
from shelterbelt.ground.access.roles import Actor, Role

LEADS = frozenset({Role.PROGRAMME_LEAD})
STAFF = frozenset({Role.PROGRAMME_LEAD, Role.PROGRAMME_STAFF})

AGENCY_LEADS = frozenset({Role.AGENCY_LEADER})
SEES_TEXTS = frozenset({*STAFF, Role.REVIEWER, Role.SAFEGUARDING, Role.COMPLAINTS_OFFICER})


def bears(actor: Actor) -> Q:
    """The row of the secret link that the actor holds."""
    return Q(token_digest=actor.bearer) if actor.bearer else NOTHING


def handles(actor: Actor) -> Q:
    """Complaints that an officer may read: never where they are in the programme's line, never one about them."""
    places = actor.organisations(Role.COMPLAINTS_OFFICER) - actor.organisations(*STAFF)
    own = Q(withheld_from__contains=[actor.account]) if actor.account else NOTHING
    return Q(organisation__in=places) & ~own


HOLD_SELF = Permission("people.self.hold", reads=own_account(), is_for_signed_in=True)
"""Everyone, for what is their own."""

HOLD_OWN_RECORDS = Permission(
    "people.own_records.hold", reads=own_account("person__account_id"), is_for_signed_in=True
)
"""Everyone, for their own names, consents and statements."""

ASK_CONFIRMATION = Permission(
    "people.identity.ask", STAFF, by_organisation("organisation", *STAFF), is_for_bearers=True
)
"""Someone who wants to take part names who knows them; the slice that gave out the link makes sure it is their own."""

SIGN_CONDUCT = Permission("people.conduct.sign", is_for_bearers=True, is_for_signed_in=True)

READ_COLLEAGUES = Permission("people.professional.read", STAFF, by_organisation("organisation_id", *STAFF))
"""Programme staff, for the people of their own organisation."""

PLAN_WITH_PEOPLE = Permission("people.professional.plan", STAFF)
"""Programme staff, for the working facts of people named by id, whatever their organisation."""

REGISTER_PEOPLE = Permission("people.professional.register", STAFF)
"""Programme staff, for people who will speak or take part."""

READ_CONFIRMATIONS = Permission("people.identity.read", STAFF, by_organisation("organisation", *STAFF))
"""Programme staff, for whether someone's identity was confirmed."""

ANSWER_CONFIRMATION = Permission("people.identity.answer", reads=bears, is_for_bearers=True)
"""An employer, a referee or an elder, for the one question behind their link."""

COMPLAIN = Permission("people.complaint.make", is_public=True)

HOLD_COMPLAINT = Permission("people.complaint.hold", reads=bears, is_for_bearers=True)
"""Whoever complained, behind the link they were given."""

HANDLE_COMPLAINTS = Permission("people.complaint.handle", frozenset({Role.COMPLAINTS_OFFICER}), reads=handles)
"""Complaints officers alone: no lead, no staff, no operator sees a complaint or how many there are."""

HOLD_TEXTS = Permission("people.text.hold", SEES_TEXTS, by_organisation("organisation", *SEES_TEXTS))
"""Whoever reads free text in the course of work can have it held at once."""

SEES_AGENCY_TEXTS = frozenset(
    {*AGENCY_LEADS, Role.FRONT_LINE, Role.SURVIVOR_ADVISER, Role.BOARD_MEMBER, Role.PROGRAMME_ADVISER}
)
HOLD_SEEN_TEXTS = Permission("people.text.hold_seen", SEES_TEXTS | SEES_AGENCY_TEXTS)
"""Whoever reads free text anywhere can have held what they can see; the slice that shows the text finds it for them."""

ACT_ON_TEXTS = Permission(
    "people.text.act", frozenset({Role.SAFEGUARDING}), by_organisation("organisation", Role.SAFEGUARDING)
)
"""The people on call, for texts that are held."""

READ_PROOF = Permission("people.erasure.read", is_for_bearers=True)
"""Whoever was given the number of an erasure: it is the secret link; the proof tells nothing about anybody."""

READ_PRIVACY = Permission("people.privacy.read", is_public=True)

SET_ON_CALL = Permission(
    "people.on_call.set", LEADS | AGENCY_LEADS, by_organisation("organisation", *LEADS, *AGENCY_LEADS)
)

OPEN_LEGAL_NAMES = Permission("people.legal_name.open", LEADS, by_organisation("custodian", *LEADS))
"""Leads of the organisation that the person made the custodian of a name."""

REGISTER_ORGANISATIONS = Permission("people.organisation.register", frozenset({Role.OPERATOR, *STAFF}))

GRANT_ROLES = Permission("people.role.grant", frozenset({Role.OPERATOR, Role.AGENCY_LEADER, *LEADS}))

GRANTABLE: dict[Role, frozenset[Role]] = {
    Role.OPERATOR: frozenset(
        {Role.OPERATOR, Role.PROGRAMME_LEAD, Role.COMPLAINTS_OFFICER, Role.AGENCY_LEADER}
    ),
    Role.AGENCY_LEADER: frozenset(
        {
            Role.AGENCY_LEADER,
            Role.FRONT_LINE,
            Role.SURVIVOR_ADVISER,
            Role.BOARD_MEMBER,
            Role.SAFEGUARDING,
        }
    ),
    Role.PROGRAMME_LEAD: frozenset(
        {
            Role.PROGRAMME_LEAD,
            Role.PROGRAMME_STAFF,
            Role.PANELLIST,
            Role.PARTICIPANT,
            Role.REVIEWER,
            Role.FINANCE,
            Role.SAFEGUARDING,
            Role.PROGRAMME_ADVISER,
        }
    ),
}
"""Which roles may be given by whom. A complaints officer stands outside the programme's line: no lead appoints one."""

OUTSIDE_THE_LINE = frozenset({Role.COMPLAINTS_OFFICER})
IN_THE_LINE = STAFF
"""Nobody holds a role of both in one organisation: a complaint must not be read by whom it may be about."""
