"""A refused form on its page: as it was typed, the reason beside the field, nothing else altered."""

import re

import pytest

from web.refused_forms import Refusal, with_refusal

PAGE = """<!doctype html>
<html lang="it"><head><title>a &amp; b</title><script>if (1 < 2 && "</b>") x();</script></head><body>
<form action="/other"><input name="minuti" value="1"></form>
<details><summary>x</summary><details id="d"><summary>y</summary>
<form method="post" action="/save"><input type="hidden" name="riga" value="1"><label>M <input
name="minuti" value="12"></label></form>
</details></details>
<form method="post" action="/save"><input type="hidden" name="riga" value="2">
<label>M <input name="minuti" value="30"></label> <label>P <select
name="paga"><option value="a" selected>A</option>
<option value="b">B</option></select></label><label>N <textarea name="nota">vecchia</textarea></label>
<input type="checkbox" name="si" value="1" checked><input type="password" name="segreta">
<button name="no" value="1" formaction="/drop">No</button></form>
</body></html>"""


def refused(field="minuti", path="/save", **typed):
    sent = {"riga": "2", "minuti": "<25>", "paga": "b", "nota": "due\nrighe & più", **typed}
    found = {name: [value] for name, value in sent.items()}
    return with_refusal(PAGE, Refusal(path, found, "Non va <così>.", field))


def test_the_form_that_was_sent_is_as_it_was_typed_with_the_reason_beside_the_field():
    page = refused()
    assert (
        'value="&lt;25&gt;" aria-invalid="true" aria-describedby="rifiutato" autofocus=""'
        '><small class="wrong" id="rifiutato" role="alert">Non va &lt;così&gt;.</small></label>'
    ) in page
    assert '<option value="a">A</option>' in page
    assert '<option value="b" selected="">B</option>' in page
    assert '<textarea name="nota">\ndue\nrighe &amp; più</textarea>' in page
    assert '<input type="checkbox" name="si" value="1">' in page
    assert page.count("Non va") == 1


def test_all_else_of_the_page_stays_to_the_letter():
    page = refused()
    start = PAGE.index('<input type="hidden" name="riga" value="2"')
    assert page[:start] == PAGE[:start]
    assert page.endswith(PAGE[PAGE.index("<button") :])


def test_of_two_forms_to_one_address_the_one_that_was_sent_is_found_and_unfolded():
    page = refused(riga="1")
    assert page.count("<details open>") == 1
    assert '<details open id="d">' in page
    assert re.search(r'value="1"><label>M <input name="minuti" value="&lt;25&gt;"', page)
    assert 'name="minuti" value="30"' in page


@pytest.mark.parametrize("tag", ["paga", "nota"])
def test_beside_a_choice_or_a_text_it_stands_after_its_end(tag):
    assert re.search(
        rf'name="{tag}".*?</(select|textarea)><small class="wrong"', refused(tag), re.S
    )


@pytest.mark.parametrize("field", [None, "altro"])
def test_what_is_about_no_field_stands_at_the_top_of_the_form(field):
    assert '<form method="post" action="/save"><p class="told wrong"' in refused(field)


def test_a_button_may_send_a_form_elsewhere():
    assert 'value="&lt;25&gt;"' in refused(path="/drop", no="1")


def test_a_form_that_is_not_there_is_none():
    assert refused(path="/gone") is None


def test_a_password_is_never_written_back():
    assert "geheim" not in refused("segreta", segreta="geheim")
