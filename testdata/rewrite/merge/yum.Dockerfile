FROM centos:7
RUN yum install -y epel-release
RUN yum install -y httpd
RUN yum install -y php php-mysql
CMD ["httpd", "-DFOREGROUND"]
