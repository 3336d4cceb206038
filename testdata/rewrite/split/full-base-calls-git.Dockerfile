FROM python:3.11-bookworm AS web
WORKDIR /app
COPY requirements.txt /app/
RUN pip install --no-cache-dir -r requirements.txt
COPY . /app
ENTRYPOINT ["/app/entrypoint.sh"]
