FROM php:8.3-fpm-alpine
RUN apk add --update --no-cache icu-dev libzip-dev \
    && apk add --virtual build-dependencies $PHPIZE_DEPS \
    && docker-php-ext-install intl zip \
    && apk del build-dependencies
