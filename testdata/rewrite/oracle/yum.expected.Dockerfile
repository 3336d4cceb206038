FROM oraclelinux:7-slim
RUN yum -y install oracle-release-el7 && yum-config-manager --enable ol7_oracle_instantclient && yum -y install oracle-instantclient19.9-basic \
    && yum clean all && rm -rf /var/cache/yum
CMD ["bash"]
