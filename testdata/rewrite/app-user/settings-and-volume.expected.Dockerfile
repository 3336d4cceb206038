FROM python:3.12-alpine
ENV HOME=/var/lib/desk
RUN mkdir -p /var/lib/desk /var/log/desk
# the group is root's, as some clusters run images as any user of it
RUN addgroup -g 10001 app \
 && adduser -D -H -h /var/lib/desk -u 10001 -G app -s /sbin/nologin app \
 && install -d -o app -g root -m 775 /var/lib/desk /srv/desk /var/log/desk
COPY . /srv/desk
WORKDIR /srv/desk
VOLUME ["/var/lib/desk"]
EXPOSE 80
USER 10001:10001
CMD ["python", "desk.py"]
