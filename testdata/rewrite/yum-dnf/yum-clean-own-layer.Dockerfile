FROM amazonlinux:2
RUN yum install -y java-17-amazon-corretto-headless
RUN yum clean all && rm -rf /var/cache/yum
