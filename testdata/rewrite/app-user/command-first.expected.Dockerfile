FROM python:3.12-alpine
CMD ["python", "/app/app.py"]
WORKDIR /app
# the group is root's, as some clusters run images as any user of it
RUN addgroup -g 10001 app \
 && adduser -D -H -u 10001 -G app -s /sbin/nologin app \
 && install -d -o app -g root -m 775 /home/app /app
COPY app.py .
ENV HOME=/home/app
USER 10001:10001