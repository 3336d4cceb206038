FROM centos:7
RUN yum install -y httpd && yum clean all && rm -rf /var/cache/yum
CMD ["httpd", "-DFOREGROUND"]

# fonts
RUN yum install -y dejavu-sans-fonts && yum clean all
