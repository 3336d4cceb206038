FROM debian:bookworm-slim
COPY docker-entrypoint.sh /usr/local/bin/
RUN chmod +x /usr/local/bin/docker-entrypoint.sh
COPY run.sh stop.sh /opt/tool/
RUN ln -s /opt/tool/run.sh /usr/local/bin/run && chmod 755 /opt/tool/run.sh /opt/tool/stop.sh
ENTRYPOINT ["docker-entrypoint.sh"]
CMD ["run"]
