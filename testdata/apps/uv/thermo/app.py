import os
import shutil
import sys
from pathlib import Path

from pydantic import BaseModel, ValidationError
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, PlainTextResponse
from starlette.routing import Route
from starlette.templating import Jinja2Templates

HERE = Path(__file__).parent
templates = Jinja2Templates(directory=HERE / "templates")


class Reading(BaseModel):
    station: str
    celsius: list[float]


async def index(request: Request):
    return templates.TemplateResponse(request, "index.txt", {"stations": ["roof", "cellar"]}, media_type="text/plain")


async def mean(request: Request):
    from .numbers import summary  # numpy is only loaded where it is needed

    try:
        reading = Reading.model_validate_json(await request.body())
    except ValidationError as error:
        return JSONResponse({"error": error.errors()[0]["type"]}, status_code=422)
    return JSONResponse({"station": reading.station, **summary(reading.celsius)})


async def upload(request: Request):
    """A file of readings, one a line."""
    from .numbers import summary

    async with request.form() as form:
        lines = (await form["readings"].read()).decode().split()
    return JSONResponse(summary([float(line) for line in lines]))


async def local_time(request: Request):
    from datetime import datetime
    from zoneinfo import ZoneInfo, available_timezones

    at = datetime(2024, 1, 1, 12, tzinfo=ZoneInfo(request.path_params["zone"]))
    return JSONResponse({"at": at.isoformat(), "zones": len(available_timezones()) > 400})


async def sheet(request: Request):
    return FileResponse(HERE / "sheet.xlsx")


async def where(request: Request):
    return PlainTextResponse(f"{sys.prefix} {Path(sys.executable).resolve()} {shutil.which('uvicorn')} {os.getcwd()}")


async def library(request: Request):
    import ctypes.util

    name = ctypes.util.find_library("c")
    return PlainTextResponse(f"{name} {ctypes.CDLL(name).abs(-4)}")


async def trusted(request: Request):
    import ssl

    return PlainTextResponse(str(ssl.create_default_context().cert_store_stats()["x509_ca"] > 100))


app = Starlette(
    routes=[
        Route("/", index),
        Route("/mean", mean, methods=["POST"]),
        Route("/upload", upload, methods=["POST"]),
        Route("/time/{zone:path}", local_time),
        Route("/sheet", sheet),
        Route("/where", where),
        Route("/library", library),
        Route("/trusted", trusted),
    ]
)
