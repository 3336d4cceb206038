import click

from . import __version__


@click.group()
@click.version_option(__version__)
def main():
    """Headlines of the day."""


@main.command()
@click.option("--port", default=8080, show_default=True)
def serve(port):
    """Shows the headlines in a browser."""
    from aiohttp import web

    from .server import application

    web.run_app(application(port), port=port)


@main.command()
def show():
    """Prints a table of the headlines."""
    import asyncio

    from rich.console import Console
    from rich.table import Table

    from . import store

    async def collect():
        await store.prepare()
        return await store.headlines()

    table = Table("Headline")
    for headline in asyncio.run(collect()):
        table.add_row(headline)
    Console(width=40).print(table)
