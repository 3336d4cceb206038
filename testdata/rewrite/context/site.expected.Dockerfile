FROM python:3.12-slim
WORKDIR /app
COPY requirements.txt ./
RUN pip install --no-cache-dir -r requirements.txt
# the group is root's, as some clusters run images as any user of it
RUN useradd --no-log-init --uid 10001 --user-group --shell /usr/sbin/nologin app \
 && install -d -o app -g root -m 775 /home/app /app
COPY . .
EXPOSE 8000
ENV HOME=/home/app
USER 10001:10001
CMD ["gunicorn", "site.wsgi", "--bind", "0.0.0.0:8000"]
