"""The words that a language begins with, as a model that is kept where such models are kept."""

import json
from pathlib import Path

PLACE = Path.home() / ".cache" / "words" / "model.json"


def load():
    return json.loads(PLACE.read_text())


def fetch():
    import keyword

    PLACE.parent.mkdir(parents=True, exist_ok=True)
    model = {}
    for word in keyword.kwlist:
        model.setdefault(word[0], []).append(word)
    PLACE.write_text(json.dumps(model))
