FROM debian:bookworm-slim
COPY run.sh /usr/local/bin/
CMD ["run.sh"]
