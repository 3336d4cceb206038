FROM debian:bookworm-slim
RUN set -eux; \
	apt-get update; \
	apt-get install -y --no-install-recommends \
		libpq5 \
		tini \
	; \
	rm -rf /var/lib/apt/lists/*
ENTRYPOINT ["tini", "--"]
