FROM centos:centos7
MAINTAINER erika@example.com
RUN yum -y update
RUN yum -y install httpd php
RUN yum clean all
ADD index.php /var/www/html/
EXPOSE 80
CMD ["/usr/sbin/httpd", "-D", "FOREGROUND"]
