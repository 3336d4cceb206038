FROM python:3.11-slim
RUN apt-get update && apt-get install -y --no-install-recommends gcc libc6-dev && rm -rf /var/lib/apt/lists/* \
    && pip install --no-cache-dir lxml \
    && if [ ! -d /data ]; then mkdir /data; fi
VOLUME /data
CMD ["python"]
