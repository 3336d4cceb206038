"""Takes files, says what they are."""

import argparse
import os
import pathlib

import magic
from aiohttp import web

UPLOADS = pathlib.Path(os.environ.get("UPLOADS", "uploads"))
routes = web.RouteTableDef()


@routes.get("/")
async def index(request):
    return web.Response(text="send me a file\n")


@routes.post("/type")
async def kind(request):
    data = await request.read()
    return web.json_response({"type": magic.from_buffer(data, mime=True), "is": magic.from_buffer(data)})


@routes.put("/files/{name}")
async def put(request):
    path = UPLOADS / pathlib.Path(request.match_info["name"]).name
    path.write_bytes(await request.read())
    return web.Response(text=magic.from_file(str(path), mime=True), status=201)


@routes.get("/files/{name}")
async def get(request):
    return web.FileResponse(UPLOADS / pathlib.Path(request.match_info["name"]).name)


@routes.get("/version")
async def version(request):
    return web.Response(text=str(magic.version()))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, default=8000)
    arguments = parser.parse_args()
    app = web.Application(client_max_size=1 << 20)
    app.add_routes(routes)
    web.run_app(app, port=arguments.port)


if __name__ == "__main__":
    main()
