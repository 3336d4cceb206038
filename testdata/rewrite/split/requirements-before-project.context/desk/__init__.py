import flask


def main():
    flask.Flask("desk").run()
