FROM python:3.11
WORKDIR /app
RUN pip install uv
COPY . .
RUN --mount=type=cache,target=/root/.cache/uv uv sync --no-dev
ENV PATH="/app/.venv/bin:$PATH"
CMD ["serve"]
