FROM python:3.12-slim
WORKDIR /app
RUN mkdir -p /data && chmod -R 777 /data
RUN pip install --no-cache-dir datasette==0.65.1
VOLUME /data
EXPOSE 8001
CMD ["datasette", "serve", "/data", "--host", "0.0.0.0"]
