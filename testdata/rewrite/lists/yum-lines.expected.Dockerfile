FROM centos:7
RUN yum -y update && \
    yum -y install \
        epel-release \
        which && \
    yum -y install \
        nginx && \
    yum clean all && rm -rf /var/cache/yum
