"""Closed lists of what agencies say about themselves."""

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy


class Group(TextChoices):
    """Whose view an answer is."""

    LEADER = "leader", pgettext_lazy("whose view", "leaders")
    FRONT_LINE = "front_line", pgettext_lazy("whose view", "front-line staff")
    SURVIVOR_ADVISER = "survivor_adviser", pgettext_lazy("whose view", "survivor advisers")
    YOUNG_ADVISER = "young_adviser", pgettext_lazy("whose view", "young people’s advisers")
    BOARD = "board", pgettext_lazy("whose view", "board")


class SiteKind(TextChoices):
    """Kinds of places where young people live, learn or come by; the keys of the question set."""

    GROUP_HOME = "group_home", pgettext_lazy("site", "group home")
    FOSTER_CARE = "foster_care", pgettext_lazy("site", "foster care")
    SCHOOL = "school", pgettext_lazy("site", "school")
    SHELTER = "shelter", pgettext_lazy("site", "shelter")
    DROP_IN = "drop_in", pgettext_lazy("site", "drop-in")
    CAMP = "camp", pgettext_lazy("site", "camp for displaced people")
    RESIDENCE = "residence", pgettext_lazy("site", "residence of unaccompanied minors")


class Given(TextChoices):
    """Answers to a question of the set, the most cautious first."""

    NEED_SUPPORT = "need_support", pgettext_lazy("answer", "we need support")
    NOT_MET = "not_met", pgettext_lazy("answer", "not met")
    IN_PROGRESS = "in_progress", pgettext_lazy("answer", "in progress")
    MET = "met", pgettext_lazy("answer", "met")
    DOES_NOT_APPLY = "does_not_apply", pgettext_lazy("answer", "does not apply")


class AssessmentState(TextChoices):
    """Where an assessment stands. A closed one is never changed."""

    OPEN = "open", pgettext_lazy("assessment", "open")
    CLOSED = "closed", pgettext_lazy("assessment", "closed")


class EvidenceKind(TextChoices):
    """What shows that an answer is so. Files are never uploaded: it says where the thing is kept."""

    DOCUMENT = "document", pgettext_lazy("evidence", "document")
    RECORD = "record", pgettext_lazy("evidence", "record")
    VISIT = "visit", pgettext_lazy("evidence", "visit")
    CONVERSATION = "conversation", pgettext_lazy("evidence", "conversation")
    OTHER = "other", pgettext_lazy("evidence", "other")


class Seen(TextChoices):
    """What was found at one look of a walk-through."""

    YES = "yes", pgettext_lazy("look", "yes, it is so")
    PARTLY = "partly", pgettext_lazy("look", "in part")
    NO = "no", pgettext_lazy("look", "no")
    NOT_LOOKED = "not_looked", pgettext_lazy("look", "not looked at")


class StrategyState(TextChoices):
    """Where a strategy stands."""

    DRAFT = "draft", pgettext_lazy("strategy", "draft")
    IN_FORCE = "in_force", pgettext_lazy("strategy", "in force")
    CLOSED = "closed", pgettext_lazy("strategy", "closed")


class ActionState(TextChoices):
    """Where an action stands."""

    PLANNED = "planned", pgettext_lazy("action", "planned")
    UNDER_WAY = "under_way", pgettext_lazy("action", "under way")
    DONE = "done", pgettext_lazy("action", "done")
    DROPPED = "dropped", pgettext_lazy("action", "dropped")


class SignedAs(TextChoices):
    """What a survivor adviser says of a strategy."""

    AGREED = "agreed", pgettext_lazy("sign-off", "I agree")
    AGREED_IF = "agreed_if", pgettext_lazy("sign-off", "I agree if this is changed")
    NOT_YET = "not_yet", pgettext_lazy("sign-off", "not yet")


DUE_SOON_DAYS = 30
"""How long before a date somebody is reminded of it."""

ANSWERS_REMINDED_DAYS = 7
"""How long before an assessment stops asking somebody is reminded who has not answered."""

FEWEST_PEERS = 5
"""Others who must have agreed before an agency is compared with them."""

CARDS_AT_ONCE = 100
"""Cards for anonymous answers that are printed in one go."""

INVITATION_DAYS = 14
"""How long the link in an invitation works; sending it again begins anew."""

INVITATION_KEPT_DAYS = 30
"""How long after that the name and address stay, so that it can be sent again."""
