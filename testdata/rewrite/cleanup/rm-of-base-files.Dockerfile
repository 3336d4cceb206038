FROM nginx:1.27-alpine
RUN rm -rf /etc/nginx/conf.d
RUN rm -rf /usr/share/nginx/html/*
COPY site /usr/share/nginx/html
