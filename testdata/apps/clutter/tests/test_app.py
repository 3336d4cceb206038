from app import app


def test_front():
    assert app.test_client().get("/").status_code == 200
