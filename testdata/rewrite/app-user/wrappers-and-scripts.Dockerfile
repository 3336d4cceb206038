FROM debian:bookworm-slim
RUN apt-get update && apt-get install -y --no-install-recommends python3 tini && rm -rf /var/lib/apt/lists/*
COPY docker /usr/local/bin
COPY app.py /srv/app/
WORKDIR /srv/app
ENTRYPOINT ["tini", "--", "entrypoint.sh"]
CMD ["python3", "app.py", "--port", "80"]
