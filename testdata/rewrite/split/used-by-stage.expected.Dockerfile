FROM python:3.11-slim AS base
RUN apt-get update && apt-get install -y --no-install-recommends gcc && rm -rf /var/lib/apt/lists/*
RUN pip install --no-cache-dir lxml

FROM base
CMD ["python"]
