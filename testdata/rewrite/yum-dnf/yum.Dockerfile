FROM centos:7
RUN yum install -y httpd
EXPOSE 80
CMD ["httpd", "-DFOREGROUND"]
