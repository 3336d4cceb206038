FROM python:3.11
WORKDIR /app
# the index of the company
COPY requirements.txt .
RUN --mount=type=secret,id=PIP_TOKEN,required=true \
    export PIP_TOKEN="$(cat /run/secrets/PIP_TOKEN)" \
    && pip install --no-cache-dir -r requirements.txt --extra-index-url https://ci:${PIP_TOKEN}@packages.example.com/simple
COPY . .
EXPOSE 8000
CMD ["gunicorn", "-b", "0.0.0.0:8000", "app:app"]
