"""What the application's role may and may not do."""

import psycopg
import pytest
from django.db import connection, transaction
from django.db.utils import ProgrammingError

from shelterbelt.ground.db.prepare import powers_of_role


@pytest.mark.django_db
def test_application_role_has_no_powers():
    with connection.cursor() as cursor:
        assert powers_of_role(cursor.connection) == ()
        cursor.execute("SELECT current_user")
        assert cursor.fetchone() == ("shelterbelt_app",)
