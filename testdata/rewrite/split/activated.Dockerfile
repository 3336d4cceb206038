FROM ubuntu:22.04
RUN apt-get update && apt-get install -y --no-install-recommends python3 python3-venv python3-dev gcc && rm -rf /var/lib/apt/lists/*
RUN python3 -m venv /srv/env && . /srv/env/bin/activate && pip install --no-cache-dir lxml
COPY . /srv/app
WORKDIR /srv/app
CMD ["/srv/env/bin/python", "app.py"]
