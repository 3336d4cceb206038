FROM python:3.11-slim
ARG BUILD_NUMBER
ARG LABEL_TEXT=x
ENV APP_HOME=/srv/app DEBIAN_FRONTEND=noninteractive
RUN apt-get update && apt-get install -y --no-install-recommends gcc libffi-dev ffmpeg && rm -rf /var/lib/apt/lists/* && \
    pip install --no-cache-dir cffi==1.16.0 && \
    mkdir -p /data/cache && chmod 770 /data/cache && \
    groupadd -r app && useradd -r -g app app
LABEL text=$LABEL_TEXT
WORKDIR $APP_HOME
COPY . .
USER app
CMD ["python", "main.py"]
