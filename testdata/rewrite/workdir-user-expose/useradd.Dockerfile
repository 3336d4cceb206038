FROM debian:bookworm-slim
ARG UID=1000320000
RUN useradd -m -u 10001 app && useradd --uid $UID --no-create-home svc
RUN useradd --uid 999 small && useradd -l --uid 100000 fine
USER app
