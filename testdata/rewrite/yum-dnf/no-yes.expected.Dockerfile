FROM centos:7
RUN yum install -y wget && yum clean all
