FROM golang:1 AS api
RUN go build -o /api ./...

FROM debian:bookworm-slim AS tools
RUN apt-get update && apt-get install -y --no-install-recommends python3-venv && rm -rf /var/lib/apt/lists/*
RUN python3 -m venv /opt/venv && /opt/venv/bin/pip install --no-cache-dir uv
ENV PATH=/opt/venv/bin:$PATH
WORKDIR /srv
COPY pyproject.toml uv.lock ./
RUN uv sync --frozen --no-dev
RUN mkdir data && npm ci && python3 manage.py collectstatic

FROM tools AS unused
RUN pip install --no-cache-dir ipython

FROM tools
COPY --from=api /api /usr/local/bin/api
RUN poetry install --only main; pipenv install --system
CMD ["api"]
