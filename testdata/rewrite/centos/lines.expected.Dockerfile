FROM centos:centos7
LABEL org.opencontainers.image.authors="erika@example.com"
RUN yum -y update && yum clean all && rm -rf /var/cache/yum
RUN yum -y install httpd php && yum clean all
COPY index.php /var/www/html/
EXPOSE 80
CMD ["/usr/sbin/httpd", "-D", "FOREGROUND"]
