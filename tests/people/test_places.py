"""Names of countries, as the reader calls them."""

from django.utils import translation

from shelterbelt.people.choices import country_name


def test_country_is_named_in_the_readers_language_unless_another_is_asked() -> None:
    with translation.override("fr"):
        assert country_name("DE") == "Allemagne"
        assert country_name("DE", "en") == "Germany"
    with translation.override("ar"):
        assert country_name("KE") == "كينيا"
    assert country_name("ZZ-none") == "ZZ-none"
