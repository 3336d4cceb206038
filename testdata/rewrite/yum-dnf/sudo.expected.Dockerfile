FROM centos:7
USER builder
RUN sudo yum install -y cmake && sudo yum clean all && sudo rm -rf /var/cache/yum
