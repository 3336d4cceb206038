ARG PYTHON=3.11
FROM --platform=linux/amd64 python:${PYTHON} AS web
WORKDIR /app
COPY . .
RUN pip install --no-cache-dir -r requirements.txt
CMD ["python", "app.py"]
