FROM debian:bookworm-slim
COPY . /app
RUN useradd --no-log-init app && chown -R app:app /app
USER app
CMD ["/app/run"]
