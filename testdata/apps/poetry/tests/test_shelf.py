from fastapi.testclient import TestClient

from bookshelf.main import app


def test_opening():
    assert TestClient(app).get("/opening").json() == "2024-07-01T07:00:00+00:00"
