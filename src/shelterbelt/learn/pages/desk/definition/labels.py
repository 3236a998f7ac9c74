"""What the fields of a definition are called on the form, and the help beside them."""

from django.utils.translation import gettext_lazy as _

from shelterbelt.learn.pages.desk.definition.label import ASSUMPTION, Label, Said
from shelterbelt.learn.pages.desk.definition.labels_admission import ADMISSION

PARTS: dict[str, tuple[Said, Said, dict[str, Label]]] = {
    "programme": (
        _("The programme"),
        _("What stays the same from cohort to cohort."),
        {
            "title": Label(_("Title")),
            "summary": Label(_("What it is"), _("A few sentences."), "long"),
            "for_whom": Label(_("For whom"), "", "long"),
            "accessibility": Label(
                _("Accessibility"), _("What is arranged, and how to ask for more."), "long"
            ),
            "taught_by": Label(_("Who teaches"), "", "long"),
            "slug": Label(_("Short name for web addresses"), _("It stays as it is once the cohort is made.")),
            "host_city": Label(_("Host city")),
            "host_country": Label(_("Host country"), "", "country"),
            "host_zone": Label(
                _("Time zone of the host"), _("All clock times are read on this clock."), "zone"
            ),
            "languages": Label(_("Languages of teaching"), _("Short codes with commas: en, fr.")),
            "page_languages": Label(
                _("Languages of the public page"),
                _("Every text must be written in each of them: en, fr, es."),
            ),
            "assumption": ASSUMPTION,
        },
    ),
    "cohort": (
        _("This cohort"),
        "",
        {
            "label": Label(_("Name of the cohort"), _("Such as: January 2027.")),
            "slug": Label(_("Short name for its web address"), _("Small letters, digits, hyphens: 2027-01.")),
            "first_week": Label(_("Monday of week 1"), "", "date"),
            "weeks": Label(_("Length in weeks"), "", "number"),
            "apply_opens": Label(_("Applications open"), "", "moment"),
            "apply_closes": Label(_("Applications close"), _("Before the first week begins."), "moment"),
            "apply_zone": Label(_("On whose clock"), _("Left empty, it is the host's own."), "zone"),
            "assumption": ASSUMPTION,
        },
    ),
    "capacity": (
        _("Places"),
        _("Two separate numbers."),
        {
            "on_site": Label(_("People in the room"), "", "number"),
            "online": Label(_("People online"), "", "number"),
            "assumption": ASSUMPTION,
        },
    ),
    "cost": (
        _("Cost"),
        _("Amounts with decimals, such as 450.00. Left empty, no fee is shown."),
        {
            "currency": Label(_("Currency"), _("Three letters: CAD.")),
            "fee": Label(_("Fee for one participant"), "", "money"),
            "bursary_pool": Label(_("Money for bursaries"), "", "money"),
            "honorarium": Label(_("Paid to a panellist for one appearance"), "", "money"),
            "includes": Label(_("What the fee includes"), "", "long"),
            "assumption": ASSUMPTION,
        },
    ),
    "eligibility": (
        _("Who may apply"),
        "",
        {"text": Label(_("Who may apply"), "", "long"), "assumption": ASSUMPTION},
    ),
    "panels": (
        _("Rules for panels"),
        "",
        {
            "sectors": Label(_("Sectors that the panels must cover between them"), "", "sectors"),
            "seats": Label(_("Seats on a panel"), "", "number"),
            "max_per_organisation": Label(_("At most from one organisation"), "", "number"),
            "max_unsociable_points": Label(
                _("At most this many points of unsociable time"), _("For one appearance."), "number"
            ),
            "max_appearances": Label(_("At most this many appearances each"), "", "number"),
            "budget": Label(_("Budget for the whole series"), "", "money"),
            "assumption": ASSUMPTION,
        },
    ),
    **ADMISSION,
}

SERIES: dict[str, Label] = {
    "title": Label(_("Title")),
    "key": Label(_("Key"), _("Small letters and _, such as evening_panels. Calendars know meetings by it.")),
    "kind": Label(_("Kind of meeting"), "", "kind"),
    "mode": Label(_("How people take part"), "", "mode"),
    "pattern": Label(_("Pattern of dates"), "", "pattern"),
    "weekdays": Label(_("Weekdays"), "", "weekdays"),
    "weekday": Label(_("Weekday"), "", "weekday"),
    "weeks": Label(_("In which weeks"), _("Such as 1-10, 12. Left empty, every week.")),
    "nth": Label(_("Which one of the month"), _("1 is the first, -1 the last."), "number"),
    "dates": Label(_("Dates"), _("Year-month-day with commas: 2027-01-15, 2027-02-12.")),
    "days": Label(_("Days on end"), "", "number"),
    "count": Label(_("How many meetings"), "", "number"),
    "start": Label(_("Starts at"), _("On the host's clock."), "time"),
    "minutes": Label(_("Length in minutes"), "", "number"),
    "earliest_start": Label(_("Earliest start the host accepts"), "", "time"),
    "latest_start": Label(_("Latest start the host accepts"), "", "time"),
    "grid_minutes": Label(_("In steps of minutes"), _("Left empty, 30."), "number"),
    "zone": Label(_("Another clock than the host's"), "", "zone"),
    "live_core_minutes": Label(
        _("Minutes that must be lived together"), _("Left empty, all of it."), "number"
    ),
    "has_panel": Label(_("A panel sits at every meeting"), "", "flag"),
    "capacity_on_site": Label(_("Places in the room, if not the cohort's"), "", "number"),
    "capacity_online": Label(_("Places online, if not the cohort's"), "", "number"),
    "assumption": ASSUMPTION,
}

KINDS: dict[str, Said] = {
    "teaching_day": _("teaching day"),
    "panel": _("panel"),
    "course_session": _("session of a course"),
    "workshop": _("workshop"),
    "residency": _("residency: days together in one place"),
}
MODES: dict[str, Said] = {
    "hybrid": _("in the room or online"),
    "online": _("online"),
    "in_person": _("in the room"),
}
PATTERNS: dict[str, Said] = {
    "weekly": _("weekly: on these weekdays in these weeks"),
    "choose": _("choose: the plan chooses the best of these weeks"),
    "monthly": _("monthly: such as the first Saturday"),
    "dates": _("dates: exactly these"),
    "block": _("block: several days on end"),
}
WEEKDAYS: dict[str, Said] = {
    "monday": _("Monday"),
    "tuesday": _("Tuesday"),
    "wednesday": _("Wednesday"),
    "thursday": _("Thursday"),
    "friday": _("Friday"),
    "saturday": _("Saturday"),
    "sunday": _("Sunday"),
}
