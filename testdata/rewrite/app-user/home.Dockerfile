FROM python:3.12-slim
WORKDIR /app
COPY . .
RUN pip install --user --no-cache-dir -r requirements.txt
CMD ["python", "app.py"]
