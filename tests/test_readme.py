"""What README, CONTRIBUTING and docs/ say is so: their commands can be typed, their paths are there."""

import re
import shlex
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from centralino import cli

ROOT = Path(__file__).parent.parent
PAGES = ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "docs/*.md", "docs/*.svg", "docs/it/*.md")
# A file that is named with its folder, at the beginning of a path; a file of ours that stands alone.
FILE = re.compile(
    r"(?<![\w/.:~$-])((?:\.?[A-Za-z_][\w.-]*/)+[\w.-]*\.(?:py|pyi|yaml|html|md|svg|png|js|css|json|wav|pt))\b"
)
ALONE = re.compile(r"`(\w+\.(?:py|html|svg))`")
FOLDER = re.compile(r"`((?:\.?[a-z_]+/)+)`|>((?:[a-z_]+/)+)<")
LINK = re.compile(r"\]\(([^)#:]*)(?:#([^)]*))?\)|src=\"([^\"]+)\"")
TARGET = re.compile(r"`make ([a-z-]+)|^make ([a-z-]+)", re.MULTILINE)
COMMAND = re.compile(
    r"(?:^|[`$] ?|-- |&& )centralino ((?:--config \S+ )?[a-z][^`\n#|]*)", re.MULTILINE
)
LONG = {"call", "transcribe"}  # these take a service or a model, and have tests of their own


def look_around() -> list[list[str]]:
    """The commands of the block, each as its words."""
    text = (ROOT / "README.md").read_text(encoding="utf-8").partition("## Look around")[2]
    block = text.partition("```console")[2].partition("```")[0]
    lines = (line.removeprefix("$ ") for line in block.splitlines())
    return [
        shlex.split(line, comments=True)[1:] for line in lines if line.startswith("centralino ")
    ]


def test_looking_around_works_as_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "config.yaml").write_text((ROOT / "config.yaml").read_text(encoding="utf-8"))
    commands = look_around()
    assert {"db", "tickets", "queue", "config"} <= {words[0] for words in commands}
    for words in commands:
        if words[0] not in LONG:
            result = CliRunner().invoke(cli.centralino, words)
            assert result.exit_code == 0, (words, result.stderr)


@pytest.mark.parametrize(
    "page", sorted(ROOT.glob("docs/**/*.md")), ids=lambda page: page.relative_to(ROOT).as_posix()
)
def test_every_command_that_is_named_is_one_with_these_options(page: Path) -> None:
    for line in COMMAND.findall(page.read_text(encoding="utf-8")):
        words = line.split("; ")[0].split(" && ")[0].split()
        if words[0] == "--config":
            words = words[2:]
        if words[0] == "service":  # by that name PostgreSQL knows our connections
            continue
        command = cli.centralino.get_command(click.Context(cli.centralino), words[0])
        assert command is not None, line
        if isinstance(command, click.Group) and len(words) > 1 and words[1][0] != "-":
            inner = [
                command.get_command(click.Context(command), one) for one in words[1].split("|")
            ]
            assert None not in inner, line
            command = inner[0]
        known = {name for one in command.params for name in one.opts} | {"--help", "-h"}
        named = {word.partition("=")[0] for word in words if word.startswith("--") and word != "--"}
        assert named <= known, line


def pages() -> list[Path]:
    return sorted(path for pattern in PAGES for path in ROOT.glob(pattern))


def sources() -> list[Path]:
    """Every file and folder of the tree, but for what is set up or left behind by running it."""
    tops = [path for path in ROOT.iterdir() if not path.name.startswith(".") and path.name != "var"]
    return [*tops, *(path for top in tops if top.is_dir() for path in top.rglob("*"))]


@pytest.mark.parametrize("page", pages(), ids=lambda page: page.name)
def test_every_path_that_is_named_is_there(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    named = {path.name for path in sources()}
    gone = [path for path in FILE.findall(text) if not (ROOT / path).exists()]
    gone += [name for name in ALONE.findall(text) if name not in named]
    folders = ["".join(found) for found in FOLDER.findall(text)]
    gone += [path for path in folders if not (ROOT / path).is_dir() and path[:-1] not in named]
    assert gone == []


def anchors(page: Path) -> set[str]:
    """What a link may lead to within a page, as GitHub names it."""
    headings = re.findall(r"^#+ (.*)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize(
    "page", [page for page in pages() if page.suffix == ".md"], ids=lambda page: page.name
)
def test_every_link_leads_somewhere(page: Path) -> None:
    for path, anchor, source in LINK.findall(page.read_text(encoding="utf-8")):
        target = page.parent / (path or source) if path or source else page
        assert target.exists(), target
        assert not anchor or anchor in anchors(target), (target.name, anchor)


def test_every_target_that_is_named_can_be_made() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    made = set(re.findall(r"^([a-z-]+):", makefile, re.MULTILINE))
    for page in pages():
        named = {a or b for a, b in TARGET.findall(page.read_text(encoding="utf-8"))}
        assert named - made == set(), page.name


def test_before_each_commit_runs_what_make_check_runs() -> None:
    checks = (ROOT / "Makefile").read_text(encoding="utf-8").partition("\ncheck:")[2]
    checks = checks.partition("\n\n")[0]
    hooks = (ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8")
    wanted = [line.strip().removesuffix(" .") for line in checks.splitlines() if "$(bin)" in line]
    assert wanted
    for command in wanted:
        assert f"entry: {command.replace('$(bin)', '.venv/bin')}\n" in hooks
