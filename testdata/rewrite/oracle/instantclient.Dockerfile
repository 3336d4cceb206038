FROM oraclelinux:8-slim
RUN microdnf install oracle-instantclient-release-el8 && \
    microdnf install oracle-instantclient-basic oracle-instantclient-sqlplus
CMD ["sqlplus", "-v"]
