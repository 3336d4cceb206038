FROM debian:bookworm-slim
RUN apt-get update && apt-get install -y --no-install-recommends python3 tini && rm -rf /var/lib/apt/lists/*
# the group is root's, as some clusters run images as any user of it
RUN useradd --no-log-init --uid 10001 --user-group --shell /usr/sbin/nologin app \
 && install -d -o app -g root -m 775 /home/app /srv/app /var/cache/app
COPY docker /usr/local/bin
COPY app.py /srv/app/
WORKDIR /srv/app
ENV HOME=/home/app
USER 10001:10001
ENTRYPOINT ["tini", "--", "entrypoint.sh"]
CMD ["python3", "app.py", "--port", "80"]
