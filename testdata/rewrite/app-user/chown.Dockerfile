FROM debian:bookworm-slim
COPY entrypoint.sh server /usr/local/bin/
ENTRYPOINT ["/usr/local/bin/entrypoint.sh"]
CMD ["server"]
