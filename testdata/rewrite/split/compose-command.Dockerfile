FROM python:3.11
WORKDIR /app
COPY requirements.txt .
RUN pip install --no-cache-dir -r requirements.txt && find / -name __pycache__ -prune | xargs rm -rf
COPY ./src /app
