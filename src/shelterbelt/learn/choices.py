"""The closed lists of programmes."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class CohortState(TextChoices):
    """What people outside can do with a cohort."""

    DRAFT = "draft", pgettext_lazy("cohort", "draft, seen by staff only")
    OPEN = "open", pgettext_lazy("cohort", "open for applications")
    CLOSED = "closed", pgettext_lazy("cohort", "closed for applications")


class PlanState(TextChoices):
    """A plan is tried, then published; a later one takes its place."""

    DRAFT = "draft", pgettext_lazy("plan", "draft")
    PUBLISHED = "published", pgettext_lazy("plan", "published")
    SUPERSEDED = "superseded", pgettext_lazy("plan", "replaced by a later plan")


class ApplicationState(TextChoices):
    """Where an application stands."""

    DRAFT = "draft", pgettext_lazy("application", "not sent yet")
    SUBMITTED = "submitted", pgettext_lazy("application", "sent")
    WITHDRAWN = "withdrawn", pgettext_lazy("application", "withdrawn")


class Mode(TextChoices):
    """How someone takes part."""

    ON_SITE = "on_site", _("in the room")
    ONLINE = "online", _("online")


class SeatState(TextChoices):
    """Whether a panellist has said yes."""

    PROPOSED = "proposed", pgettext_lazy("seat", "asked")
    CONFIRMED = "confirmed", pgettext_lazy("seat", "said yes")
    DECLINED = "declined", pgettext_lazy("seat", "said no")


class InvitationMethod(TextChoices):
    """What a calendar mail asks of the receiver's calendar (RFC 5546)."""

    REQUEST = "REQUEST", _("invitation")
    CANCEL = "CANCEL", _("cancellation")


DRAFT_KEPT_DAYS = 60
"""Days after its last change on which an application that was never sent is erased."""

WITHDRAWN_KEPT_DAYS = 30
"""Days after which a withdrawn application is erased."""

SENT_KEPT_DAYS = 365
"""Days after the end of applications on which a sent application is erased, unless a decision sets another date."""
