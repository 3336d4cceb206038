import hashlib
import mimetypes
import tempfile
from typing import Annotated

from fastapi import APIRouter, BackgroundTasks, Form, UploadFile
from fastapi.responses import FileResponse

router = APIRouter(prefix="/files", tags=["files"])


@router.post("")
async def upload(file: UploadFile, title: Annotated[str, Form()]):
    content = await file.read()
    return {"title": title, "size": len(content), "sha256": hashlib.sha256(content).hexdigest()[:12]}


@router.get("/{name}")
def download(name: str, background: BackgroundTasks):
    """A file by its name alone: the type comes from the system's table."""
    file = tempfile.NamedTemporaryFile()
    file.write(b"content")
    file.flush()
    background.add_task(file.close)
    return FileResponse(file.name, filename=name, media_type=mimetypes.guess_type(name)[0])
