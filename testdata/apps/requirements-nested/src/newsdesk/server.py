import ssl
from datetime import datetime
from importlib import resources
from zoneinfo import ZoneInfo

import yaml
from aiohttp import web
from jinja2 import Environment, PackageLoader

from . import __version__, store

templates = Environment(loader=PackageLoader("newsdesk"), autoescape=True)


async def index(request):
    page = templates.get_template("index.html").render(version=__version__, headlines=await store.headlines())
    return web.Response(text=page, content_type="text/html")


async def add(request):
    form = await request.post()
    await store.add(form["text"])
    return web.json_response(await store.headlines())


async def sources(request):
    listed = yaml.safe_load(resources.files("newsdesk").joinpath("sources.yaml").read_text())["sources"]
    noon = datetime(2024, 7, 1, 12, tzinfo=ZoneInfo("UTC"))
    return web.json_response({s["name"]: noon.astimezone(ZoneInfo(s["zone"])).strftime("%H:%M %Z") for s in listed})


async def fetch(request):
    """Asks itself with the HTTP client, and reads XML that it does not trust."""
    import mimetypes

    import defusedxml.ElementTree
    import httpx

    async with httpx.AsyncClient(http2=True) as client:
        answer = await client.get(f"http://127.0.0.1:{request.app['port']}/sources")
    try:
        defusedxml.ElementTree.fromstring('<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>')
        entities = "allowed"
    except defusedxml.EntitiesForbidden:
        entities = "forbidden"
    return web.json_response(
        {
            "status": answer.status_code,
            "protocol": answer.http_version,
            "entities": entities,
            "certificates": len(ssl.create_default_context().get_ca_certs()) > 0,
            "font": mimetypes.guess_type("a.woff2")[0],
        }
    )


async def prepare(app):
    await store.prepare()


def application(port):
    app = web.Application()
    app["port"] = port
    app.on_startup.append(prepare)
    app.add_routes([web.get("/", index), web.post("/", add), web.get("/sources", sources), web.get("/fetch", fetch)])
    return app
