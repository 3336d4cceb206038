FROM python:3.11-slim
SHELL ["/bin/bash", "-eo", "pipefail", "-c"]
RUN apt-get update && apt-get install -y --no-install-recommends gcc libc6-dev tini && rm -rf /var/lib/apt/lists/*
RUN pip install --no-cache-dir lxml
ENTRYPOINT ["tini", "--"]
CMD ["python"]
