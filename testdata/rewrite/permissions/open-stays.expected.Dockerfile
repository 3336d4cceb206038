FROM php:8.2-apache
COPY . /var/www/html
RUN chmod -R 777 /var/www/html/storage
RUN chmod 777 /var/log/app.sh && echo x >> /var/log/app.sh
