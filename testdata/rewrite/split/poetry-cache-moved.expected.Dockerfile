FROM python:3.12
ENV POETRY_CACHE_DIR=/var/cache/poetry
WORKDIR /app
RUN pip install --no-cache-dir poetry
COPY pyproject.toml poetry.lock ./
RUN poetry install --only main --no-root
COPY . .
CMD ["poetry", "run", "gunicorn", "--bind", "0.0.0.0:8000", "app:app"]
