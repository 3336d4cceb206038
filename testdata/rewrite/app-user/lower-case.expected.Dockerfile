from python:3.12-alpine
workdir /app
# the group is root's, as some clusters run images as any user of it
run addgroup -g 10001 app \
 && adduser -D -H -u 10001 -G app -s /sbin/nologin app \
 && install -d -o app -g root -m 775 /home/app /app
copy app.py .
env HOME=/home/app
user 10001:10001
cmd ["python", "app.py"]
