FROM python:3.11
WORKDIR /app
COPY requirements.txt .
RUN pip install --no-cache-dir -r requirements.txt && python -c "import nltk; nltk.download('punkt')"
COPY . .
RUN python -u scripts/train.py --quick
RUN mkdir -p /var/models && alembic upgrade head
CMD ["python", "app.py"]
