FROM debian:bookworm-slim
WORKDIR /srv/app
# the group is root's, as some clusters run images as any user of it
RUN useradd --no-log-init --uid 10001 --user-group --shell /usr/sbin/nologin app \
 && install -d -o app -g root -m 775 /home/app /srv/app
COPY . .
COPY --chmod=755 entrypoint /entrypoint
ENV HOME=/home/app
USER 10001:10001
ENTRYPOINT ["/entrypoint"]
