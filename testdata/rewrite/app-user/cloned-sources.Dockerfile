FROM python:3.12-slim
RUN apt-get update && apt-get install -y --no-install-recommends git && rm -rf /var/lib/apt/lists/*
RUN git clone --depth 1 https://example.com/desk.git /srv/desk
WORKDIR /srv/desk
CMD ["python", "desk.py"]
