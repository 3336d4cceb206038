FROM python:3.12-alpine

WORKDIR /app

COPY requirements.txt .
RUN pip install --no-cache-dir -r requirements.txt

# the group is root's, as some clusters run images as any user of it
RUN addgroup -g 10001 app \
 && adduser -D -H -u 10001 -G app -s /sbin/nologin app \
 && install -d -o app -g root -m 775 /home/app /app

COPY . .

EXPOSE 5000

ENV HOME=/home/app
USER 10001:10001

# one process is enough
CMD ["flask", "run", "--host", "0.0.0.0"]
