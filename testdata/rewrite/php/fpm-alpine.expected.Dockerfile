FROM php:8.3-fpm-alpine
RUN apk add --no-cache icu-dev libzip-dev \
    && apk add --no-cache --virtual build-dependencies $PHPIZE_DEPS \
    && docker-php-ext-install intl zip \
    && apk del build-dependencies
