"""What every field for free text says beside it."""

from django.utils.translation import gettext_lazy as _

FREE_TEXT_ADVICE = _(
    "Please do not write about a child or young person who could be recognised: no names, places, dates or unusual "
    "details. If someone is in danger now, call the emergency number where you are; nobody reads this at all hours."
)
