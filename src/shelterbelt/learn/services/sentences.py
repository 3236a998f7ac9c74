"""Sentences about answers that cannot be kept."""

from django.utils.translation import gettext_lazy as _

TOO_MANY_PARTS = _("You can pay in up to %(most)d parts.")
AMOUNT_RANGE = _("Please give an amount from %(least)s to %(most)s.")
NAME_EMPLOYER = _("Please give the name of the organisation that pays, as it should stand on the invoice.")
ADDRESS_EMPLOYER = _("Please give the address of the organisation that pays.")
TOO_LONG = _("Please shorten this to %(most)d characters.")
REASON_NEEDED = _("Please give the reason in a few words.")
WITHIN_EXTENSION = _("Please choose a later end that the programme's rules allow.")
CANNOT_SEAT = _(
    "A place in this cohort cannot be offered to this person at the moment. Put them on the waiting list: they are "
    "offered a place as soon as that is possible. Or think of a later cohort."
)
