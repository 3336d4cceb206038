FROM python:3.12
WORKDIR /app
RUN pip install uv
COPY . .
RUN uv sync --frozen
CMD ["/app/.venv/bin/python", "app.py"]
