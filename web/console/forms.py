"""Forms that speak Italian, also in the sentences that come from WTForms."""

from flask_wtf import FlaskForm
from wtforms.i18n import get_translations


class ItalianForm(FlaskForm):  # type: ignore[misc]
    """A form with the token against other sites, and WTForms' own Italian."""

    class Meta(FlaskForm.Meta):  # type: ignore[misc]
        """Without this Flask-WTF asks Flask-Babel, which knows no language but the browser's."""

        def get_translations(self, form: FlaskForm) -> object:  # noqa: ARG002 - as WTForms calls it
            return get_translations(["it"])
