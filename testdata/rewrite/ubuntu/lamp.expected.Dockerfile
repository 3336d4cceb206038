FROM ubuntu:16.04
LABEL org.opencontainers.image.authors="Erika Mustermann"

# Update

# Install
RUN apt-get update && apt-get install -y --no-install-recommends apache2 ssl-cert \
    && rm -rf /var/lib/apt/lists/*
RUN apt-get update && apt-get install -y --no-install-recommends php libapache2-mod-php apache2 ssl-cert \
    && rm -rf /var/lib/apt/lists/*
RUN apt-get update && apt-get install -y --no-install-recommends mysql-client \
    && rm -rf /var/lib/apt/lists/*

COPY site.conf /etc/apache2/sites-available/000-default.conf
EXPOSE 80
CMD ["/usr/sbin/apache2ctl", "-D", "FOREGROUND"]
