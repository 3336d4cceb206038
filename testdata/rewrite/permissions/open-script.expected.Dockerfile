FROM debian:bookworm-slim
COPY --chmod=755 start.sh /start.sh
RUN curl -o /opt/tool/run.py https://example.com/run.py && chmod 755 /opt/tool/run.py
CMD ["/start.sh"]
