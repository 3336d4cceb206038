FROM debian:bookworm-slim
RUN apt-get update \
  && apt-get install --no-install-recommends --yes \
    apache2 \
    libapache2-mod-php \
    php-mysql \
  && rm -rf /var/lib/apt/lists/* \
  && a2enmod rewrite
