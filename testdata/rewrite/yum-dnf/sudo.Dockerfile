FROM centos:7
USER builder
RUN sudo yum install -y cmake
