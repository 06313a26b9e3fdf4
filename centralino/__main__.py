"""`python -m centralino` is the command `centralino`."""

from centralino.cli import main

main()
