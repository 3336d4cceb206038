FROM centos:7
RUN yum install -y epel-release && yum clean all && rm -rf /var/cache/yum
RUN yum install -y httpd php php-mysql && yum clean all && rm -rf /var/cache/yum
CMD ["httpd", "-DFOREGROUND"]
