"""Who reaches which rows of review, admission and money, whatever the code above asks.

An application is read by its link, its account and programme staff; reviewers and finance have tables of their own
in which the applicant's name does not stand in the open.
"""

from django.db import migrations

from shelterbelt.ground.db.operations import AppendOnly, ForceRowSecurity
from shelterbelt.ground.db.policies import any_of, own_account, own_link, own_role, the_system

_STAFF = ("programme_lead", "programme_staff")
_DESK = own_role("organisation", *_STAFF)
_PAYMASTERS = own_role("organisation", "programme_lead", "finance")
_HOLDER = any_of(own_link("token_digest"), own_account("account_id"))
_HELD = f"SELECT id FROM learn_application WHERE {_HOLDER}"
_OWN = f"application_id IN ({_HELD})"
_OWN_STATEMENT = f"statement_id IN (SELECT id FROM learn_feestatement WHERE {_OWN})"
_OWN_REVIEWS = any_of(own_account("account_id"))
_ASKED = f"application_id IN (SELECT application_id FROM learn_review WHERE {_OWN_REVIEWS} AND state IN ('asked', 'given'))"


def _again(model: str, using: str) -> list[migrations.operations.base.Operation]:
    table = f"learn_{model.lower()}"
    old = any_of(
        own_link("token_digest"),
        "organisation = ANY ((SELECT string_to_array("
        "nullif(current_setting('shelterbelt.organisations', true), ''), ',')::uuid[])::uuid[])",
        own_account("account_id"),
        the_system(),
    )
    drop = f"DROP POLICY shelterbelt_rows ON {table}"
    make = f"CREATE POLICY shelterbelt_rows ON {table} USING ({{0}}) WITH CHECK ({{0}})"
    return [migrations.RunSQL([drop, make.format(using)], [drop, make.format(old)])]


class Migration(migrations.Migration):
    dependencies = [("learn", "0004_admission")]

    operations = [
        *_again("Application", any_of(_HOLDER, _DESK, the_system())),
        ForceRowSecurity("BlindCopy", any_of(_ASKED, _DESK, the_system())),
        ForceRowSecurity("Review", any_of(own_account("account_id"), _DESK, the_system())),
        ForceRowSecurity(
            "ReviewScore",
            any_of(
                f"review_id IN (SELECT id FROM learn_review WHERE {any_of(own_account('account_id'), _DESK)})",
                the_system(),
            ),
        ),
        ForceRowSecurity("Selection", any_of(_DESK, the_system())),
        ForceRowSecurity("Decision", any_of(_DESK, the_system())),
        ForceRowSecurity("Offer", any_of(_OWN, _DESK, the_system())),
        ForceRowSecurity("WaitingPlace", any_of(_OWN, _DESK, the_system())),
        ForceRowSecurity("Announcement", any_of(_DESK, the_system())),
        ForceRowSecurity("FeeStatement", any_of(_OWN, _PAYMASTERS, the_system())),
        ForceRowSecurity(
            "Instalment",
            any_of(
                _OWN_STATEMENT,
                f"statement_id IN (SELECT id FROM learn_feestatement WHERE {_PAYMASTERS})",
                the_system(),
            ),
        ),
        ForceRowSecurity(
            "LedgerEntry",
            any_of(
                f"statement IN (SELECT id FROM learn_feestatement WHERE {_OWN})", _PAYMASTERS, the_system()
            ),
        ),
        AppendOnly("LedgerEntry"),
        ForceRowSecurity("BursaryPool", any_of(_PAYMASTERS, the_system())),
        ForceRowSecurity(
            "BursaryGrant",
            any_of(
                _OWN_STATEMENT,
                f"pool_id IN (SELECT cohort_id FROM learn_bursarypool WHERE {_PAYMASTERS})",
                the_system(),
            ),
        ),
        ForceRowSecurity("Invoice", any_of(_OWN_STATEMENT, _PAYMASTERS, the_system())),
        ForceRowSecurity("InvoiceNumber", any_of(_PAYMASTERS, the_system())),
        ForceRowSecurity("BankFile", any_of(own_role("organisation", "finance"), the_system())),
        ForceRowSecurity("BankLine", any_of(own_role("organisation", "finance"), the_system())),
        ForceRowSecurity("Honorarium", any_of(own_account("account"), _PAYMASTERS, the_system())),
    ]
