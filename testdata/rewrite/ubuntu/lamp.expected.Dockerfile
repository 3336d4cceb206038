FROM ubuntu:16.04
LABEL org.opencontainers.image.authors="Erika Mustermann"

# Install
RUN apt-get update && apt-get install -y --no-install-recommends apache2 libapache2-mod-php mysql-client php ssl-cert \
    && rm -rf /var/lib/apt/lists/*

COPY site.conf /etc/apache2/sites-available/000-default.conf
EXPOSE 80
CMD ["/usr/sbin/apache2ctl", "-D", "FOREGROUND"]
