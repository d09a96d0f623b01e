"""How a worker is looked after, as options and settings say: metrics, health, log."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal, cast

from typer import Option

from config.errors import InputError
from config.settings import PORT_EXPECTED, Settings
from config.settings import port as port_of

if TYPE_CHECKING:
    from stream.kafka.start import Upkeep

MetricsPortOption = Annotated[
    str | None,
    Option(
        "--metrics-port",
        metavar="PORT",
        help="Answer /metrics, /healthz and /readyz there; 0 takes any port. Else nowhere.",
    ),
]
LogFormatOption = Annotated[
    str | None, Option("--log-format", metavar="text|json", help="Of the log on standard error.")
]


def upkeep_of(settings: Settings, port: str | None, log_format: str | None) -> Upkeep:
    """Return what settings say, with the options in their place where given.

    Raises:
        InputError: an option is not what it has to be.
    """
    from stream.kafka.start import Upkeep

    number, style = settings.metrics_port, settings.log_format
    if port is not None:
        try:
            number = port_of(port)
        except ValueError as error:
            raise InputError("--metrics-port", f'"{port}"', PORT_EXPECTED) from error
    if log_format is not None:
        if log_format not in ("text", "json"):
            raise InputError("--log-format", f'"{log_format}"', "text or json")
        style = cast(Literal["text", "json"], log_format)
    return Upkeep(settings.metrics_host, number, style)
