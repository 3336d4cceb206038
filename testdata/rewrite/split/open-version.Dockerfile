FROM python:3-slim
RUN apt-get update && apt-get install -y --no-install-recommends gcc && rm -rf /var/lib/apt/lists/*
RUN pip install --no-cache-dir lxml
CMD ["python", "-m", "http.server"]
