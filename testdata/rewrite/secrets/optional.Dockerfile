FROM debian:bookworm-slim
ARG GITHUB_TOKEN=""
RUN if [ -n "$GITHUB_TOKEN" ]; then ./fetch --token "$GITHUB_TOKEN"; else ./fetch; fi
RUN set -ex; \
	./configure; \
	make
CMD ["./run"]
