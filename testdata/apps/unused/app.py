from apispec import APISpec
from flask import Flask, jsonify

app = Flask(__name__)

RIVERS = {"Danube": 2850, "Rhine": 1230, "Volga": 3530}


@app.route("/")
def index():
    return "<h1>Rivers</h1>" + "".join(f"<p>{name}: {length} km</p>" for name, length in RIVERS.items())


@app.route("/longest")
def longest():
    return jsonify(max(RIVERS, key=RIVERS.get))


@app.route("/openapi.json")
def description():
    return jsonify(APISpec(title="Rivers", version="1", openapi_version="3.0.3").to_dict())
