"""Forms as people meet them: every field named, helped, and its mistake told in two places."""

import re

from django import forms
from django.test import override_settings
from django.utils.translation import override

from shelterbelt.ground.design.pages.styles import SampleForm
from shelterbelt.ground.design.widgets import CountryField, LanguagesField, LongText, ZoneField


class Small(forms.Form):
    name = forms.CharField(help_text="As you like.")
    way = forms.ChoiceField(choices=[("a", "A"), ("b", "B")], widget=forms.RadioSelect, required=False)
    zone = ZoneField()
    country = CountryField(required=False)
    languages = LanguagesField(most=3, required=False)
    told = forms.CharField(widget=LongText(advice="Name nobody."), required=False)


GIVEN = {"name": "Ama", "zone": "Africa/Accra", "languages_0": "ak", "languages_1": "en", "languages_2": "ak"}


def test_values_come_back_clean() -> None:
    form = Small({**GIVEN, "country": "GH"})
    assert form.is_valid(), form.errors
    assert form.cleaned_data["languages"] == ["ak", "en"]
    assert (form.cleaned_data["zone"], form.cleaned_data["country"]) == ("Africa/Accra", "GH")


def test_unknown_zone_country_and_language_are_refused() -> None:
    form = Small({**GIVEN, "zone": "Mars/Base", "country": "XX", "languages_0": "klingon"})
    assert set(form.errors) == {"zone", "country", "languages"}


def test_each_mistake_is_told_above_and_at_the_field() -> None:
    drawn = str(Small({**GIVEN, "name": ""}))
    assert 'href="#id_name"' in drawn
    assert drawn.count("This field is required.") == 2
    assert 'aria-invalid="true"' in drawn
    assert 'aria-describedby="id_name_helptext id_name_error"' in drawn
    assert 'id="id_name_error"' in drawn
    assert 'id="id_name_helptext"' in drawn


def test_summary_links_lead_somewhere() -> None:
    drawn = str(SampleForm({}))
    targets = re.findall(r'<a href="#([^"]+)"', drawn)
    identifiers = re.findall(r'\bid="([^"]+)"', drawn)
    assert len(targets) == 6
    assert [target for target in targets if target not in identifiers] == []
    assert len(identifiers) == len(set(identifiers))


def test_every_description_that_is_named_exists() -> None:
    drawn = str(SampleForm({}))
    named = {one for group in re.findall(r'aria-describedby="([^"]+)"', drawn) for one in group.split()}
    assert named
    assert {one for one in named if f'id="{one}"' not in drawn} == set()


def test_optional_fields_say_so_and_required_ones_do_not() -> None:
    drawn = str(Small())
    assert drawn.count("(optional)") == 4
    assert re.search(r"<legend>Way <span class=\"optional\">", drawn)


def test_advice_is_read_out_with_its_field() -> None:
    drawn = str(Small()["told"])
    assert 'aria-describedby="id_told_advice"' in drawn
    assert '<p class="help" id="id_told_advice">Name nobody.</p>' in drawn


def test_value_of_a_reader_is_escaped() -> None:
    drawn = str(Small({**GIVEN, "name": '"><script>x</script>', "told": "</textarea><b>"}))
    assert "<script>x" not in drawn
    assert "</textarea><b>" not in drawn


def test_names_are_in_the_reader_s_language() -> None:
    with override("fr"):
        french = str(Small()["country"])
        zones = str(Small()["zone"])
    with override("ar"):
        arabic = str(Small()["languages"])
    assert ">Allemagne</option>" in french
    assert '<optgroup label="Europe">' in zones
    assert ">الفرنسية</option>" in arabic


@override_settings(USE_I18N=False)
def test_names_fall_back_to_english() -> None:
    assert ">Germany</option>" in str(Small()["country"])
