FROM ubuntu:16.04
MAINTAINER Erika Mustermann

# Update
RUN apt-get update

# Install
RUN apt-get install -y apache2
RUN apt-get install -y php libapache2-mod-php
RUN apt-get install -y mysql-client

ADD site.conf /etc/apache2/sites-available/000-default.conf
EXPOSE 80
CMD /usr/sbin/apache2ctl -D FOREGROUND
