import flask

flask.Flask(__name__).run("0.0.0.0", 8000)
