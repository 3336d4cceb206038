FROM python:3.11
WORKDIR /app
RUN pip install uv
COPY . .
RUN uv sync
ENV PATH="/app/.venv/bin:$PATH"
CMD ["serve"]
