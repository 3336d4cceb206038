FROM oraclelinux:8-slim
RUN microdnf install -y oracle-instantclient-release-el8 && \
    microdnf install -y oracle-instantclient-basic oracle-instantclient-sqlplus && \
    microdnf clean all
CMD ["sqlplus", "-v"]
