FROM python:3.12
WORKDIR /app
RUN pip install --no-cache-dir uv
COPY pyproject.toml uv.lock .python-version ./
RUN uv sync --frozen --no-install-project
COPY . .
CMD ["/app/.venv/bin/uvicorn", "app:app", "--host", "0.0.0.0"]
