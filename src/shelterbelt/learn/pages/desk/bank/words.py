"""Reasons, classes and answers of matching in words."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

REASONS = {
    "reference_exact": _("The payment reference stands in the text."),
    "reference_typo": _("The payment reference stands in the text with one slip."),
    "employer_reference": _("The employer’s own reference stands in the text."),
    "owed_exactly": _("The amount is what is still owed."),
    "instalment": _("The amount is that of an instalment."),
    "part": _("The amount is a part of what is owed."),
    "name_similar": _("The name is like that of who pays."),
    "refund_due": _("The amount is what was to be paid back."),
    "same_amount_paid": _("The same amount was paid before."),
    "bank_says_returned": _("The bank says that it is a return."),
    "by_hand": _("Chosen by a person."),
    "outgoing": _("Money that went out and has nothing to do with fees. Its text was not kept."),
}
WHY = {
    "nothing_found": _("No reference was found, and no name and amount that fit."),
    "several": _("It fits more than one statement."),
    "rivals": _("Another line fits the same statement as well."),
    "more_than_owed": _("It is more than what is still owed. It may be paid twice."),
    "other_currency": _("The statement is in another currency."),
    "not_a_return": _("It is neither a payment back that is due nor a return of a payment."),
    "forgotten": _("The text was destroyed after 180 days."),
}
KINDS = {
    "payment": pgettext_lazy("bank line", "payment"),
    "refund": pgettext_lazy("bank line", "paid back"),
    "chargeback": pgettext_lazy("bank line", "taken back by the bank"),
}
CLASSES = {
    "certain": (pgettext_lazy("match", "certain"), "success"),
    "likely": (pgettext_lazy("match", "likely"), "info"),
    "possible": (pgettext_lazy("match", "possible: please look"), "care"),
}
TABS = (
    ("proposed", pgettext_lazy("bank lines", "To confirm")),
    ("open", pgettext_lazy("bank lines", "No match")),
    ("matched", pgettext_lazy("bank lines", "Matched")),
    ("ignored", pgettext_lazy("bank lines", "Not ours")),
)
