"""Who may do what with people and organisations."""

from shelterbelt.ground.access.permissions import Permission, by_organisation, own_account
from shelterbelt.ground.access.roles import Role

LEADS = frozenset({Role.PROGRAMME_LEAD})
STAFF = frozenset({Role.PROGRAMME_LEAD, Role.PROGRAMME_STAFF})

HOLD_SELF = Permission("people.self.hold", reads=own_account(), is_for_signed_in=True)
"""Everyone, for what is their own."""

HOLD_OWN_RECORDS = Permission(
    "people.own_records.hold", reads=own_account("person__account_id"), is_for_signed_in=True
)
"""Everyone, for their own names, consents and statements."""

READ_COLLEAGUES = Permission("people.professional.read", STAFF, by_organisation("organisation_id", *STAFF))
"""Programme staff, for the people of their own organisation."""

PLAN_WITH_PEOPLE = Permission("people.professional.plan", STAFF)
"""Programme staff, for the working facts of people named by id, whatever their organisation."""

REGISTER_PEOPLE = Permission("people.professional.register", STAFF)
"""Programme staff, for people who will speak or take part."""

OPEN_LEGAL_NAMES = Permission("people.legal_name.open", LEADS, by_organisation("custodian", *LEADS))
"""Leads of the organisation that the person made the custodian of a name."""

REGISTER_ORGANISATIONS = Permission("people.organisation.register", frozenset({Role.OPERATOR, *STAFF}))

GRANT_ROLES = Permission("people.role.grant", frozenset({Role.OPERATOR, *LEADS}))

GRANTABLE: dict[Role, frozenset[Role]] = {
    Role.OPERATOR: frozenset({Role.OPERATOR, Role.PROGRAMME_LEAD}),
    Role.PROGRAMME_LEAD: frozenset(
        {Role.PROGRAMME_LEAD, Role.PROGRAMME_STAFF, Role.PANELLIST, Role.PARTICIPANT}
    ),
}
"""Which roles may be given by whom: an operator appoints leads and operators, a lead everyone in the organisation."""
