FROM debian:bookworm-slim
RUN --mount=type=secret,id=GITHUB_TOKEN \
    export GITHUB_TOKEN="$(cat /run/secrets/GITHUB_TOKEN 2>/dev/null || true)" \
    && if [ -n "$GITHUB_TOKEN" ]; then ./fetch --token "$GITHUB_TOKEN"; else ./fetch; fi
RUN --mount=type=secret,id=GITHUB_TOKEN \
	export GITHUB_TOKEN="$(cat /run/secrets/GITHUB_TOKEN 2>/dev/null || true)"; \
	set -ex; \
	./configure; \
	make
# the group is root's, as some clusters run images as any user of it
RUN useradd --no-log-init --uid 10001 --user-group --shell /usr/sbin/nologin app \
 && install -d -o app -g root -m 775 /home/app
ENV HOME=/home/app
USER 10001:10001
CMD ["./run"]
