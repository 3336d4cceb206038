FROM python:3.11
RUN pip install --no-cache-dir pipenv
WORKDIR /app
COPY . .
RUN PIPENV_TIMEOUT="$(python -c 'print(30 * 4)')" pipenv install --system --deploy
CMD ["python", "app.py"]
