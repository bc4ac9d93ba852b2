"""`copydesk asyncapi`."""

from __future__ import annotations

import click
import orjson

from streams.events.asyncapi import document
from streams.settings import settings


@click.command()
@click.option("--yaml", "as_yaml", is_flag=True, help="YAML; it needs PyYAML.")
@click.option("--json", "as_json", is_flag=True, help="JSON, as without it.")
def asyncapi(as_yaml: bool, as_json: bool) -> None:
    """Prints the AsyncAPI 3 document of this desk: its topics, who reads and writes them, and the events on them.

    Servers, partitions and replicas are those of the settings. No broker is asked.

    \b
    Examples:
      copydesk asyncapi > asyncapi.json
      npx @asyncapi/cli validate asyncapi.json
    """
    if as_yaml and as_json:
        raise click.UsageError("--yaml or --json: say one of them")
    made = document(settings())
    if not as_yaml:
        click.echo(orjson.dumps(made, option=orjson.OPT_INDENT_2))
        return
    try:
        import yaml
    except ImportError:
        raise click.UsageError("--yaml needs PyYAML: `pip install PyYAML`, or take JSON") from None
    click.echo(yaml.safe_dump(made, sort_keys=False, allow_unicode=True), nl=False)
