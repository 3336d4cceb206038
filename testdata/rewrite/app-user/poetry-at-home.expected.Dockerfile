FROM python:3.12-alpine
WORKDIR /app
RUN pip install --no-cache-dir poetry
COPY . .
RUN poetry install
CMD ["poetry", "run", "python", "app.py"]
