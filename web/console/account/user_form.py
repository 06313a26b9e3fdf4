"""A person who shall sign in, as a supervisor types it."""

from wtforms import Field, PasswordField, SelectChoice, SelectField, StringField, ValidationError

from rules.staff.accounts import LONGEST_NAME, LONGEST_PASSWORD, SHORTEST_PASSWORD, Role
from web.console import words
from web.console.forms import ItalianForm


class UserForm(ItalianForm):
    """Name, role and first password, which is never shown again."""

    nome = StringField(
        "Nome per entrare",
        render_kw={
            "required": True,
            "maxlength": LONGEST_NAME,
            "autocapitalize": "none",
            "autocomplete": "off",
        },
    )
    ruolo = SelectField(
        "Ruolo",
        choices=[SelectChoice(role, name) for role, name in words.ROLES.items()],
        validate_choice=False,
    )
    password = PasswordField(
        f"Prima password, almeno {SHORTEST_PASSWORD} caratteri",
        id="prima-password",  # another part of the page is called "password"
        render_kw={
            "required": True,
            "minlength": SHORTEST_PASSWORD,
            "maxlength": LONGEST_PASSWORD,
            "autocomplete": "new-password",
        },
    )

    def validate_ruolo(self, field: Field) -> None:
        """One of the two."""
        if field.data not in set(Role):
            raise ValidationError(f"Ruolo: {' o '.join(words.ROLES.values())}; nient'altro.")

    def refuse(self, code: str, sentence: str) -> None:
        """Say it beside the field that the rule is about."""
        field = self.password if code.startswith("password") else self.nome
        field.errors = [*field.errors, sentence]
