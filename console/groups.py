"""The groups of commands beside those of `console.cli`."""

from __future__ import annotations

from typing import Final

from console import (
    audit_cli,
    board_cli,
    contract_cli,
    judge_cli,
    kafka_cli,
    real_cli,
    shelf_cli,
    simulate_cli,
    users_cli,
)

_MODULES: Final = (
    *(simulate_cli, board_cli, audit_cli, users_cli, kafka_cli),
    *(shelf_cli, real_cli, judge_cli, contract_cli),
)

COMMANDS: Final = [
    command for module in _MODULES for command in module.commands.registered_commands
]
"""All of them, in the order of the help page."""
