"""What the fields of admission are called on the form: whom a cohort needs, offers, fees, conduct."""

from django.utils.translation import gettext_lazy as _

from shelterbelt.learn.pages.desk.definition.label import ASSUMPTION, Label, Said

ADMISSION: dict[str, tuple[Said, Said, dict[str, Label]]] = {
    "review": (
        _("How applications are read"),
        _("Readers see no name. Each criterion gets from 0 to the most points."),
        {
            "points": Label(_("Most points for a criterion"), _("Left empty, 4."), "number"),
            "readers": Label(_("Readers of each application"), _("Left empty, 2."), "number"),
            "disagreement_percent": Label(
                _("One more reads when totals differ by more percent than"), _("Left empty, 25."), "number"
            ),
            "days": Label(_("Days a reader has"), _("Left empty, 14."), "number"),
            "assumption": ASSUMPTION,
        },
    ),
    "balance": (
        _("Whom the cohort needs"),
        _(
            "Goals, weighed in this order. One that cannot be met is said in the open. Left empty, it is no goal."
        ),
        {
            "each_sector_at_least": Label(_("People of each sector, at least"), "", "number"),
            "lower_income_at_least_percent": Label(
                _("Percent from countries of lower middle and low income, at least"), "", "number"
            ),
            "region_at_most_percent": Label(_("Percent from one region, at most"), "", "number"),
            "communities": Label(
                _("Communities"),
                _("Only people who chose to name theirs are counted."),
                "communities",
            ),
            "each_community_at_least": Label(_("People of each of them, at least"), "", "number"),
            "organisation_at_most": Label(
                _("People of one organisation, at most"), _("Left empty, 2."), "number"
            ),
            "score_at_least_percent": Label(
                _("Percent of the points, at least"), _("Who has fewer is not proposed."), "number"
            ),
            "assumption": ASSUMPTION,
        },
    ),
    "offers": (
        _("Offers of a place"),
        _("All numbers are days."),
        {
            "answer_days": Label(_("Days to answer"), _("Left empty, 10."), "number"),
            "reminder_days": Label(
                _("A reminder so many days before the end"), _("Left empty, 3."), "number"
            ),
            "last_call_days": Label(
                _("No offers in the last days before the first week"), _("Left empty, 7."), "number"
            ),
            "extension_days": Label(_("Most days more for one person"), _("Left empty, 14."), "number"),
            "refund_days": Label(_("All is paid back within so many days"), _("Left empty, 30."), "number"),
            "assumption": ASSUMPTION,
        },
    ),
    "fees": (
        _("Fee by income of the country"),
        "",
        {
            "table_year": Label(
                _("Fiscal year of the World Bank’s table"),
                _("Such as 2027. Each cohort keeps its own."),
                "number",
            ),
            "pay_less_percent": Label(
                _("Least percent of the fee in the lane without proof"), _("0 lets people choose."), "number"
            ),
            "instalments": Label(_("Most parts in which a fee can be paid"), _("Left empty, 3."), "number"),
            "assumption": ASSUMPTION,
        },
    ),
    "fees.percent": (
        _("Percent of the fee"),
        _("All four, or none: then 100, 60, 30 and 10. Never more where incomes are lower."),
        {
            "high": Label(_("Countries of high income"), "", "number"),
            "upper_middle": Label(_("Countries of upper middle income"), "", "number"),
            "lower_middle": Label(_("Countries of lower middle income"), "", "number"),
            "low": Label(_("Countries of low income"), "", "number"),
        },
    ),
    "conduct": (
        _("Code of conduct"),
        _("Everyone in the cohort signs it."),
        {
            "version": Label(
                _("Version"), _("A new one whenever the words change, so that people are asked again.")
            ),
            "text": Label(_("The code"), _("One rule on a line."), "long"),
            "assumption": ASSUMPTION,
        },
    ),
}

CRITERIA: dict[str, Label] = {
    "title": Label(_("Criterion"), _("Shown on the public page.")),
    "guide": Label(_("What few and many points mean"), _("Shown on the public page."), "long"),
    "key": Label(_("Key"), _("Small letters and _, such as next_step.")),
    "weight": Label(_("How often its points count"), _("Left empty, once."), "number"),
}
