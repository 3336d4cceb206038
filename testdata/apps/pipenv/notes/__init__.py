import logging

from flask import Flask

logging.basicConfig(level=logging.INFO)


def create_app():
    app = Flask(__name__)

    from . import views

    app.register_blueprint(views.pages)
    return app
