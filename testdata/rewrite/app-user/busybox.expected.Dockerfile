FROM busybox:1.36
# the group is root's, as some clusters run images as any user of it
RUN addgroup -g 10001 app \
 && adduser -D -H -u 10001 -G app -s /sbin/nologin app \
 && install -d -o app -g root -m 775 /home/app
COPY site /www
EXPOSE 8080
ENV HOME=/home/app
USER 10001:10001
CMD ["httpd", "-f", "-p", "8080", "-h", "/www"]
