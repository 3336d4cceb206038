FROM python:3.12-alpine
ENV DATA=/srv/data
RUN mkdir -p $DATA /var/log/desk /opt/tool && touch /opt/tool/here
WORKDIR /srv/desk
COPY app.py .
RUN mkdir reports
# the group is root's, as some clusters run images as any user of it
RUN addgroup -g 10001 app \
 && adduser -D -H -u 10001 -G app -s /sbin/nologin app \
 && install -d -o app -g root -m 775 /home/app /srv/desk /srv/data /srv/desk/reports /var/log/desk
ENV HOME=/home/app
USER 10001:10001
CMD ["python", "app.py"]
