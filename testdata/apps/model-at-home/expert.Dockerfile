FROM python:3.11-slim

WORKDIR /app

COPY . .
RUN python download.py

EXPOSE 8000
CMD ["python", "app.py"]
