FROM debian:bookworm-slim
COPY start.sh /start.sh
RUN chmod 777 /start.sh
RUN curl -o /opt/tool/run.py https://example.com/run.py && chmod a+rwx /opt/tool/run.py
CMD ["/start.sh"]
