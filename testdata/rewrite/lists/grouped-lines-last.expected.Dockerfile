FROM centos:7
RUN yum install -y \
        gcc \
        make \
    && yum clean all && rm -rf /var/cache/yum \
    && curl -fsSL https://example.org/x.tar.gz | tar xz
