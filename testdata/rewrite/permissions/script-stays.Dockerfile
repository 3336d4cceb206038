FROM debian:bookworm-slim
COPY scripts /opt/scripts
RUN chmod +x /opt/scripts/run.sh
COPY a.sh b.sh /opt/
RUN chmod +x /opt/a.sh
COPY c.sh /opt/c.sh
RUN sed -i 's/\r//' /opt/c.sh && chmod +x /opt/c.sh
COPY tool /usr/local/bin/tool
RUN chmod +x /usr/local/bin/tool || true
CMD ["/opt/c.sh"]
