import asyncio
from contextlib import asynccontextmanager
from pathlib import Path

from fastapi import FastAPI, Request, WebSocket
from fastapi.responses import HTMLResponse
from fastapi.templating import Jinja2Templates

from .routers import files, users


@asynccontextmanager
async def lifespan(app: FastAPI):
    app.state.users = {}
    yield


app = FastAPI(title="Directory", version="1.4.0", lifespan=lifespan)
app.include_router(users.router)
app.include_router(files.router)
templates = Jinja2Templates(directory=Path(__file__).parent / "templates")


@app.get("/", response_class=HTMLResponse)
async def index(request: Request):
    return templates.TemplateResponse(request, "index.html", {"title": app.title})


@app.get("/loop")
async def loop():
    """Which event loop and HTTP parser serve us."""
    import httptools
    import watchfiles
    import yaml

    return {
        "loop": type(asyncio.get_running_loop()).__module__.split(".")[0],
        "parser": httptools.HttpRequestParser.__name__,
        "watch": watchfiles.Change.added.name,
        "yaml": yaml.safe_load("a: [1, 2]"),
        "libyaml": yaml.__with_libyaml__,
    }


@app.get("/command")
async def command():
    process = await asyncio.create_subprocess_exec("uname", "-s", stdout=asyncio.subprocess.PIPE)
    out, _ = await process.communicate()
    return {"system": out.decode().strip()}


@app.get("/tls")
async def tls():
    import ssl

    return {"certificates": len(ssl.create_default_context().get_ca_certs()) > 0}


@app.get("/resolve/{name}")
async def resolve(name: str):
    loop = asyncio.get_running_loop()
    addresses = await loop.getaddrinfo(name, "https")
    return sorted({address[4][1] for address in addresses})


@app.websocket("/echo")
async def echo(socket: WebSocket):
    await socket.accept()
    async for text in socket.iter_text():
        await socket.send_text(text.upper())
