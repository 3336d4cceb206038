FROM python:3.11
WORKDIR /app
# the index of the company
ARG PIP_TOKEN
COPY requirements.txt .
RUN pip install -r requirements.txt --extra-index-url https://ci:${PIP_TOKEN}@packages.example.com/simple
COPY . .
EXPOSE 8000
CMD ["gunicorn", "-b", "0.0.0.0:8000", "app:app"]
