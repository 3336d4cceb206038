FROM python:3.11
WORKDIR /app
ARG PIP_TOKEN
COPY . .
RUN pip install -r requirements.txt --extra-index-url https://ci:${PIP_TOKEN}@packages.example.com/simple
CMD ["python", "app.py"]
