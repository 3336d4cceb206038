FROM centos:7
RUN yum install -y httpd
CMD ["httpd", "-DFOREGROUND"]

# fonts
RUN yum install -y dejavu-sans-fonts

# Cleanup
RUN yum clean all
