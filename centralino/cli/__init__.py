"""The command `centralino`: each sub-command is loaded when it is called, and not before."""

import errno
import os
import sys
from importlib import import_module
from pathlib import Path
from typing import IO, Any

import click

from centralino.config.errors import ConfigError
from centralino.runtime.startup_gc import loading
from rules.errors import CentralinoError

COMMANDS = {
    "init": "Write a configuration for this machine, asking what it needs.",
    "backups": "Copy all that is worth keeping into a folder, and try to restore it.",
    "upgrade": "Put another version in the place of this one, and back.",
    "rehearse": "Ring our own lines, and see that a message gets the whole way.",
    "doctor": "Examine everything that can be reached, and say what mends each fault.",
    "twilio": "What the numbers' webhooks at Twilio are and should be; change them.",
    "demo": "Place sample calls on a throw-away service, and show what becomes of them.",
    "serve": "Run the whole service on this machine.",
    "web": "Run the web half of the service.",
    "worker": "Run the background half of the service.",
    "hours": "Who answers at an instant or on a day, and why.",
    "prompts": "The sentences that callers hear; own recorded files for them.",
    "call": "Place one simulated call, and print what was heard and filed.",
    "transcribe": "Turn audio files into text.",
    "triage": "Turn a transcript into the draft of a ticket.",
    "tickets": "List and show tickets.",
    "queue": "Show the callbacks in the order in which they will be made.",
    "recordings": "List messages that Twilio did not give us, and try again.",
    "outbox": "List what customers were sent, and whether it arrived.",
    "customers": "Import, export and show customers and their hardware.",
    "promises": "Show week by week how many promised callbacks were made in time.",
    "users": "Add and disable technicians and supervisors; make their API tokens.",
    "rota": "Who is on duty, on call or away; calendars in and out.",
    "webhooks": "Tell other programs what happens to requests; send once more.",
    "helpdesk": "Requests in another helpdesk, and those that it did not take.",
    "installations": "Add and disable the copies of our program that may open tickets.",
    "models": "List, get, examine and choose speech models.",
    "db": "Look after the database.",
    "privacy": "What is held about a caller, and its erasure.",
    "config": "Check and show the configuration.",
}


# Which have a folder of their own.
FOLDERS = {
    **dict.fromkeys(("backups", "init", "doctor", "twilio", "upgrade", "prompts"), "going_live."),
    "rehearse": "going_live.",
    **dict.fromkeys(("webhooks", "helpdesk", "installations", "outbox"), "going_out."),
}


def module_of(command: str) -> str:
    """The module in which a command stands, which has its name."""
    return f"{__name__}.{FOLDERS.get(command, '')}{command}"


class _Failed(click.ClickException):
    """What was asked for failed: exit code 1."""


class _Misconfigured(click.ClickException):
    """The configuration is wrong: exit code 2; the mistakes as they are, so that editors jump."""

    exit_code = 2

    def show(self, file: IO[Any] | None = None) -> None:
        click.echo(self.format_message(), file=file, err=True)


class _Commands(click.Group):
    """Finds each command in the module of the same name."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in COMMANDS:
            return None
        with loading():
            command: click.Command = getattr(import_module(module_of(cmd_name)), cmd_name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """Lists the commands without loading them."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))

    def invoke(self, ctx: click.Context) -> Any:
        """Turns our errors into messages and exit codes."""
        try:
            return super().invoke(ctx)
        except ConfigError as error:
            raise _Misconfigured(str(error)) from error
        except CentralinoError as error:
            raise _Failed(str(error)) from error


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--config",
    type=click.Path(path_type=Path),
    metavar="PATH",
    help="Configuration file, instead of config.yaml or $CENTRALINO_CONFIG.",
)
@click.option(
    "--tenant",
    metavar="NAME",
    help="One firm of an installation that serves several, by its name there.",
)
@click.version_option(package_name="centralino", message="%(version)s")
@click.pass_context
def centralino(context: click.Context, config: Path | None, tenant: str | None) -> None:
    """Telephone intake for a support desk: voicemail to ticket to callback."""
    # what a command receives through click.pass_obj
    context.obj = config if tenant is None else _config_of(config, tenant)


def _config_of(config: Path | None, tenant: str) -> Path:
    """The firm's own configuration file, once this process knows its secrets and no other firm's."""
    from centralino.tenants.installation import installed  # noqa: PLC0415 - for several alone

    firm = installed(config).firm(tenant)
    os.environ.clear()
    os.environ.update(firm.environ)
    return firm.path


def main() -> None:
    """The console script; results that cannot be written are told in a line, and exit with 1."""
    if sys.stdout is None:  # whoever called us closed it
        sys.exit(_unwritten("it is closed"))
    code: str | int | None = 0
    try:
        centralino(prog_name="centralino")
    except SystemExit as ended:
        code = ended.code
    except OSError as error:
        if error.errno not in _OUTPUT_FAULTS:
            raise
        code = _unwritten(error.strerror)
    try:
        sys.stdout.flush()
    except OSError as error:
        code = _unwritten(error.strerror)
    sys.exit(code)


_OUTPUT_FAULTS = {errno.ENOSPC, errno.EIO, errno.EFBIG, errno.EDQUOT}


def _unwritten(why: str | None) -> int:
    click.echo(f"Error: standard output: {why}", err=True)
    # What is still to be written is dropped, or the interpreter tries once more as it ends.
    sys.stdout = Path(os.devnull).open("w")  # noqa: SIM115 - until the process ends
    return 1
