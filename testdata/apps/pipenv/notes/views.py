import io
import locale
import os
import tempfile
from datetime import datetime
from zoneinfo import ZoneInfo

from flask import Blueprint, abort, jsonify, render_template, request, send_file

pages = Blueprint("pages", __name__)
HERE = os.path.dirname(__file__)


@pages.route("/")
def index():
    return render_template("index.html")


@pages.route("/render", methods=["POST"])
def render():
    import markdown

    # extensions are found by the entry points of the installed package
    return markdown.markdown(request.get_data(as_text=True), extensions=["tables", "fenced_code"])


@pages.route("/thumbnail/<kind>")
def thumbnail(kind):
    from PIL import Image

    image = Image.linear_gradient("L").resize((32, 32)).convert("RGB")
    out = io.BytesIO()
    try:
        image.save(out, kind)
    except KeyError:
        abort(404)
    out.seek(0)
    again = Image.open(out)
    return jsonify(format=again.format, size=again.size)


@pages.route("/text")
def text():
    from PIL import ImageFont, features

    font = ImageFont.load_default(20)
    return jsonify(freetype=features.check("freetype2"), wide=font.getlength("Pipenv") > 40)


@pages.route("/session")
def session():
    import requests

    client = requests.Session()
    bundle = requests.certs.where()
    client.mount("https://", requests.adapters.HTTPAdapter(max_retries=1))
    answer = requests.Response()
    answer._content = "Größe, grüner, größer".encode()
    return jsonify(bundle=os.path.exists(bundle), charset=answer.apparent_encoding)


@pages.route("/scratch", methods=["POST"])
def scratch():
    with tempfile.NamedTemporaryFile(suffix=".note") as note:
        note.write(request.get_data())
        note.flush()
        return jsonify(size=os.path.getsize(note.name))


@pages.route("/when/<path:zone>")
def when(zone):
    return datetime(2024, 3, 31, 3, tzinfo=ZoneInfo(zone)).strftime("%Z")


@pages.route("/locale")
def language():
    locale.setlocale(locale.LC_ALL, "")
    return ".".join(locale.getlocale())


@pages.route("/paper")
def paper():
    return send_file(os.path.join(HERE, "paper.docx"))
